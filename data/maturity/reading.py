"""Reads the rules of maturity. A file counts as a whole: with one fault in it none of it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from data import configured
from data.health.reading import Fault
from data.maturity.model import (
    CAPABILITIES,
    FEWER,
    FUNCTIONS,
    MEASURES,
    PHASES,
    STAGES,
    Condition,
    Rule,
    Rules,
    Stage,
    Team,
    kind,
)
from data.toml_file import NotRead, opened
from data.toml_places import TomlPlaces

DEFAULT = Path(__file__).with_name("default.toml")
TOP = ("functions", "rule", "company", "team", "phases")
NEEDED = ("2", "3", "4", "5")
WRITTEN = re.compile(r"\s*(\w+)\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*")


class RulesRefused(Exception):
    """The file cannot be used. The message holds every fault, a line each: file, line, what, rule."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def path() -> Path:
    """Where the rules stand: TENURE_MATURITY, else maturity.toml in `home()`, else those that come with Tenure."""
    return configured.own_file("maturity", DEFAULT)


def read(file: Path | None = None) -> Rules:
    """The rules. Errors: RulesRefused for whatever is wrong with the file."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        raise RulesRefused([Fault(error.rule, error.message, at.name, error.line)]) from error
    return _Reader(at.name, text).read(found)


class _Reader:
    """Reads one file and collects what is wrong with it, by line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.places = name, TomlPlaces(text)
        self.faults: list[Fault] = []

    def read(self, found: Mapping[str, Any]) -> Rules:
        for key in found:
            if key not in TOP:
                self.add("unknown_key", f"{key!r} is not known; known: {', '.join(TOP)}", self.head(key))
        made = Rules(self.words(found.get("functions")), self.rules(found.get("rule")), self.known(found),
                     self.stages(found.get("company")), self.team(found.get("team")), self.phases(found.get("phases")))
        if self.faults:
            raise RulesRefused(self.faults)
        return made

    def words(self, given: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What each function is called in the data; a word belongs to one function."""
        at, held = self.head("functions"), self.table(given, "functions", FUNCTIONS)
        seen: dict[str, str] = {}
        for function in FUNCTIONS:
            named = held.get(function)
            if not isinstance(named, list) or not named or not all(isinstance(each, str) for each in named):
                self.add("not_words", f"{function} needs a list of words", self.line(function, at))
                continue
            for word in named:
                if seen.setdefault(plain(word), function) != function:
                    self.add("twice", f"{word!r} stands for {seen[plain(word)]} already", self.line(function, at))
        return tuple((function, tuple(word for word, of in seen.items() if of == function)) for function in FUNCTIONS)

    def rules(self, given: object) -> tuple[Rule, ...]:
        """One rule a cell: one that names its functions goes before the one for all."""
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.add("no_rule", "holds no [[rule]]", None)
            return ()
        found: dict[tuple[str, str], Rule] = {}
        named: set[tuple[str, str]] = set()
        for number, each in enumerate(given):
            at = self.head("rule", number)
            for function, capability, own in self.cells(each, at):
                if (function, capability) in named and own:
                    self.add("twice", f"{function} has a rule for {capability} already", at)
                if own or (function, capability) not in found:
                    found[function, capability] = Rule(function, capability, self.levels(each, at))
                named |= {(function, capability)} if own else set()
        for function in FUNCTIONS:
            for capability in CAPABILITIES:
                if (function, capability) not in found and not self.faults:
                    self.add("no_rule", f"there is no rule for {function}, {capability}", None)
        return tuple(found.values())

    def cells(self, given: Mapping[str, Any], at: int | None) -> Iterator[tuple[str, str, bool]]:
        """Function and capability of each cell that a rule is for, and whether it names its functions."""
        for key in given:
            if key not in ("capability", "functions", *NEEDED):
                self.add("unknown_key", f"{key!r} is not known", self.line(key, at))
        capability, functions = given.get("capability"), given.get("functions", list(FUNCTIONS))
        if capability not in CAPABILITIES:
            known = ", ".join(CAPABILITIES)
            self.add("unknown_capability", f"{capability!r} is no capability; known: {known}",
                     self.line("capability", at))
        elif not isinstance(functions, list) or not functions or not set(map(str, functions)) <= set(FUNCTIONS):
            self.add("unknown_function", f"{functions!r}: functions are {', '.join(FUNCTIONS)}",
                     self.line("functions", at))
        else:
            yield from ((function, str(capability), "functions" in given) for function in functions)

    def levels(self, given: Mapping[str, Any], at: int | None) -> tuple[tuple[Condition, ...], ...]:
        return tuple(self.conditions(given.get(level), level, at) for level in NEEDED)

    def conditions(self, given: object, level: str, at: int | None) -> tuple[Condition, ...]:
        line = self.line(level, at)
        if not isinstance(given, list) or not given:
            self.add("no_condition", f"level {level} needs a list of conditions", line)
            return ()
        return tuple(made for each in given if (made := self.condition(each, line)) is not None)

    def condition(self, given: object, line: int | None) -> Condition | None:
        """`measure >= 60%`; shares are 0 to 100 %, counts have no per cent."""
        match = WRITTEN.fullmatch(given) if isinstance(given, str) else None
        if match is None:
            self.add("not_a_condition", f"{given!r} is no condition: write it as \"run >= 60%\"", line)
            return None
        measure, sign, number, percent = match.groups()
        value = float(number) / (100 if percent else 1)
        if measure not in MEASURES:
            self.add("unknown_measure", f"{measure!r} is no measure; known: {', '.join(MEASURES)}", line)
        elif (sign == "<=") != (measure in FEWER):
            self.add("wrong_way", f"{given!r}: {measure} is better the {'lower' if measure in FEWER else 'higher'}",
                     line)
        elif kind(measure) == "count" and percent:
            self.add("out_of_bounds", f"{given!r}: {measure} is a count, without %", line)
        elif value < 0 or (kind(measure) != "count" and value > 1):
            self.add("out_of_bounds", f"{given!r}: {measure} is 0 to 100 %", line)
        else:
            return Condition(measure, sign == ">=", value)
        return None

    def known(self, found: Mapping[str, Any]) -> float:
        company = found.get("company")
        given = company.get("known") if isinstance(company, dict) else None
        return self.number(given, "known", 0, 1, self.head("company"))

    def stages(self, given: object) -> tuple[Stage, ...]:
        held = self.table(given, "company", ("known", *STAGES[1:]))
        return tuple(self.stage(name, held.get(name)) for name in STAGES[1:])

    def stage(self, name: str, given: object) -> Stage:
        at, held = self.head(f"company.{name}"), self.table(given, f"company.{name}", ("functions", "share", "level"))
        functions, level = self.whole(held.get("functions"), "functions", 1, 7, at), held.get("level")
        return Stage(name, functions, self.number(held.get("share"), "share", 0, 1, at),
                     self.whole(level, "level", 2, 5, at))

    def team(self, given: object) -> Team:
        at, held = self.head("team"), self.table(given, "team", ("share", "known", *STAGES[1:]))
        first, second, third = (self.whole(held.get(name), name, 2, 5, at) for name in STAGES[1:])
        if not self.faults and not first < second < third:
            self.add("not_rising", "the levels of a team's stages rise: informed < proactive < predictive", at)
        return Team(self.number(held.get("share"), "share", 0, 1, at),
                    self.whole(held.get("known"), "known", 1, 42, at), (first, second, third))

    def phases(self, given: object) -> tuple[tuple[str, int], ...]:
        at, held = self.head("phases"), self.table(given, "phases", PHASES)
        return tuple((phase, self.whole(held.get(phase), phase, 1, 5, at)) for phase in PHASES)

    def table(self, given: object, name: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(given, dict):
            self.add("not_a_table", f"[{name}] is missing", self.head(name))
            return {}
        for key in given:
            if key not in keys:
                self.add("unknown_key", f"{name}: {key!r} is not known; known: {', '.join(keys)}",
                         self.line(key, self.head(name)))
        return given

    def number(self, given: object, key: str, low: float, high: float, at: int | None) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given) or not (
                low <= given <= high):
            self.add("out_of_bounds", f"{key}: {given!r} is no number from {low:g} to {high:g}", self.line(key, at))
            return low
        return float(given)

    def whole(self, given: object, key: str, low: int, high: int, at: int | None) -> int:
        found = self.number(given, key, low, high, at)
        if found != int(found):
            self.add("not_whole", f"{key}: {given!r} is no whole number", self.line(key, at))
        return int(found)

    def add(self, rule: str, message: str, line: int | None) -> None:
        fault = Fault(rule, message, self.name, line)
        self.faults += [] if fault in self.faults else [fault]

    def head(self, name: str, nth: int = 0) -> int | None:
        """The line of the nth head of that name."""
        found = self.places.heads(*name.split("."))
        return found[nth] if nth < len(found) else None

    def line(self, key: str, head: int | None) -> int | None:
        """The line of a key below a head, else the head's."""
        return self.places.below(head, key)


def plain(word: str) -> str:
    """A function's word as the data are compared with: small letters, no space but "_"."""
    return word.strip().lower().replace(" ", "_").replace("-", "_")
