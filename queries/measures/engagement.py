"""Contact, health and drift: measures of how well customers are known and kept close."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_

from queries import tables
from queries.measures.model import CUSTOMER_SUCCESS, Better
from queries.measures.population import health, population, sunday_of
from queries.measures.told import Days, Rows, by_health, given, had, of_rows, share
from queries.scope import Scope

LAPSED = 2.0
"""So many times the promised rhythm without contact is more than being late."""
FALL, HAIR = -0.3, 1e-9
SENT = ("email", "webinar", "content")
"""What has a reach: it is delivered, opened and clicked."""
SCORED_BY = "usage_week|health_score|touch|ticket|pulse|survey|onboarding|outcome|invoice"
"""Any of these can make a customer's health known."""


def _rated(scope: Scope, days: Days) -> Select[Any]:
    """Customers that are asked for: tech touch has no CSM to ask (by the customer's touch model of today)."""
    rows, known = population(scope, days), health("m_pulse")
    customer = tables.customer()
    touch = tables.mart("stg_customer", "customer_id", "touch_model", schema="staging")
    joined = rows.join(customer, customer.c.customer_key == rows.c.customer_key).join(
        touch, touch.c.customer_id == customer.c.customer_id).outerjoin(
        known, and_(known.c.customer_key == rows.c.customer_key, known.c.week_day == sunday_of(rows)))
    told: ColumnElement[Any] = case((known.c.customer_key.is_not(None), known.c.m_pulse.is_not(None)))
    return of_rows(rows, joined, told).where(or_(touch.c.touch_model.is_(None), touch.c.touch_model != "tech"))


def _reached(fact: Any) -> tuple[ColumnElement[bool], ...]:
    return fact.c.kind.in_(SENT), or_(fact.c.opened, fact.c.clicked)


ROWS: dict[str, Rows] = {
    "coverage": by_health(("coverage",), lambda known: known.c.coverage),
    "contact_lapsed": by_health(("m_contact",), lambda known: known.c.m_contact > LAPSED + HAIR),
    "use_falling": by_health(("m_usage_trend",), lambda known: known.c.m_usage_trend <= FALL + HAIR),
    "silent_share": by_health(("silent",), lambda known: known.c.silent),
    "health_known": by_health(("score",), lambda known: known.c.score.is_not(None)),
    "green_share": by_health(("band",), lambda known: known.c.band == literal("green")),
    "red_share": by_health(("band",), lambda known: known.c.band == literal("red")),
    "pulse_known": _rated,
    "tech_reached": had("touch", ("occurred_on", "kind", "opened", "clicked"), "occurred_on", 90, _reached,
                        ("touch_model",), lambda rows: (given(rows, "touch_model") == "tech",)),
    "voice_known": had("survey", ("answered_on",), "answered_on", 365, lambda fact: ()),
}
PLAN: tuple[tuple[str, Better, str, tuple[str, ...]], ...] = (
    ("coverage", "up", CUSTOMER_SUCCESS, ("touch",)),
    ("contact_lapsed", "down", CUSTOMER_SUCCESS, ("touch",)),
    ("use_falling", "down", CUSTOMER_SUCCESS, ("usage_week",)),
    ("silent_share", "down", CUSTOMER_SUCCESS, ("usage_week", "ticket", "touch")),
    ("health_known", "up", CUSTOMER_SUCCESS, (SCORED_BY,)),
    ("green_share", "up", CUSTOMER_SUCCESS, (SCORED_BY,)),
    ("red_share", "down", CUSTOMER_SUCCESS, (SCORED_BY,)),
    ("pulse_known", "up", CUSTOMER_SUCCESS, ("pulse",)),
    ("tech_reached", "up", "marketing", ("customer.touch_model", "touch.opened|touch.clicked")),
    ("voice_known", "up", CUSTOMER_SUCCESS, ("survey",)),
)
MEASURES = tuple(share(key, better, function, needs, ROWS[key]) for key, better, function, needs in PLAN)
