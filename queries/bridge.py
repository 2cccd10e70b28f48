"""The bridge between two dates. It closes to the minor unit:

closing = opening + new + reactivation + expansion − contraction − churn + transfer_in − transfer_out.

By a label, what changes or leaves stands under the label on the first date, what enters under that on the second; a
unit whose label changed is transferred at its closing ARR. Under filters on lines, what moved between kept and dropped
lines of one unit is a transfer. Shape: one row, or one per label, amounts in the reporting currency.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from data import measures
from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.facts import from_cube, from_flows, in_cube, measure, summed
from queries.pairs import label_keys, pairs
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import Scope
from queries.sides import sides

PARTS = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out",
         "closing")
MOVES = ("expansion", "contraction", "churn")
MOVEMENTS = ("new", "reactivation", *MOVES)


@answers(grouped())
def bridge(warehouse: Warehouse, scope: Scope, start: date, end: date, by: str | None = None) -> pd.DataFrame:
    """The bridge from `start` to `end`, one row or one per label. Raises UnknownFilter; ValueError if end < start."""
    if end < start:
        raise ValueError(f"a bridge runs forward in time: {start} is after {end}")
    check(scope, dimensions(warehouse), by)
    build = build_info(warehouse)
    quick = in_cube(warehouse, scope, by) and build.in_grid(end)
    if quick and start == tables.year_before(end):
        frame = _from_cube(warehouse, scope, end, by)
    elif quick and build.in_grid(start) and (period := _period(start, end)):
        frame = _from_flows(warehouse, scope, (start, end), period, by)
    else:
        frame = run(warehouse, direct_statement(scope, start, end, by))
    frame = frame.groupby("cell", dropna=False, as_index=False).sum() if len(frame) else frame
    if by is None and frame.empty:
        frame = pd.DataFrame([dict.fromkeys(PARTS, 0)]).assign(cell=None)
    amounts = frame[list(PARTS)].astype("int64")
    amounts = amounts if build.minor == 1 else amounts / build.minor
    return amounts if by is None else pd.concat([frame.cell.rename(by), amounts], axis=1)


def _from_cube(warehouse: Warehouse, scope: Scope, end: date, by: str | None) -> pd.DataFrame:
    """Twelve months to a date of the grid: the cube's sums and the moved pieces' transfers. Grain: parts of a label."""
    sums = from_cube(Profiles(warehouse, scope), [end], by)
    sums = sums.rename(columns={"arr_base": "opening", "arr": "closing", "new_arr": "new"})
    frame = sums.assign(transfer_in=0, transfer_out=0)[["cell", *PARTS]]
    if by is None and not scope.narrowed:
        return frame
    return _stacked([frame, run(warehouse, moved_statement(scope, end, by))])


def _period(start: date, end: date) -> str | None:
    """Which cube of flows holds a span: one week that ends on a Sunday, one month, or none."""
    if end - start == timedelta(days=7) and end.weekday() == 6:
        return "week"
    month_before = end.replace(day=1) - timedelta(days=1)
    return "month" if tables.is_month_end(end) and start == month_before else None


def _from_flows(warehouse: Warehouse, scope: Scope, span: tuple[date, date], period: str,
                by: str | None) -> pd.DataFrame:
    """One week or month of the grid: the cube's ARR on both dates, the flows, the steps' transfers. Grain: parts."""
    start, end = span
    ends = from_cube(Profiles(warehouse, scope), span, by)[["as_of", "cell", "arr"]]
    opening = ends[ends.as_of == start].rename(columns={"arr": "opening"})
    closing = ends[ends.as_of == end].rename(columns={"arr": "closing"})
    moves = from_flows(Profiles(warehouse, scope), period, [end], by).rename(columns={"new_arr": "new"})
    frames = [opening, closing, moves]
    if label_keys(scope, by):
        frames.append(run(warehouse, step_statement(scope, period, end, by)))
    return _stacked(frames)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """The frames' parts under each other, absent ones 0."""
    rows = [{**dict.fromkeys(PARTS, 0), **row} for frame in frames for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=["cell", *PARTS])


