"""What each unit had on two dates: the rows from which every direct answer is summed.

Grain: unit (× value of a line key). Columns: unit_key, cell (the line key's value, else null), arr0, arr (integers of
the minor unit), gone0, gone (the unit's ARR that line filters leave out), seen0, paper, label0_id, label_id.
Three sources, the same meaning: the pieces (twelve months, no line filter), the changes (any two dates, no line
filter), the lines (any two dates, any filter).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from data import measures
from queries import tables
from queries.scope import LINE_KEYS, Scope, allowed, conditions


def pairs(scope: Scope, start: date, end: date, by: str | None = None, name: str = "pair") -> CTE:
    """Each unit's ARR on `start` and `end`; units with nothing on both are left out.

    `name` tells the pairs of one statement apart.
    """
    return _rows(scope, start, end, by).cte(name)


def _rows(scope: Scope, start: date, end: date, by: str | None) -> Select[Any]:
    if scope.line_filters or by in LINE_KEYS:
        return _from_lines(scope, start, end, by)
    if start == tables.year_before(end):
        return _from_pieces(scope.unit, end)
    return _from_changes(scope.unit, start, end)


def _from_pieces(unit: str, end: date) -> Select[Any]:
    piece = tables.piece(unit)
    zero = literal(0)
    return select(
        piece.c.unit_key, cast(null(), Text).label("cell"), piece.c.arr0, piece.c.arr, zero.label("gone0"),
        zero.label("gone"), piece.c.seen0, piece.c.paper, piece.c.label0_id, piece.c.label_id,
    ).where(*tables.spans(piece, tables.day_number(end)), or_(piece.c.arr > 0, piece.c.arr0 > 0))


def _sum_to(amount: ColumnElement[Any], day: ColumnElement[int], until: int) -> ColumnElement[Any]:
    return func.sum(case((day <= until, amount), else_=0))


def _from_changes(unit: str, start: date, end: date) -> Select[Any]:
    change = tables.change(unit)
    low, high = tables.day_number(start), tables.day_number(end)
    sums = select(
        change.c.unit_key, cast(null(), Text).label("cell"), _sum_to(change.c.delta, change.c.day, low).label("arr0"),
        func.sum(change.c.delta).label("arr"), literal(0).label("gone0"), literal(0).label("gone"),
        (func.min(change.c.day) <= low).label("seen0"), literal(0).label("paper"),
    ).where(change.c.day <= high).group_by(change.c.unit_key).subquery("sums")
    return _labelled(sums, unit, start, end)


def _labelled(sums: Subquery, unit: str, start: date, end: date) -> Select[Any]:
    """Adds the labels that each unit's owner bore on both dates."""
    units = tables.unit_table(unit)
    low, high = tables.labels(()).alias("label_low"), tables.labels(()).alias("label_high")
    joined = (
        sums.join(units, units.c.unit_key == sums.c.unit_key)
        .join(low, and_(low.c.customer_key == units.c.owner_key, *tables.holds(low, tables.day_number(start))))
        .join(high, and_(high.c.customer_key == units.c.owner_key, *tables.holds(high, tables.day_number(end))))
    )
    return select(*sums.c, low.c.label_id.label("label0_id"), high.c.label_id).select_from(joined).where(
        or_(sums.c.arr > 0, sums.c.arr0 > 0))


def _from_lines(scope: Scope, start: date, end: date, by: str | None) -> Select[Any]:
    low, high = tables.day_number(start), tables.day_number(end)
    kept = _kept_sums(scope, low, high, by if by in LINE_KEYS else None)
    whole = _whole_sums(scope.unit, low, high)
    renewing = tables.renewing(scope.unit)
    lapsed = and_(kept.c.arr == 0, kept.c.arr0 > 0, kept.c.last_day >= high - measures.GRACE_DAYS,
                  or_(kept.c.final_day > high, renewing.c.open_until > high))
    sums = select(
        kept.c.unit_key, kept.c.cell, kept.c.arr0, kept.c.arr, (whole.c.arr0 - kept.c.arr0).label("gone0"),
        (whole.c.arr - kept.c.arr).label("gone"), (kept.c.first_day <= low).label("seen0"),
        case((lapsed, kept.c.before_last), else_=0).label("paper"),
    ).select_from(
        kept.join(whole, whole.c.unit_key == kept.c.unit_key)
        .outerjoin(renewing, renewing.c.unit_key == kept.c.unit_key)
    ).subquery("sums")
    return _labelled(sums, scope.unit, start, end)


