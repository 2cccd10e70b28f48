"""What stands in a statement where engines say a thing differently: each says it when it is compiled."""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal

SPARK = ("hive", "databricks")
"""Spark's dialect calls itself `hive`; Databricks speaks the same language."""


class Said(FunctionElement[Any]):
    """Something that engines say differently, of the expressions in its brackets."""

    inherit_cache = True

    def parts(self, compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
        return [compiler.process(each, **kw) for each in self.clauses]


class Counted(Said):
    """The same with whole numbers of its own, such as how many months."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012
        *FunctionElement._traverse_internals, ("amount", InternalTraversal.dp_plain_obj)]

    def __init__(self, column: Any, amount: int) -> None:
        super().__init__(column)
        self.amount = amount
