"""Deals with existing customers, as the statements of expansion read them.

Grain of the rows: opportunity of kind upsell or cross_sell with a customer. A first sale is none, and a one-off service
is no ARR. Amounts in the reporting currency's minor unit, at the constant rates.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, Subquery, and_, case, cast, func, literal, or_, select

from queries import dialects, tables
from queries.measures.known import number
from queries.pairs import is_in, label_keys
from queries.scope import Scope

KINDS = ("upsell", "cross_sell")
NEEDS = ("opportunity",)
COLUMNS = ("opportunity_id", "customer_id", "kind", "source_function", "sold_by", "arr", "currency", "created_on",
           "closed_on", "won", "handoff_on", "handoff_complete")


def expansion_deals(minor: int, name: str = "deal") -> Subquery:
    """Columns: customer_key (survivor), opportunity_id, source (lower case; null: not said), seller, amount (never
    below 0), created_day, closed_day, won.
    """
    deal, owner = tables.mart("stg_opportunity", *COLUMNS, schema="staging"), tables.customer().alias(f"of_{name}")
    rate = tables.mart("stg_fx_rate", "currency", "to_reporting", schema="staging").alias(f"rate_of_{name}")
    worth = cast(deal.c.arr, Double) * cast(func.coalesce(rate.c.to_reporting, 1), Double) * literal(float(minor))
    amount = cast(dialects.rounded(func.greatest(func.coalesce(worth, 0.0), 0.0)), BigInteger)
    joined = deal.join(owner, owner.c.customer_id == deal.c.customer_id).outerjoin(
        rate, rate.c.currency == deal.c.currency)
    return select(
        owner.c.root_key.label("customer_key"), deal.c.opportunity_id,
        func.lower(func.trim(deal.c.source_function)).label("source"), deal.c.sold_by.label("seller"),
        amount.label("amount"), number(deal.c.created_on).label("created_day"),
        number(deal.c.closed_on).label("closed_day"), deal.c.won,
    ).select_from(joined).where(deal.c.kind.in_(KINDS)).subquery(name)


def bands(employees: Any, up_to: tuple[int | None, ...]) -> ColumnElement[Any]:
    """The size of a company: the place of the first band that reaches its employees; null where they are not known."""
    last = len(up_to) - 1
    known = [(employees <= most, place) for place, most in enumerate(up_to) if most is not None]
    return case((employees.is_(None), None), *known, else_=last)


def employees() -> Subquery:
    """Grain: customer (survivor). Columns: customer_key, employees (null: not known)."""
    given, owner = tables.mart("stg_customer", "customer_id", "employees", schema="staging"), tables.customer().alias(
        "sized")
    return select(owner.c.customer_key, given.c.employees).select_from(
        owner.join(given, given.c.customer_id == owner.c.customer_id)).where(
        owner.c.root_key == owner.c.customer_key).subquery("employed")


def borne(scope: Scope, owner: Any, day: Any, name: str) -> tuple[Any, ColumnElement[bool], ColumnElement[bool]]:
    """The label that a customer bore on a day: the table, how it is joined, and whether it lies in the filters."""
    label = tables.labels(label_keys(scope, None)).alias(name)
    held = and_(label.c.customer_key == owner, label.c.from_day <= day,
                or_(label.c.to_day.is_(None), label.c.to_day > day))
    return label, held, is_in(label, scope)
