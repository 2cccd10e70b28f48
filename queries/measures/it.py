"""IT: whether the data are there: joined to their customer, filled, on time.

Company-wide: no filter changes them. What had been loaded on a past day is not kept, so they are known only for the
newest as-of date on, from the load in use; before that the reason is "load".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd

from data.warehouse import Warehouse
from queries import datastatus, tables
from queries.dimensions import build_info
from queries.measures.model import Measure
from queries.scope import Scope

Days = tuple[date, ...]
Parts = tuple[int, int]
UNKNOWN = "load"


def _joinable(warehouse: Warehouse, day: date) -> Parts:
    """Rows of optional tables whose customer (team, contract …) is in the data ÷ all that came; others are refused."""
    found = datastatus.sources(warehouse)
    given = found[found.loaded.astype(bool) & ~found.required.astype(bool)]
    kept = int(given["rows"].sum())
    return kept, kept + int(given.set_aside.sum())


def _filled(warehouse: Warehouse, day: date) -> Parts:
    """Filled cells of the optional columns in which empty means unknown ÷ all of their cells."""
    found = datastatus.coverage(warehouse)
    asked = found[found.given.astype(bool) & ~found.none_is_answer.astype(bool)]
    return int(asked.filled.sum()), int(asked["rows"].sum())


def _fresh(warehouse: Warehouse, day: date) -> Parts:
    """Sources within their usual rhythm on the day ÷ sources whose rhythm is known."""
    status = datastatus.judged(datastatus.sources(warehouse), day).status
    return int((status == "on_time").sum()), int(status.isin(["on_time", "late", "silent"]).sum())


def _told(parts: Callable[[Warehouse, date], Parts], warehouse: Warehouse, scope: Scope, days: Days) -> pd.DataFrame:
    """Grain: day; without a numerator and with the reason "load" where only the load of that day would tell."""
    since = build_info(warehouse).default_as_of
    rows = []
    for day in days:
        top, bottom = parts(warehouse, day) if day >= since else (None, None)
        rows.append({"day": tables.day_number(day), "numerator": top, "denominator": bottom, "n": bottom or 0,
                     "reason": UNKNOWN if day < since else None})
    return pd.DataFrame(rows, columns=["day", "numerator", "denominator", "n", "reason"], dtype=object)


MEASURES = tuple(Measure(key, "rate", "up", "it", (), answer=partial(_told, parts)) for key, parts in (
    ("joinable", _joinable), ("filled", _filled), ("fresh", _fresh)))
