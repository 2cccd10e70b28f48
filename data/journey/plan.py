"""What the build tells the transform of the journey, and what it keeps of it."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

from data.days import day_number, last_sunday, thirteenth_sunday
from data.engines.place import Place
from data.health.plan import MOST_ROWS
from data.journey.reading import read
from data.journey.sql import variables

COLUMNS = {"digest": "VARCHAR", "body": "VARCHAR", "due": "VARCHAR", "from_day": "INTEGER", "to_day": "INTEGER"}


def plan(at: Place, first: date, newest: date) -> dict[str, Any]:
    """The transform's variable `journey` for the tables in a draft. Errors: ModelRefused."""
    rules = read()
    from_day, to_day = _weeks(at, first, newest)
    return variables(rules, _due(at), from_day, to_day)


def _due(at: Place) -> str:
    """The table that says when renewals fall due: renewal where it has rows, else contract."""
    return next((name for name in ("renewal", "contract") if at.filled("contract", name)), "")


def _weeks(at: Place, first: date, newest: date) -> tuple[int, int]:
    """The first and the last Sunday that are judged."""
    begin, last = first + timedelta(days=(6 - first.weekday()) % 7), last_sunday(newest)
    customers = at.value(f"select count(distinct customer_id) from {at.table('contract', 'subscription')}")
    most, weeks = max(MOST_ROWS // max(customers, 1), 53), (last - begin).days // 7 + 1
    if weeks > most:
        print(f"warning: {customers:,} customers × {weeks:,} weeks: the journey covers at least the last"
              f" {most:,} weeks", file=sys.stderr)
        begin = max(begin, thirteenth_sunday(last - timedelta(weeks=most - 1)))
    return day_number(begin), day_number(last)


def record(at: Place, told: dict[str, Any]) -> None:
    """meta.journey of a build: the rules by which every week was judged, and which weeks. Grain: one row."""
    at.create("meta", "journey", COLUMNS, [[told[name] for name in COLUMNS]])
