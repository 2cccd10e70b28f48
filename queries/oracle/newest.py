"""The data's newest day and the default as-of date."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from queries.oracle.days import week_end
from queries.oracle.labels import Tables

NOT_EVENTS = ("end_on", "due_on", "term_end", "to_on", "target_on")
"""Dates that are agreed beforehand: the newest day never comes from them."""


def day_of(value: date, zone: str) -> date:
    """A date as it is; a UTC moment as the day in the configured time zone."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    return value


def local(moment: datetime) -> date:
    """The day of a UTC moment where the company's day ends: TENURE_TIME_ZONE, else Tokyo."""
    return day_of(moment, os.environ.get("TENURE_TIME_ZONE") or "Asia/Tokyo")


def newest_day(tables: Tables, today: date, zone: str = "Asia/Tokyo") -> date | None:
    """The newest start_on or event date that is not after today; None without any."""
    days = [day_of(value, zone) for rows in tables.values() for row in rows for column, value in row.items()
            if isinstance(value, date) and column.endswith(("_on", "_at")) and column not in NOT_EVENTS]
    return max((day for day in days if day <= today), default=None)


def default_as_of(tables: Tables, today: date, zone: str = "Asia/Tokyo") -> date | None:
    """The last Sunday on or before the newest day; None without data."""
    newest = newest_day(tables, today, zone)
    return None if newest is None else week_end(newest)
