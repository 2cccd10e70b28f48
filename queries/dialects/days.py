"""Days, months and moments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, Double, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from queries.dialects.said import Counted, Said


class day_number(Said):
    """Days since 1970-01-01 of a date or a time; null stays null."""

    inherit_cache = True
    type = Integer()


@compiles(day_number)
def _day_number(element: day_number, compiler: SQLCompiler, **kw: Any) -> str:
    (day,) = element.parts(compiler, kw)
    day = f"CAST({day} AS DATE)"
    match compiler.dialect.name:
        case "hive" | "databricks" | "bigquery":
            return f"unix_date({day})"
        case "trino":
            return f"CAST(date_diff('day', DATE '1970-01-01', {day}) AS INTEGER)"
        case "redshift" | "snowflake":
            return f"datediff(day, CAST('1970-01-01' AS DATE), {day})"
        case _:
            return f"CAST({day} - CAST('1970-01-01' AS DATE) AS INTEGER)"


class date_of(Said):
    """The date of a number of days since 1970-01-01."""

    inherit_cache = True
    type = Date()


@compiles(date_of)
def _date_of(element: date_of, compiler: SQLCompiler, **kw: Any) -> str:
    (day,) = element.parts(compiler, kw)
    match compiler.dialect.name:
        case "hive" | "databricks":
            return f"date_from_unix_date({day})"
        case "bigquery":
            return f"date_from_unix_date(CAST({day} AS INT64))"
        case "trino":
            return f"date_add('day', {day}, DATE '1970-01-01')"
        case "redshift" | "snowflake":
            return f"CAST(dateadd(day, {day}, CAST('1970-01-01' AS DATE)) AS DATE)"
        case _:
            return f"(CAST('1970-01-01' AS DATE) + CAST({day} AS INTEGER))"


class months_later(Counted):
    """A date so many months later, clamped to its month's end (29 Feb → 28 Feb)."""

    inherit_cache = True
    type = Date()


@compiles(months_later)
def _months_later(element: months_later, compiler: SQLCompiler, **kw: Any) -> str:
    (day,), months = element.parts(compiler, kw), element.amount
    match compiler.dialect.name:
        case "hive" | "databricks":
            return f"add_months({day}, {months})"
        case "bigquery":
            return f"date_add({day}, INTERVAL {months} MONTH)"
        case "trino":
            return f"date_add('month', {months}, {day})"
        case "redshift" | "snowflake":  # not add_months: it takes a month's last day to the last day
            return f"dateadd(month, {months}, {day})"
        case _:
            return f"({day} + INTERVAL '{months} months')"


class seconds_later(Counted):
    """A time so many seconds later."""

    inherit_cache = True


@compiles(seconds_later)
def _seconds_later(element: seconds_later, compiler: SQLCompiler, **kw: Any) -> str:
    (moment,), seconds = element.parts(compiler, kw), element.amount
    match compiler.dialect.name:
        case "bigquery":
            return f"({moment} + INTERVAL {seconds} SECOND)"
        case "trino":
            return f"({moment} + INTERVAL '{abs(seconds)}' SECOND * {1 if seconds >= 0 else -1})"
        case "redshift" | "snowflake":
            return f"dateadd(second, {seconds}, {moment})"
        case _:
            return f"({moment} + INTERVAL '{seconds} seconds')"


class seconds_between(Said):
    """Seconds from the second time to the first, as a double: (later, earlier)."""

    inherit_cache = True
    type = Double()


@compiles(seconds_between)
def _seconds_between(element: seconds_between, compiler: SQLCompiler, **kw: Any) -> str:
    later, earlier = element.parts(compiler, kw)
    match compiler.dialect.name:
        case "hive" | "databricks":
            micros = (f"unix_micros(CAST({each} AS TIMESTAMP))" for each in (later, earlier))
            return f"(CAST({next(micros)} - {next(micros)} AS DOUBLE) / 1e6)"
        case "bigquery":
            return f"(datetime_diff({later}, {earlier}, MICROSECOND) / 1e6)"
        case "trino":
            return f"(CAST(date_diff('millisecond', {earlier}, {later}) AS DOUBLE) / 1e3)"
        case "redshift" | "snowflake":
            return f"(CAST(datediff(microsecond, {earlier}, {later}) AS DOUBLE PRECISION) / 1e6)"
        case _:
            return f"CAST(EXTRACT(epoch FROM {later} - {earlier}) AS DOUBLE PRECISION)"
