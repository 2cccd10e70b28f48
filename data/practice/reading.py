"""Reads the goals file: for each measure the target that the company steers by, and who owns it.

`practice.toml`, at TENURE_PRACTICE or in `home()`, else the one that comes with Tenure:

    [[goal]]
    measure = "coverage"            # a measure of docs/definitions.md, "Measures of functions and principles"
    value = 0.9                     # shares as fractions; days, hours, counts as they are
    owner = "customer_success"      # a function, or anybody by name

A file counts as a whole: with one fault in it none of its goals is used. Which measures there are, and what a share
may be, is checked where the measures are known (queries/measures/goals.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from data import configured
from data.toml_entries import Entries, EntryFault
from data.toml_file import NotRead, opened

DEFAULT = Path(__file__).with_name("default.toml")
KEYS = ("measure", "value", "owner")
LARGEST = 1e12
LONGEST = 200


@dataclass(frozen=True)
class Goal:
    """The target of one measure. owner: a function's key or a name. line: where the file says so.

    due_on and version are those of a target decided on the board: null and 0 for one of the file.
    """

    value: float
    owner: str
    line: int | None = None
    due_on: date | None = None
    version: int = 0


class Fault(EntryFault):
    """A fault of a goal."""

    ENTRY = "goal"


@dataclass(frozen=True)
class Practice:
    """What the file holds: its goals by measure, or its faults and no goals."""

    path: Path
    goals: Mapping[str, Goal] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()


def path() -> Path:
    """Where the goals stand: TENURE_PRACTICE, else practice.toml in `home()`, else the one that comes with Tenure."""
    return configured.own_file("practice", DEFAULT)


def read(file: Path | None = None) -> Practice:
    """The file's goals. Never raises for what is in the file or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        return _refused(at, Fault(error.rule, error.message, at.name, line=error.line))
    return _Reader(at, text, Fault).read(found)


def _refused(at: Path, *faults: Fault) -> Practice:
    return Practice(at, faults=faults)


class _Reader(Entries[Fault]):
    """Reads the goals of one file and collects what is wrong with them, by line."""

    def read(self, found: Mapping[str, Any]) -> Practice:
        for key in found:
            if key != "goal":
                self.add("unknown_key", "is not known: each goal is a [[goal]]", key=key)
        entries = found.get("goal", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.add("not_a_list", "must be written [[goal]], once per measure", key="goal")
            entries = []
        goals: dict[str, Goal] = {}
        for number, entry in enumerate(entries, start=1):
            self.entry(number, entry, goals)
        return _refused(self.at, *self.faults) if self.faults else Practice(self.at, MappingProxyType(goals))

    def entry(self, number: int, entry: Mapping[str, Any], goals: dict[str, Goal]) -> None:
        """Adds one goal, unless something is wrong with it."""
        before = len(self.faults)
        for key in entry:
            if key not in KEYS:
                self.add("unknown_key", f"is not known; known: {', '.join(KEYS)}", number, key)
        for key in KEYS:
            if key not in entry:
                self.add("missing_key", "is missing", number, key)
        if len(self.faults) > before:
            return
        measure, owner = (self.text(number, entry, key) for key in ("measure", "owner"))
        value = self.number(number, entry["value"])
        first = goals.get(measure or "")
        if first:
            self.add("twice", f"has a goal already, in line {first.line}: keep one", number, "measure", measure)
        if measure is not None and owner is not None and value is not None:
            goals.setdefault(measure, Goal(value, owner, self.line(number, None)))

    def text(self, number: int, entry: Mapping[str, Any], key: str) -> str | None:
        found = entry[key]
        if isinstance(found, str) and found.strip() and len(found) <= LONGEST:
            return found.strip()
        self.add("not_a_text", f"must be a text of 1 to {LONGEST} characters", number, key, found)
        return None

    def number(self, number: int, given: object) -> float | None:
        if isinstance(given, bool) or not isinstance(given, int | float):
            self.add("not_a_number", "is no number; write it without quotes", number, "value", given)
        elif not abs(given) <= LARGEST:
            self.add("out_of_bounds", f"is out of bounds: at most {LARGEST:g}", number, "value", given)
        else:
            return float(given)
        return None
