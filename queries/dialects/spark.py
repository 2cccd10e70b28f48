"""What SQLAlchemy's dialects write for Spark and Spark would refuse or misread: values and types."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import sqltypes
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter

from queries.dialects.said import SPARK


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
