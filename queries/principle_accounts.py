"""The accounts that fall short of a measure, by name: whom to act on first.

Grain: customer active on the scope's date (of retention: active twelve months before), the largest ARR first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from data.warehouse import Warehouse
from queries.access import answers, by_name
from queries.measures import MEASURES
from queries.measures.customers import ROWS as OF_CUSTOMERS
from queries.measures.engagement import ROWS as OF_ENGAGEMENT
from queries.measures.needs import absent, choices
from queries.measures.population import facts, population
from queries.measures.process import ROWS as OF_PROCESS
from queries.measures.told import Days, Rows, by_health, had, of_rows, things, windows
from queries.scope import Scope
from queries.scored import listed, nothing

COLUMNS = ("account", "account_id", "arr", "owner", "renewal_due", "renewal_arr", "url")
NARROW = 0.5
"""Below this share of the company's features a customer uses the product narrowly."""


@dataclass(frozen=True)
class Short:
    """Who falls short of a measure: those for whom `rows` hold (`wrong`), or do not. needs: as Measure.needs."""

    rows: Rows
    wrong: bool
    needs: tuple[str, ...]


def _valueless(scope: Scope, days: Days) -> Select[Any]:
    """Customers with an onboarding begun at least 90 days ago: whether any of these has reached first value."""
    who, way, window = population(scope, days), facts("onboarding", "started_on", "first_value_on"), windows(days, 90)
    reached = func.max(case((way.c.first_value_on <= window.c.on_day, 1), else_=0)).label("reached")
    begun = select(window.c.day, way.c.customer_key, reached).select_from(
        way.join(window, way.c.started_on <= window.c.since)).group_by(
        window.c.day, way.c.customer_key).subquery("begun")
    joined = who.join(begun, and_(begun.c.day == who.c.day, begun.c.customer_key == who.c.customer_key))
    return of_rows(who, joined, begun.c.reached == 1)


def _in_time(way: Any, window: Any) -> ColumnElement[Any]:
    return func.coalesce(way.c.basic_done_on <= way.c.target_on, False)


def _told(wish: Any, window: Any) -> ColumnElement[Any]:
    return func.coalesce(wish.c.told_on <= window.c.on_day, False)


def _opened(fact: Any) -> tuple[ColumnElement[bool], ...]:
    return fact.c.kind == "email", fact.c.opened | fact.c.clicked


_WIDE = by_health(("m_usage_breadth",), lambda known: known.c.m_usage_breadth >= NARROW)
OTHERS: dict[str, Callable[[], Rows]] = {
    "fit_at_sale": lambda: OF_CUSTOMERS["fit_good"],
    "ttv_days": lambda: _valueless,
    "first_value_90": lambda: _valueless,
    "onboarding_on_time": lambda: things("onboarding", ("target_on", "basic_done_on"), "target_on", 365, _in_time),
    "breadth": lambda: _WIDE,
    "feedback_told": lambda: things("feedback", ("shipped_on", "told_on"), "shipped_on", 365, _told),
    "mail_reach": lambda: had("touch", ("occurred_on", "kind", "opened", "clicked"), "occurred_on", 90, _opened),
}
"""For measures that are no share of customers: whom to call for their sake."""
TOLD = {**OF_ENGAGEMENT, **OF_CUSTOMERS, **OF_PROCESS}
LISTED = (*(key for key in TOLD if MEASURES[key].better != "none"), *OTHERS)
"""The measures that name accounts."""


@answers(by_name("arr", "renewal_arr"))
def short(warehouse: Warehouse, scope: Scope, key: str, limit: int | None = None) -> pd.DataFrame:
    """The customers that fall short of a measure. Columns: COLUMNS; arr is that of the date (of who has left: of
    twelve months before).

    attrs: total and arr (customers and ARR of the whole list), missing (tables or columns without which nobody can
    tell). ValueError for a measure that names no accounts; UnknownFilter.
    """
    asked = _asked(key)
    lacking = absent(warehouse, asked.needs)
    if lacking:
        return nothing(COLUMNS, tuple(each for need in asked.needs if need in lacking for each in choices(need)))
    whole = replace(scope, unit="customer")
    told = asked.rows(whole, (scope.as_of,)).subquery("told")
    wrong = told.c.holds if asked.wrong else ~told.c.holds
    chosen = select(told.c.customer_key.label("unit_key"), func.max(told.c.arr).label("arr"),
                    func.max(told.c.label_id).label("label_id")).where(wrong).group_by(told.c.customer_key)
    found = listed(warehouse, whole, chosen, ("arr",), limit)
    return found.reindex(columns=list(COLUMNS))


def _asked(key: str) -> Short:
    if key not in LISTED:
        raise ValueError(f"{key!r} names no accounts; those that do: {', '.join(LISTED)}")
    rows = TOLD[key] if key in TOLD else OTHERS[key]()
    return Short(rows, key not in OTHERS and MEASURES[key].better == "down", MEASURES[key].needs)
