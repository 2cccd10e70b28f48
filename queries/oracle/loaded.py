"""What is loaded, from the rows themselves: each table's rhythm and silence, and how far its columns are filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from queries.oracle.days import add_months, month_start
from queries.oracle.labels import Row
from queries.oracle.newest import NOT_EVENTS, day_of

DAY = timedelta(days=1)
WINDOW, FEWEST = 400, 5
DATED = ("on_time", "late", "silent")


@dataclass(frozen=True)
class Beat:
    """When a source last had something new, on how many days of its window, and its gaps; null where unknown."""

    newest: date | None
    days: int
    typical: int | None
    longest: int | None


def beat(days: Iterable[date]) -> Beat:
    """Walks the calendar day by day: no sorting, no quantile function."""
    there = set(days)
    if not there:
        return Beat(None, 0, None, None)
    newest, count = max(there), 0
    gaps: list[int] = []
    before: date | None = None
    for back in range(WINDOW, -1, -1):
        at = newest - back * DAY
        if at in there:
            count += 1
            gaps += [(at - before).days] if before else []
            before = at
    if count < FEWEST:
        return Beat(newest, count, None, None)
    return Beat(newest, count, least(gaps, 1, 2), least(gaps, 19, 20))


def least(gaps: Sequence[int], top: int, bottom: int) -> int:
    """The smallest gap that at least top ÷ bottom of all gaps are no longer than."""
    return min(gap for gap in set(gaps) if bottom * sum(other <= gap for other in gaps) >= top * len(gaps))


def event_days(rows: Iterable[Row], columns: Iterable[str], until: date, zone: str) -> set[date]:
    """The days on which something happened, none of them after `until`; moments where the company's day ends."""
    names = [name for name in columns if name.endswith(("_on", "_at")) and name not in NOT_EVENTS]
    found = {day_of(row[name], zone) for row in rows for name in names if row[name] is not None}
    return {day for day in found if day <= until}


def quiet(table: str, newest: date, on: date) -> int:
    """Days since the newest event; a week's row tells of its week to the Sunday, a month's of its month."""
    told = newest
    if table == "usage_week":
        told += (6 - newest.weekday()) * DAY
    elif table == "cost_month":
        told = add_months(month_start(newest.year * 12 + newest.month - 1), 1) - DAY
    return max(0, (on - told).days)


def standing(found: Beat, silent: int | None) -> str:
    """on_time, late, silent, or unknown."""
    if found.longest is None or silent is None:
        return "unknown"
    if silent <= found.longest:
        return "on_time"
    return "silent" if silent > 2 * found.longest and silent > 7 else "late"


def filled(rows: Iterable[Row], columns: Sequence[str]) -> dict[str, int]:
    """Cells that hold a value, by column."""
    found = dict.fromkeys(columns, 0)
    for row in rows:
        for name in columns:
            found[name] += row[name] is not None
    return found


def ratio(top: int, bottom: int) -> Any:
    """top ÷ bottom; null of nothing."""
    return top / bottom if bottom else None
