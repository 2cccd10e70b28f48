"""Reads the health model's TOML file. A file counts as a whole: with one fault in it nothing is built from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from data import configured
from data.health.model import BANDS, FEATURE, KEYS, TOUCHES, Component, Model, Points
from data.toml_file import NotRead, opened
from data.toml_places import TomlPlaces

DEFAULT = Path(__file__).with_name("default.toml")
MODEL_KEYS = ("version", "from_on", "least_known", "use_given", "given_days", "settle_weeks", "bands", "rhythm",
              "component")
COMPONENT_KEYS = ("key", "weight", "points", "segment")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one place of the file."""

    rule: str
    message: str
    file: str
    line: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {self.message} [{self.rule}]"


class ModelRefused(Exception):
    """The file cannot be used. The message holds every fault, a line each: file, line, what, rule."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def path() -> Path:
    """Where the model stands: TENURE_HEALTH, else health.toml in `home()`, else the one that comes with Tenure."""
    return configured.own_file("health", DEFAULT)


def read(file: Path | None = None) -> tuple[Model, ...]:
    """The versions of the model, oldest first. Errors: ModelRefused for whatever is wrong with the file."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        raise ModelRefused([Fault(error.rule, error.message, at.name, error.line)]) from error
    return _Reader(at.name, text).read(found)


