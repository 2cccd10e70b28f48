"""Product: how widely and deeply it is used, what is paid and not used, what became of what was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from queries.measures.known import YEAR, number, within
from queries.measures.model import Measure
from queries.measures.population import facts, health, population, sunday_of
from queries.measures.value import value_features
from queries.scope import Scope

Days = tuple[date, ...]


def _used(scope: Scope, days: Days, top: Any, bottom: Any, *columns: str) -> Select[Any]:
    """A ratio of sums over the customers of whom both parts are known on the Sunday."""
    rows, known = population(scope, days), health(*columns)
    joined = rows.join(known, and_(known.c.customer_key == rows.c.customer_key, known.c.week_day == sunday_of(rows)))
    first, second = top(known), bottom(known)
    both = and_(first.is_not(None), second.is_not(None))
    return select(rows.c.day, func.sum(first).label("numerator"), func.sum(second).label("denominator"),
                  func.count().label("n")).select_from(joined).where(both).group_by(rows.c.day)


def _breadth(scope: Scope, days: Days) -> Select[Any]:
    """Σ of the share of features used ÷ customers of whom it is known."""
    return _used(scope, days, lambda known: known.c.m_usage_breadth,
                 lambda known: case((known.c.m_usage_breadth.is_not(None), 1)), "m_usage_breadth")


def _depth(scope: Scope, days: Days) -> Select[Any]:
    """Σ events a week ÷ Σ paid seats (a customer counts as one where the company has no seats), last 4 weeks."""
    return _used(scope, days, lambda known: known.c.m_usage_depth * func.coalesce(known.c.seats, 1),
                 lambda known: case((known.c.m_usage_depth.is_not(None), func.coalesce(known.c.seats, 1))),
                 "m_usage_depth", "seats")


def _seats_used(scope: Scope, days: Days) -> Select[Any]:
    """Σ active users ÷ Σ paid seats, where both are known."""
    return _used(scope, days, lambda known: case((known.c.seats.is_not(None), known.c.users)),
                 lambda known: case((known.c.users.is_not(None), known.c.seats)), "users", "seats")


def _feedback(scope: Scope, days: Days, since: str, until: str) -> Select[Any]:
    """Of what reached the step `since` in the last year, the part that had reached `until` by the day."""
    rows, given = population(scope, days), facts("feedback", "submitted_on", "shipped_on", "told_on")
    joined = rows.join(given, and_(given.c.customer_key == rows.c.customer_key,
                                   within(number(given.c[since]), rows.c.day, YEAR)))
    done = func.sum(case((number(given.c[until]) <= rows.c.day, 1), else_=0))
    return select(rows.c.day, done.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(joined).group_by(rows.c.day)


def _shipped(scope: Scope, days: Days) -> Select[Any]:
    """Wishes of the last year that were shipped ÷ wishes of the last year."""
    return _feedback(scope, days, "submitted_on", "shipped_on")


def _told(scope: Scope, days: Days) -> Select[Any]:
    """Wishes shipped in the last year whose customer was told ÷ wishes shipped in the last year."""
    return _feedback(scope, days, "shipped_on", "told_on")


MEASURES = (
    Measure("breadth", "mean", "up", "product", ("usage_week",), _breadth),
    Measure("depth", "rate", "up", "product", ("usage_week",), _depth),
    Measure("seats_used", "rate", "up", "product", ("usage_week.active_users", "subscription.seats"), _seats_used),
    Measure("feedback_shipped", "share", "up", "product", ("feedback",), _shipped),
    Measure("feedback_told", "share", "up", "product", ("feedback",), _told),
    Measure("value_features", "share", "up", "product", ("usage_week",), value_features),
)
