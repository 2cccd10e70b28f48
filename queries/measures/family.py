"""Families: one measure over what each function did, answered for all functions by one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data.maturity.model import Kind, kind
from queries import dialects, tables
from queries.measures.known import local
from queries.measures.population import dates, facts, population
from queries.scope import Scope

Words = tuple[tuple[str, tuple[str, ...]], ...]
WINDOW = 90
"""Days over which is counted what a function did."""
TWO_WAY = ("qbr", "onboarding", "training", "check_in", "executive", "reference")


@dataclass(frozen=True)
class Ask:
    """What a family is asked: whose customers, on which days, how functions are called, split by which label."""

    scope: Scope
    days: tuple[date, ...]
    words: Words
    by: str | None = None
    _made: dict[str, CTE] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, make: Callable[[], CTE]) -> CTE:
        """Rows that several families read: made once, so that one statement can hold them all and count them once."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def customers(self) -> CTE:
        """Day × customer active on it, with the label it is split by as `cell`. See population."""
        return self.once("customers", self._customers)

    def _customers(self) -> CTE:
        rows = population(self.scope, self.days, (self.by,) if self.by else ())
        cell = rows.c[tables.attribute(self.by)] if self.by else cast(null(), Text)
        return select(rows.c.day, rows.c.on_day, rows.c.customer_key, cell.label("cell")).cte("customers")

    def asked(self) -> CTE:
        """Grain: day."""
        return self.once("asked_day", lambda: dates(self.days))

    def function(self, column: Any) -> ColumnElement[Any]:
        """The function that a word of the data stands for; null for a word of none of the seven."""
        said = func.replace(func.replace(func.lower(func.trim(column)), " ", "_"), "-", "_")
        return case(*((said.in_(words), function) for function, words in self.words), else_=null())


@dataclass(frozen=True)
class Family:
    """One measure for every function.

    statement: grain day × function (null: of no function) × cell; columns day, function, cell, numerator, denominator,
    n. needs: as Measure.needs. since: (table, date column) of what must have begun by a day for it to be known then.
    default: the value of a function without a row, where the tables are there. by_customer: filters apply, and it can
    be split by a label.
    """

    key: str
    needs: tuple[str, ...]
    statement: Callable[[Ask], Select[Any]]
    since: tuple[tuple[str, str], ...] = ()
    default: float | None = None
    by_customer: bool = True

    @property
    def kind(self) -> Kind:
        return kind(self.key)


def number(column: Any) -> ColumnElement[Any]:
    """A date's or timestamp's day as a number."""
    return dialects.day_number(column)


def within(day: Any, rows: Any, first: int, last: int = 0) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A day of the data less than `first` days before the asked day, and at least `last` days before it."""
    return day > rows.c.day - first, day <= rows.c.day - last


def counted(condition: Any) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def touches(ask: Ask) -> CTE:
    """Contacts that happened, by function and customer: function, customer_key, day, kind, csm_id, playbook_id, met
    (people spoke, or what was sent was opened).
    """
    return ask.once("contact", lambda: _touches(ask))


def _touches(ask: Ask) -> CTE:
    given = facts("touch", "function", "kind", "occurred_on", "csm_id", "playbook_id", "delivered", "opened", "clicked",
                  name="given_touch")
    met = or_(given.c.kind.in_(TWO_WAY), func.coalesce(given.c.opened, False), func.coalesce(given.c.clicked, False))
    return select(
        ask.function(given.c.function).label("function"), given.c.customer_key,
        number(given.c.occurred_on).label("day"), given.c.kind, given.c.csm_id, given.c.playbook_id, met.label("met"),
    ).where(func.coalesce(given.c.delivered, literal(True))).cte("contact")


def served(ask: Ask) -> CTE:
    """Whom a function had to do with, and when: contacts, tickets (support), opportunities. Without repeats."""
    return ask.once("served", lambda: _served(ask))


def _served(ask: Ask) -> CTE:
    contact, ticket = touches(ask), facts("ticket", "opened_at", name="given_ticket")
    deal = facts("opportunity", "source_function", "created_on", name="given_deal")
    parts = (
        select(contact.c.function, contact.c.customer_key, contact.c.day),
        select(literal("support"), ticket.c.customer_key, local(ticket.c.opened_at)),
        select(ask.function(deal.c.source_function), deal.c.customer_key, number(deal.c.created_on)),
    )
    return union_all(*parts).cte("served")


def served_customers(ask: Ask) -> CTE:
    """Grain: day × function × customer that the function had to do with in the last 90 days."""
    return ask.once("customers_served", lambda: _served_customers(ask))


def _served_customers(ask: Ask) -> CTE:
    seen, customers = served(ask), ask.customers()
    return select(customers.c.day, customers.c.on_day, customers.c.cell, seen.c.function, customers.c.customer_key
                  ).join_from(customers, seen, seen.c.customer_key == customers.c.customer_key).where(
        seen.c.function.is_not(None), *within(seen.c.day, customers, WINDOW)).distinct().cte("customers_served")
