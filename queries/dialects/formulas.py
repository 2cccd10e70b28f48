"""The formulas of data/measures.py in an engine's words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from queries.dialects.said import SPARK

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
