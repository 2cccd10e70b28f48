"""Contact, health and drift: measures of how well customers are known and kept close."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from queries.measures.model import CUSTOMER_SUCCESS, Measure
from queries.measures.population import health, population, sunday_of
from queries.scope import Scope


def _coverage(scope: Scope, days: tuple[date, ...]) -> Select[Any]:
    """Customers contacted within the rhythm promised for their touch model ÷ customers of whom that can be told."""
    rows, known = population(scope, days), health("coverage")
    kept = func.sum(case((known.c.coverage, 1), else_=0))
    told = func.count(known.c.coverage)
    joined = rows.outerjoin(known, and_(known.c.customer_key == rows.c.customer_key,
                                        known.c.week_day == sunday_of(rows)))
    return select(rows.c.day, kept.label("numerator"), told.label("denominator"), told.label("n")).select_from(
        joined).group_by(rows.c.day)


MEASURES = (
    Measure("coverage", "share", "up", CUSTOMER_SUCCESS, ("touch",), _coverage),
)
