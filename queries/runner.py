"""The one place that executes a statement: on the local file where its tables are there, else on the warehouse."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from time import perf_counter
from typing import Any, Literal, cast

import pandas as pd
import pyarrow as pa
import sqlalchemy
from sqlalchemy import Float, Numeric, Select, TableClause, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors

from data import meters
from data.extract.remote import Remote, ask
from data.recovery import stumbled
from data.warehouse import Warehouse
from queries import access, trace
from queries.columns import columns
from queries.kept import Fetched, kept, key_of, weight

# DuckDB would have us ask for Arrow otherwise than by a cursor of SQLAlchemy's; the copy that it means is Arrow's.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


def run(warehouse: Warehouse, statement: Select[Any]) -> pd.DataFrame:
    """The statement's rows as a frame, one column a selected expression; no rows give an empty frame with its
    columns. The values are of the same Python types whatever the engine. A recorder of queries.trace that is open
    keeps what was executed.

    Errors: access.Unguarded; WarehouseDamaged where the local file is not what was published; Unanswered where only
    the warehouse holds it and it is down, too slow or was rebuilt.
    """
    access.refuse(statement)
    key = key_of(statement, warehouse)
    found = kept.get(key)
    meters.KEPT.labels("executed" if found is None else "kept").inc()
    if found is None:
        found = _fetched(warehouse, statement)
        kept.put(key, found)
    return _given(found)


def _given(found: Fetched) -> pd.DataFrame:
    """A frame that is the asker's own to change."""
    if access.recorded():
        trace.note(trace.Statement(found.sql, tuple(found.values), len(found.frame), found.taken))
    return found.frame.copy()


def reads_here(statement: Select[Any], warehouse: Warehouse) -> bool:
    """Whether the local file answers: its rows are near, and of one version as long as it is open."""
    remote = warehouse.remote
    return warehouse.engine.dialect.name == "duckdb" and (remote is None or not reads_elsewhere(remote, statement))


def _fetched(warehouse: Warehouse, statement: Select[Any]) -> Fetched:
    if reads_here(statement, warehouse):
        try:
            return _here(warehouse.engine, statement)
        except DBAPIError as error:
            damaged = stumbled(warehouse.engine, error)
            if damaged is None:
                raise
            raise damaged from error
    remote = warehouse.remote
    if remote is not None and reads_elsewhere(remote, statement):
        return _there(remote, None, statement)
    return _there(None, warehouse.engine, statement)


def reads_elsewhere(remote: Remote, statement: Select[Any]) -> bool:
    """Whether a table of the statement stayed in the warehouse."""
    if not remote.elsewhere:
        return remote.elsewhere is None
    for each in visitors.iterate(statement):
        if isinstance(each, TableClause) and (each.schema, each.name) in remote.elsewhere:
            return True
        if isinstance(each, TextClause) and any(re.search(rf"\b{room}\W+{table}\b", each.text)
                                                for room, table in remote.elsewhere):
            return True
    return False


def _here(engine: sqlalchemy.Engine, statement: Select[Any]) -> Fetched:
    with engine.connect() as connection:
        started = perf_counter()
        result = connection.execute(statement)
        context, names = result.context, list(result.keys())
        cursor: Any = result.cursor
        kinds = [str(each[1]) for each in cursor.description]
        found = cursor.to_arrow_table()
        taken = _taken("here", started)
    values = cast(Sequence[Any], context.parameters[0])  # by position: the engine's places are numbered
    return _framed(statement, found, names, kinds, context.statement or "", values, taken)


def _there(remote: Remote | None, engine: sqlalchemy.Engine | None, statement: Select[Any]) -> Fetched:
    started = perf_counter()
    fetched, found = remote.fetch(statement) if remote else ask(cast(sqlalchemy.Engine, engine), statement)
    taken = _taken("there", started)
    names = [str(column.key) for column in statement.exported_columns]
    return _framed(statement, found, names, fetched.kinds, fetched.sql, (), taken)


def _taken(place: Literal["here", "there"], started: float) -> float:
    """Milliseconds since then, counted."""
    seconds = perf_counter() - started
    meters.STATEMENTS.labels(place).observe(seconds)
    return seconds * 1000


def _framed(statement: Select[Any], found: pa.Table, names: Sequence[str], kinds: Sequence[str], sql: str,
            values: Sequence[Any], taken: float) -> Fetched:
    frame = pd.DataFrame([], columns=list(names))
    if found.num_rows:
        frame = pd.DataFrame(dict(enumerate(columns(found, kinds, _floats(statement, len(names))))))
        frame.columns = pd.Index(names)
    return Fetched(frame, weight(frame, sql, values), sql, tuple(values), taken)


def _floats(statement: Select[Any], width: int) -> list[bool]:
    """Which columns the statement says are floats, though an engine may give a decimal."""
    said = [isinstance(each.type, Float) or (isinstance(each.type, Numeric) and not each.type.asdecimal)
            for each in statement.exported_columns]
    return said if len(said) == width else [False] * width
