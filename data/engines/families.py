"""Which types of a server's columns hold what the contract wants, and what is then to be looked at value by value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from data.engines.place import Place
from data.reading_values import Rule, sql_type

FAMILIES = (
    (r"text|character|varchar|char\b|string|citext|uuid|name$|\"char\"", "text"),
    (r"tinyint|smallint|integer|int\b|bigint", "whole"),
    (r"numeric|decimal", "decimal"), (r"real|float|double", "float"),
    (r"date$", "date"), (r"timestamp", "timestamp"), (r"bool", "boolean"),
)
NEVER = re.compile(r"bytea|binary|\[\]|^array|^map|^struct")
HOLDS = {"VARCHAR": {"text", "whole", "other"}, "BOOLEAN": {"boolean"}, "DATE": {"date", "timestamp"},
         "TIMESTAMP": {"date", "timestamp"}, "INTEGER": {"whole", "decimal", "float"},
         "DOUBLE": {"whole", "decimal", "float"}, "DECIMAL": {"whole", "decimal", "float"}}
WANTED = {"VARCHAR": "text", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp", "INTEGER": "integer",
          "DOUBLE": "double", "DECIMAL": "decimal"}
MOST = "100000000000000"
"""Amounts have at most 14 digits before the point."""


@dataclass(frozen=True)
class Typed:
    """A column's type. `refused`: why it will not do, empty where it will; `rules`: what its values must then keep."""

    refused: str
    rules: tuple[Rule, ...] = ()


def family(word: str) -> str:
    """What a type is, from the engine's own word for it."""
    return next((name for pattern, name in FAMILIES if re.match(pattern, word.lower())), "other")


def typed(at: Place, column: Column[Any], word: str) -> Typed:
    """Whether a column of this type can be read as the contract's."""
    target = sql_type(column).partition("(")[0]
    found = family(word)
    if found not in HOLDS[target] or NEVER.search(word.lower()):
        way = f"cast({column.name} as {at.words.type(sql_type(column))})"
        return Typed(f"is of type {word}; the contract wants {WANTED[target]}: convert it in a view, for example {way}")
    name = at.quoted(column.name)
    return Typed("", tuple(Rule("wrong_value", broken, message, at.words.as_text(name))
                           for broken, message in _limits(name, target, found)))


def _limits(name: str, target: str, found: str) -> list[tuple[str, str]]:
    if target == "DATE" and found == "timestamp":
        return [(f"cast({name} as date) <> {name}", "is not a date: it has a time of day")]
    if target in ("DATE", "TIMESTAMP"):
        return [(f"{name} > date '9999-12-31'", "is not a date")]
    if target == "INTEGER":
        return [(f"{name} <> floor({name}) or abs({name}) > 2147483647", "is not a whole number in range")]
    if target in ("DECIMAL", "DOUBLE"):
        return [(f"abs({name}) >= {MOST}", "is not a number in range")]
    return []
