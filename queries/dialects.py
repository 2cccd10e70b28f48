"""The few differences between engines. A statement says what it means; here each engine's words for it are chosen, when
the statement is compiled for one.

The functions below stand in statements in place of SQL that engines take differently. What SQLAlchemy writes itself and
an engine would refuse or misread (types, divisions, the least of what is known) is set right below them.
Spark's dialect calls itself `hive`; Databricks speaks the same language.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Double, Integer, Text, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import sqltypes
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import FunctionElement, GenericFunction
from sqlalchemy.sql.visitors import InternalTraversal

SPARK = ("hive", "databricks")

WIDE_INTEGER = {"duckdb": "hugeint", "snowflake": "number(38, 0)", "bigquery": "bignumeric"}
"""The integer that holds the product of two amounts; `decimal(38, 0)` where it is not listed."""

WHOLE_DIVISION = {"duckdb": "//", **dict.fromkeys(SPARK, "div")}
"""The division of a multiple of the divisor, exact on each engine's wide integer; `/` where it is not listed."""


def formula(text: str, engine: str = "duckdb") -> str:
    """A measure's formula in the engine's words: its 128-bit integer, its division of a multiple of the divisor."""
    wide, whole = WIDE_INTEGER.get(engine, "decimal(38, 0)"), WHOLE_DIVISION.get(engine, "/")
    return text.replace("{wide}", wide).replace("{whole}", whole)


class Formula(ColumnElement[Any]):
    """A formula of data/measures.py over the columns of what is selected from."""

    inherit_cache = True
    _traverse_internals = [("text", InternalTraversal.dp_string)]  # noqa: RUF012

    def __init__(self, text: str) -> None:
        self.text = text


@compiles(Formula)
def _formula(element: Formula, compiler: SQLCompiler, **kw: Any) -> str:
    return formula(element.text, compiler.dialect.name)


def ratio(top: Any, bottom: Any) -> ColumnElement[Any]:
    """top ÷ bottom as a double, null over 0. `/` divides integers by integers, casts to DECIMAL(10, 0) or fails."""
    return cast(top, Double) / func.nullif(cast(bottom, Double), 0, type_=Double)


