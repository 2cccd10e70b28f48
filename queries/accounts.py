"""Named accounts behind a figure: the units whose sums the figure is, with the same scope.

`accounts` stands behind the twelve-month rates, `movements` behind a bridge between any two dates. They differ only
under filters on lines: a rate counts what moved to lines outside the filter as lost, a bridge as a transfer.

Grain: unit active on the scope's date or twelve months earlier and inside the filters. Columns: account,
account_id, detail (contract, department or product; null for customers and groups), movement, arr0, arr, change (arr −
arr0 within the scope), kept (min of both). attrs: units, arr0, arr, kept over *all* matching units, not only those
listed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import CTE, BigInteger, ColumnElement, Select, and_, case, cast, func, literal, select, union_all

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers, by_name
from queries.bridge import line_transfers
from queries.dimensions import build_info, check, dimensions
from queries.pairs import pairs
from queries.runner import run
from queries.scope import Scope
from queries.sides import named, one_side

MOVEMENTS = ("churn", "contraction", "expansion", "unchanged", "reactivation", "new")
TOTALS = ("units", "arr0", "arr", "kept")


@answers(by_name("arr0", "arr", "change", "kept"))
def accounts(warehouse: Warehouse, scope: Scope, movement: str | None = None, limit: int = 100) -> pd.DataFrame:
    """The accounts behind the twelve-month rates, largest change first. `movement` keeps one of MOVEMENTS, None all."""
    start = tables.year_before(scope.as_of)
    return _listed(warehouse, scope, statement(scope, start, movement, limit, transfers=False))


@answers(by_name("arr0", "arr", "change", "kept"))
def movements(
    warehouse: Warehouse, scope: Scope, start: date, movement: str | None = None, limit: int = 100
) -> pd.DataFrame:
    """Accounts of the bridge from `start` to the scope's date, largest change first; columns and attrs as above.

    `change` is the movement's amount: transfers between kept and dropped lines of a unit are not in it (attrs: change,
    its sum over all matching units). Sums per movement are the bridge's parts; arr0 of all is its opening, of those
    inside the filters on `start`.
    """
    return _listed(warehouse, scope, statement(scope, start, movement, limit))


@answers(WHOLE)
def sums(warehouse: Warehouse, scope: Scope, start: date, transfers: bool = True) -> pd.DataFrame:
    """What the accounts of a bridge from `start` add up to; without `transfers` those of the twelve-month rates.

    Grain: movement of MOVEMENTS (and transfer_in, where lines moved). Columns: movement, units, arr0, arr, kept (min of
    both per unit), change, in the reporting currency. No units → no rows. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    rows = _rows(scope, start, transfers)
    amounts = {"arr0": rows.c.arr0, "arr": rows.c.arr, "kept": func.least(rows.c.arr0, rows.c.arr),
               "change": rows.c.change}
    found = run(warehouse, select(
        rows.c.movement, func.count().label("units"),
        *(cast(func.sum(amount), BigInteger).label(name) for name, amount in amounts.items()),
    ).group_by(rows.c.movement).order_by(dialects.rising(rows.c.movement)))
    for name in amounts:
        found[name] = pd.to_numeric(found[name]) / build_info(warehouse).minor
    return found


def _listed(warehouse: Warehouse, scope: Scope, asked: Select[Any]) -> pd.DataFrame:
    check(scope, dimensions(warehouse))
    listed = run(warehouse, asked)
    minor = build_info(warehouse).minor
    columns = [name for name in listed.columns if name in ("arr0", "arr", "change", "kept") or name.startswith("all_")]
    for column in columns:
        listed[column] = pd.to_numeric(listed[column]) / (1 if column == "all_units" else minor)
    totals = {name: float(listed[f"all_{name}"].iloc[0]) if len(listed) else 0.0 for name in (*TOTALS, "change")}
    listed = listed.drop(columns=["unit_key", *(f"all_{name}" for name in totals)])
    listed.attrs = totals
    return listed


def statement(scope: Scope, start: date, movement: str | None, limit: int, transfers: bool = True) -> Select[Any]:
    """The units of the base by their label then, and those that entered by their label now. Names only for the listed.

    `transfers` takes what moved between a unit's kept and dropped lines out of its change.
    """
    rows = _rows(scope, start, transfers)
    kept = func.least(rows.c.arr0, rows.c.arr)
    total = [func.count().over().label("all_units")]
    total += [func.sum(amount).over().label(f"all_{name}") for name, amount in (
        ("arr0", rows.c.arr0), ("arr", rows.c.arr), ("kept", kept), ("change", rows.c.change))]
    chosen = select(rows, kept.label("kept"), *total)
    if movement is not None:
        chosen = chosen.where(rows.c.movement == movement)
    top = chosen.order_by(
        func.abs(rows.c.change).desc().nulls_last(), rows.c.arr0.desc().nulls_last(), rows.c.unit_key
    ).limit(limit).cte("top")
    return named(top, scope).order_by(
        func.abs(top.c.change).desc().nulls_last(), top.c.arr0.desc().nulls_last(), top.c.unit_key)


def _rows(scope: Scope, start: date, transfers: bool) -> CTE:
    """The base by its label on `start`, then what entered by its label now: one label to join for each."""
    pair = pairs(scope, start, scope.as_of)
    out, into = line_transfers(pair) if transfers else (literal(0), literal(0))
    columns = (pair.c.unit_key, pair.c.arr0, pair.c.arr, pair.c.seen0, (pair.c.arr + out - into).label("stayed"))
    before, now = one_side(pair, "label0_id", scope), one_side(pair, "label_id", scope)
    moved = union_all(
        select(*columns).select_from(before.source).where(before.inside, pair.c.arr0 > 0),
        select(*columns).select_from(now.source).where(now.inside, pair.c.arr0 == 0)).subquery("moved_rows")
    told = _movement(moved.c.arr0, moved.c.stayed, moved.c.seen0)
    return select(
        moved.c.unit_key, moved.c.arr0, moved.c.arr, (moved.c.stayed - moved.c.arr0).label("change"),
        case((and_(moved.c.arr0 == 0, moved.c.stayed == 0), "transfer_in"), else_=told).label("movement"),
    ).cte("account_rows")


def _movement(arr0: ColumnElement[Any], arr: ColumnElement[Any], seen0: ColumnElement[Any]) -> ColumnElement[str]:
    return case(
        (and_(arr0 == 0, seen0), "reactivation"), (arr0 == 0, "new"), (arr == 0, "churn"),
        (arr < arr0, "contraction"), (arr > arr0, "expansion"), else_="unchanged")
