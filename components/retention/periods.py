"""The days that the page asks about: the bridge's ends, and the dates of its lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from queries.scope import LINE_KEYS, Scope
from queries.tables import year_before

PERIODS = ("year", "month", "quarter", "week")
WEEK = timedelta(days=7)
YEAR_OF_WEEKS = 52
SPARSE = 4


def ends(period: str, as_of: date, fiscal_year_start: int) -> tuple[date, date]:
    """First and last day of the bridge: twelve months or a week to the as-of date, or the last whole month or quarter.

    Quarters are counted from the fiscal year's first month.
    """
    if period == "year":
        return year_before(as_of), as_of
    if period == "week":
        return as_of - WEEK, as_of
    months = 3 if period == "quarter" else 1
    ended = _months(as_of + timedelta(days=1))
    end = ended - (ended - (fiscal_year_start - 1)) % months
    return _last_day(end - months), _last_day(end)


def _months(day: date) -> int:
    """Whole months before the one that this day is in."""
    return day.year * 12 + day.month - 1


def _last_day(months: int) -> date:
    """The last day of the month before the one of this number."""
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def dates(weeks: Sequence[date], as_of: date, sparse: bool = False) -> tuple[date, ...]:
    """The week ends of the last 52 weeks and the one before them, oldest first, as far as the data reach; data that
    hold no week's end at all are asked for the as-of date alone.

    `sparse` keeps every fourth, last week and this: for questions whose every date is answered from the lines.
    """
    known = [week for week in weeks if as_of - YEAR_OF_WEEKS * WEEK <= week <= as_of]
    asked = (week for week in known if not sparse or (as_of - week).days // 7 % SPARSE == 0 or week == as_of - WEEK)
    return tuple(asked) or (as_of,)


def slow(scope: Scope, by: str | None = None) -> bool:
    """Whether the lines themselves must be read for every date."""
    return bool(scope.line_filters) or by in LINE_KEYS
