"""Services: onboarding in time, the days to first value, and who bought a service."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select, union

from queries.measures.known import QUARTER, YEAR, median, number, within
from queries.measures.model import Measure
from queries.measures.population import facts, population
from queries.scope import Scope

Days = tuple[date, ...]
FIRST = 90
"""By when first value is expected, in days."""


def _on_time(scope: Scope, days: Days) -> Select[Any]:
    """Onboardings whose target fell in the last year with the basic steps done by it ÷ all of these."""
    who, way = population(scope, days), facts("onboarding", "target_on", "basic_done_on")
    joined = who.join(way, and_(way.c.customer_key == who.c.customer_key,
                                within(number(way.c.target_on), who.c.day, YEAR)))
    done = func.sum(case((way.c.basic_done_on <= way.c.target_on, 1), else_=0))
    return select(who.c.day, done.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(joined).group_by(who.c.day)


def _ttv(scope: Scope, days: Days) -> Select[Any]:
    """Median of days from start to first value, over onboardings that reached it in the last year."""
    who, way = population(scope, days), facts("onboarding", "started_on", "first_value_on")
    joined = who.join(way, and_(way.c.customer_key == who.c.customer_key,
                                within(number(way.c.first_value_on), who.c.day, YEAR)))
    taken = number(way.c.first_value_on) - number(way.c.started_on)
    return select(who.c.day, median(taken).label("value"), func.count().label("n")).select_from(joined).group_by(
        who.c.day)


def _first_value_90(scope: Scope, days: Days) -> Select[Any]:
    """Onboardings begun in the year up to 90 days ago with first value within 90 days ÷ all of these."""
    who, way = population(scope, days), facts("onboarding", "started_on", "first_value_on")
    start = number(way.c.started_on)
    joined = who.join(way, and_(way.c.customer_key == who.c.customer_key, within(start, who.c.day - QUARTER, YEAR)))
    done = func.sum(case((number(way.c.first_value_on) - start <= FIRST, 1), else_=0))
    return select(who.c.day, done.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(joined).group_by(who.c.day)


def _services_paid(scope: Scope, days: Days) -> Select[Any]:
    """Customers with a service line in force, or a service deal won, in the last year ÷ customers."""
    who, line = population(scope, days), facts("subscription", "kind", "start_on", "end_on", "mrr")
    deal = facts("opportunity", "kind", "won", "closed_on")
    served = select(who.c.day, who.c.customer_key).select_from(who.join(line, and_(
        line.c.customer_key == who.c.customer_key, line.c.kind == "service", line.c.mrr > 0,
        number(line.c.start_on) <= who.c.day,
        func.coalesce(number(line.c.end_on) > who.c.day - YEAR + 1, True))))
    sold = select(who.c.day, who.c.customer_key).select_from(who.join(deal, and_(
        deal.c.customer_key == who.c.customer_key, deal.c.kind == "service", deal.c.won,
        within(number(deal.c.closed_on), who.c.day, YEAR))))
    some = union(served, sold).subquery("served")
    return select(who.c.day, func.count(some.c.customer_key).label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(who.outerjoin(some, and_(
                      some.c.day == who.c.day, some.c.customer_key == who.c.customer_key))).group_by(who.c.day)


MEASURES = (
    Measure("onboarding_on_time", "share", "up", "services", ("onboarding.target_on",), _on_time),
    Measure("ttv_days", "median_days", "down", "services", ("onboarding",), _ttv),
    Measure("first_value_90", "share", "up", "services", ("onboarding",), _first_value_90),
    Measure("services_paid", "share", "up", "services", ("opportunity",), _services_paid),
)
