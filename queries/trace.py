"""What was asked of the warehouse, word for word: while a recorder is open, each executed statement is kept.

A statement is kept as the driver was given it, with its bound values beside it; `text` puts the values in their places,
so that an auditor can paste it into the warehouse and get the same rows. Without a recorder nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

QUOTED_OR_PLACE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\d+)")
"""Quoted text and names are passed over: `$1` in them is no place."""


@dataclass(frozen=True)
class Statement:
    """One execution: the SQL with its places ($1, $2 …), the values bound to them, rows returned, milliseconds."""

    sql: str
    values: tuple[Any, ...]
    rows: int
    milliseconds: float

    @property
    def text(self) -> str:
        """The SQL with its values written in. Errors: TypeError for a value that has no SQL form here."""

        def filled(found: re.Match[str]) -> str:
            return found[0] if found[1] is None else literal(self.values[int(found[1]) - 1])

        return QUOTED_OR_PLACE.sub(filled, self.sql)


_recorder: ContextVar[list[Statement] | None] = ContextVar("statements", default=None)


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """The statements that run inside the block, in their order. An inner recorder keeps its own from the outer one."""
    kept: list[Statement] = []
    token = _recorder.set(kept)
    try:
        yield kept
    finally:
        _recorder.reset(token)


def note(sql: str, values: Sequence[Any], rows: int, milliseconds: float) -> None:
    """Keep a statement, if a recorder is open."""
    kept = _recorder.get()
    if kept is not None:
        kept.append(Statement(sql, tuple(values), rows, milliseconds))


def literal(value: Any) -> str:
    """A bound value as SQL of the same type. A float is cast from its digits: bare, they would be a decimal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE PRECISION)"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    raise TypeError(f"no SQL literal for a {type(value).__name__}")
