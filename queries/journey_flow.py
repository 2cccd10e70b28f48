"""From stage to stage over some weeks, and what that makes of each stage.

A customer belongs to the scope by its label on the scope's date, one that has left by its label then. stage_from is new
for a customer without ARR then, stage_to is left for one without ARR now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CTE, BigInteger, cast, func, literal, select, union_all

from data.journey.model import LEFT
from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.journey_rows import ACTIVE, customers, inside, judged, placed
from queries.runner import run
from queries.scope import Scope

NEW = "new"
ORDER = {stage: place for place, stage in enumerate((NEW, *ACTIVE, LEFT))}
COLUMNS = ("stage_from", "stage_to", "customers", "arr_from", "arr")


def moves(scope: Scope, weeks: int) -> CTE:
    """Grain: customer of the scope now, or gone since. Columns: unit_key, label_id, stage_from, stage_to, arr_from, arr
    (0 for who is new, or gone), since, begun, entry.
    """
    asked = customers(scope)
    now, then = placed(asked, "now"), placed(asked.at(asked.as_of - timedelta(weeks=weeks)), "then")
    source, where, _ = inside(now, scope, None, "now")
    here: list[Any] = [now.c.unit_key, now.c.label_id, func.coalesce(then.c.stage, literal(NEW)).label("stage_from"),
                       now.c.stage.label("stage_to"), func.coalesce(then.c.arr, 0).label("arr_from"), now.c.arr,
                       now.c.since, now.c.begun, now.c.entry]
    past, was, _ = inside(then, scope, None, "then")
    away = select(then.c.unit_key, then.c.label_id, then.c.stage, literal(LEFT), then.c.arr, literal(0), then.c.since,
                  then.c.begun, literal(0)).select_from(past).where(
        *was, then.c.unit_key.not_in(select(now.c.unit_key)))
    both = union_all(select(*here).select_from(
        source.outerjoin(then, then.c.unit_key == now.c.unit_key)).where(*where), away).subquery("both_moves")
    return select(*both.c).cte("moves")


@answers(WHOLE)
def flow(warehouse: Warehouse, scope: Scope, weeks: int = 13) -> pd.DataFrame:
    """How customers moved between the stages over `weeks` weeks. Grain: stage then × stage now, the pairs that occur.

    Columns: stage_from (new: without ARR then), stage_to (left: without ARR now), customers, arr_from (then, 0 of
    who is new), arr (now, 0 of who left). Without `left` the customers and arr add up to queries.journey.standing.
    No rows where the date then is before the Sundays that are judged: attrs["reason"] not_judged. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    if not judged(warehouse, scope.as_of - timedelta(weeks=weeks)):
        made = pd.DataFrame(columns=list(COLUMNS))
        made.attrs = {"reason": "not_judged"}
        return made
    rows = moves(scope, weeks)
    sums = [cast(func.sum(rows.c[name]), BigInteger).label(name) for name in ("arr_from", "arr")]
    found = run(warehouse, select(rows.c.stage_from, rows.c.stage_to, cast(func.count(), BigInteger).label("customers"),
                                  *sums).group_by(rows.c.stage_from, rows.c.stage_to))
    minor = build_info(warehouse).minor
    for name in ("arr_from", "arr"):
        found[name] = pd.to_numeric(found[name]) / minor
    found["place"] = [(ORDER[row.stage_from], ORDER[row.stage_to]) for row in found.itertuples()]
    return found.sort_values("place", ignore_index=True).drop(columns="place")[list(COLUMNS)]


def balance(found: pd.DataFrame) -> pd.DataFrame:
    """Each stage's account of a flow: opening + new + entered − moved_on − left = closing. Grain: stage without `left`.

    Columns: stage, opening, new, entered (from other stages), moved_on (to other stages), left, closing (customers);
    arr_opening, arr_closing. Pure.
    """
    rows = []
    for stage in ACTIVE:
        was, now = found[found.stage_from == stage], found[found.stage_to == stage]
        rows.append((stage, int(was.customers.sum()), int(now.customers[now.stage_from == NEW].sum()),
                     int(now.customers[~now.stage_from.isin([NEW, stage])].sum()),
                     int(was.customers[~was.stage_to.isin([LEFT, stage])].sum()),
                     int(was.customers[was.stage_to == LEFT].sum()), int(now.customers.sum()),
                     float(was.arr_from.sum()), float(now.arr.sum())))
    return pd.DataFrame(rows, columns=["stage", "opening", "new", "entered", "moved_on", "left", "closing",
                                       "arr_opening", "arr_closing"])
