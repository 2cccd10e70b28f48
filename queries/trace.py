"""What was asked of the warehouse, word for word: while a recorder is open, each executed statement is kept.

A statement is kept as the driver was given it, with its bound values beside it; `text` puts the values in their places,
so that an auditor can paste it into the warehouse and get the same rows. Without a recorder nothing is kept.

What was summed from cells in memory (queries/profiled.py, queries/slabs.py) is kept as the statement that gives the
same rows; it is written out when somebody opens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from data.engines.embedded import Dialect

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


@dataclass(frozen=True)
class Equal:
    """What was summed in memory, as the statement that gives the same rows. `make` writes it: picklable, as answers
    are kept so. Its attributes are those of Statement.
    """

    make: Callable[[], Select[Any]]
    rows: int
    milliseconds: float

    @property
    def _written(self) -> Statement:
        compiled: Any = self.make().compile(
            dialect=Dialect(paramstyle="numeric_dollar"), compile_kwargs={"render_postcompile": True})
        values = tuple(compiled.params[name] for name in compiled.positiontup)
        return Statement(str(compiled), values, self.rows, self.milliseconds)

    @property
    def sql(self) -> str:
        return self._written.sql

    @property
    def values(self) -> tuple[Any, ...]:
        return self._written.values

    @property
    def text(self) -> str:
        """As of Statement."""
        return self._written.text


Said = Statement | Equal
_recorder: ContextVar[list[Said] | None] = ContextVar("statements", default=None)


@contextmanager
def recording() -> Iterator[list[Said]]:
    """The statements that run inside the block, in their order. An inner recorder keeps its own from the outer one."""
    kept: list[Said] = []
    token = _recorder.set(kept)
    try:
        yield kept
    finally:
        _recorder.reset(token)


def note(said: Said) -> None:
    """Keep a statement, if a recorder is open."""
    kept = _recorder.get()
    if kept is not None:
        kept.append(said)


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