class _Said(FunctionElement[Any]):
    """Something that engines say differently, of the expressions in its brackets."""

    inherit_cache = True

    def parts(self, compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
        return [compiler.process(each, **kw) for each in self.clauses]


class _Counted(_Said):
    """The same with whole numbers of its own, such as how many months."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012
        *FunctionElement._traverse_internals, ("amount", InternalTraversal.dp_plain_obj)]

    def __init__(self, column: Any, amount: int) -> None:
        super().__init__(column)
        self.amount = amount


class day_number(_Said):
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


class date_of(_Said):
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


class months_later(_Counted):
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


class seconds_later(_Counted):
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


class seconds_between(_Said):
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


class rounded(_Said):
    """A double rounded to a whole one, halves away from zero. PostgreSQL's own takes halves to even."""

    inherit_cache = True
    type = Double()


@compiles(rounded)
def _rounded(element: rounded, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.parts(compiler, kw)
    if compiler.dialect.name == "postgresql":
        return f"(sign({value}) * floor(abs({value}) + 0.5))"
    return f"round({value})"


class nearest(_Said):
    """A double as the nearest integer, halves to even: what DuckDB's cast does, where others cut off or round up."""

    inherit_cache = True
    type = Integer()


@compiles(nearest)
def _nearest(element: nearest, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.parts(compiler, kw)
    match compiler.dialect.name:
        case "duckdb":
            return f"CAST({value} AS INTEGER)"
        case "postgresql":
            return f"CAST(round(CAST({value} AS DOUBLE PRECISION)) AS INTEGER)"
        case "hive" | "databricks":
            return f"CAST(bround({value}) AS INT)"
        case name:
            up, whole = f"floor({value} + 0.5)", "INT64" if name == "bigquery" else "INTEGER"
            odd = f"{up} = {value} + 0.5 AND mod(CAST({up} AS {whole}), 2) <> 0"
            return f"(CAST({up} AS {whole}) - CASE WHEN {odd} THEN 1 ELSE 0 END)"


class median(_Said):
    """The middle of the known values, between the two middle ones of an even number; null of none."""

    inherit_cache = True
    type = Double()


@compiles(median)
def _median(element: median, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.parts(compiler, kw)
    match compiler.dialect.name:
        case "bigquery":
            held = f"array_agg({value} IGNORE NULLS ORDER BY {value})"
            low, high = (f"{held}[SAFE_OFFSET(div(count({value}){less}, 2))]" for less in (" - 1", ""))
            return f"(({low} + {high}) / 2)"
        case "trino":
            held = f"array_sort(array_agg({value}) FILTER (WHERE {value} IS NOT NULL))"
            low, high = (f"element_at({held}, CAST(count({value}) AS INTEGER) / 2 + {more})" for more in
                         (f"CAST(count({value}) AS INTEGER) % 2", "1"))
            return f"((CAST({low} AS DOUBLE) + {high}) / 2)"
        case _:
            return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})"


class holds_text(_Said):
    """Whether a text holds another, sign by sign: (text, sought). `like` has its wildcards to be escaped, and engines
    escape them differently.
    """

    inherit_cache = True
    type = Boolean()


@compiles(holds_text)
def _holds_text(element: holds_text, compiler: SQLCompiler, **kw: Any) -> str:
    text, sought = element.parts(compiler, kw)
    match compiler.dialect.name:
        case "duckdb" | "databricks" | "snowflake":
            return f"contains({text}, {sought})"
        case "bigquery" | "redshift":
            return f"(strpos({text}, {sought}) > 0)"
        case _:
            return f"(position({sought} IN {text}) > 0)"


class bytewise(_Said):
    """A text as it is ordered by its characters' codes, not by a language: the same on every engine and machine."""

    inherit_cache = True
    type = Text()


@compiles(bytewise)
def _bytewise(element: bytewise, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = element.parts(compiler, kw)
    return f'{text} COLLATE "C"' if compiler.dialect.name == "postgresql" else text


def rising(text: Any) -> ColumnElement[Any]:
    """To order by a text: by its characters' codes, the unknown last. Engines disagree on both."""
    return bytewise(text).nulls_last()


class least(GenericFunction[Any]):
    """`func.least`: of the values that are known. Some engines answer null as soon as one is."""

    inherit_cache = True


class greatest(GenericFunction[Any]):
    """`func.greatest`: of the values that are known."""

    inherit_cache = True


@compiles(least, "snowflake", "bigquery", "trino")
@compiles(greatest, "snowflake", "bigquery", "trino")
def _of_known(element: GenericFunction[Any], compiler: SQLCompiler, **kw: Any) -> str:
    given = [compiler.process(each, **kw) for each in element.clauses]
    if compiler.dialect.name == "snowflake":
        return f"{element.name}_ignore_nulls({', '.join(given)})"
    turned = (", ".join([*given[at:], *given[:at]]) for at in range(len(given)))
    return f"{element.name}({', '.join(f'coalesce({each})' for each in turned)})"


@compiles(BindParameter, "hive")
def _bound(element: BindParameter[Any], compiler: SQLCompiler, **kw: Any) -> str:
    """The driver writes values into the statement, where 0.1 would be a decimal."""
    said = str(compiler.visit_bindparam(element, **kw))  # type: ignore[no-untyped-call]
    return f"CAST({said} AS DOUBLE)" if isinstance(element.type, sqltypes.Float) and not element.expanding else said


@compiles(sqltypes.Date, "hive")
def _date(element: sqltypes.Date, compiler: Any, **kw: Any) -> str:
    return "DATE"  # the dialect says TIMESTAMP


@compiles(sqltypes.Float, *SPARK)
def _double(element: sqltypes.Float[Any], compiler: Any, **kw: Any) -> str:
    return "DOUBLE"  # FLOAT has seven digits


@compiles(sqltypes.Double, *SPARK)
def _double_too(element: sqltypes.Double[Any], compiler: Any, **kw: Any) -> str:
    return "DOUBLE"
