"""IT: each table's freshness and joined rows, and of how many customers each table holds anything."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Select, func, literal, select, union_all

from data.contract import contract_columns
from data.warehouse import Warehouse
from queries import datastatus, tables
from queries.access import WHOLE, answers
from queries.dimensions import check, dimensions
from queries.lpm import wilson
from queries.measures.population import population
from queries.runner import run
from queries.scope import Scope

COLUMNS = ("table", "loaded", "status", "silent_days", "newest", "longest", "rows", "set_aside", "joinable",
           "customers", "of", "share", "low", "high")


@answers(WHOLE)
def sources(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: table of the contract, in the data page's order.

    Columns: loaded; status on d (on_time, late, silent, unknown, missing), silent_days, newest, longest (usual gap,
    days), rows, set_aside, joinable (rows ÷ all that came): all as queries.datastatus, of the load in use and
    company-wide; customers (active on d, inside the filters, with at least one row in it, ever), of (all of them),
    share with Wilson's interval; null for a table that names no customer. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    found = datastatus.judged(datastatus.sources(warehouse), scope.as_of)
    named = [str(row.table) for row in found.itertuples()
             if row.loaded and "customer_id" in contract_columns(row.table)]
    held = {str(row.table): row for row in run(warehouse, _held(scope, named)).itertuples()} if named else {}
    rows = [{**{str(key): value for key, value in row.items()}, **_joined(held.get(str(row["table"])))}
            for row in found.to_dict("records")]
    return pd.DataFrame(rows, dtype=object).reindex(columns=list(COLUMNS))


def _joined(row: Any) -> dict[str, Any]:
    if row is None or not row.of:
        return {"customers": None, "of": None, "share": None, "low": None, "high": None}
    low, high = wilson(int(row.customers), int(row.of))
    return {"customers": int(row.customers), "of": int(row.of), "share": int(row.customers) / int(row.of), "low": low,
            "high": high}


def _held(scope: Scope, names: list[str]) -> Select[Any]:
    who, owner = population(scope, (scope.as_of,)), tables.customer().alias("owner")
    every = select(func.count()).select_from(who).scalar_subquery()
    parts = []
    for name in names:
        staged = tables.mart(f"stg_{name}", "customer_id", schema="staging")
        some = select(owner.c.root_key).select_from(
            staged.join(owner, owner.c.customer_id == staged.c.customer_id)).distinct().subquery(f"in_{name}")
        given: list[Any] = [literal(name).label("table"), func.count().label("customers"), every.label("of")]
        parts.append(select(*given).select_from(who.join(some, some.c.root_key == who.c.customer_key)))
    return select(union_all(*parts).subquery("held"))


