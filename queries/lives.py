"""Units from their first active day on: the rows that cohorts and survival are counted from.

Grain: unit (× value of a line key). Columns: unit_key, cell (the line key's value, else null), first_day, start_day
(from when its age counts; null: unknown, it was there on the data's first day and no signed_on says since when),
in_cohort (its opening amount is known), entry (age in months when it came into sight), label_id (of the first day),
base (ARR on it). Without a question about lines they are the mart; with one they are made from the kept lines.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, case, cast, func, literal, null, or_, select

from queries import tables
from queries.pairs import cell_of, ends, is_in, label_keys
from queries.scope import LINE_KEYS, Scope, conditions

COLUMNS = ("unit_key", "first_day", "start_day", "in_cohort", "entry", "label_id", "base")


def about_lines(scope: Scope, by: str | None) -> bool:
    """Whether a question keeps some lines and drops others, or splits by them."""
    return bool(scope.line_filters) or by in LINE_KEYS


def daily(scope: Scope, by: str | None = None) -> Any:
    """Grain: unit (× cell) × day on which its kept ARR changes. Columns unit_key, cell, day, delta."""
    if not about_lines(scope, by):
        change = tables.change(scope.unit)
        none = cast(null(), Text).label("cell")
        return select(change.c.unit_key, none, change.c.day, change.c.delta).subquery("daily")
    line = tables.line()
    cell: ColumnElement[Any] = line.c[by] if by in LINE_KEYS and by else cast(null(), Text)
    return ends(scope.unit, cell, conditions(scope.line_filters, lambda key: line.c[key]))


def lives(scope: Scope, edge: date, by: str | None = None) -> Any:
    """The units with their first day. `edge`: the data's first day."""
    if not about_lines(scope, by):
        life = tables.life(scope.unit)
        return select(*(life.c[name] for name in COLUMNS), cast(null(), Text).label("cell")).cte("lives")
    return _from_lines(scope, edge, by).cte("lives")


def _from_lines(scope: Scope, edge: date, by: str | None) -> Select[Any]:
    change, whole, units = daily(scope, by), tables.life(scope.unit), tables.unit_table(scope.unit)
    label = tables.labels(()).alias("label")
    place = func.row_number().over(partition_by=(change.c.unit_key, change.c.cell), order_by=change.c.day)
    placed = select(change.c.unit_key, change.c.cell, change.c.day, change.c.delta, place.label("place")).subquery(
        "placed")
    first = select(placed.c.unit_key, placed.c.cell, placed.c.day.label("first_day"), placed.c.delta.label("base")
                   ).where(placed.c.place == 1).subquery("first")
    seen = first.c.first_day > tables.day_number(edge)
    held = and_(label.c.customer_key == units.c.owner_key, label.c.from_day <= first.c.first_day,
                or_(label.c.to_day.is_(None), label.c.to_day > first.c.first_day))
    joined = first.join(whole, whole.c.unit_key == first.c.unit_key).join(
        units, units.c.unit_key == first.c.unit_key).join(label, held)
    return select(
        first.c.unit_key, first.c.cell, first.c.first_day,
        case((seen, first.c.first_day), else_=whole.c.start_day).label("start_day"),
        case((seen, literal(True)), else_=whole.c.in_cohort).label("in_cohort"),
        case((seen, 0), else_=whole.c.entry).label("entry"), label.c.label_id, first.c.base,
    ).select_from(joined)


def inside(rows: Any, scope: Scope, by: str | None = None) -> tuple[Any, list[ColumnElement[bool]], ColumnElement[Any]]:
    """The rows with their first day's label joined where a question names one: what to read from, conditions, cell."""
    if not label_keys(scope, by):
        return rows, [], rows.c.cell if "cell" in rows.c else cast(null(), Text)
    label = tables.labels(label_keys(scope, by)).alias("label")
    cell = rows.c.cell if by in LINE_KEYS else cell_of(label, None, by)
    return rows.join(label, label.c.label_id == rows.c.label_id), [is_in(label, scope)], cell


def left_out(scope: Scope, edge: date, column: str, by: str | None = None) -> Select[Any]:
    """How many units were there on the data's first day and are left out: `column` start_day (null) or in_cohort."""
    rows = lives(scope, edge, by)
    source, where, _ = inside(rows, scope)
    missing = rows.c.start_day.is_(None) if column == "start_day" else ~rows.c.in_cohort
    there = [rows.c.first_day == tables.day_number(edge), rows.c.first_day <= tables.day_number(scope.as_of)]
    return select(cast(func.count(), Integer).label("units")).select_from(source).where(*there, missing, *where)
