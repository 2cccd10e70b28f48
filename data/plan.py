"""What the transform is told about the tables in a draft: its days, currency, dimensions and measures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from babel.numbers import get_currency_precision
from sqlalchemy import DateTime

from data import dimensions, measures, searching, zones
from data.contract import TABLES
from data.days import last_sunday as last_sunday
from data.engines.place import Place, placed
from data.health import plan as health
from data.journey import plan as journey
from data.warehouse import time_zone


class NothingToMeasure(Exception):
    """The draft has no subscription lines."""


def today() -> date:
    """Today where the company's day ends."""
    return datetime.now(ZoneInfo(time_zone())).date()


def types(table: str) -> dict[str, str]:
    return {column.name: column.type.compile().lower() if str(column.type) != "DOUBLE" else "double"
            for column in TABLES[table].columns}


def given_columns(where: Place | duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    return {table: set(columns) for table, columns in placed(where).tables("contract").items()}


def _event_days(at: Place) -> list[str]:
    """One SELECT per column that dates something that happened; moments count in the configured time zone."""
    selects = []
    for name, columns in at.tables("contract").items():
        for column in TABLES[name].columns if name in TABLES else ():
            if column.info.get("event") and column.name in columns:
                day = f"cast({at.quoted(column.name)} as date)"
                if isinstance(column.type, DateTime):
                    day = f"cast({zones.local_sql(at.quoted(column.name))} as date)"
                selects.append(f"select max({day}) as day from {at.table('contract', name)}"
                               f" where {day} <= {at.words.value(today())}")
    return selects


def span(at: Place) -> tuple[date, date]:
    """The data's first day (the earliest start of any line) and its newest (the last start or event not after
    today).
    """
    first = at.value(f"select min(cast(start_on as date)) from {at.table('contract', 'subscription')}")
    newest = at.value(f"select max(day) from ({' union all '.join(_event_days(at))}) as days")
    if first is None:
        raise NothingToMeasure("subscription has no rows: there is nothing to measure")
    return first, max(first, newest or first)


def reporting_currency(at: Place) -> str:
    """The currency with rate 1; without rates the only currency there is."""
    if at.has("contract", "fx_rate"):
        rows = at.rows(f"select currency from {at.table('contract', 'fx_rate')} where to_reporting = 1")
        if rows:
            return str(rows[0][0])
    return str(at.value(f"select min(currency) from {at.table('contract', 'subscription')}"))


def plan(where: Place | duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The variables of the dbt project for the tables in a draft."""
    at = placed(where)
    first, newest = span(at)
    chosen = dimensions.choose(at)
    return {
        "contract": {name: types(name) for name in TABLES},
        "dimensions": [dimension.as_var() for dimension in chosen],
        "historical": dimensions.historical(at, chosen),
        "first_day": first.isoformat(),
        "newest_day": newest.isoformat(),
        "minor_digits": get_currency_precision(reporting_currency(at)),
        "measures": measure_variables(),
        "grace_days": measures.GRACE_DAYS,
        "health": health.plan(at, first, newest),
        "journey": journey.plan(at, first, newest),
        "search": searching.variables(dimensions.columns(at, "customer")),
    }


def measure_variables() -> dict[str, Any]:
    """The measures' formulas as the dbt project reads them."""
    return {"current": measures.CURRENT, "base": measures.BASE, "event": measures.EVENT,
            "squares": measures.SQUARES, "entering": measures.ENTERING, "leaving": measures.LEAVING}
