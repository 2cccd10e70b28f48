"""Days as the marts count them."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def last_sunday(day: date) -> date:
    """The last Sunday on or before a day: weeks end on Sundays."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def thirteenth_sunday(day: date) -> date:
    """The last of the Sundays 13 weeks apart on or before a day: what begins there does not move every week."""
    return EPOCH + timedelta(days=(day_number(day) - 3) // 91 * 91 + 3)