def ends(unit: str, cell: ColumnElement[Any], where: list[ColumnElement[bool]]) -> Subquery:
    """Grain: unit × cell × day on which the kept lines' ARR changes."""
    line = tables.line()
    key = line.c[f"{unit}_unit"]
    starts = select(key.label("unit_key"), cell.label("cell"), line.c.from_day.label("day"), line.c.arr.label("delta"))
    stops = select(key, cell, line.c.to_day, -line.c.arr).where(line.c.to_day.is_not(None))
    both = union_all(starts.where(*where), stops.where(*where)).subquery("line_end")
    daily = func.sum(both.c.delta)
    return select(both.c.unit_key, both.c.cell, both.c.day, daily.label("delta")).group_by(
        both.c.unit_key, both.c.cell, both.c.day).having(daily != 0).subquery("daily")


def _kept_sums(scope: Scope, low: int, high: int, by: str | None) -> Subquery:
    line = tables.line()
    cell: ColumnElement[Any] = line.c[by] if by else cast(null(), Text)
    daily = ends(scope.unit, cell, conditions(scope.line_filters, lambda key: line.c[key]))
    last_day = func.max(case((daily.c.day <= high, daily.c.day))).over(partition_by=(daily.c.unit_key, daily.c.cell))
    marked = select(*daily.c, last_day.label("last_day")).subquery("marked")
    return select(
        marked.c.unit_key, marked.c.cell, _sum_to(marked.c.delta, marked.c.day, low).label("arr0"),
        _sum_to(marked.c.delta, marked.c.day, high).label("arr"), func.min(marked.c.day).label("first_day"),
        func.max(marked.c.day).label("final_day"), func.max(marked.c.last_day).label("last_day"),
        func.sum(case((marked.c.day < marked.c.last_day, marked.c.delta), else_=0)).label("before_last"),
    ).group_by(marked.c.unit_key, marked.c.cell).subquery("kept")


def _whole_sums(unit: str, low: int, high: int) -> Subquery:
    change = tables.change(unit)
    return select(
        change.c.unit_key, _sum_to(change.c.delta, change.c.day, low).label("arr0"),
        _sum_to(change.c.delta, change.c.day, high).label("arr"),
    ).group_by(change.c.unit_key).subquery("whole")


def is_in(source: Any, scope: Scope) -> ColumnElement[bool]:
    """Whether a label (or profile) row lies in the scope's filters, asked and permitted; never null."""
    def of(key: str) -> ColumnElement[Any]:
        column: ColumnElement[Any] = source.c[tables.attribute(key)]
        return column

    inside = conditions(scope.asked_labels, of)
    held: ColumnElement[bool] = func.coalesce(and_(true(), *inside, allowed(scope.viewer, of)), false())
    return held


def label_keys(scope: Scope, by: str | None) -> tuple[str, ...]:
    """The attributes that a question needs on its label table."""
    keys = [key for key, _ in scope.label_filters]
    return tuple(dict.fromkeys([*keys, *([by] if by and by not in LINE_KEYS else [])]))


def cell_of(source: Any, pair: CTE | None, by: str | None) -> ColumnElement[Any]:
    """The value a row is grouped under: a label's, the line key's, or null for the whole."""
    if by is None:
        return cast(null(), Text)
    return pair.c.cell if by in LINE_KEYS and pair is not None else source.c[tables.attribute(by)]


