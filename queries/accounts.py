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
from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.bridge import line_transfers
from queries.dimensions import build_info, check, dimensions
from queries.pairs import is_in, label_keys, pairs
from queries.runner import run
from queries.scope import Scope

MOVEMENTS = ("churn", "contraction", "expansion", "unchanged", "reactivation", "new")
TOTALS = ("units", "arr0", "arr", "kept")


def accounts(warehouse: Warehouse, scope: Scope, movement: str | None = None, limit: int = 100) -> pd.DataFrame:
    """Accounts of the twelve-month bridge, largest change first. `movement` keeps one of MOVEMENTS; None keeps all.

    Those of the base are chosen by their label twelve months earlier, new and returned ones by today's: the sums are
    the figures of the same scope.
    """
    check(scope, dimensions(warehouse))
    listed = run(warehouse, statement(scope, movement, limit))
    minor = build_info(warehouse).minor
    for column in ("arr0", "arr", "change", "kept"):
        listed[column] = pd.to_numeric(listed[column]) / minor
    totals = {name: float(listed[f"all_{name}"].iloc[0]) / (1 if name == "units" else minor) if len(listed) else 0.0
              for name in TOTALS}
    listed = listed.drop(columns=[f"all_{name}" for name in TOTALS])
    listed.attrs = totals
    return listed


def movements(
    warehouse: Warehouse, scope: Scope, start: date, movement: str | None = None, limit: int = 100
) -> pd.DataFrame:
    """Accounts of the bridge from `start` to the scope's date, largest change first; columns and attrs as `accounts`.

    `change` is the movement's amount: transfers between kept and dropped lines of a unit are not in it (attrs: change,
    its sum over all matching units). Sums per movement are the bridge's parts; arr0 of all is its opening, of those
    inside the filters on `start`.
    """
    check(scope, dimensions(warehouse))
    listed = run(warehouse, statement(scope, movement, limit, start))
    minor = build_info(warehouse).minor
    columns = [name for name in listed.columns if name in ("arr0", "arr", "change", "kept") or name.startswith("all_")]
    for column in columns:
        listed[column] = pd.to_numeric(listed[column]) / (1 if column == "all_units" else minor)
    totals = {name: float(listed[f"all_{name}"].iloc[0]) if len(listed) else 0.0 for name in (*TOTALS, "change")}
    listed = listed.drop(columns=[f"all_{name}" for name in totals])
    listed.attrs = totals
    return listed


def statement(scope: Scope, movement: str | None, limit: int, start: date | None = None) -> Select[Any]:
    """The units of the base by their label then, and those that are new by their label now."""
    rows = _rows(scope) if start is None else _bridged(scope, start)
    units, owner = tables.unit_table(scope.unit), tables.customer().alias("owner")
    kept = func.least(rows.c.arr0, rows.c.arr)
    change = rows.c.arr - rows.c.arr0 if start is None else rows.c.moved
    total = [func.count().over().label("all_units"), func.sum(rows.c.arr0).over().label("all_arr0"),
             func.sum(rows.c.arr).over().label("all_arr"), func.sum(kept).over().label("all_kept")]
    total += [] if start is None else [func.sum(change).over().label("all_change")]
    chosen = select(
        owner.c.name.label("account"), owner.c.customer_id.label("account_id"), units.c.key.label("detail"),
        rows.c.movement, rows.c.arr0, rows.c.arr, change.label("change"), kept.label("kept"), *total,
    ).select_from(rows.join(units, units.c.unit_key == rows.c.unit_key).join(
        owner, owner.c.customer_key == units.c.owner_key))
    if movement is not None:
        chosen = chosen.where(rows.c.movement == movement)
    return chosen.order_by(func.abs(change).desc(), rows.c.arr0.desc(), owner.c.customer_id).limit(limit)


def _rows(scope: Scope) -> CTE:
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    keys = label_keys(scope, None)
    low, high = tables.labels(keys).alias("low"), tables.labels(keys).alias("high")
    based = and_(pair.c.arr0 > 0, is_in(low, scope))
    entered = and_(pair.c.arr0 == 0, pair.c.arr > 0, is_in(high, scope))
    return select(
        pair.c.unit_key, pair.c.arr0, pair.c.arr, _movement(pair.c.arr0, pair.c.arr, pair.c.seen0).label("movement"),
    ).select_from(
        pair.join(low, low.c.label_id == pair.c.label0_id).join(high, high.c.label_id == pair.c.label_id)
    ).where(or_(based, entered)).cte("account_rows")


def _bridged(scope: Scope, start: date) -> CTE:
    """Each unit's movement with the transfers between its lines taken out, as the bridge takes them."""
    pair = pairs(scope, start, scope.as_of)
    keys = label_keys(scope, None)
    low, high = tables.labels(keys).alias("low"), tables.labels(keys).alias("high")
    based, entered = and_(pair.c.arr0 > 0, is_in(low, scope)), and_(pair.c.arr0 == 0, is_in(high, scope))
    out, into = line_transfers(pair)
    moved = select(
        pair.c.unit_key, pair.c.arr0, pair.c.arr, pair.c.seen0, (pair.c.arr + out - into).label("stayed"),
    ).select_from(
        pair.join(low, low.c.label_id == pair.c.label0_id).join(high, high.c.label_id == pair.c.label_id)
    ).where(or_(based, entered)).subquery("moved_rows")
    told = _movement(moved.c.arr0, moved.c.stayed, moved.c.seen0)
    return select(
        moved.c.unit_key, moved.c.arr0, moved.c.arr, (moved.c.stayed - moved.c.arr0).label("moved"),
        case((and_(moved.c.arr0 == 0, moved.c.stayed == 0), "transfer_in"), else_=told).label("movement"),
    ).cte("account_rows")


def _movement(arr0: ColumnElement[Any], arr: ColumnElement[Any], seen0: ColumnElement[Any]) -> ColumnElement[str]:
    return case(
        (and_(arr0 == 0, seen0), "reactivation"), (arr0 == 0, "new"), (arr == 0, "churn"),
        (arr < arr0, "contraction"), (arr > arr0, "expansion"), else_="unchanged")
