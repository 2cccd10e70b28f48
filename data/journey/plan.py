"""What the build tells the transform of the journey, and what it keeps of it."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

import duckdb

from data.days import day_number, last_sunday, thirteenth_sunday
from data.health.plan import MOST_ROWS
from data.journey.reading import read
from data.journey.sql import variables


def plan(connection: duckdb.DuckDBPyConnection, first: date, newest: date) -> dict[str, Any]:
    """The transform's variable `journey` for the tables in a draft. Errors: ModelRefused."""
    rules = read()
    from_day, to_day = _weeks(connection, first, newest)
    return variables(rules, _due(connection), from_day, to_day)


def _due(connection: duckdb.DuckDBPyConnection) -> str:
    """The table that says when renewals fall due: renewal where it has rows, else contract."""
    rows = connection.execute("select table_name from duckdb_tables() where schema_name = 'contract'"
                              " and estimated_size > 0").fetchall()
    return next((name for name in ("renewal", "contract") if (name,) in rows), "")


def _weeks(connection: duckdb.DuckDBPyConnection, first: date, newest: date) -> tuple[int, int]:
    """The first and the last Sunday that are judged."""
    begin, last = first + timedelta(days=(6 - first.weekday()) % 7), last_sunday(newest)
    customers = connection.execute("select count(distinct customer_id) from contract.subscription").fetchall()[0][0]
    most, weeks = max(MOST_ROWS // max(customers, 1), 53), (last - begin).days // 7 + 1
    if weeks > most:
        print(f"warning: {customers:,} customers × {weeks:,} weeks: the journey covers at least the last"
              f" {most:,} weeks", file=sys.stderr)
        begin = max(begin, thirteenth_sunday(last - timedelta(weeks=most - 1)))
    return day_number(begin), day_number(last)


def record(connection: duckdb.DuckDBPyConnection, told: dict[str, Any]) -> None:
    """meta.journey of a build: the rules by which every week was judged, and which weeks. Grain: one row."""
    connection.execute("create or replace table meta.journey (digest text, body text, due text, from_day integer,"
                       " to_day integer)")
    connection.execute("insert into meta.journey values (?, ?, ?, ?, ?)",
                       [told["digest"], told["body"], told["due"], told["from_day"], told["to_day"]])
