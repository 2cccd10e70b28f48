"""An open connection to where a version's rooms stand: one small face for a DuckDB file and for a server.

What a build reads and writes itself (its plan, its records) goes through here. Names are logical (room, table); types
are named as DuckDB names them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import duckdb
from sqlalchemy import Connection, text

from data.contract import TABLES
from data.engines.words import WORDS, Words

Row = Sequence[Any]
Tables = dict[str, dict[str, str]]
BATCH = 1000
PLACES = re.compile(r"(?<![:\w]):(\w+)")


class Place(ABC):
    """Rooms that can be read and written."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._known: dict[str, Tables] = {}
        self._listed: dict[str, list[str]] = {}

    @abstractmethod
    def schema(self, room: str) -> str:
        """The quoted name of a room's schema."""

    @abstractmethod
    def rows(self, sql: str, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement; `:name` stands for a value."""

    @abstractmethod
    def run(self, sql: str, **given: Any) -> None:
        """Executes a statement that gives no rows."""

    @abstractmethod
    def _tables(self, room: str) -> Tables: ...

    @abstractmethod
    def _insert(self, table: str, count: int, rows: Iterator[Row]) -> None: ...

    def table(self, room: str, name: str) -> str:
        """The quoted name of a table."""
        return f"{self.schema(room)}.{self.words.quoted(name)}"

    def quoted(self, name: str) -> str:
        """The quoted name of a column."""
        return self.words.quoted(name)

    def tables(self, room: str) -> Tables:
        """Tables and views of a room with their columns and the engine's own words for the types, in order; empty
        where there is no such schema. Asked once, until something is created here."""
        if room not in self._known:
            self._known[room] = self._tables(room)
        return self._known[room]

    def names(self, room: str) -> list[str]:
        """The tables and views of a room by name, without their columns."""
        return list(self.tables(room))

    def has(self, room: str, name: str) -> bool:
        return name in self.names(room)

    def filled(self, room: str, name: str) -> bool:
        """Whether a table is there and has rows."""
        return self.has(room, name) and bool(self.rows(f"select 1 from {self.table(room, name)} limit 1"))

    def value(self, sql: str, **given: Any) -> Any:
        """The first value of the first row."""
        return self.rows(sql, **given)[0][0]

    def open_room(self, room: str) -> None:
        """Creates the schema, where it is not there."""
        self.run(f"create schema if not exists {self.schema(room)}")

    def create(self, room: str, name: str, columns: Mapping[str, str], rows: Sequence[Row] = ()) -> None:
        """A table of these columns and rows, in place of what had its name."""
        self.drop(room, name)
        typed = ", ".join(f"{self.quoted(column)} {self.words.type(kind)}" for column, kind in columns.items())
        self.run(f"create table {self.table(room, name)} ({typed}){self._stored()}")
        if rows:
            self.insert(room, name, rows)

    def insert(self, room: str, name: str, rows: Sequence[Row]) -> None:
        """Adds rows, every column in the table's order."""
        self._insert(self.table(room, name), len(rows[0]) if rows else 0, iter(rows))

    def drop(self, room: str, name: str) -> None:
        self._changed(room)
        self.run(f"drop table if exists {self.table(room, name)}")

    def view(self, room: str, name: str, sql: str) -> None:
        """A view of a statement."""
        self._changed(room)
        self.run(f"create view {self.table(room, name)} as {sql}")

    def copied(self, room: str, name: str, sql: str) -> None:
        """A table of a statement's rows."""
        self._changed(room)
        self.run(f"create table {self.table(room, name)}{self._stored()} as {sql}")

    def forget(self) -> None:
        """Something else has changed the rooms."""
        self._known.clear()
        self._listed.clear()

    def _changed(self, room: str) -> None:
        self._known.pop(room, None)
        self._listed.pop(room, None)

    def _stored(self) -> str:
        return ""


class Embedded(Place):
    """A DuckDB file. `database`: the name of an attached one; without it the file itself."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: str = "") -> None:
        super().__init__(WORDS["duckdb"])
        self.connection, self.database = connection, database

    def schema(self, room: str) -> str:
        return f"{self.database}.{room}" if self.database else room

    def rows(self, sql: str, **given: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(PLACES.sub(r"$\1", sql), given or None).fetchall()

    def run(self, sql: str, **given: Any) -> None:
        self.connection.execute(PLACES.sub(r"$\1", sql), given or None)

    def tables(self, room: str) -> Tables:
        """Asked every time: others write through the same connection."""
        return self._tables(room)

    def _tables(self, room: str) -> Tables:
        return grouped(self.rows(_DUCKDB_COLUMNS, room=room, database=self.database or None))

    def _insert(self, table: str, count: int, rows: Iterator[Row]) -> None:
        given = [list(row) for row in rows]
        if given:
            self.connection.executemany(f"insert into {table} values ({', '.join('?' * count)})", given)


class OnEngine(Place):
    """A connection of SQLAlchemy's to a published version or a server; each statement is its own transaction there."""

    def __init__(self, connection: Connection, kind: str, rooms: Mapping[str, str]) -> None:
        super().__init__(WORDS[kind])
        self.connection, self.rooms = connection.execution_options(isolation_level="AUTOCOMMIT")\
            if kind == "postgres" else connection, rooms

    def schema(self, room: str) -> str:
        return self.quoted(self.rooms[room])

    def rows(self, sql: str, **given: Any) -> list[tuple[Any, ...]]:
        result = self.connection.execute(text(sql), given)
        cursor = result.cursor
        days = [at for at, about in enumerate((cursor.description if cursor else None) or ())
                if about[1] == "DATE_TYPE"]  # PyHive gives dates as text
        return [_dated(row, days) if days else tuple(row) for row in result]

    def run(self, sql: str, **given: Any) -> None:
        if given:
            self.connection.execute(text(sql), given)
        else:
            self.connection.execution_options(no_parameters=True).exec_driver_sql(sql)

    def names(self, room: str) -> list[str]:
        if self.words.kind != "spark" or room in self._known:
            return super().names(room)
        if room not in self._listed:
            real = self.rooms[room]
            there = self.rows(f"show schemas like {self.words.text(real)}")
            found = self.rows(f"show tables in {self.quoted(real)}") if there else []
            self._listed[room] = sorted(name for _, name, temporary in found if not temporary and _known(room, name))
        return self._listed[room]

    def _tables(self, room: str) -> Tables:
        if self.words.kind == "duckdb":
            return grouped(self.rows(_DUCKDB_COLUMNS, room=self.rooms[room], database=None))
        if self.words.kind == "postgres":
            found = grouped(self.rows(_POSTGRES_COLUMNS, real=self.rooms[room]))
            return {name: columns for name, columns in found.items() if _known(room, name)}
        return {name: self._described(room, name) for name in self.names(room)}

    def _described(self, room: str, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for column, kind, _ in self.rows(f"describe table {self.table(room, name)}"):
            if not column or column.startswith("#"):
                break
            found[column] = kind
        return found

    def _insert(self, table: str, count: int, rows: Iterator[Row]) -> None:
        while batch := list(islice(rows, BATCH)):
            values = ", ".join(f"({', '.join(map(self.words.value, row))})" for row in batch)
            self.run(f"insert into {table} values {values}")

    def _stored(self) -> str:
        return " using parquet" if self.words.kind == "spark" else ""


_DUCKDB_COLUMNS = """
select table_name, column_name, data_type from information_schema.columns where table_schema = :room
and table_catalog = coalesce(:database, current_database()) order by table_name, ordinal_position"""
_POSTGRES_COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class c
join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
where n.nspname = :real and c.relkind in ('r', 'v', 'm', 'p', 'f') and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum"""


def placed(where: Place | duckdb.DuckDBPyConnection) -> Place:
    """A connection to a draft's file as a place."""
    return where if isinstance(where, Place) else Embedded(where)


def grouped(rows: Sequence[Row]) -> Tables:
    """Columns by table, in their order."""
    found: Tables = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def _known(room: str, name: str) -> bool:
    """A company's own schema may hold much that is no table of the contract."""
    return room != "contract" or name in TABLES


def _dated(row: Row, days: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for at in days:
        values[at] = date.fromisoformat(values[at]) if isinstance(values[at], str) else values[at]
    return tuple(values)
