"""Why a twelve-month rate moved between two dates.

Event and roll: a rate moves by what happened now (event: over the earlier date's base) and by a year-old week leaving
the base (roll: the rest). Accounts: each account's share c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0; over all units they
add up to R1 − R0 exactly. b is a unit's base in scope, n its kept ARR.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Double,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from data import measures
from data.warehouse import Warehouse
from queries import tables
from queries.dimensions import build_info, check, dimensions
from queries.facts import facts, flow_statement, in_cube, measure
from queries.metrics import figure
from queries.pairs import is_in, label_keys, pairs
from queries.retention import shape
from queries.runner import run
from queries.scope import Scope
from queries.sides import named, sides

RATES = {"nrr": "event_net", "grr": "event_gross", "logo_retention": "event_logos"}
BASES = {"nrr": "arr_base", "grr": "arr_base", "logo_retention": "logos_base"}


def event_and_roll(warehouse: Warehouse, scope: Scope, earlier: date) -> pd.DataFrame:
    """One row per rate: metric, start, end (the rate on both dates), change, event, roll, as fractions.

    Null where either date has no base. The earlier date's base keeps the filters it had on its own d0.
    """
    check(scope, dimensions(warehouse))
    days = (earlier, scope.as_of)
    found = shape(facts(warehouse, scope, days), days)
    events = _events(warehouse, scope, earlier)
    return pd.DataFrame([_split(metric, found, events) for metric in RATES])


def _split(metric: str, found: pd.DataFrame, events: dict[str, float]) -> dict[str, Any]:
    start, end = (float(value) for value in figure(found, metric))
    base = float(found[BASES[metric]].iloc[0])
    event = events[RATES[metric]] / base if base and end == end else float("nan")
    return {"metric": metric, "start": start, "end": end, "change": end - start, "event": event,
            "roll": end - start - event}


def _events(warehouse: Warehouse, scope: Scope, earlier: date) -> dict[str, float]:
    """What happened between the dates to the earlier base, in minor units and logos."""
    week = earlier == scope.as_of - timedelta(days=7) and scope.as_of.weekday() == 6
    if week and in_cube(warehouse, scope, None) and build_info(warehouse).in_grid(scope.as_of):
        found = run(warehouse, flow_statement(scope, "week", [scope.as_of]))
    else:
        found = run(warehouse, event_statement(scope, earlier))
    sums = found.iloc[0] if len(found) else {}
    return {name: float(sums.get(name) or 0) for name in measures.EVENT}


def event_statement(scope: Scope, earlier: date) -> Select[Any]:
    """The same from the units, for any two dates and filters. Grain: one row."""
    rows = _both(scope, earlier)
    formulas = (func.sum(measure(name, measures.EVENT)).label(name) for name in measures.EVENT)
    return select(*formulas).select_from(rows).where(rows.c.arr0_a > 0)


def _both(scope: Scope, earlier: date) -> CTE:
    """Grain: unit. Base and today's ARR at both dates (`_a` the earlier), bases outside the filters 0."""
    before = pairs(scope, tables.year_before(earlier), earlier, name="before")
    after = pairs(scope, tables.year_before(scope.as_of), scope.as_of, name="after")
    keys = label_keys(scope, None)
    low, high = tables.labels(keys).alias("low"), tables.labels(keys).alias("high")
    joined = before.join(low, low.c.label_id == before.c.label0_id).join(
        after.join(high, high.c.label_id == after.c.label0_id), after.c.unit_key == before.c.unit_key, full=True)
    unit = func.coalesce(after.c.unit_key, before.c.unit_key)
    return select(
        unit.label("unit_key"), func.coalesce(before.c.arr, 0).label("arr_a"),
        func.coalesce(after.c.arr, 0).label("arr"),
        case((is_in(low, scope), func.coalesce(before.c.arr0, 0)), else_=0).label("arr0_a"),
        case((is_in(high, scope), func.coalesce(after.c.arr0, 0)), else_=0).label("arr0"),
    ).select_from(joined).cte("both_dates")


