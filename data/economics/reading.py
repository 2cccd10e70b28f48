"""Reads the file of assumptions: `economics.toml`, at TENURE_ECONOMICS or in `home()`, else the one of Tenure.

    [assumptions]
    gross_margin = 0.75     # a fraction, at most 1; below 0 is possible, and said to be a loss on every sale
    cac = 500000            # reporting currency, not negative
    renewal_months = 12     # whole months, 1 to 120

A file counts as a whole: with one fault in it none of its values is used, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from data import configured
from data.toml_file import NotRead, opened
from data.toml_places import TomlPlaces

DEFAULT = Path(__file__).with_name("default.toml")
SECTION = "assumptions"
BOUNDS: Mapping[str, tuple[float, float]] = {
    "gross_margin": (-10.0, 1.0), "cac": (0.0, 1e12), "renewal_months": (1, 120)}
"""What each may be, both ends included."""


@dataclass(frozen=True)
class Assumptions:
    """gross_margin: a fraction of revenue, null: from delivery costs. cac: of one new customer in the reporting
    currency, null: from acquisition costs. renewal_months: from one renewal to the next.
    """

    gross_margin: float | None = None
    cac: float | None = None
    renewal_months: int = 12


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the file: its line where that is known, the key, and what the rule is."""

    file: str
    rule: str
    message: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {f'{self.key}: ' if self.key else ''}{self.message} [{self.rule}]"


@dataclass(frozen=True)
class Read:
    """What the file holds: its assumptions, or its faults and the assumptions that come with Tenure."""

    path: Path
    assumptions: Assumptions = Assumptions()
    faults: tuple[Fault, ...] = ()


def path() -> Path:
    """Where the assumptions stand: TENURE_ECONOMICS, else economics.toml in `home()`, else Tenure's own."""
    return configured.own_file("economics", DEFAULT)


def read(file: Path | None = None) -> Read:
    """The file's assumptions. Never raises for what is in it or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        return Read(at, faults=(Fault(at.name, error.rule, error.message, error.line),))
    given = found.get(SECTION, {})
    faults = [Fault(at.name, "unknown_key", f"is not known: there is [{SECTION}] alone", key=key)
              for key in found if key != SECTION]
    if isinstance(given, dict):
        faults += [fault for key, value in given.items() if (fault := _fault(at.name, key, value))]
    else:
        faults.append(Fault(at.name, "not_a_table", f"must be written [{SECTION}]", key=SECTION))
    if faults:
        return Read(at, faults=tuple(_placed(fault, text) for fault in faults))
    return Read(at, Assumptions(**given))


def problem(key: str, value: object) -> str | None:
    """The rule that a value of an assumption breaks: unknown_key, not_a_number, out_of_bounds; null if none."""
    if key not in BOUNDS:
        return "unknown_key"
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return "not_a_number"
    if key == "renewal_months" and not isinstance(value, int):
        return "not_a_number"
    low, high = BOUNDS[key]
    return None if low <= value <= high else "out_of_bounds"


def _fault(file: str, key: str, value: Any) -> Fault | None:
    rule = problem(key, value)
    if rule is None:
        return None
    low, high = BOUNDS.get(key, (0, 0))
    said = {"unknown_key": f"is not known; known: {', '.join(BOUNDS)}",
            "not_a_number": "is no number" if key != "renewal_months" else "is no whole number",
            "out_of_bounds": f"is out of bounds: {low:g} to {high:g}"}
    return Fault(file, rule, said[rule], key=key)


def _placed(fault: Fault, text: str) -> Fault:
    """With the line of its key, which stands at the top or in the section."""
    places, key = TomlPlaces(text), fault.key or ""
    line = places.line(key) or places.line(SECTION, key)
    return Fault(fault.file, fault.rule, fault.message, line, fault.key)
