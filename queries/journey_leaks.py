"""Leaks: from which stage customers leave.

Four landmarks, 13 weeks apart, the last of them 13 weeks before the date's Sunday: the 13 weeks after each follow each
other without a gap and are the last twelve months. Each customer with ARR on a landmark is a case of the stage in which
it stood then; it has left when it has no ARR 13 weeks later, whatever lines are filtered.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.discrimination import wilson
from queries.health_rows import sunday
from queries.journey_rows import ACTIVE, customers, inside, placed, told
from queries.runner import run
from queries.scope import Scope

DAYS, LANDMARKS = 91, 4
COLUMNS = ("stage", "n", "left", "share", "low", "high", "arr", "arr_left", "against")


@answers(WHOLE)
def landmarks(warehouse: Warehouse, scope: Scope) -> tuple[date, ...]:
    """The days, oldest first: those on which stages were judged."""
    last = sunday(scope.as_of)
    days = [last - timedelta(days=DAYS * back) for back in range(LANDMARKS, 0, -1)]
    return tuple(day for day in days if day >= told(warehouse).first)


@answers(WHOLE)
def leaks(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Which share of a stage's customers left within 13 weeks of a landmark. Grain: stage without `left`.

    Columns: stage, n (customers on the landmarks, one on each), left, share (a fraction, null without n), low, high
    (Wilson's 95 %), arr (on the landmarks), arr_left (what of it left), against (worse, better, or null: whether the
    interval lies above or below the share of all). attrs: landmarks, n, left, share, arr_left (of all), reason
    (too_young: no landmark lies 13 weeks back). Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    days = landmarks(warehouse, scope)
    found = run(warehouse, _statement(scope, days)) if days else pd.DataFrame(columns=["stage", "n", "left", "arr",
                                                                                       "arr_left"])
    return shape(found, build_info(warehouse).minor, days)


def shape(found: pd.DataFrame, minor: int, days: tuple[date, ...]) -> pd.DataFrame:
    """The shares and intervals from the counts by stage."""
    made = found.set_index("stage").reindex(ACTIVE).astype(float).fillna(0).rename_axis("stage").reset_index()
    n, left = made.n.to_numpy(), made.left.to_numpy()
    low, high = wilson(left, n)
    whole = float(left.sum() / n.sum()) if n.sum() else None
    made = made.assign(n=made.n.astype(int), left=made.left.astype(int), arr=made["arr"] / minor,
                       arr_left=made.arr_left / minor, share=(made.left / made.n.where(made.n > 0)), low=low, high=high)
    made["against"] = [_against(row, whole) for row in made.itertuples()]
    made = made[list(COLUMNS)]
    made.attrs = {"landmarks": days, "n": int(n.sum()), "left": int(left.sum()), "share": whole,
                  "arr_left": float(made.arr_left.sum()), "reason": None if days else "too_young"}
    return made


def _against(row: Any, whole: float | None) -> str | None:
    if not whole or not row.n:
        return None
    return "worse" if row.low > whole else "better" if row.high < whole else None


def _statement(scope: Scope, days: tuple[date, ...]) -> Select[Any]:
    first, *others = [_landmark(scope.at(day), place) for place, day in enumerate(days)]
    every = (first.union_all(*others) if others else first).subquery("every")
    sums = [cast(func.sum(every.c[name]), BigInteger).label(name) for name in ("n", "left", "arr", "arr_left")]
    return select(every.c.stage, *sums).group_by(every.c.stage)


def _landmark(scope: Scope, place: int) -> Select[Any]:
    """Grain: stage, on one landmark."""
    rows, gone, source, where = _followed(scope, place)
    return select(rows.c.stage, func.count().label("n"), func.sum(case((gone, 1), else_=0)).label("left"),
                  func.sum(rows.c.arr).label("arr"),
                  func.sum(case((gone, rows.c.arr), else_=literal(0))).label("arr_left")).select_from(
        source).where(*where).group_by(rows.c.stage)


def away(scope: Scope, place: int) -> Select[Any]:
    """The customers (unit_key) that have left within 13 weeks of a landmark, the scope's date. `place`: names it."""
    rows, gone, source, where = _followed(scope, place)
    return select(rows.c.unit_key).select_from(source).where(gone, *where)


def _followed(scope: Scope, place: int) -> tuple[Any, ColumnElement[bool], Any, list[ColumnElement[bool]]]:
    """The customers on a landmark, whether one has left 13 weeks later, where to read them, and the filters."""
    rows, later = placed(customers(scope), f"landmark_{place}"), tables.piece("customer").alias(f"later_{place}")
    then = and_(later.c.unit_key == rows.c.unit_key, later.c.arr > 0,
                *tables.spans(later, tables.day_number(scope.as_of) + DAYS))
    source, where, _ = inside(rows, scope, None, str(place))
    return rows, later.c.unit_key.is_(None), source.outerjoin(later, then), where