def step_statement(scope: Scope, period: str, end: date, by: str | None) -> Select[Any]:
    """Transfers of one week or month from the units that changed in it."""
    step = tables.step(scope.unit, period)
    return _transfers(step, ("label_a_id", "label_id"), scope, by, "label",
                      [step.c.as_of == cast(literal(end), Date), step.c.arr_a > 0, step.c.arr > 0])


def moved_statement(scope: Scope, end: date, by: str | None) -> Select[Any]:
    """Transfers of a twelve-month bridge from the pieces whose profile changed."""
    moved = tables.moved(scope.unit)
    return _transfers(moved, ("profile0_id", "profile_id"), scope, by, "profile",
                      tables.spans(moved, tables.day_number(end)))


def _parts(cell: ColumnElement[Any], **amounts: ColumnElement[Any]) -> Select[Any]:
    return select(cell.label("cell"), *(amounts.get(part, literal(0)).label(part) for part in PARTS))


def _transfers(source: Any, keys: tuple[str, str], scope: Scope, by: str | None, of: str,
               where: list[ColumnElement[bool]]) -> Select[Any]:
    """Out of the old label, into the new, for rows of units that are active on both dates."""
    both = sides(source, keys, scope, by, of)
    rows = select(source.c.arr.label("closing"), both.cell0.label("cell0"), both.cell.label("cell"),
                  both.in0.label("in0"), both.in1.label("in1")).select_from(both.source).where(*where).cte("moved_rows")
    return _grouped(union_all(*_crossings(rows, true())).subquery("transfers"))


def _grouped(rows: Any) -> Select[Any]:
    return select(rows.c.cell, *(summed(part, rows.c[part]) for part in PARTS)).group_by(rows.c.cell)


def direct_statement(scope: Scope, start: date, end: date, by: str | None = None) -> Select[Any]:
    """The bridge from the units themselves, for any two dates and any filters."""
    rows = _units(scope, start, end, by)
    crossings = _crossings(rows, rows.c.arr0 > 0) if label_keys(scope, by) else []
    return _grouped(union_all(*_movements(rows), *crossings).subquery("parts"))


def moves_statement(scope: Scope, start: date, end: date, by: str | None = None) -> Select[Any]:
    """What was new, came back, grew, shrank and left, each under one label: without transfers between labels, additive
    over them.
    """
    moves = union_all(*_movements(_units(scope, start, end, by))).subquery("parts")
    return select(moves.c.cell, *(summed(part, moves.c[part]) for part in MOVEMENTS)).group_by(moves.c.cell)


def _units(scope: Scope, start: date, end: date, by: str | None) -> CTE:
    """Grain: unit (× line value), with its labels on both dates and what its lines passed to each other."""
    pair = pairs(scope, start, end, by)
    both = sides(pair, ("label0_id", "label_id"), scope, by)
    out, into = line_transfers(pair)
    return select(
        pair.c.arr0, pair.c.arr.label("closing"), (pair.c.arr + out - into).label("arr"), pair.c.seen0,
        out.label("line_out"), into.label("line_in"), both.in0.label("in0"), both.in1.label("in1"),
        both.cell0.label("cell0"), both.cell.label("cell"),
    ).select_from(both.source).cte("unit_rows")


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


def _crossings(rows: Any, active: ColumnElement[bool]) -> list[Select[Any]]:
    """A unit active on the first date whose label (or filter) differs on the second moves over at its closing ARR."""
    apart = rows.c.cell0.is_distinct_from(rows.c.cell)
    return [
        _parts(rows.c.cell0, transfer_out=rows.c.closing).where(active, rows.c.in0, or_(not_(rows.c.in1), apart)),
        _parts(rows.c.cell, transfer_in=rows.c.closing).where(active, rows.c.in1, or_(not_(rows.c.in0), apart)),
    ]
