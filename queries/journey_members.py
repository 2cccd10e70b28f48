"""The customers of a stage, or of a cell of the flow, by name: who stands there for longest, and whose they are."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, case, false, literal, select

from data.journey.model import LEFT
from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import check, dimensions
from queries.journey_dwell import dwell
from queries.journey_flow import moves
from queries.journey_rows import customers, gone, inside, judged, placed
from queries.scope import Scope
from queries.scored import listed, nothing

COLUMNS = ("account", "account_id", "arr", "stage_from", "stage", "days", "over", "begun", "entry", "renewal_due",
           "renewal_arr", "owner", "url")


@answers(by_name("arr", "renewal_arr"))
def members(warehouse: Warehouse, scope: Scope, stage: str | None, limit: int | None = 200,
            stage_from: str | None = None, weeks: int = 13) -> pd.DataFrame:
    """The customers that stand in a stage on the scope's date (null: in any), those over its time first, then the
    largest ARR.

    `stage_from`: only those that stood in that stage `weeks` weeks before (new: without ARR then). `left`: those that
    left in the last twelve months, or since then, with the ARR of their last day.
    Columns: COLUMNS; days (in the stage, on the date), over (longer than its limit: queries.journey.dwell), begun
    (false: it has lasted longer than can be seen), entry (which of the stage's `any` conditions let it in, from 1; 0
    none), renewal_due and renewal_arr, owner and url as in queries.scored.listed. attrs: total, arr (of all, not only
    of the listed), missing. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    if not judged(warehouse, scope.as_of):
        return nothing(COLUMNS, ())
    rows = _rows(scope, stage, stage_from, weeks)
    limits = {row.stage: row.limit_days for row in dwell(warehouse, scope).itertuples() if pd.notna(row.limit_days)}
    days = tables.day_number(scope.as_of) - rows.c.since
    over = _over(rows, days, limits)
    where: list[ColumnElement[bool]] = [rows.c.stage == stage] if stage else [rows.c.stage != LEFT]
    where += [rows.c.stage_from == stage_from] if stage_from else []
    chosen = select(rows.c.unit_key, rows.c.label_id, rows.c.arr, rows.c.stage_from, rows.c.stage, days.label("days"),
                    over.label("over"), rows.c.begun, rows.c.entry).where(*where)
    found = listed(warehouse, customers(scope), chosen, ("over", "arr"), limit)
    attrs = found.attrs
    made = found.assign(over=found.over.astype(bool), begun=found.begun.astype(bool))[list(COLUMNS)]
    made.attrs = {**attrs, "stage": stage}
    return made


def _over(rows: Any, days: Any, limits: dict[Any, Any]) -> ColumnElement[Any]:
    """1 for who stands in its stage for longer than its limit."""
    whens = [((rows.c.stage == stage) & (days > int(limit)), 1) for stage, limit in limits.items()]
    return case(*whens, else_=0) if whens else case((false(), 1), else_=0)


def _rows(scope: Scope, stage: str | None, stage_from: str | None, weeks: int) -> Any:
    """Columns: unit_key, label_id, arr, stage_from, stage, since, begun, entry."""
    if stage_from:
        moved = moves(scope, weeks)
        arr = case((moved.c.stage_to == LEFT, moved.c.arr_from), else_=moved.c.arr)
        return select(moved.c.unit_key, moved.c.label_id, arr.label("arr"), moved.c.stage_from,
                      moved.c.stage_to.label("stage"), moved.c.since, moved.c.begun, moved.c.entry).cte("members")
    rows = gone(scope) if stage == LEFT else placed(customers(scope), "placed")
    source, where, _ = inside(rows, scope)
    own = [literal(LEFT).label("stage"), rows.c.since, literal(True).label("begun"), literal(0).label("entry")] \
        if stage == LEFT else [rows.c.stage, rows.c.since, rows.c.begun, rows.c.entry]
    before: Any = literal("").label("stage_from")
    return select(rows.c.unit_key, rows.c.label_id, rows.c.arr, before, *own).select_from(source).where(*where).cte(
        "members")
