"""What the transform is told about the tables in a draft: its days, currency, dimensions and measures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from babel.numbers import get_currency_precision
from sqlalchemy import DateTime

from data import dimensions, measures, searching
from data.contract import TABLES
from data.days import last_sunday as last_sunday
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


def given_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = connection.execute("select table_name, column_name from information_schema.columns"
                              " where table_schema = 'contract'").fetchall()
    given: dict[str, set[str]] = {}
    for table, column in rows:
        given.setdefault(table, set()).add(column)
    return given


def _event_days(given: dict[str, set[str]]) -> list[str]:
    """One SELECT per column that dates something that happened; moments count in the configured time zone."""
    selects = []
    for name, columns in given.items():
        for column in TABLES[name].columns if name in TABLES else ():
            if column.info.get("event") and column.name in columns:
                day = f'"{column.name}"'
                if isinstance(column.type, DateTime):
                    hours = datetime.now(ZoneInfo(time_zone())).utcoffset() or timedelta()
                    day = f"cast({day} + interval '{int(hours.total_seconds())} seconds' as date)"
                selects.append(f"select max({day}) as day from contract.{name} where {day} <= $today")
    return selects


def span(connection: duckdb.DuckDBPyConnection) -> tuple[date, date]:
    """The data's first day (the earliest start of any line) and its newest (the last start or event not after
    today).
    """
    first = connection.execute("select min(start_on) from contract.subscription").fetchall()[0][0]
    union = " union all ".join(_event_days(given_columns(connection)))
    newest = connection.execute(f"select max(day) from ({union})", {"today": today()}).fetchall()[0][0]
    if first is None:
        raise NothingToMeasure("subscription has no rows: there is nothing to measure")
    return first, max(first, newest or first)


def reporting_currency(connection: duckdb.DuckDBPyConnection) -> str:
    """The currency with rate 1; without rates the only currency there is."""
    if "fx_rate" in given_columns(connection):
        rows = connection.execute("select currency from contract.fx_rate where to_reporting = 1").fetchall()
        if rows:
            return str(rows[0][0])
    return str(connection.execute("select any_value(currency) from contract.subscription").fetchall()[0][0])


def plan(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The variables of the dbt project for the tables in a draft."""
    first, newest = span(connection)
    chosen = dimensions.choose(connection)
    return {
        "contract": {name: types(name) for name in TABLES},
        "dimensions": [dimension.as_var() for dimension in chosen],
        "historical": dimensions.historical(connection, chosen),
        "first_day": first.isoformat(),
        "newest_day": newest.isoformat(),
        "minor_digits": get_currency_precision(reporting_currency(connection)),
        "measures": measure_variables(),
        "grace_days": measures.GRACE_DAYS,
        "health": health.plan(connection, first, newest),
        "journey": journey.plan(connection, first, newest),
        "search": searching.variables(dimensions.columns(connection, "customer")),
    }


def measure_variables() -> dict[str, Any]:
    """The measures' formulas as the dbt project reads them."""
    return {"current": measures.CURRENT, "base": measures.BASE, "event": measures.EVENT,
            "squares": measures.SQUARES, "entering": measures.ENTERING, "leaving": measures.LEAVING}
