"""Ratios, rounding, the middle, the least of what is known, and doubles that are given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Double, Float, Integer, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import GenericFunction

from queries.dialects.said import Said


def ratio(top: Any, bottom: Any) -> ColumnElement[Any]:
    """top ÷ bottom as a double, null over 0. `/` divides integers by integers, casts to DECIMAL(10, 0) or fails."""
    return cast(top, Double) / func.nullif(cast(bottom, Double), 0, type_=Double)


class rounded(Said):
    """A double rounded to a whole one, halves away from zero. PostgreSQL's own takes halves to even."""

    inherit_cache = True
    type = Double()


@compiles(rounded)
def _rounded(element: rounded, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.parts(compiler, kw)
    if compiler.dialect.name == "postgresql":
        return f"(sign({value}) * floor(abs({value}) + 0.5))"
    return f"round({value})"


class nearest(Said):
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


class median(Said):
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


@compiles(BindParameter, "hive", "postgresql")
def _bound(element: BindParameter[Any], compiler: SQLCompiler, **kw: Any) -> str:
    """What reads by Arrow there writes values into the statement, where 0.1 would be a decimal."""
    said = str(compiler.visit_bindparam(element, **kw))  # type: ignore[no-untyped-call]
    if not isinstance(element.type, Float) or element.expanding:
        return said
    return f"CAST({said} AS {'DOUBLE PRECISION' if compiler.dialect.name == 'postgresql' else 'DOUBLE'})"
