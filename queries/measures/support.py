"""Support: how many tickets, how severe, how soon answered, how they were judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from queries import dialects
from queries.measures.known import QUARTER, local, median, within
from queries.measures.model import Measure
from queries.measures.population import facts, population
from queries.scope import Scope

Days = tuple[date, ...]
SEVERE = 2
SECONDS = 3600.0


def _opened(scope: Scope, days: Days) -> tuple[Any, Any, Any]:
    """Who is asked about, tickets, and both joined: the tickets opened in the last 90 days."""
    who = population(scope, days)
    ticket = facts("ticket", "ticket_id", "opened_at", "first_response_at", "closed_at", "severity", "csat")
    return who, ticket, and_(ticket.c.customer_key == who.c.customer_key,
                             within(local(ticket.c.opened_at), who.c.day, QUARTER))


def _per_customer(scope: Scope, days: Days) -> Select[Any]:
    """Tickets opened in the last 90 days ÷ customers; unknown before 90 days of record."""
    who, ticket, opened = _opened(scope, days)
    first = facts("ticket", "opened_at", name="first_ticket")
    began = select(func.min(local(first.c.opened_at))).scalar_subquery()
    number = func.count(who.c.customer_key.distinct())
    return select(who.c.day, func.count(ticket.c.ticket_id).label("numerator"), number.label("denominator"),
                  number.label("n")).select_from(who.outerjoin(ticket, opened)).where(
        who.c.day >= began + QUARTER - 1).group_by(who.c.day)


def _first_response(scope: Scope, days: Days) -> Select[Any]:
    """Median of hours to the first response, over tickets of the last 90 days answered by the day."""
    who, ticket, opened = _opened(scope, days)
    hours = dialects.seconds_between(ticket.c.first_response_at, ticket.c.opened_at) / SECONDS
    return select(who.c.day, median(hours).label("value"), func.count().label("n")).select_from(
        who.join(ticket, opened)).where(local(ticket.c.first_response_at) <= who.c.day).group_by(who.c.day)


def _csat(scope: Scope, days: Days) -> Select[Any]:
    """Mean of the judgements of tickets closed in the last 90 days."""
    who, ticket, _ = _opened(scope, days)
    closed = and_(ticket.c.customer_key == who.c.customer_key, ticket.c.csat.is_not(None),
                  within(local(ticket.c.closed_at), who.c.day, QUARTER))
    return select(who.c.day, func.sum(ticket.c.csat).label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(who.join(ticket, closed)).group_by(who.c.day)


def _severe(scope: Scope, days: Days) -> Select[Any]:
    """Tickets of severity 1 or 2 ÷ tickets, of those opened in the last 90 days."""
    who, ticket, opened = _opened(scope, days)
    severe = func.sum(case((ticket.c.severity <= SEVERE, 1), else_=0))
    return select(who.c.day, severe.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(who.join(ticket, opened)).group_by(who.c.day)


MEASURES = (
    Measure("tickets_per_customer", "rate", "down", "support", ("ticket",), _per_customer),
    Measure("first_response", "median_hours", "down", "support", ("ticket.first_response_at",), _first_response),
    Measure("csat", "mean", "up", "support", ("ticket.csat",), _csat),
    Measure("severe_share", "share", "down", "support", ("ticket",), _severe),
)
