"""Marketing: whom customers bring, whom mail reaches, who speaks for the company."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, union

from queries import tables
from queries.measures.known import QUARTER, YEAR, bought, number, within
from queries.measures.model import Measure
from queries.measures.population import facts, population, rows
from queries.scope import Scope

Days = tuple[date, ...]


def _referrals(scope: Scope, days: Days) -> Select[Any]:
    """New deals of the last year won through a referral ÷ new deals won in the last year."""
    sold, deal = bought(scope, days), facts("opportunity", "kind", "won", "closed_on", "referred_by")
    joined = sold.join(deal, and_(deal.c.customer_key == sold.c.customer_key, deal.c.kind == "new", deal.c.won,
                                  within(number(deal.c.closed_on), sold.c.day, YEAR)))
    referred = func.sum(case((deal.c.referred_by.is_not(None), 1), else_=0))
    return select(sold.c.day, referred.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(joined).group_by(sold.c.day)


def _mail_reach(scope: Scope, days: Days) -> Select[Any]:
    """Customers that opened or clicked an e-mail in the last 90 days ÷ customers; unknown before 90 days of record."""
    who, mail = population(scope, days), facts("touch", "occurred_on", "kind", "opened", "clicked")
    told = and_(mail.c.kind == "email", or_(mail.c.opened.is_not(None), mail.c.clicked.is_not(None)))
    began = select(func.min(number(mail.c.occurred_on))).where(told).scalar_subquery()
    seen = select(who.c.day, who.c.customer_key).distinct().select_from(who.join(mail, and_(
        mail.c.customer_key == who.c.customer_key, mail.c.kind == "email", or_(mail.c.opened, mail.c.clicked),
        within(number(mail.c.occurred_on), who.c.day, QUARTER)))).subquery("seen")
    return _of_all(who, seen).where(who.c.day >= began + QUARTER - 1)


def _advocates(scope: Scope, days: Days) -> Select[Any]:
    """Customers that gave a reference or brought a deal in the last year ÷ customers; unknown before a year of record.
    """
    who, touch = population(scope, days), facts("touch", "occurred_on", "kind", "delivered")
    began = select(func.min(number(touch.c.occurred_on))).scalar_subquery()
    named, owner = rows("opportunity", "referred_by", "created_on"), tables.customer().alias("referrer")
    spoke = select(who.c.day, who.c.customer_key).select_from(who.join(touch, and_(
        touch.c.customer_key == who.c.customer_key, touch.c.kind == "reference",
        func.coalesce(touch.c.delivered, True), within(number(touch.c.occurred_on), who.c.day, YEAR))))
    brought = select(who.c.day, who.c.customer_key).select_from(
        who.join(owner, owner.c.root_key == who.c.customer_key).join(named, and_(
            named.c.referred_by == owner.c.customer_id, within(number(named.c.created_on), who.c.day, YEAR))))
    return _of_all(who, union(spoke, brought).subquery("advocate")).where(who.c.day >= began + YEAR - 1)


def _of_all(who: Any, some: Any) -> Select[Any]:
    """Customers that are among `some` (day, customer_key, each once) ÷ all."""
    return select(who.c.day, func.count(some.c.customer_key).label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(who.outerjoin(some, and_(
                      some.c.day == who.c.day, some.c.customer_key == who.c.customer_key))).group_by(who.c.day)


MEASURES = (
    Measure("referrals", "share", "up", "marketing", ("opportunity.referred_by",), _referrals),
    Measure("mail_reach", "share", "up", "marketing", ("touch.opened",), _mail_reach),
    Measure("advocates", "share", "up", "marketing", ("touch",), _advocates),
)
