"""Calendar days as the definitions count them: clamped months, weeks that end on Sunday."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def month_index(day: date) -> int:
    """Months since year 0: neighbouring calendar months differ by one."""
    return day.year * 12 + day.month - 1


def month_start(index: int) -> date:
    """The first day of the month with that index."""
    return date(index // 12, index % 12 + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), clamped to that month's end."""
    first = month_start(month_index(day) + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def base_day(day: date) -> date:
    """d0 of d: twelve months earlier, clamped (29 Feb → 28 Feb), never 364 days."""
    return add_months(day, -12)


def week_end(day: date) -> date:
    """The last Sunday on or before the day."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def last_sundays(day: date, count: int) -> list[date]:
    """The `count` Sundays up to and including the last one on or before the day, oldest first."""
    newest = week_end(day)
    return [newest - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def sundays(first: date, last: date) -> list[date]:
    """Every Sunday in [first, last]."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() == 6]


def month_ends(first: date, last: date) -> list[date]:
    """Every last day of a month in [first, last]."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if (day + timedelta(days=1)).day == 1]
