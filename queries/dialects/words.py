"""Texts: what they hold and how they are ordered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from queries.dialects.said import Said


class holds_text(Said):
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


class bytewise(Said):
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
