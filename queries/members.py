"""The units behind cohorts and survival curves, by name: what a cohort's cell or a curve's counts add up from.

Grain: unit whose first active day is not after the scope's date, inside the filters on that day. Columns: account,
account_id, detail, first_day and start_day (from when its age counts; dates), base (ARR on its first day), arr, kept
(min of both), active at the asked age, age (whole months up to leaving, or to the scope's date; null: since when is
unknown), left (no ARR on the scope's date), in_cohort (its opening amount is known), in_curve (it was in sight long
enough to tell anything of survival).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, by_name
from queries.ages import months_between, months_until
from queries.dimensions import build_info, check, dimensions
from queries.lives import daily, inside, lives
from queries.runner import run
from queries.scope import Scope
from queries.sides import named

MONEY = ("base", "arr", "kept")


@dataclass(frozen=True)
class Reached:
    """Whose state at which age: members of cohorts up to `last` (first active day), at `age` months. Null `age`: the
    scope's date, and every unit whose start is known, as survival counts them.
    """

    age: int | None = None
    last: date | None = None


@answers(by_name("base", "arr", "kept", "active"))
def members(warehouse: Warehouse, scope: Scope, reached: Reached, limit: int = 100) -> pd.DataFrame:
    """The units with the largest opening amount first. Raises UnknownFilter."""
    rows = _rows(warehouse, scope, reached)
    order = (rows.c.base.desc().nulls_last(), rows.c.unit_key)
    top = select(rows).order_by(*order).limit(limit).cte("top")
    found = run(warehouse, named(top, scope).order_by(top.c.base.desc().nulls_last(), top.c.unit_key))
    for column in ("first_day", "start_day"):
        found[column] = [tables.EPOCH + timedelta(days=int(day)) for day in found[column]]
    return _money(warehouse, found, MONEY).drop(columns="unit_key")


@answers(WHOLE)
def sums(warehouse: Warehouse, scope: Scope, reached: Reached) -> dict[str, float]:
    """All of these units together: members, base, arr, kept, active, in_curve, gone (in a curve, and left by then)."""
    rows = _rows(warehouse, scope, reached)
    amounts = {"members": func.count(), **{name: func.sum(rows.c[name]) for name in (*MONEY, "active")},
               "in_curve": func.sum(case((rows.c.in_curve, 1), else_=0)),
               "gone": func.sum(case((rows.c.left & rows.c.in_curve, 1), else_=0))}
    found = run(warehouse, select(*(amount.label(name) for name, amount in amounts.items())))
    return {name: float(value or 0) for name, value in _money(warehouse, found, MONEY).iloc[0].items()}


def _money(warehouse: Warehouse, found: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    minor = build_info(warehouse).minor
    return found.assign(**{name: pd.to_numeric(found[name]).fillna(0) / minor for name in columns})


def _rows(warehouse: Warehouse, scope: Scope, reached: Reached) -> Any:
    check(scope, dimensions(warehouse))
    return statement(scope, build_info(warehouse).first_day, reached).cte("members")


def statement(scope: Scope, edge: date, reached: Reached) -> Select[Any]:
    """The units without their names."""
    rows, change, today = lives(scope, edge), daily(scope), tables.day_number(scope.as_of)
    source, where, _ = inside(rows, scope)
    now, last, then = _states(rows, change, today, reached)
    own = [rows.c[name] for name in ("unit_key", "first_day", "start_day", "base", "in_cohort", "entry")]
    state = select(
        *own, now.label("now"), last.label("last_change"), then.label("arr"),
    ).select_from(source.join(change, change.c.unit_key == rows.c.unit_key)).where(
        rows.c.first_day <= today, change.c.day <= today, *_chosen(rows, reached), *where
    ).group_by(*own).subquery("state")
    left = state.c.now == 0
    until = case((left, state.c.last_change), else_=today)
    age = cast(months_between(state.c.start_day, until), Integer)
    return select(
        state.c.unit_key, state.c.first_day, state.c.start_day, state.c.base, state.c.arr,
        func.least(state.c.arr, state.c.base).label("kept"), case((state.c.arr > 0, 1), else_=0).label("active"),
        age.label("age"), left.label("left"), state.c.in_cohort,
        or_(state.c.entry == 0, state.c.entry < age).label("in_curve"))


def _chosen(rows: Any, reached: Reached) -> list[ColumnElement[bool]]:
    if reached.age is None:
        return [rows.c.start_day.is_not(None)]
    last = [] if reached.last is None else [rows.c.first_day <= tables.day_number(reached.last)]
    return [rows.c.in_cohort, *last]


def _states(rows: Any, change: Any, today: int, reached: Reached) -> tuple[ColumnElement[Any], ...]:
    """A unit's ARR on the scope's date, the day of its last change, and its ARR at the asked age."""
    now = func.sum(change.c.delta)
    if reached.age is None:
        return now, func.max(change.c.day), now
    seen = months_until(rows.c.first_day, change.c.day) <= literal(reached.age)
    return now, func.max(change.c.day), func.sum(case((seen, change.c.delta), else_=0))