class _Reader:
    """Reads the versions of one file and collects what is wrong with them, by line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.places = name, TomlPlaces(text)
        self.faults: list[Fault] = []

    def read(self, found: Mapping[str, Any]) -> tuple[Model, ...]:
        self.known("at the top", found, ("model",), 1)
        entries = found.get("model")
        if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
            self.add("no_model", "holds no [[model]]", None)
            raise ModelRefused(self.faults)
        made = [self.model(number, entry) for number, entry in enumerate(entries)]
        if not self.faults:
            self.in_order(made)
        if self.faults:
            raise ModelRefused(self.faults)
        return tuple(made)

    def model(self, number: int, given: Mapping[str, Any]) -> Model:
        head = self.places.line("model", number)
        self.known(f"model {number + 1}", given, MODEL_KEYS, head)
        listed = given.get("component", [])
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            self.add("not_a_table", "components are written [[model.component]]", self.line(head, "component"))
            listed = []
        components = tuple(self.component(number, at, each) for at, each in enumerate(listed))
        if not self.faults and sum(each.weight for each in components) <= 0:
            self.add("no_weight", f"model {number + 1}: the weights sum to 0: nothing would be scored", head)
        keys = [each.key for each in components]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self.add("twice", f"component {key!r} stands twice in model {number + 1}",
                     self.line(self.component_head(number, len(keys) - 1 - keys[::-1].index(key)), "key"))
        return Model(
            self.whole(given, "version", 1, 10_000, head), self.day(given, head),
            self.number(given, "least_known", 0, 1, head, 0.5), self.flag(given, "use_given", head),
            self.whole(given, "given_days", 1, 3650, head, 92), self.whole(given, "settle_weeks", 0, 104, head, 6),
            self.bands(given.get("bands"), head),
            self.rhythm(given.get("rhythm", {}), head), components)

    def component_head(self, number: int, component: int) -> int | None:
        """The line on which a model's component begins."""
        return self.places.line("model", number, "component", component)

    def component(self, number: int, at: int, given: Mapping[str, Any]) -> Component:
        head = self.component_head(number, at)
        self.known("component", given, COMPONENT_KEYS, head)
        key = given.get("key")
        if not isinstance(key, str) or not (key in KEYS or (key.startswith(FEATURE) and key != FEATURE)):
            known = ", ".join((*KEYS, f"{FEATURE}NAME"))
            self.add("unknown_component", f"component {key!r} is not known; known: {known}", self.line(head, "key"))
        segments = given.get("segment", {})
        if not isinstance(segments, dict):
            self.add("not_a_table", "segment must be a table: NAME = points", self.line(head, "segment"))
            segments = {}
        return Component(
            str(key), self.number(given, "weight", 0, 1e6, head), self.points(given.get("points"), head, "points"),
            tuple((name, self.points(segments[name], head, name)) for name in sorted(segments)))

    def points(self, given: object, head: int | None, key: str) -> Points:
        line = self.line(head, key)
        try:
            pairs = [(float(x), float(y)) for x, y in given]  # type: ignore[attr-defined]
        except (TypeError, ValueError):
            self.add("not_points", f"{key}: {given!r} are no points; write [[measure, points], …]", line)
            return ((0.0, 0.0),)
        if not pairs or not all(isfinite(x) for x, _ in pairs) or any(
                x1 <= x0 for (x0, _), (x1, _) in pairwise(pairs)):
            self.add("not_rising", f"{key}: measures must rise from pair to pair", line)
        if any(not 0 <= y <= 100 for _, y in pairs):
            self.add("out_of_bounds", f"{key}: points are 0 to 100", line)
        return tuple(pairs)

    def bands(self, given: object, head: int | None) -> tuple[tuple[str, float], ...]:
        """The lowest score of each band, best first: ranges that follow each other from 100 down to 0."""
        line = self.line(head, "bands")
        if not isinstance(given, dict) or set(given) != set(BANDS):
            self.add("bands", f"bands must name {', '.join(BANDS)} and nothing else", line)
            return ()
        try:
            ranges = {name: (float(given[name][0]), float(given[name][1])) for name in BANDS}
        except (TypeError, ValueError, IndexError, KeyError):
            self.add("bands", "a band is written [from, to], for example green = [70, 100]", line)
            return ()
        for upper, lower in pairwise(BANDS):
            if ranges[lower][1] != ranges[upper][0]:
                fault = "overlap" if ranges[lower][1] > ranges[upper][0] else "leave a gap"
                self.add("bands", f"{upper} and {lower} {fault}: {lower} ends at {ranges[lower][1]:g}, {upper} begins "
                         f"at {ranges[upper][0]:g}", self.line(line, lower) or line)
        if ranges["green"][1] != 100 or ranges["red"][0] != 0 or any(low >= high for low, high in ranges.values()):
            self.add("bands", "bands must cover 0 to 100, each from a lower to a higher score", line)
        return tuple((name, ranges[name][0]) for name in BANDS)

    def rhythm(self, given: object, head: int | None) -> tuple[tuple[str, int], ...]:
        line = self.line(head, "rhythm")
        if not isinstance(given, dict) or set(given) - set(TOUCHES):
            self.add("rhythm", f"rhythm holds days for {', '.join(TOUCHES)}", line)
            return ()
        return tuple((touch, self.whole(given, touch, 1, 3650, line)) for touch in TOUCHES if touch in given)

    def day(self, given: Mapping[str, Any], head: int | None) -> date:
        found = given.get("from_on")
        if not isinstance(found, date) or isinstance(found, datetime) or found.weekday() != 0:
            self.add("not_a_monday", f"from_on: {found} is not a Monday (YYYY-MM-DD without quotes)",
                     self.line(head, "from_on"))
            return date(2000, 1, 3)
        return found

    def number(self, given: Mapping[str, Any], key: str, low: float, high: float, head: int | None,
               default: float | None = None) -> float:
        found = given.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not low <= found <= high:
            self.add("out_of_bounds", f"{key}: {found!r} is no number from {low:g} to {high:g}", self.line(head, key))
            return low
        return float(found)

    def flag(self, given: Mapping[str, Any], key: str, head: int | None) -> bool:
        found = given.get(key, True)
        if not isinstance(found, bool):
            self.add("not_a_flag", f"{key}: {found!r} is neither true nor false", self.line(head, key))
        return found is True

    def whole(self, given: Mapping[str, Any], key: str, low: int, high: int, head: int | None,
              default: int | None = None) -> int:
        found = self.number(given, key, low, high, head, default)
        if found != int(found):
            self.add("not_whole", f"{key}: {found!r} is no whole number", self.line(head, key))
        return int(found)

    def in_order(self, models: list[Model]) -> None:
        for earlier, later in pairwise(models):
            if later.version <= earlier.version or later.from_on <= earlier.from_on:
                self.add("not_in_order", f"version {later.version} must have a higher number and a later from_on than "
                         f"version {earlier.version}", self.places.line("model", models.index(later)))

    def known(self, where: str, given: Mapping[str, Any], keys: tuple[str, ...], head: int | None) -> None:
        for key in given:
            if key not in keys:
                self.add("unknown_key", f"{where}: {key!r} is not known; known: {', '.join(keys)}",
                         self.line(head, key))

    def add(self, rule: str, message: str, line: int | None) -> None:
        self.faults.append(Fault(rule, message, self.name, line))

    def line(self, head: int | None, key: str) -> int | None:
        """The line of a key below a head, else the head's."""
        return self.places.below(head, key)
