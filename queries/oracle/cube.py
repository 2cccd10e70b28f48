"""How large the cube is: the combinations of labels that occur, and on how many dates each of them has a unit."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from queries.oracle.arr import arr, change_days
from queries.oracle.company import Company, Unit
from queries.oracle.days import base_day, month_ends, sundays

Profile = tuple[Any, ...]
Spell = tuple[date, date]
"""From a day to another, exclusive."""


def labelled(company: Company, who: str, keys: Sequence[str]) -> list[tuple[date, date, Profile]]:
    """The combinations that a customer bore, each from a day to another, from the first day that there is."""
    labels = company.labels
    days = {row["from_on"] for (name, _), rows in labels.history.items() if name == who for row in rows}
    for row in labels.assignments.get(who, ()):
        days |= {row["from_on"], *([row["to_on"]] if row.get("to_on") else [])}
    starts = [date.min, *sorted(days)]
    return [(start, end, tuple(labels.on(who, key, start) for key in keys))
            for start, end in zip(starts, [*starts[1:], date.max], strict=True)]


def profiles(company: Company, keys: Sequence[str]) -> dict[str, list[tuple[date, date, Profile]]]:
    """What each surviving customer bore."""
    return {who: labelled(company, who, keys) for who in set(company.survivors.values())}


def active(unit: Unit) -> Iterator[Spell]:
    """When a unit had ARR."""
    days = change_days(unit.kept)
    for start, end in zip(days, [*days[1:], date.max], strict=True):
        if arr(unit.kept, start) > 0:
            yield start, end


def cells(company: Company, unit: str, borne: dict[str, list[tuple[date, date, Profile]]], first: date,
          last: date) -> dict[Profile, int]:
    """The as-of dates on which each combination has a unit with ARR, or one that had it twelve months before and bore
    it then. As-of dates are the Sundays and the ends of months from the first day to the last.
    """
    dates = sorted({*sundays(first, last), *month_ends(first, last)})
    earlier = [base_day(day) for day in dates]
    found: dict[Profile, int] = defaultdict(int)
    for one in company.units(unit, ()):
        for begun, over in active(one):
            for start, end, profile in borne[one.bearer]:
                low, high = max(begun, start), min(over, end)
                for grid in (dates, earlier) if low < high else ():
                    found[profile] |= between(bisect_left(grid, low), bisect_left(grid, high))
    return {profile: days.bit_count() for profile, days in found.items() if days}


def between(low: int, high: int) -> int:
    """A bit for each place from one to another, exclusive."""
    return (1 << high) - (1 << low)
