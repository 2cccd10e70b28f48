"""What each unit adds to the change of a rate between two dates: c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0.

b is a unit's base inside the filters (1 for logo retention), n what was kept of it; B and R are the scope's. The rows
are the units of both dates (`both`) or those that changed in a week (`changed`): the same columns, so that one
statement lists either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Double, Select, and_, case, cast, func, literal, or_, select

from queries import tables
from queries.pairs import pairs
from queries.scope import Scope
from queries.sides import named, one_side, sides


@dataclass(frozen=True)
class Whole:
    """A rate of a scope on two dates: the earlier date's value, and the base on each (minor units, or units)."""

    metric: str
    start: float
    base0: float
    base1: float


def both(scope: Scope, earlier: date, by: str | None = None) -> CTE:
    """Grain: unit. Base and today's ARR at both dates (`_a` the earlier), bases outside the filters 0; cell: the label
    on the earlier date's d0.
    """
    low, high = _date(scope, earlier, "before", by), _date(scope, scope.as_of, "after")
    unit = func.coalesce(high.c.unit_key, low.c.unit_key)
    return select(
        unit.label("unit_key"), low.c.cell,
        func.coalesce(low.c.arr, 0).label("arr_a"), func.coalesce(high.c.arr, 0).label("arr"),
        func.coalesce(low.c.arr0, 0).label("arr0_a"), func.coalesce(high.c.arr0, 0).label("arr0"),
    ).select_from(low.join(high, high.c.unit_key == low.c.unit_key, full=True)).cte("both_dates")


def _date(scope: Scope, day: date, name: str, by: str | None = None) -> CTE:
    """Grain: unit with ARR on the day or twelve months earlier; its base counts where its label then is inside."""
    pair = pairs(scope, tables.year_before(day), day, name=name)
    side = one_side(pair, "label0_id", scope, by)
    return select(
        pair.c.unit_key, side.cell.label("cell"), pair.c.arr, case((side.inside, pair.c.arr0), else_=0).label("arr0"),
    ).select_from(side.source).cte(f"{name}_base")


def changed(scope: Scope, stepped: bool) -> CTE:
    """Units that changed in the scope's week: from the weekly steps, or from both dates where those do not answer."""
    if scope.line_filters or scope.as_of.weekday() != 6 or not stepped:
        rows = both(scope, scope.as_of - timedelta(days=7))
        return select(rows).where(or_(rows.c.arr != rows.c.arr_a, rows.c.arr0 != rows.c.arr0_a)).cte("changed")
    step = tables.step(scope.unit, "week")
    ends = sides(step, ("label0_a_id", "label0_id"), scope)
    return select(
        step.c.unit_key, step.c.arr_a, step.c.arr, case((ends.in0, step.c.arr0_a), else_=0).label("arr0_a"),
        case((ends.in1, step.c.arr0), else_=0).label("arr0"),
    ).select_from(ends.source).where(step.c.as_of == cast(literal(scope.as_of), Date)).cte("changed")


def listing(rows: CTE, scope: Scope, whole: Whole, limit: int | None) -> Select[Any]:
    """The units of either base under their names, the largest |contribution| first; `listed_of` counts all rows.

    kept0, base0, kept1, base1 are n and b: minor units, or 0 and 1 for logo retention.
    """
    was, now = _kept(whole.metric, rows.c.arr0_a, rows.c.arr_a), _kept(whole.metric, rows.c.arr0, rows.c.arr)
    base0, base1 = _base(whole.metric, rows.c.arr0_a), _base(whole.metric, rows.c.arr0)
    share = _contribution(rows, whole)
    moved = rows.c.arr - rows.c.arr_a
    top = select(
        rows.c.unit_key, _movement(rows).label("movement"), share.label("contribution"), was.label("kept0"),
        base0.label("base0"), now.label("kept1"), base1.label("base1"), moved.label("change"),
        func.count().over().label("listed_of"), func.sum(moved).over().label("change_of_all"),
    ).where(or_(rows.c.arr0 > 0, rows.c.arr0_a > 0)).order_by(func.abs(share).desc().nulls_last(), rows.c.unit_key)
    chosen = (top if limit is None else top.limit(limit)).cte("top")
    return named(chosen, scope).order_by(func.abs(chosen.c.contribution).desc().nulls_last(), chosen.c.unit_key)


def summed(rows: CTE, whole: Whole) -> Select[Any]:
    """All units of either base together: units, contribution, base0, kept0, base1, kept1, change. Grain: one row."""
    was, now = _kept(whole.metric, rows.c.arr0_a, rows.c.arr_a), _kept(whole.metric, rows.c.arr0, rows.c.arr)
    amounts = {"contribution": _contribution(rows, whole), "base0": _base(whole.metric, rows.c.arr0_a), "kept0": was,
               "base1": _base(whole.metric, rows.c.arr0), "kept1": now, "change": rows.c.arr - rows.c.arr_a}
    sums: list[ColumnElement[Any]] = [func.sum(amount).label(name) for name, amount in amounts.items()]
    return select(func.count().label("units"), *sums).where(or_(rows.c.arr0 > 0, rows.c.arr0_a > 0))


def _contribution(rows: CTE, whole: Whole) -> ColumnElement[Any]:
    """c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0 of a unit."""
    was, now = _kept(whole.metric, rows.c.arr0_a, rows.c.arr_a), _kept(whole.metric, rows.c.arr0, rows.c.arr)
    base0, base1 = _base(whole.metric, rows.c.arr0_a), _base(whole.metric, rows.c.arr0)
    return _share(now, base1, whole.start, whole.base1) - _share(was, base0, whole.start, whole.base0)


def _kept(metric: str, base: ColumnElement[Any], arr: ColumnElement[Any]) -> ColumnElement[Any]:
    if metric == "logo_retention":
        return case((and_(base > 0, arr > 0), 1), else_=0)
    return case((base > 0, func.least(arr, base) if metric == "grr" else arr), else_=0)


def _base(metric: str, base: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((base > 0, 1), else_=0) if metric == "logo_retention" else base


def _share(kept: ColumnElement[Any], base: ColumnElement[Any], rate: float, total: float) -> ColumnElement[Any]:
    return (cast(kept, Double) - rate * cast(base, Double)) / total


def _movement(rows: CTE) -> ColumnElement[str]:
    """What happened between the dates: a movement of ARR where there was one, else what the year-old stretch did."""
    return case(
        (and_(rows.c.arr_a > 0, rows.c.arr == 0), "churn"),
        (and_(rows.c.arr_a == 0, rows.c.arr > 0), "returned"),
        (rows.c.arr < rows.c.arr_a, "contraction"),
        (rows.c.arr > rows.c.arr_a, "expansion"),
        (rows.c.arr0 == rows.c.arr0_a, "unchanged"),
        (and_(rows.c.arr0_a == 0, rows.c.arr0 > 0), "entered_base"),
        (and_(rows.c.arr0_a > rows.c.arr, rows.c.arr0 <= rows.c.arr), "loss_rolled_off"),
        (and_(rows.c.arr0_a > 0, rows.c.arr0 == 0), "left_base"),
        else_="base_changed")
