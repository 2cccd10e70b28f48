"""Customers with the stage of the journey in which they stand on a date: the rows that every journey figure is made of.

Stages are judged on Sundays: on another day the last Sunday's serves, and a customer that has come (or come back) since
stands in `signed`. Customers are counted whatever the unit of the scope: a stage is a customer's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, select

from data.journey.model import ENTERED, LEFT, STAGES, Rules
from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers
from queries.dimensions import build_info
from queries.health_rows import sunday
from queries.pairs import is_in, label_keys, pairs
from queries.runner import run
from queries.scope import LINE_KEYS, Scope, conditions
from queries.versions import per_version

ACTIVE = tuple(stage for stage in STAGES if stage != LEFT)
"""The stages of a customer with ARR, left to right."""


@dataclass(frozen=True)
class Told:
    """By which rules the build judged, which Sundays, and which table said when renewals fall due (empty: none)."""

    rules: Rules
    digest: str
    due: str
    first: date
    last: date


@per_version()
@answers(OPEN)
def told(warehouse: Warehouse) -> Told:
    """What the build kept of the journey (meta.journey)."""
    kept = tables.mart("journey", "digest", "body", "due", "from_day", "to_day", schema="meta")
    row = run(warehouse, select(kept)).iloc[0]
    first, last = (tables.EPOCH + timedelta(days=int(day)) for day in (row.from_day, row.to_day))
    return Told(Rules.parse(str(row.body)), str(row.digest), str(row.due), first, last)


def customers(scope: Scope) -> Scope:
    """The same question, of customers."""
    return replace(scope, unit="customer")


@answers(OPEN)
def judged(warehouse: Warehouse, day: date) -> bool:
    """Whether a day's stage can be told: not before the Sundays that are judged, where older ones were left out."""
    first = told(warehouse).first
    return sunday(day) >= first or build_info(warehouse).first_day > first - timedelta(days=7)


def placed(scope: Scope, name: str, by: str | None = None) -> CTE:
    """The customers with ARR on the scope's date, whatever is filtered by label. Columns: unit_key, cell, arr,
    label_id, stage, since (day number on which the stage began), begun (whether its beginning was seen), entry.
    """
    asked = customers(scope)
    day = tables.day_number(asked.as_of)
    pair = pairs(asked, tables.year_before(asked.as_of), asked.as_of, by, f"pair_{name}")
    spell = tables.journey().alias(f"journey_{name}")
    week = tables.day_number(sunday(asked.as_of))
    held = and_(spell.c.customer_key == pair.c.unit_key, spell.c.from_day <= week, spell.c.to_day > week,
                spell.c.stage != LEFT)
    came = spell.c.stage.is_(None)
    return select(
        pair.c.unit_key, pair.c.cell, pair.c.arr, pair.c.label_id,
        func.coalesce(spell.c.stage, literal(ENTERED)).label("stage"),
        case((came, day), else_=spell.c.from_day).label("since"),
        case((came, True), else_=spell.c.begun).label("begun"),
        func.coalesce(spell.c.entry, 0).label("entry"),
    ).select_from(pair.outerjoin(spell, held)).where(pair.c.arr > 0).cte(name)


def gone(scope: Scope, name: str = "gone") -> CTE:
    """The customers that left in the twelve months up to the scope's date and are away on it, by their labels of the
    day on which they left. Columns: unit_key, arr (on their last active day; under filters on lines that of the kept
    ones), label_id, since (the day).
    """
    lapse, label = tables.lapse("customer").alias(f"lapse_{name}"), tables.labels(()).alias(f"label_{name}")
    day, start = tables.day_number(scope.as_of), tables.day_number(tables.year_before(scope.as_of))
    there = [lapse.c.from_day > start, lapse.c.from_day <= day, lapse.c.to_day > day]
    held = and_(label.c.customer_key == lapse.c.unit_key, label.c.from_day <= lapse.c.from_day,
                (label.c.to_day > lapse.c.from_day) | label.c.to_day.is_(None))
    source, amount = lapse.join(label, held), lapse.c.amount
    if scope.line_filters:
        kept = _kept(scope, lapse)
        source, amount = source.join(kept, and_(kept.c.unit_key == lapse.c.unit_key,
                                                kept.c.from_day == lapse.c.from_day)), kept.c.arr
    return select(lapse.c.unit_key, amount.label("arr"), label.c.label_id, lapse.c.from_day.label("since")).select_from(
        source).where(*there).cte(name)


def _kept(scope: Scope, lapse: Any) -> Any:
    """Grain: customer × day of leaving. The ARR that its kept lines had the day before."""
    line, away = tables.line(), lapse.element.alias("away")
    inforce = and_(line.c.customer_key == away.c.unit_key, line.c.from_day < away.c.from_day,
                   (line.c.to_day >= away.c.from_day) | line.c.to_day.is_(None))
    return select(away.c.unit_key, away.c.from_day, func.sum(line.c.arr).label("arr")).select_from(
        away.join(line, inforce)).where(*conditions(scope.line_filters, lambda key: line.c[key])).group_by(
        away.c.unit_key, away.c.from_day).subquery("kept_lines")


def inside(rows: Any, scope: Scope, by: str | None = None, name: str = "of") -> tuple[Any, list[ColumnElement[bool]],
                                                                                      ColumnElement[Any] | None]:
    """What to read rows with a label_id from, the conditions of the filters, and the label's column of `by`."""
    keys = label_keys(scope, by)
    if not keys:
        return rows, [], None
    label = tables.labels(keys).alias(f"label_of_{name}")
    cell = label.c[tables.attribute(by)] if by and by not in LINE_KEYS else None
    return rows.join(label, label.c.label_id == rows.c.label_id), [is_in(label, scope)], cell
