"""Migration between the bands over some weeks, the accounts in every cell of it, and those whose score moved most.

A unit belongs to the scope by its label on the scope's date, one that is gone by its label then. Bands are those of
the two Sundays that hold; band_from is new for a unit that had no ARR then, band_to is gone for one that has none now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CTE, BigInteger, Double, cast, func, literal, null, select, union_all

from data.warehouse import Warehouse
from queries.access import WHOLE, answers, by_name
from queries.dimensions import build_info, check, dimensions
from queries.health_rows import BANDS, chosen, rated
from queries.health_why import reasons
from queries.runner import run
from queries.scope import Scope
from queries.sides import named

NEW, GONE = "new", "gone"
ORDER = {band: place for place, band in enumerate((*BANDS, NEW, GONE))}


def _moves(scope: Scope, weeks: int) -> CTE:
    """Grain: unit of the scope now, or gone since. Columns: unit_key, owner_key, band_from, band_to, score_from, score,
    arr (now; of what is gone: then).
    """
    then_scope = scope.at(scope.as_of - timedelta(weeks=weeks))
    now, then = rated(scope, "now"), rated(then_scope, "then")
    source, inside, _ = chosen(now, scope, None, "label_now")
    here = select(
        now.c.unit_key, now.c.owner_key, func.coalesce(then.c.band, literal(NEW)).label("band_from"),
        now.c.band.label("band_to"), then.c.score.label("score_from"), now.c.score, now.c.arr,
    ).select_from(source.outerjoin(then, then.c.unit_key == now.c.unit_key)).where(*inside)
    past, was_inside, _ = chosen(then, scope, None, "label_then")
    left = select(
        then.c.unit_key, then.c.owner_key, then.c.band, literal(GONE), then.c.score, cast(null(), Double), then.c.arr,
    ).select_from(past).where(*was_inside, then.c.unit_key.not_in(select(now.c.unit_key)))
    both = union_all(here, left).subquery("both_moves")
    return select(*both.c).cte("moves")


@answers(WHOLE)
def migration(warehouse: Warehouse, scope: Scope, weeks: int = 4) -> pd.DataFrame:
    """How units moved between the bands over `weeks` weeks. Grain: band then × band now, the pairs that occur.

    Columns: band_from, band_to, customers (units), arr (now; of what is gone: then). Without `gone` the rows add up to
    queries.health.bands. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    rows = _moves(scope, weeks)
    found = run(warehouse, select(
        rows.c.band_from, rows.c.band_to, cast(func.count(), BigInteger).label("customers"),
        cast(func.sum(rows.c.arr), BigInteger).label("arr")).group_by(rows.c.band_from, rows.c.band_to))
    found["arr"] = pd.to_numeric(found.arr) / build_info(warehouse).minor
    found["place"] = [(ORDER[row.band_from], ORDER[row.band_to]) for row in found.itertuples()]
    return found.sort_values("place", ignore_index=True).drop(columns="place")


@answers(by_name("arr"))
def members(warehouse: Warehouse, scope: Scope, band_from: str | None, band_to: str | None, weeks: int = 4,
            limit: int | None = 200) -> pd.DataFrame:
    """The accounts of a cell of the migration, the largest ARR first; null takes every band.

    Columns: account, account_id, detail (what names a unit beside its customer), arr, score_from, score, band_from,
    band_to, reason (component with the largest part in the change, null where a score is unknown), reason_points.
    attrs: total, arr (of all, not only the listed). Raises UnknownFilter.
    """
    where = [(name, band) for name, band in (("band_from", band_from), ("band_to", band_to)) if band]
    return _listed(warehouse, scope, weeks, where, limit, by_change=False)


@answers(by_name("arr"))
def moved(warehouse: Warehouse, scope: Scope, weeks: int = 4, limit: int | None = 200) -> pd.DataFrame:
    """The accounts whose score moved most, known then and now. Columns and attrs as `members`."""
    return _listed(warehouse, scope, weeks, [], limit, by_change=True)


def _listed(warehouse: Warehouse, scope: Scope, weeks: int, where: list[tuple[str, str]], limit: int | None,
            by_change: bool) -> pd.DataFrame:
    check(scope, dimensions(warehouse))
    rows = _moves(scope, weeks)
    change = func.abs(rows.c.score - rows.c.score_from)
    asked = select(rows, func.count().over().label("all_units"),
                   cast(func.sum(rows.c.arr).over(), BigInteger).label("all_arr"))
    asked = asked.where(*(rows.c[name] == band for name, band in where))
    asked = asked.where(change > 0) if by_change else asked
    order: list[Any] = [*([change.desc().nulls_last()] if by_change else []),
                        rows.c.arr.desc().nulls_last(), rows.c.unit_key]
    top = asked.order_by(*order).limit(limit).cte("top")
    moving = func.abs(top.c.score - top.c.score_from)
    found = run(warehouse, named(top, scope).order_by(
        *([moving.desc().nulls_last()] if by_change else []), top.c.arr.desc().nulls_last(), top.c.unit_key))
    minor = build_info(warehouse).minor
    attrs = {"total": int(found.all_units.iloc[0]) if len(found) else 0,
             "arr": int(found.all_arr.iloc[0]) / minor if len(found) else 0.0}
    found["arr"] = pd.to_numeric(found["arr"]) / minor
    found = found.join(reasons(warehouse, scope, [int(key) for key in found.owner_key], weeks),
                       on="owner_key")
    made = found.drop(columns=["unit_key", "owner_key", "all_units", "all_arr"])
    made.attrs = attrs
    return made


