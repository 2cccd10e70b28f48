"""Days on the way: how far customers came on a clock by a day, and how it ended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    null,
    or_,
    select,
)

from queries import dialects, tables
from queries.conditions import spells
from queries.lives import inside, lives
from queries.measures.known import number
from queries.measures.population import facts
from queries.scope import Scope

CLOCKS: dict[str, str] = {"first_value": "onboarding", "onboarding_basic": "onboarding",
                          "onboarding_deep": "onboarding", "outcome_reached": "outcome"}
"""Each clock, a condition of marts.condition, and the table it is read from."""
COHORT, SERVICE = "cohort", "service"
"""Splits beside the filters' keys: the quarter in which the clock started; whether a service was bought by then."""


def statement(scope: Scope, edge: date, clocks: Sequence[str], by: str | None = None) -> Select[Any]:
    """Grain: clock × label × days on the way × how it ended (arrived, waiting, gone). Columns condition, cell, days,
    state, n.
    """
    lapse, rows, today = tables.lapse("customer"), lives(scope, edge, by), tables.day_number(scope.as_of)
    begun = _begun(clocks, today)
    left = select(lapse.c.unit_key, begun.c.condition, func.min(lapse.c.from_day).label("day")).join_from(
        lapse, begun, (begun.c.customer_key == lapse.c.unit_key) & (lapse.c.from_day > begun.c.day)).group_by(
        lapse.c.unit_key, begun.c.condition).subquery("gone")
    source, where, label = inside(rows, scope, None if by in (COHORT, SERVICE) else by)
    source = source.join(begun, begun.c.customer_key == rows.c.unit_key).outerjoin(
        left, (left.c.unit_key == begun.c.customer_key) & (left.c.condition == begun.c.condition))
    seen = func.least(func.coalesce(left.c.day, today), literal(today))
    done = func.coalesce(begun.c.done_day <= seen, literal(False))
    state = case((done, literal("arrived")), (left.c.day <= today, literal("gone")), else_=literal("waiting"))
    days = cast(case((done, begun.c.done_day), else_=seen) - begun.c.day, Integer)
    keys = [begun.c.condition.label("condition"), _cell(begun, by, label).label("cell"), days.label("days"),
            state.label("state")]
    return select(*keys, cast(func.count(), Integer).label("n")).select_from(source).where(
        *where, rows.c.first_day <= today).group_by(*keys)


def _begun(clocks: Sequence[str], today: int) -> Any:
    """Grain: clock × customer whose clock started by today. Columns day, done_day (null: not there by today)."""
    condition = spells()
    there = func.min(case((condition.c.holds & (condition.c.from_day <= today), condition.c.from_day)))
    return select(condition.c.customer_key, condition.c.condition, func.min(condition.c.from_day).label("day"),
                  there.label("done_day")).where(
        condition.c.condition.in_(tuple(clocks)), condition.c.from_day <= today).group_by(
        condition.c.customer_key, condition.c.condition).subquery("begun")


def _cell(begun: Any, by: str | None, label: ColumnElement[Any]) -> ColumnElement[Any]:
    if by is None:
        return cast(null(), Text)
    if by == SERVICE:
        return case((_served(begun), literal("bought")), else_=literal("none"))
    if by != COHORT:
        return label
    start = dialects.date_of(begun.c.day)
    year, quarter = (cast(cast(extract(part, start), Integer), Text) for part in ("year", "quarter"))
    return year + literal("-Q") + quarter


def _served(begun: Any) -> ColumnElement[bool]:
    """Whether a service had been bought by the day the clock started: what was bought later cannot have helped yet."""
    line = facts("subscription", "kind", "start_on", "mrr", name="service_line")
    deal = facts("opportunity", "kind", "won", "closed_on", name="service_deal")
    return or_(
        exists().where(line.c.customer_key == begun.c.customer_key, line.c.kind == "service",
                       number(line.c.start_on) <= begun.c.day),
        exists().where(and_(deal.c.customer_key == begun.c.customer_key, deal.c.kind == "service", deal.c.won,
                            number(deal.c.closed_on) <= begun.c.day)))
