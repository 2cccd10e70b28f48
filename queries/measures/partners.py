"""Partners: how many customers they look after, and how fast theirs come to value."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from queries.measures.known import YEAR, median, number, within
from queries.measures.model import Measure
from queries.measures.population import facts, population
from queries.scope import Scope
from queries.tables import attribute

Days = tuple[date, ...]
KEY = "partner_id"


def _partner_share(scope: Scope, days: Days) -> Select[Any]:
    """Customers with a partner ÷ customers."""
    who = population(scope, days, (KEY,))
    return select(who.c.day, func.count(who.c[attribute(KEY)]).label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).group_by(who.c.day)


def _partner_ttv(scope: Scope, days: Days) -> Select[Any]:
    """Median of days from start to first value, over partners' onboardings that reached it in the last year."""
    who, way = population(scope, days, (KEY,)), facts("onboarding", "started_on", "first_value_on")
    joined = who.join(way, and_(way.c.customer_key == who.c.customer_key,
                                within(number(way.c.first_value_on), who.c.day, YEAR)))
    taken = number(way.c.first_value_on) - number(way.c.started_on)
    return select(who.c.day, median(taken).label("value"), func.count().label("n")).select_from(joined).where(
        who.c[attribute(KEY)].is_not(None)).group_by(who.c.day)


MEASURES = (
    Measure("partner_share", "share", "none", "partners", ("customer.partner_id",), _partner_share),
    Measure("partner_ttv", "median_days", "down", "partners", ("customer.partner_id", "onboarding"), _partner_ttv),
)
