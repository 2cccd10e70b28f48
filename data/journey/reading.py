"""Reads the journey's TOML file. A file counts as a whole: with one fault in it nothing is built from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data import configured
from data.health.reading import Fault, ModelRefused
from data.journey.facts import FACTS, NO_ARR
from data.journey.model import LEFT, STAGES, Condition, Rules, Sign, Stage
from data.toml_file import NotRead, opened
from data.toml_places import TomlPlaces

DEFAULT = Path(__file__).with_name("default.toml")
KEYS = ("key", "owner", "target_days", "all", "any")
WRITTEN = re.compile(r"\s*(?:(?P<no>not\s+)?(?P<flag>[a-z_]+)|(?P<number>[a-z_]+)\s*(?P<sign><=|>=|<|>)"
                     r"\s*(?P<value>[-+]?\d+(?:\.\d+)?))\s*")
LONGEST, MOST_DAYS = 200, 3650
LAST = "the last stage must have no conditions (neither all nor any): it takes everybody who is left over"


def path() -> Path:
    """Where the rules stand: TENURE_JOURNEY, else journey.toml in `home()`, else the ones that come with Tenure."""
    return configured.own_file("journey", DEFAULT)


def read(file: Path | None = None) -> Rules:
    """The stages with their rules. Errors: ModelRefused with every fault of the file, by line."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        raise ModelRefused([Fault(error.rule, error.message, at.name, error.line)]) from error
    return _Reader(at.name, text).read(found)


class _Reader:
    """Reads the stages of one file and collects what is wrong with them, by line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.places = name, TomlPlaces(text)
        self.heads = self.places.heads("stage")
        self.faults: list[Fault] = []

    def read(self, found: Mapping[str, Any]) -> Rules:
        for key in found:
            if key != "stage":
                self.add("unknown_key", f"at the top: {key!r} is not known; each stage is a [[stage]]",
                         self.line(None, key))
        entries = found.get("stage")
        if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
            self.add("no_stage", "holds no [[stage]]", None)
            raise ModelRefused(self.faults)
        made = [self.stage(number, entry) for number, entry in enumerate(entries)]
        self.complete(made)
        if self.faults:
            raise ModelRefused(self.faults)
        return Rules(tuple(made))

    def stage(self, number: int, given: Mapping[str, Any]) -> Stage:
        head = self.heads[number] if number < len(self.heads) else None
        for key in given:
            if key not in KEYS:
                self.add("unknown_key", f"stage: {key!r} is not known; known: {', '.join(KEYS)}", self.line(head, key))
        asked = given.get("key")
        if asked not in STAGES:
            self.add("unknown_stage", f"stage {asked!r} is not known; known: {', '.join(STAGES)}",
                     self.line(head, "key"))
        return Stage(str(asked), self.owner(given, head), self.conditions(given, "all", head),
                     self.conditions(given, "any", head), self.days(given, head))

    def owner(self, given: Mapping[str, Any], head: int | None) -> str:
        found = given.get("owner")
        if not isinstance(found, str) or not found.strip() or len(found) > LONGEST:
            self.add("no_owner", f"owner: {found!r} names nobody: write a function, for example \"services\"",
                     self.line(head, "owner"))
            return ""
        return found.strip()

    def days(self, given: Mapping[str, Any], head: int | None) -> int | None:
        found = given.get("target_days")
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MOST_DAYS:
            self.add("out_of_bounds", f"target_days: {found!r} is no whole number from 0 to {MOST_DAYS}",
                     self.line(head, "target_days"))
            return None
        return int(found)

    def conditions(self, given: Mapping[str, Any], part: str, head: int | None) -> tuple[Condition, ...]:
        listed, line = given.get(part, []), self.line(head, part)
        if not isinstance(listed, list) or (part in given and not listed):
            self.add("not_a_list", f"{part}: write a list of conditions, for example [\"health_red\"]", line)
            return ()
        made = [self.condition(each, line) for each in listed]
        return tuple(each for each in made if each is not None)

    def condition(self, given: object, line: int | None) -> Condition | None:
        """One condition as it is written; null, and a fault, where it says nothing."""
        found = WRITTEN.fullmatch(given) if isinstance(given, str) else None
        name = str(found["flag"] or found["number"]) if found else ""
        fact = FACTS.get(name)
        if found is None or fact is None:
            what = f"{given!r} is no condition" if found is None else f"{name!r} is no fact; known: {', '.join(FACTS)}"
            self.add("unknown_fact" if found else "not_a_condition", what, line)
            return None
        if (fact.kind == "number") != bool(found["number"]):
            way = f"\"{name} <= 30\"" if fact.kind == "number" else f"\"{name}\" or \"not {name}\""
            self.add("wrong_kind", f"{given!r}: {name} is a {fact.kind}: write it as {way}", line)
            return None
        if fact.kind == "flag":
            return Condition(fact.key, "not" if found["no"] else "is")
        value = float(found["value"])
        if not fact.low <= value <= fact.high:
            self.add("out_of_bounds", f"{given!r}: {name} lies between {fact.low:g} and {fact.high:g}", line)
        sign: Sign = found["sign"]  # type: ignore[assignment]
        return Condition(fact.key, sign, value)

    def complete(self, made: list[Stage]) -> None:
        """Each stage once, the last one for everybody who is left over, and no other without a condition."""
        keys = [stage.key for stage in made]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                self.add("twice", f"stage {key!r} stands twice", self.place(number, "key"))
        for key in STAGES:
            if key not in keys:
                self.add("missing_stage", f"stage {key!r} is missing: each stage must have its rule", None)
        for number, stage in enumerate(made):
            self.shape(number, stage, number == len(made) - 1)

    def shape(self, number: int, stage: Stage, is_last: bool) -> None:
        asks_no_arr = any(each.fact == NO_ARR for each in (*stage.every, *stage.some))
        if stage.key == LEFT and (stage.every != (Condition(NO_ARR, "is"),) or stage.some):
            self.add("left", f"stage {LEFT!r} is all = [\"{NO_ARR}\"] and nothing else", self.place(number, "all"))
        elif stage.key != LEFT and asks_no_arr:
            self.add("left", f"{NO_ARR} belongs to stage {LEFT!r} alone", self.place(number, "all"))
        if stage.is_rest and not is_last and not self.faults:
            self.add("takes_all", f"stage {stage.key!r} has no conditions: it would take everybody from the stages "
                     "after it", self.place(number, "key"))
        if is_last and not stage.is_rest:
            self.add("no_rest", LAST, self.place(number, "all"))

    def place(self, number: int, key: str) -> int | None:
        return self.line(self.heads[number] if number < len(self.heads) else None, key)

    def add(self, rule: str, message: str, line: int | None) -> None:
        self.faults.append(Fault(rule, message, self.name, line))

    def line(self, head: int | None, key: str) -> int | None:
        """The line of a key below a head, else the head's."""
        return self.places.below(head, key)