def movers(warehouse: Warehouse, scope: Scope, metric: str, limit: int = 8) -> pd.DataFrame:
    """The accounts that moved NRR or GRR in the scope's week, by the size of their contribution.

    Grain: unit whose ARR, base or label changed in the week. Columns: unit_key, account, account_id, detail, movement,
    contribution (fraction), arr_change (kept ARR gained or lost, currency), week_change (ARR gained or lost in the
    week, whatever the base). Frame attrs: total (R1 − R0), others (what the units not listed add, unchanged ones
    included: their shares move with the base), changed (units that changed), week_change (of all of those).
    """
    check(scope, dimensions(warehouse))
    days = (scope.as_of - timedelta(days=7), scope.as_of)
    found = shape(facts(warehouse, scope, days), days)
    start, end = (float(value) for value in figure(found, metric))
    bases = [float(value) for value in found.arr_base]
    if not all(bases):
        return pd.DataFrame(columns=["account", "movement", "contribution", "arr_change", "week_change"])
    stepped = build_info(warehouse).in_grid(scope.as_of)
    listed = run(warehouse, movers_statement(scope, metric, start, (bases[0], bases[1]), limit, stepped))
    minor = build_info(warehouse).minor
    for column in ("arr_change", "week_change", "all_week_change"):
        listed[column] = pd.to_numeric(listed[column]) / minor
    listed.attrs = {"total": end - start, "others": end - start - float(listed.contribution.sum()),
                    "changed": int(listed.changed.iloc[0]) if len(listed) else 0,
                    "week_change": float(listed.all_week_change.iloc[0]) if len(listed) else 0.0}
    return listed.drop(columns=["changed", "all_week_change"])


def movers_statement(scope: Scope, metric: str, rate: float, bases: tuple[float, float], limit: int,
                     stepped: bool = True) -> Select[Any]:
    """Top units by |contribution| among those that changed in the week; `changed` counts them all.

    `stepped`: the weekly steps reach the scope's date.
    """
    rows = _changed(scope, stepped)
    kept0, kept1 = _kept(metric, rows.c.arr0_a, rows.c.arr_a), _kept(metric, rows.c.arr0, rows.c.arr)
    share = _share(kept1, rows.c.arr0, rate, bases[1]) - _share(kept0, rows.c.arr0_a, rate, bases[0])
    week = rows.c.arr - rows.c.arr_a
    top = select(
        rows.c.unit_key, _movement(rows).label("movement"), share.label("contribution"),
        (kept1 - kept0).label("arr_change"), week.label("week_change"), func.count().over().label("changed"),
        func.sum(week).over().label("all_week_change"),
    ).where(or_(rows.c.arr0 > 0, rows.c.arr0_a > 0)).order_by(
        func.abs(share).desc(), rows.c.unit_key).limit(limit).cte("top")
    return named(top, scope.unit).order_by(func.abs(top.c.contribution).desc(), top.c.unit_key)


def _changed(scope: Scope, stepped: bool) -> CTE:
    """Units that changed in the scope's week: from the weekly steps, or from both dates where those do not answer."""
    if scope.line_filters or scope.as_of.weekday() != 6 or not stepped:
        rows = _both(scope, scope.as_of - timedelta(days=7))
        return select(rows).where(or_(rows.c.arr != rows.c.arr_a, rows.c.arr0 != rows.c.arr0_a)).cte("changed")
    step = tables.step(scope.unit, "week")
    both = sides(step, ("label0_a_id", "label0_id"), scope)
    return select(
        step.c.unit_key, step.c.arr_a, step.c.arr, case((both.in0, step.c.arr0_a), else_=0).label("arr0_a"),
        case((both.in1, step.c.arr0), else_=0).label("arr0"),
    ).select_from(both.source).where(step.c.as_of == cast(literal(scope.as_of), Date)).cte("changed")


def _kept(metric: str, base: ColumnElement[Any], arr: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((base > 0, func.least(arr, base) if metric == "grr" else arr), else_=0)


def _share(kept: ColumnElement[Any], base: ColumnElement[Any], rate: float, total: float) -> ColumnElement[Any]:
    return (cast(kept, Double) - rate * cast(base, Double)) / total


def _movement(rows: CTE) -> ColumnElement[str]:
    """What happened: this week's movement where there was one, else what the year-old week did."""
    return case(
        (and_(rows.c.arr_a > 0, rows.c.arr == 0), "churn"),
        (and_(rows.c.arr_a == 0, rows.c.arr > 0), "returned"),
        (rows.c.arr < rows.c.arr_a, "contraction"),
        (rows.c.arr > rows.c.arr_a, "expansion"),
        (and_(rows.c.arr0_a == 0, rows.c.arr0 > 0), "entered_base"),
        (and_(rows.c.arr0_a > rows.c.arr, rows.c.arr0 <= rows.c.arr), "loss_rolled_off"),
        (and_(rows.c.arr0_a > 0, rows.c.arr0 == 0), "left_base"),
        else_="base_changed")
