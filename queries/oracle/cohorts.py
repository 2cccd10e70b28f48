"""Cohorts by the period of a unit's first active day, every unit at its own monthly anniversaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from queries.oracle.arr import Line, arr, change_days
from queries.oracle.company import Company, Unit, Where
from queries.oracle.days import add_months
from queries.oracle.labels import Row
from queries.oracle.retention import ratio

PERIODS = {"year": 12, "quarter": 3, "month": 1}


def first_day_of(company: Company) -> date | None:
    """The data's first day: the earliest start of any line, whatever it is; None without lines."""
    return company.begins or min((line.start for line in company.lines), default=None)


def first_active_day(lines: Sequence[Line]) -> date | None:
    """The first day with ARR above 0; None when there is none."""
    return next((day for day in change_days(lines) if arr(lines, day) > 0), None)


def signed_on(company: Company, unit: Unit) -> date | None:
    """When the customer signed whose labels the unit bears."""
    day: date | None = company.labels.customers[unit.bearer].get("signed_on")
    return day


@dataclass(frozen=True)
class Born:
    """A unit and its first active day; `edge`: that is the data's first day, so that it did not start there."""

    unit: Unit
    first: date
    edge: bool


def born(company: Company, as_of: date, unit: str, where: Where) -> Iterator[Born]:
    """Every unit there by the date, under the filters: those on lines before anything, labels on its first day."""
    beginning = first_day_of(company)
    for one in company.units(unit, where):
        first = first_active_day(one.kept)
        if first is not None and first <= as_of and company.passes(one, where, first):
            yield Born(one, first, first == beginning)


def period_of(day: date, period: str) -> date:
    """The first day of the calendar year, quarter or month that the day is in."""
    length = PERIODS[period]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def reached(first: date, as_of: date) -> int:
    """The whole months from one day to another: the largest k whose k-th clamped anniversary is not later.

    ValueError where the second day is the earlier one.
    """
    if as_of < first:
        raise ValueError(f"{as_of} is before {first}")
    months = 0
    while add_months(first, months + 1) <= as_of:
        months += 1
    return months


def rates(row: Row) -> Row:
    """The row with its rates: sums first, then one division."""
    return row | {"nrr": ratio(row["arr"], row["base"]), "grr": ratio(row["kept"], row["base"]),
                  "logo_retention": ratio(row["active"], row["members"])}


def cell(members: list[Born], age: int) -> Row:
    """A cohort's members at one age, each on its own anniversary, against their first days."""
    pairs = [(one.unit.arr(one.first), one.unit.arr(add_months(one.first, age))) for one in members]
    return {"age": age, "members": len(pairs), "base": sum(base for base, _ in pairs),
            "arr": sum(now for _, now in pairs), "kept": sum(min(now, base) for base, now in pairs),
            "active": sum(now > 0 for _, now in pairs)}


def cohorts(company: Company, as_of: date, unit: str = "customer", where: Where = (),
            period: str = "quarter") -> tuple[list[Row], int]:
    """A row per cohort and age that every member has reached, and how many units the edge of history leaves out.

    Amounts in minor units per year, rates as exact fractions.
    """
    members: dict[date, list[Born]] = defaultdict(list)
    left_out = 0
    for one in born(company, as_of, unit, where):
        if one.edge and signed_on(company, one.unit) != one.first:
            left_out += 1
        else:
            members[period_of(one.first, period)].append(one)
    rows = [{"cohort": cohort} | rates(cell(group, age)) for cohort, group in sorted(members.items())
            for age in range(min(reached(one.first, as_of) for one in group) + 1)]
    return rows, left_out


def total(rows: list[Row]) -> list[Row]:
    """A row per age over the cohorts that reached it, weighted by base."""
    by_age: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_age[row["age"]].append(row)
    sums: list[dict[str, Any]] = [
        {"age": age, "cohorts": len(group)}
        | {key: sum(row[key] for row in group) for key in ("members", "base", "arr", "kept", "active")}
        for age, group in sorted(by_age.items())]
    return [rates(row) for row in sums]
