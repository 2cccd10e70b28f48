"""What SQLAlchemy's dialects write for Spark and Spark would refuse or misread: types."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import sqltypes

from queries.dialects.said import SPARK


@compiles(sqltypes.Date, "hive")
def _date(element: sqltypes.Date, compiler: Any, **kw: Any) -> str:
    return "DATE"  # the dialect says TIMESTAMP


@compiles(sqltypes.Float, *SPARK)
def _double(element: sqltypes.Float[Any], compiler: Any, **kw: Any) -> str:
    return "DOUBLE"  # FLOAT has seven digits


@compiles(sqltypes.Double, *SPARK)
def _double_too(element: sqltypes.Double[Any], compiler: Any, **kw: Any) -> str:
    return "DOUBLE"


@compiles(sqltypes.Numeric, *SPARK)
def _decimal(element: sqltypes.Numeric[Any], compiler: Any, **kw: Any) -> str:
    """The dialect says DECIMAL, which is DECIMAL(10, 0) there. Without digits it stands in divisions, where SQLAlchemy
    means no integer.
    """
    return "DOUBLE" if element.precision is None else f"DECIMAL({element.precision}, {element.scale or 0})"
