"""By how much the company's time is ahead of UTC, and since when: a moment falls on the day that its own clocks showed.

Written out as moments instead of asking each engine for a zone by name: they would bring time zone tables of different
years, and where clocks never change (Japan) nothing is left but one addition.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from data.warehouse import time_zone

FIRST, YEARS_AHEAD = 2000, 2
"""Changes of clocks are told from that year until so many years from now; outside, as at the nearest that is told."""


class Offset(NamedTuple):
    """From a moment in UTC on (without a zone; none: always before the others), seconds ahead of UTC."""

    since: datetime | None
    seconds: int


def offsets() -> tuple[Offset, ...]:
    """The company's clocks, newest first; the last holds before all others. Errors: ZoneInfoNotFoundError."""
    return of_zone(time_zone(), datetime.now(UTC).year)


@cache
def of_zone(name: str, year: int) -> tuple[Offset, ...]:
    """The clocks of a zone as they are known in a year."""
    zone, day = ZoneInfo(name), datetime(FIRST, 1, 1, tzinfo=UTC)
    found = [Offset(None, _ahead(day, zone))]
    while day.year <= year + YEARS_AHEAD:
        later = day + timedelta(days=1)
        if _ahead(later, zone) != found[-1].seconds:
            found.append(Offset(_change(day, later, zone).replace(tzinfo=None), _ahead(later, zone)))
        day = later
    return tuple(reversed(found))


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute of two moments a day apart at which the later one's offset holds."""
    low, high = 0, int((late - early).total_seconds()) // 60
    while high - low > 1:
        middle = (low + high) // 2
        if _ahead(early + timedelta(minutes=middle), zone) == _ahead(late, zone):
            high = middle
        else:
            low = middle
    return early + timedelta(minutes=high)


def local_sql(moment: str) -> str:
    """SQL for a moment in UTC as the company's clocks showed it, on the engines that a build runs on."""
    *changed, first = [(each.since, f"{moment} + interval '{each.seconds} seconds'") for each in offsets()]
    if not changed:
        return first[1]
    whens = " ".join(f"when {moment} >= timestamp '{since}' then {later}" for since, later in changed)
    return f"case {whens} else {first[1]} end"


def told() -> list[dict[str, str | int]]:
    """The same for the transform: `since` empty for the last."""
    return [{"since": str(each.since or ""), "seconds": each.seconds} for each in offsets()]
