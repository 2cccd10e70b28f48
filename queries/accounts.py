"""Named accounts behind a figure: the units whose sums the figure is, with the same scope.

Grain: unit active on the scope's date or twelve months earlier and inside the filters. Columns: account,
account_id, detail (contract, department or product; null for customers and groups), movement, arr0, arr, change (arr −
arr0 within the scope), kept (min of both). attrs: units, arr0, arr, kept over *all* matching units, not only those
listed.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, or_, select

from data.warehouse import Warehouse
from queries import tables
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


def statement(scope: Scope, movement: str | None, limit: int) -> Select[Any]:
    """The units of the base by their label then, and those that are new by their label now."""
    rows = _rows(scope)
    units, owner = tables.unit_table(scope.unit), tables.customer().alias("owner")
    kept = func.least(rows.c.arr0, rows.c.arr)
    change = rows.c.arr - rows.c.arr0
    total = [func.count().over().label("all_units"), func.sum(rows.c.arr0).over().label("all_arr0"),
             func.sum(rows.c.arr).over().label("all_arr"), func.sum(kept).over().label("all_kept")]
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
        pair.c.unit_key, pair.c.arr0, pair.c.arr, _movement(pair).label("movement"),
    ).select_from(
        pair.join(low, low.c.label_id == pair.c.label0_id).join(high, high.c.label_id == pair.c.label_id)
    ).where(or_(based, entered)).cte("account_rows")


def _movement(pair: CTE) -> ColumnElement[str]:
    return case(
        (and_(pair.c.arr0 == 0, pair.c.seen0), "reactivation"), (pair.c.arr0 == 0, "new"), (pair.c.arr == 0, "churn"),
        (pair.c.arr < pair.c.arr0, "contraction"), (pair.c.arr > pair.c.arr0, "expansion"), else_="unchanged")
