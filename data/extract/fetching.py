"""A statement's rows by Arrow from a remote engine, with a time limit.

SQLAlchemy compiles the statement, names the real schemas and binds the values; what executes it is the engine's own
reader (data/extract/postgres.py, data/extract/spark.py), which gives columns instead of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any
from weakref import WeakSet

import pyarrow as pa
import sqlalchemy
from sqlalchemy import Executable, event

from data.extract import postgres, spark

OPTION = "tenure_fetch"
READERS: dict[str, ModuleType] = {"postgresql": postgres, "hive": spark}
NO_LIMIT = 0.0

_listened: WeakSet[sqlalchemy.Dialect] = WeakSet()


@dataclass(frozen=True)
class Fetched:
    """What a statement gave. `names` and `kinds`, DuckDB's word for each column's type, stand in the statement's order;
    the batches' columns are named by their position. Kind NUMERIC is a decimal of no declared scale; it and HUGEINT
    come as text. `sql` is what was executed, its values written in.
    """

    sql: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    batches: pa.RecordBatchReader


def reads(engine: sqlalchemy.Engine) -> bool:
    """Whether there is a reader by Arrow for this engine."""
    return engine.dialect.name in READERS


def fetch(connection: sqlalchemy.Connection, statement: Executable, seconds: float = NO_LIMIT) -> Fetched:
    """The statement's rows, read as they arrive: the connection is busy until the batches are at their end.

    Errors: the driver's, inside SQLAlchemy's; TimeoutError past the seconds (PostgreSQL: its own error 57014).
    """
    _listen(connection.dialect)
    result = connection.execute(statement.execution_options(**{OPTION: seconds}))
    found: Fetched = result.context.tenure_fetched  # type: ignore[attr-defined]  # put there by _instead
    return found


def _listen(dialect: sqlalchemy.Dialect) -> None:
    if dialect not in _listened:
        _listened.add(dialect)
        event.listen(dialect, "do_execute", _instead)


def _instead(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """SQLAlchemy's own execution of a statement that asks for it. True: it is done."""
    seconds = context.execution_options.get(OPTION) if context is not None else None
    if seconds is None:
        return False
    driver = context.root_connection.connection.driver_connection
    reader = READERS[context.dialect.name]
    sql = reader.written(driver, statement, parameters)
    context.tenure_fetched = Fetched(sql, *reader.read(driver, sql, seconds))
    return True
