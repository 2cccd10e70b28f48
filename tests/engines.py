"""A published company, copied from its DuckDB file to another engine: the queries on real engines, without a build.

Every table of every room goes to a schema of its own, as a build on that engine would name it. PostgreSQL takes them by
COPY; Spark reads Parquet files that stay where they were written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.engine import make_url

from data.warehouse import Warehouse

ROOMS = ("contract", "quarantine", "decided", "staging", "marts", "meta")
TYPES = {
    "postgresql": {"VARCHAR": "text", "HUGEINT": "numeric(38, 0)", "DOUBLE": "double precision",
                   "TIMESTAMP": "timestamp", "UTINYINT": "smallint", "TINYINT": "smallint"},
    "hive": {"VARCHAR": "string", "HUGEINT": "decimal(38, 0)", "INTEGER": "int", "UTINYINT": "smallint"},
}
SENT = {"HUGEINT": "cast({0} as decimal(38, 0))", "TIMESTAMP": "{0} at time zone 'UTC'"}
"""How a column is written to Parquet where its own type would not arrive."""


@dataclass(frozen=True)
class Table:
    """A table of the file: columns with DuckDB's types, in order."""

    room: str
    name: str
    columns: tuple[tuple[str, str], ...]

    def declared(self, engine: str, quote: str) -> str:
        known = TYPES[engine]
        return ", ".join(f"{quoted(name, quote)} {known.get(kind, kind)}" for name, kind in self.columns)


def quoted(name: str, quote: str = '"') -> str:
    return f"{quote}{name.replace(quote, 2 * quote)}{quote}"


def held(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Every table and view of the rooms."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for room, name, column, kind in connection.execute(
            "select table_schema, table_name, column_name, data_type from information_schema.columns"
            " order by table_schema, table_name, ordinal_position").fetchall():
        if room in ROOMS:
            found.setdefault((room, name), []).append((column, kind))
    return [Table(room, name, tuple(columns)) for (room, name), columns in found.items()]


def schemas(prefix: str) -> dict[str, str]:
    return {room: f"{prefix}_{room}" for room in ROOMS}


@contextmanager
def opened(source: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to the file of a published version, which this process may be reading meanwhile."""
    with source.engine.connect() as held_open:
        driver: Any = held_open.connection.driver_connection
        connection = driver.duplicate()
        try:
            yield connection
        finally:
            connection.close()


def on_postgres(source: Warehouse, url: str, folder: Path, rooms: dict[str, str] | None = None) -> Warehouse:
    """The company in a database, in schemas that are not there yet."""
    rooms = rooms or schemas(f"tenure_{uuid.uuid4().hex[:8]}")
    parsed = make_url(url)
    dsn = f"host={parsed.query.get('host', parsed.host)} user={parsed.username} dbname={parsed.database}"
    passed = folder / "table.csv"
    with opened(source) as read, psycopg.connect(dsn) as connection:
        for real in rooms.values():
            connection.execute(f"create schema {quoted(real)}")
        for table in held(read):
            read.execute(f"copy {quoted(table.room)}.{quoted(table.name)} to '{passed}'"
                         " (format csv, header false, nullstr '\\N', force_quote *)")
            place = f"{quoted(rooms[table.room])}.{quoted(table.name)}"
            connection.execute(f"create table {place} ({table.declared('postgresql', chr(34))})")
            with connection.cursor().copy(f"copy {place} from stdin (format csv, null '\\N')") as copying:
                copying.write(passed.read_bytes())
        connection.commit()
        connection.autocommit = True
        connection.execute("analyze")
    return _warehouse(parsed.set(drivername="postgresql+psycopg"), rooms)


def on_spark(source: Warehouse, url: str, folder: Path, rooms: dict[str, str] | None = None) -> Warehouse:
    """The company in new schemas of the server, as tables over Parquet files in `folder`: see `dropped`."""
    rooms = rooms or schemas(f"tenure_{uuid.uuid4().hex[:8]}")
    made = _warehouse(make_url(url), rooms)
    with opened(source) as read, made.engine.connect() as connection:
        read.execute("set TimeZone = 'UTC'")
        for real in rooms.values():
            connection.exec_driver_sql(f"create database {real}")
        for table in held(read):
            at = folder / rooms[table.room] / table.name
            at.mkdir(parents=True)
            sent = ", ".join(f"{SENT.get(kind, '{0}').format(quoted(name))} as {quoted(name)}"
                             for name, kind in table.columns)
            read.execute(f"copy (select {sent} from {quoted(table.room)}.{quoted(table.name)})"
                         f" to '{at / 'rows.parquet'}' (format parquet)")
            connection.exec_driver_sql(
                f"create table {rooms[table.room]}.{quoted(table.name, '`')} ({table.declared('hive', '`')})"
                f" using parquet location '{at}'")
    return made


def dropped(made: Warehouse) -> None:
    """The copy's schemas go; its files are the caller's."""
    with made.engine.connect() as connection:
        for real in made.engine.get_execution_options()["schema_translate_map"].values():
            connection.exec_driver_sql(f"drop schema if exists {real} cascade")


def _warehouse(url: sqlalchemy.URL, rooms: dict[str, str]) -> Warehouse:
    engine = sqlalchemy.create_engine(url, execution_options={"schema_translate_map": rooms})
    if url.get_backend_name() == "postgresql":
        event.listen(engine, "connect", lambda connection, record: None)
    return Warehouse(str(url), rooms["marts"], engine)
