"""The targets file: what the company wants each KPI to be at the end of a fiscal quarter.

`targets.toml`, at TENURE_TARGETS or in `home()`:

    [[target]]
    kpi = "grr"                       # nrr, grr, logo_retention: fractions; arr, net_new: the reporting currency
    quarter = "2026Q3"                # the fiscal year's first calendar year, and the quarter in it
    value = 0.92
    where = {segment = "Enterprise"}  # optional; without it the target is the whole company's

`demo = true` at the top marks the demo company's file: it holds for no other company.
A file counts as a whole: with one fault in it none of its targets is used, so that nobody steers by half a plan.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.fiscal import Quarter
from data.toml_entries import Entries, EntryFault, Where
from data.toml_file import NotRead, opened
from data.warehouse import home

RATES = ("nrr", "grr", "logo_retention")
AMOUNTS = ("arr", "net_new")
KPIS = (*RATES, *AMOUNTS)
LARGEST = 1e18
HIGHEST = {"nrr": 3.0, "grr": 1.0, "logo_retention": 1.0}
KEYS = ("kpi", "quarter", "value", "where")
EXAMPLE = """\
[[target]]
kpi = "grr"
quarter = "2026Q3"
value = 0.92
"""


@dataclass(frozen=True)
class Target:
    """One target. `where`: the filters it holds under, keys and values sorted as a Scope has them; empty: everyone."""

    kpi: str
    quarter: Quarter
    value: float
    where: Where = ()


class Fault(EntryFault):
    """A fault of a target."""

    ENTRY = "target"


@dataclass(frozen=True)
class Targets:
    """What the file holds: its targets, or its faults and no targets.

    `given`: whether there is a file. `demo`: whether it is the demo company's.
    """

    path: Path
    given: bool = False
    targets: tuple[Target, ...] = ()
    faults: tuple[Fault, ...] = ()
    demo: bool = False

    def held_by(self, is_demo: bool) -> Targets:
        """The targets of the company in use: the demo's file counts as none for any other."""
        return Targets(self.path) if self.demo and not is_demo else self

    def of(self, where: Where) -> tuple[Target, ...]:
        """The targets that hold under exactly these filters."""
        return tuple(target for target in self.targets if target.where == where)


def path() -> Path:
    """Where the targets stand: TENURE_TARGETS, else targets.toml in `home()`."""
    asked = os.environ.get("TENURE_TARGETS")
    return Path(asked).expanduser().resolve() if asked else home() / "targets.toml"


def read(file: Path | None = None) -> Targets:
    """The file's targets. Never raises for what is in the file or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        text, found = opened(at)
    except NotRead as error:
        if error.absent:
            return Targets(at)
        return _refused(at, Fault(error.rule, error.message, at.name, line=error.line))
    return _Reader(at, text, Fault).read(found)


def _refused(at: Path, *faults: Fault) -> Targets:
    return Targets(at, given=True, faults=faults)


class _Reader(Entries[Fault]):
    """Reads the entries of one file and collects what is wrong with them."""

    def read(self, found: Mapping[str, Any]) -> Targets:
        for key in found:
            if key not in ("target", "demo"):
                self.add("unknown_key", "is not known: each target is a [[target]]", key=key)
        entries = found.get("target", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.add("not_a_list", "must be written [[target]], once per target", key="target")
            entries = []
        made = [self.entry(number, entry) for number, entry in enumerate(entries, start=1)]
        self.once(made)
        targets = () if self.faults else tuple(target for target in made if target)
        return Targets(self.at, True, targets, tuple(self.faults), found.get("demo") is True)

    def entry(self, number: int, entry: Mapping[str, Any]) -> Target | None:
        """One target; null where something is wrong with it."""
        before = len(self.faults)
        for key in entry:
            if key not in KEYS:
                self.add("unknown_key", f"is not known; known: {', '.join(KEYS)}", number, key)
        for key in KEYS[:3]:
            if key not in entry:
                self.add("missing_key", "is missing", number, key)
        if len(self.faults) > before:
            return None
        kpi, quarter = self.kpi(number, entry["kpi"]), self.quarter(number, entry["quarter"])
        where = self.where(number, entry.get("where", {}))
        value = self.amount(number, kpi, entry["value"]) if kpi else None
        if kpi is None or quarter is None or value is None or where is None:
            return None
        return Target(kpi, quarter, value, where)

    def kpi(self, number: int, given: object) -> str | None:
        if isinstance(given, str) and given in KPIS:
            return given
        self.add("unknown_kpi", f"is no KPI; known: {', '.join(KPIS)}", number, "kpi", given)
        return None

    def quarter(self, number: int, given: object) -> Quarter | None:
        try:
            return Quarter.parse(given if isinstance(given, str) else "")
        except ValueError:
            self.add("not_a_quarter", 'is no fiscal quarter; write "2026Q3", the year in which the fiscal year '
                     "begins and the quarter", number, "quarter", given)
            return None

    def amount(self, number: int, kpi: str, given: object) -> float | None:
        if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= LARGEST:
            self.add("not_a_number", "is no number of that size; write it without quotes", number, "value", given)
            return None
        if kpi in RATES and not 0 < given <= HIGHEST[kpi]:
            rule = f"is out of bounds: {kpi} is a fraction above 0, at most {HIGHEST[kpi]:g}; write 0.92 for 92 %"
            self.add("out_of_bounds", rule, number, "value", given)
            return None
        if kpi == "arr" and given <= 0:
            self.add("out_of_bounds", "is out of bounds: arr is an amount above 0", number, "value", given)
            return None
        return float(given)

    def once(self, made: list[Target | None]) -> None:
        """A KPI has one target per quarter and filter."""
        seen: dict[tuple[str, Quarter, Where], int] = {}
        for number, target in enumerate(made, start=1):
            if target:
                first = seen.setdefault((target.kpi, target.quarter, target.where), number)
                if first != number:
                    self.add("twice", f"this KPI, quarter and filter stand in target {first} already: keep one", number)
