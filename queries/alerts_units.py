"""The largest accounts of a week and their bands in the weeks before it: what the rule of accounts that turn red reads.

An account belongs to the scope by its label on the week that is asked; its bands are those it had, whoever owned it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CTE, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import build_info
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope


@dataclass(frozen=True)
class Largest:
    """By Sunday: the keys of the largest accounts with their ARR, the largest first. By key: its band on Sundays."""

    weeks: Mapping[date, Mapping[int, float]]
    bands: Mapping[int, Mapping[date, str]]


@answers(by_name("arr"))
def largest(warehouse: Warehouse, scope: Scope, days: Sequence[date], top: int, back: int) -> Largest:
    """The `top` accounts of each of these Sundays, and their bands from `back` weeks before the first of them on.

    Keys, no names: whoever may be told a name is asked of `queries.alerts_named`. Sundays without scores are left out.
    """
    rows = _ranked(scope, days, top)
    found = run(warehouse, select(rows.c.week_day, rows.c.customer_key, rows.c.arr).order_by(
        rows.c.week_day, rows.c.place))
    minor = build_info(warehouse).minor
    weeks: dict[date, dict[int, float]] = {}
    for row in found.itertuples():
        weeks.setdefault(_date(row.week_day), {})[int(row.customer_key)] = int(row.arr) / minor
    first = tables.day_number(days[0]) - 7 * back
    held = tables.health().alias("held")
    chosen = select(rows.c.customer_key).distinct().subquery("chosen")
    told = run(warehouse, select(held.c.customer_key, held.c.week_day, held.c.band).select_from(
        held.join(chosen, chosen.c.customer_key == held.c.customer_key)).where(
        held.c.week_day >= first, held.c.week_day <= tables.day_number(days[-1])))
    return Largest(weeks, _by_key(told))


def _ranked(scope: Scope, days: Sequence[date], top: int) -> CTE:
    rows = tables.health()
    keys = label_keys(scope, None)
    source: Any = rows
    inside: list[Any] = []
    if keys:
        label = tables.labels(keys)
        source, inside = rows.join(label, label.c.label_id == rows.c.label_id), [is_in(label, scope)]
    place = func.row_number().over(partition_by=rows.c.week_day, order_by=[rows.c.arr.desc(), rows.c.customer_key])
    every = select(rows.c.week_day, rows.c.customer_key, rows.c.arr, place.label("place")).select_from(source).where(
        rows.c.week_day.in_([tables.day_number(day) for day in days]), *inside).cte("ranked_every")
    return select(every).where(every.c.place <= top).cte("ranked")


def _by_key(found: pd.DataFrame) -> dict[int, dict[date, str]]:
    made: dict[int, dict[date, str]] = {}
    for row in found.itertuples():
        made.setdefault(int(row.customer_key), {})[_date(row.week_day)] = str(row.band)
    return made


def _date(number: Any) -> date:
    return tables.EPOCH + timedelta(days=int(number))
