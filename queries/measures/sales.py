"""Sales: to whom was sold, at which discount, at which price it was renewed, and was it handed on whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, or_, select

from queries import dialects, tables
from queries.measures.known import YEAR, bought, number, within
from queries.measures.model import Measure
from queries.measures.population import facts
from queries.scope import Scope

Days = tuple[date, ...]
SETTLING = 30
"""Days after a deal in which its handoff may still be on its way."""


def deals(*columns: str) -> Subquery:
    """Grain: new deal that was won, with its customer (survivor). Columns: customer_key, closed_day, and the asked."""
    deal = facts("opportunity", "opportunity_id", "kind", "won", "closed_on", *columns, name="deal_of")
    return select(deal.c.customer_key, deal.c.opportunity_id, number(deal.c.closed_on).label("closed_day"),
                  *(deal.c[name] for name in columns)).where(
        deal.c.kind == "new", deal.c.won, deal.c.closed_on.is_not(None)).subquery("deal")


def fits() -> Subquery:
    """Grain: new deal that was won. Columns: opportunity_id, fit: the customer's icp_fit as it stood on that day.

    As for labels: the value that held on the day, before the first row the earliest, without rows the customer table's.
    """
    deal = tables.mart("stg_opportunity", "opportunity_id", "customer_id", "closed_on", schema="staging").alias("sale")
    history = tables.mart("stg_attribute_history", "customer_id", "attribute", "value", "from_on", schema="staging")
    now = tables.mart("stg_customer", "customer_id", "icp_fit", schema="staging").alias("fit_now")
    held = and_(history.c.customer_id == deal.c.customer_id, history.c.attribute == "icp_fit")
    before = history.c.from_on <= deal.c.closed_on
    nearest = case((before, -number(history.c.from_on)), else_=number(history.c.from_on))
    place = func.row_number().over(partition_by=deal.c.opportunity_id,
                                   order_by=(case((before, 0), else_=1), nearest)).label("place")
    fit = case((history.c.customer_id.is_not(None), history.c.value), else_=now.c.icp_fit).label("fit")
    ranked = select(deal.c.opportunity_id, fit, place).select_from(
        deal.join(now, now.c.customer_id == deal.c.customer_id).outerjoin(history, held)).subquery("ranked")
    return select(ranked.c.opportunity_id, ranked.c.fit).where(ranked.c.place == 1).subquery("fit_at_sale")


def _fit_at_sale(scope: Scope, days: Days) -> Select[Any]:
    """New deals of the last year with a good fit on the day of the sale ÷ those whose fit is known."""
    sold, deal, fit = bought(scope, days), deals(), fits()
    joined = sold.join(deal, and_(deal.c.customer_key == sold.c.customer_key,
                                  within(deal.c.closed_day, sold.c.day, YEAR))).join(
        fit, fit.c.opportunity_id == deal.c.opportunity_id)
    good = func.sum(case((fit.c.fit == "good", 1), else_=0))
    return select(sold.c.day, good.label("numerator"), func.count(fit.c.fit).label("denominator"),
                  func.count(fit.c.fit).label("n")).select_from(joined).group_by(sold.c.day)


def _discount(scope: Scope, days: Days) -> Select[Any]:
    """Mean discount of the new deals won in the last year, each deal alike; none given is none."""
    sold, deal = bought(scope, days), deals("discount")
    joined = sold.join(deal, and_(deal.c.customer_key == sold.c.customer_key,
                                  within(deal.c.closed_day, sold.c.day, YEAR)))
    return select(sold.c.day, func.sum(func.coalesce(deal.c.discount, 0)).label("numerator"),
                  func.count().label("denominator"), func.count().label("n")).select_from(joined).group_by(sold.c.day)


def _handoff(scope: Scope, days: Days) -> Select[Any]:
    """New deals won in the year up to 30 days ago that were handed on complete by the day ÷ all of these."""
    sold, deal = bought(scope, days), deals("handoff_on", "handoff_complete")
    joined = sold.join(deal, and_(deal.c.customer_key == sold.c.customer_key,
                                  within(deal.c.closed_day, sold.c.day - SETTLING, YEAR)))
    by = func.coalesce(number(deal.c.handoff_on), deal.c.closed_day) <= sold.c.day
    done = func.sum(case((and_(deal.c.handoff_complete, by), 1), else_=0))
    return select(sold.c.day, done.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(joined).group_by(sold.c.day)


def _price_uplift(scope: Scope, days: Days) -> Select[Any]:
    """Σ price part of what changed on the due day ÷ Σ ARR the day before, over renewals of the last year.

    Per product with its seats known on both days, as queries/prices.py splits a bridge: price = change − (S1 − S0) ·
    ARR0 / S0. n: renewals with at least one such product.
    """
    part = _renewed(bought(scope, days))
    price = part.c.arr - part.c.arr0 - dialects.ratio((part.c.seats - part.c.seats0) * part.c.arr0, part.c.seats0)
    return select(part.c.day, func.sum(price).label("numerator"), func.sum(part.c.arr0).label("denominator"),
                  func.count(part.c.renewal_key.distinct()).label("n")).where(
        part.c.arr0 > 0, part.c.arr > 0, part.c.vague == 0).group_by(part.c.day)


def _renewed(sold: Any) -> Subquery:
    """Grain: day × renewal due in the last year and known as renewed × product, with both sides of the due day."""
    renewal = tables.mart("renewal", "renewal_key", "customer_key", "chain", "due_day", "settled_day", "status")
    line = tables.line()
    seats = func.coalesce(line.c.seats, 0)

    def held(day: Any) -> Any:
        return and_(line.c.from_day <= day, or_(line.c.to_day.is_(None), line.c.to_day > day))

    def on(when: Any, amount: Any) -> Any:
        return func.sum(case((when, amount), else_=0))

    last, due = held(renewal.c.due_day - 1), held(renewal.c.due_day)

    joined = sold.join(renewal, and_(
        renewal.c.customer_key == sold.c.customer_key, renewal.c.status == "renewed",
        renewal.c.settled_day <= sold.c.day, within(renewal.c.due_day, sold.c.day, YEAR))).join(
        line, and_(line.c.customer_key == renewal.c.customer_key, line.c.chain == renewal.c.chain, or_(last, due)))
    return select(
        sold.c.day, renewal.c.renewal_key, line.c.product, on(last, line.c.arr).label("arr0"),
        on(due, line.c.arr).label("arr"), on(last, seats).label("seats0"), on(due, seats).label("seats"),
        on(seats <= 0, 1).label("vague"),
    ).select_from(joined).group_by(sold.c.day, renewal.c.renewal_key, line.c.product).subquery("renewed")


MEASURES = (
    Measure("fit_at_sale", "share", "up", "sales", ("opportunity", "customer.icp_fit"), _fit_at_sale),
    Measure("discount_mean", "mean", "down", "sales", ("opportunity.discount",), _discount),
    Measure("price_uplift", "rate", "up", "sales", ("renewal", "subscription.seats"), _price_uplift),
    Measure("handoff_complete", "share", "up", "sales", ("opportunity.handoff_complete",), _handoff),
)
