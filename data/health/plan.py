"""What the build tells the transform of the health model: which weeks, which features, which version when."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

from data import decided, zones
from data.days import day_number, last_sunday, thirteenth_sunday
from data.engines.place import Place
from data.health.model import FEATURE, Model
from data.health.reading import Fault, ModelRefused, path, read
from data.health.record import refuse_rewriting
from data.health.sql import variables
from data.rhythm import rhythm

MOST_FEATURES = 32
"""Features scored by name: the most used. A longer list is no longer read by anybody, and each is a column."""
MOST_ROWS = 60_000_000
"""Customers × weeks that are scored at most: above it the oldest weeks are left out, and that is said."""
WEEKS = 4
EVENTS = {"usage_week": "week_on", "health_score": "scored_on", "pulse": "recorded_on", "touch": "occurred_on",
          "ticket": "opened_at", "survey": "answered_on", "onboarding": "started_on", "outcome": "reviewed_on",
          "invoice": "due_on"}
"""The sources of a score, and the day of each that says from when on it can be known."""


def plan(at: Place, first: date, newest: date) -> dict[str, Any]:
    """The transform's variable `health` for the tables in a draft. Errors: ModelRefused."""
    models = read()
    refuse_rewriting(at, models)
    given = [name for name in decided.given(at) if name in EVENTS]
    features = _features(at) if "usage_week" in given else []
    refuse_unknown_features(models, features if "usage_week" in given else None)
    begin = _first_event(at, given, newest)
    from_day, to_day = _weeks(at, max(begin, first) if begin else None, newest)
    return variables(models, features, _window(at) if features else WEEKS, _has_seats(at), given,
                     from_day, to_day, zones.told())


def refuse_unknown_features(models: Sequence[Model], features: Sequence[str] | None) -> None:
    """A component of a feature that the data do not have; without usage any name may be right."""
    for model in models if features is not None else ():
        for each in model.components:
            if each.key.startswith(FEATURE) and each.key.removeprefix(FEATURE) not in (features or ()):
                known = ", ".join(f"{FEATURE}{name}" for name in features or ())
                raise ModelRefused([Fault("unknown_component", f"component {each.key!r}: usage_week has no such "
                                          f"feature; known: {known}", path().name)])


def _features(at: Place) -> list[str]:
    rows = at.rows(f"select feature from {at.table('contract', 'usage_week')} group by feature"
                   f" order by sum(events) desc, feature limit {MOST_FEATURES}")
    return sorted(row[0] for row in rows)


def _first_event(at: Place, given: Sequence[str], newest: date) -> date | None:
    asked = [f"select min(cast({EVENTS[name]} as date)) as day from {decided.source(at, name)}"
             f" where {EVENTS[name]} <= {at.words.value(newest)}" for name in given]
    days = [row[0] for row in at.rows(" union all ".join(asked))] if asked else []
    return min((day for day in days if day is not None), default=None)


def _window(at: Place) -> int:
    """Weeks that the present use is taken from: four, or as many as lie between two reports where they are rarer."""
    asked = f"select distinct cast(week_on as date) as day from {at.table('contract', 'usage_week')}"
    days = [row[0] for row in at.rows(asked)]
    return max(WEEKS, ceil((rhythm(days).longest or 7) / 7))


def _has_seats(at: Place) -> bool:
    lines = at.table("contract", "subscription")
    return "seats" in at.tables("contract")["subscription"] and bool(
        at.rows(f"select 1 from {lines} where seats > 0 limit 1"))


def _weeks(at: Place, begin: date | None, newest: date) -> tuple[int, int]:
    """The first and the last Sunday that are scored; the last before the first where there is nothing to score."""
    last = last_sunday(newest)
    if begin is None:
        return day_number(last) + 7, day_number(last)
    first = begin + timedelta(days=(6 - begin.weekday()) % 7)
    customers = at.value(f"select count(distinct customer_id) from {at.table('contract', 'subscription')}")
    most = max(MOST_ROWS // max(customers, 1), 53)
    weeks = (last - first).days // 7 + 1
    if weeks > most:
        print(f"warning: {customers:,} customers × {weeks:,} weeks: the health score covers at least the last"
              f" {most:,} weeks", file=sys.stderr)
        first = max(first, thirteenth_sunday(last - timedelta(weeks=most - 1)))
    return day_number(first), day_number(last)
