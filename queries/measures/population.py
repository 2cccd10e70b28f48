"""Whom a measure is over: the customers active on each day inside the scope's filters, and the facts known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import CTE, Date, Subquery, cast, literal, select, union_all
from sqlalchemy.sql.elements import KeyedColumnElement

from queries import tables
from queries.pairs import is_in, label_keys, pairs
from queries.scope import Scope


def population(scope: Scope, days: Sequence[date], keys: Sequence[str] = (), opening: bool = False) -> CTE:
    """Grain: day × customer (survivor) active on it, filters by its label on that day; the unit is always customer.

    Columns: day (number), on_day (date), customer_key, arr and arr0 (minor units; arr0 twelve months earlier),
    label_id, and the asked attributes (a_<key>). `opening`: the customers active twelve months before each day instead
    (the base), with their labels of then.
    """
    asked = replace(scope, unit="customer")
    parts = [_on(asked.at(day), position, keys, opening) for position, day in enumerate(days)]
    return union_all(*parts).cte("population")


def _on(scope: Scope, position: int, keys: Sequence[str], opening: bool) -> Any:
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of, name=f"pair_{position}")
    bears, held = (pair.c.label0_id, pair.c.arr0) if opening else (pair.c.label_id, pair.c.arr)
    named = tuple(dict.fromkeys((*label_keys(scope, None), *keys)))
    label = tables.labels(named).alias(f"label_{position}")
    return select(
        literal(tables.day_number(scope.as_of)).label("day"), cast(literal(scope.as_of), Date).label("on_day"),
        pair.c.unit_key.label("customer_key"), pair.c.arr, pair.c.arr0, bears.label("label_id"),
        *(label.c[tables.attribute(key)] for key in keys),
    ).select_from(pair.join(label, label.c.label_id == bears)).where(held > 0, is_in(label, scope))


def facts(table: str, *columns: str, name: str | None = None) -> Subquery:
    """Rows of a table of the contract with the customer they belong to now (`customer_key`: the survivor of mergers).

    Dates stay dates. Rows set aside at the load are not there; rows without a customer are left out.
    """
    staged = tables.mart(f"stg_{table}", "customer_id", *columns, schema="staging")
    customer = tables.customer().alias(f"owner_of_{name or table}")
    given: list[KeyedColumnElement[Any]] = [staged.c[each] for each in columns]
    return select(customer.c.root_key.label("customer_key"), *given).select_from(
        staged.join(customer, customer.c.customer_id == staged.c.customer_id)).subquery(name or table)


def rows(table: str, *columns: str, name: str | None = None) -> Subquery:
    """Rows of a table of the contract that need not belong to a customer (partners, playbooks, opportunities)."""
    staged = tables.mart(f"stg_{table}", *columns, schema="staging")
    return select(*(staged.c[each] for each in columns)).subquery(name or table)


def dates(days: Sequence[date]) -> CTE:
    """Grain: day. Columns day (number), on_day (date)."""
    parts = [select(literal(tables.day_number(day)).label("day"), cast(literal(day), Date).label("on_day"))
             for day in days]
    return union_all(*parts).cte("asked_day")


def health(*columns: str) -> Any:
    """marts.health: customer_key, week_day (a Sunday's number) and the asked columns."""
    return tables.mart("health", "customer_key", "week_day", *columns)


def sunday_of(rows: Any) -> Any:
    """The number of the last Sunday on or before each row's day."""
    return rows.c.day - (rows.c.day + SUNDAY_OFFSET) % 7


SUNDAY_OFFSET = (7 - tables.day_number(date(2026, 11, 22)) % 7) % 7
"""2026-11-22 is a Sunday: what makes its number a multiple of seven."""
