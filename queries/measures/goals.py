"""What the company wants of each measure, and whether it is so. Pure."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Literal, Protocol

from data.practice.reading import Fault, Goal, Practice
from data.store import Record
from queries.measures.kept import KEPT
from queries.measures.model import Better, Kind
from queries.measures.registry import MEASURES
from queries.metrics import FEW

Verdict = Literal["met", "not_met", "unknown", "no_target"]
HAIR = 1e-9
"""What a figure that stands exactly on its target may lack for being a binary fraction."""


class Judged(Protocol):
    """What can have a target: a measure of the warehouse, or one of what the board itself keeps."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def better(self) -> Better: ...


JUDGED: dict[str, Judged] = {**MEASURES, **KEPT}
"""All that can have a target, by its key."""


def goals(practice: Practice, targets: tuple[Record, ...] = ()) -> dict[str, Goal]:
    """Each measure's goal: the one decided on the board (`targets`, records of that kind), else the file's.

    A file with a fault counts for nothing, see `faults`; what was decided on the board stands all the same.
    """
    filed = {} if faults(practice) else dict(practice.goals)
    return filed | {record.key: _decided(record) for record in targets}


def _decided(record: Record) -> Goal:
    due = record.get("due_on")
    return Goal(float(record.get("value")), str(record.get("owner")), None,
                date.fromisoformat(str(due)) if due else None, record.version)


def faults(practice: Practice) -> tuple[Fault, ...]:
    """What is wrong with the file: its own faults, measures that there are not, shares that are none."""
    return practice.faults or tuple(
        fault for key, goal in practice.goals.items() for fault in _wrong(practice, key, goal))


def _wrong(practice: Practice, key: str, goal: Goal) -> list[Fault]:
    name = practice.path.name
    if key not in JUDGED:
        known = ", ".join(sorted(JUDGED))
        return [Fault("unknown_measure", f"is no measure; known: {known}", name, None, goal.line, "measure", repr(key))]
    said = bounds(JUDGED[key], goal.value)
    return [Fault("out_of_bounds", said, name, None, goal.line, "value", f"{goal.value:g}")] if said else []


def bounds(measure: Judged, value: float) -> str | None:
    """What is wrong with a target's size, in English; null where it may be one."""
    if not isfinite(value):
        return f"{measure.key} is a finite number"
    if measure.kind == "share" and not 0 <= value <= 1:
        return f"is out of bounds: {measure.key} is a share, a fraction from 0 to 1; write 0.9 for 90 %"
    if measure.kind in ("median_days", "median_hours", "count") and value < 0:
        return f"is out of bounds: {measure.key} is not below 0"
    return None


def verdict(
    measure: Judged, value: float | None, low: float | None, high: float | None, goal: Goal | None
) -> Verdict:
    """met: the value reaches the target in the measure's good direction. unknown: no value; no_target: no goal, or a
    measure of which neither direction is good. The interval does not change it, see `certain`.
    """
    if not _known(value):
        return "unknown"
    if goal is None or measure.better == "none":
        return "no_target"
    gap = value - goal.value if measure.better == "up" else goal.value - value  # type: ignore[operator]
    return "met" if gap >= -HAIR else "not_met"


def reference(measure: Judged, n: int) -> bool:
    """Whether a value is over fewer than 10: a reference only, which decides nothing. A count is no sample."""
    return 0 < n < FEW and measure.kind != "count"


def certain(low: float | None, high: float | None, goal: Goal | None) -> bool:
    """Whether the target lies outside the value's 95 % interval. False also where there is no interval or no target."""
    if goal is None or not _known(low) or not _known(high):
        return False
    return not low - HAIR <= goal.value <= high + HAIR  # type: ignore[operator]


def within_chance(low: float | None, high: float | None, goal: Goal | None) -> bool:
    """Whether the 95 % interval holds the target: the verdict then stays by value, but chance would explain it."""
    return goal is not None and _known(low) and _known(high) and not certain(low, high, goal)


def _known(value: float | None) -> bool:
    return value is not None and value == value
