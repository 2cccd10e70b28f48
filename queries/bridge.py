"""The bridge between two dates. It closes to the minor unit:

closing = opening + new + reactivation + expansion − contraction − churn + transfer_in − transfer_out.

By a label, what changes or leaves stands under the label on the first date, what enters under that on the second; a
unit whose label changed is transferred at its closing ARR. Under filters on lines, what moved between kept and dropped
lines of one unit is a transfer. Shape: one row, or one per label, amounts in the reporting currency.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select, union_all

from data import measures
from data.warehouse import Warehouse
from queries import tables
from queries.dimensions import build_info, check, dimensions
from queries.facts import cube_statement, in_cube, measure, summed
from queries.pairs import cell_of, is_in, label_keys, pairs
from queries.runner import run
from queries.scope import Scope

PARTS = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out",
         "closing")
MOVES = ("expansion", "contraction", "churn")


def bridge(warehouse: Warehouse, scope: Scope, start: date, end: date, by: str | None = None) -> pd.DataFrame:
    """The bridge from `start` to `end`, one row or one per label. Raises UnknownFilter; ValueError if end < start."""
    if end < start:
        raise ValueError(f"a bridge runs forward in time: {start} is after {end}")
    check(scope if by is None or by in dimensions(warehouse) else scope.with_filter(by), dimensions(warehouse))
    build = build_info(warehouse)
    quick = start == tables.year_before(end) and build.in_grid(end) and in_cube(warehouse, scope, by)
    frame = _from_cube(warehouse, scope, end, by) if quick else run(warehouse, direct_statement(scope, start, end, by))
    frame = frame.groupby("cell", dropna=False, as_index=False).sum() if len(frame) else frame
    if by is None and frame.empty:
        frame = pd.DataFrame([dict.fromkeys(PARTS, 0)]).assign(cell=None)
    amounts = frame[list(PARTS)].astype("int64")
    amounts = amounts if build.minor == 1 else amounts / build.minor
    return amounts if by is None else pd.concat([frame.cell.rename(by), amounts], axis=1)


def _from_cube(warehouse: Warehouse, scope: Scope, end: date, by: str | None) -> pd.DataFrame:
    """Twelve months to a date of the grid: the cube's sums and the moved pieces' transfers. Grain: parts of a label."""
    sums = run(warehouse, cube_statement(scope, [end], by))
    sums = sums.rename(columns={"arr_base": "opening", "arr": "closing", "new_arr": "new"})
    frame = sums.assign(transfer_in=0, transfer_out=0)[["cell", *PARTS]]
    if by is None and not scope.where:
        return frame
    return pd.concat([frame, run(warehouse, moved_statement(scope, end, by))], ignore_index=True)


def moved_statement(scope: Scope, end: date, by: str | None) -> Select[Any]:
    """Transfers of a twelve-month bridge from the pieces whose profile changed."""
    moved, keys = tables.moved(scope.unit), label_keys(scope, by)
    low, high = tables.profiles(keys).alias("low"), tables.profiles(keys).alias("high")
    source = moved.join(low, low.c.profile_id == moved.c.profile0_id).join(
        high, high.c.profile_id == moved.c.profile_id)
    rows = select(
        moved.c.arr, cell_of(low, None, by).label("cell0"), cell_of(high, None, by).label("cell"),
        is_in(low, scope).label("in0"), is_in(high, scope).label("in1"),
    ).select_from(source).where(*tables.spans(moved, tables.day_number(end))).subquery("moved_rows")
    return _transfers(rows, rows.c.arr)


def _parts(cell: ColumnElement[Any], **amounts: ColumnElement[Any]) -> Select[Any]:
    return select(cell.label("cell"), *(amounts.get(part, literal(0)).label(part) for part in PARTS))


def _transfers(rows: Any, amount: ColumnElement[Any]) -> Select[Any]:
    """Out of the old label, into the new, for rows with in0, in1, cell0, cell of units active on both dates."""
    apart = rows.c.cell0.is_distinct_from(rows.c.cell)
    leaving = _parts(rows.c.cell0, transfer_out=amount).where(rows.c.in0, or_(not_(rows.c.in1), apart))
    entering = _parts(rows.c.cell, transfer_in=amount).where(rows.c.in1, or_(not_(rows.c.in0), apart))
    return _grouped(union_all(leaving, entering).subquery("transfers"))


def _grouped(rows: Any) -> Select[Any]:
    return select(rows.c.cell, *(summed(part, rows.c[part]) for part in PARTS)).group_by(rows.c.cell)


def direct_statement(scope: Scope, start: date, end: date, by: str | None = None) -> Select[Any]:
    """The bridge from the units themselves, for any two dates and any filters."""
    keys = label_keys(scope, by)
    pair = pairs(scope, start, end, by)
    low, high = tables.labels(keys).alias("low"), tables.labels(keys).alias("high")
    out, into = line_transfers(pair)
    rows = select(
        pair.c.arr0, pair.c.arr.label("closing"), (pair.c.arr + out - into).label("arr"), pair.c.seen0,
        out.label("line_out"), into.label("line_in"), is_in(low, scope).label("in0"), is_in(high, scope).label("in1"),
        cell_of(low, pair, by).label("cell0"), cell_of(high, pair, by).label("cell"),
    ).select_from(
        pair.join(low, low.c.label_id == pair.c.label0_id).join(high, high.c.label_id == pair.c.label_id)
    ).cte("unit_rows")
    return _grouped(union_all(*_movements(rows), *_crossings(rows)).subquery("parts"))


def line_transfers(pair: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """What a unit moved out of the lines that filters keep, and into them, while the rest of its lines took it up."""
    fall, rise = _positive(pair.c.arr0 - pair.c.arr), _positive(pair.c.arr - pair.c.arr0)
    out = func.least(fall, _positive(pair.c.gone - pair.c.gone0))
    return out, func.least(rise, _positive(pair.c.gone0 - pair.c.gone))


def _positive(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((amount > 0, amount), else_=0)


def _movements(rows: Any) -> list[Select[Any]]:
    """What changes under the first label, and what enters under the second. `arr` has lines' transfers taken out."""
    base = {part: measure(part, measures.BASE) for part in MOVES}
    current = {"new": measure("new_arr", measures.CURRENT), "reactivation": measure("reactivation", measures.CURRENT)}
    opened, entered = and_(rows.c.in0, rows.c.arr0 > 0), and_(rows.c.in1, rows.c.arr0 == 0)
    return [
        _parts(rows.c.cell0, opening=rows.c.arr0, transfer_in=rows.c.line_in, transfer_out=rows.c.line_out,
               **base).where(opened),
        _parts(rows.c.cell, transfer_in=rows.c.line_in, **current).where(entered),
        _parts(rows.c.cell, closing=rows.c.closing).where(rows.c.in1),
    ]


def _crossings(rows: Any) -> list[Select[Any]]:
    """A unit active on the first date whose label (or filter) differs on the second moves over at its closing ARR."""
    apart = rows.c.cell0.is_distinct_from(rows.c.cell)
    active = rows.c.arr0 > 0
    return [
        _parts(rows.c.cell0, transfer_out=rows.c.closing).where(active, rows.c.in0, or_(not_(rows.c.in1), apart)),
        _parts(rows.c.cell, transfer_in=rows.c.closing).where(active, rows.c.in1, or_(not_(rows.c.in0), apart)),
    ]
