"""An open connection to where a version's rooms stand: a DuckDB file of this machine, or a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import duckdb
from sqlalchemy import Connection, text

from data.contract import TABLES
from data.engines.rooms import Place, Row, Tables, grouped
from data.engines.words import WORDS

__all__ = ["Embedded", "OnEngine", "Place", "Row", "Tables", "grouped", "placed"]

BATCH = 1000
PLACES = r"(?<![:\w]):(\w+)"


class Embedded(Place):
    """A DuckDB file. `database`: the name of an attached one; without it the file itself."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: str = "") -> None:
        super().__init__(WORDS["duckdb"])
        self.connection, self.database = connection, database

    def schema(self, room: str) -> str:
        return f"{self.database}.{room}" if self.database else room

    def rows(self, sql: str, **given: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(self._told(sql), given or None).fetchall()

    def run(self, sql: str, **given: Any) -> None:
        self.connection.execute(self._told(sql), given or None)

    def _told(self, sql: str) -> str:
        """The places for values as DuckDB writes them; a company's own names may hold what looks like one."""
        return re.sub(f"({self.words.closed})|{PLACES}", lambda found: found[1] or f"${found[2]}", sql)

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
        result = self.connection.execute(text(self._told(sql)), given)
        cursor = result.cursor
        days = [at for at, about in enumerate((cursor.description if cursor else None) or ())
                if about[1] == "DATE_TYPE"]  # PyHive gives dates as text
        return [_dated(row, days) if days else tuple(row) for row in result]

    def run(self, sql: str, **given: Any) -> None:
        if given:
            self.connection.execute(text(self._told(sql)), given)
        else:
            self.connection.execution_options(no_parameters=True).exec_driver_sql(sql)

    def _told(self, sql: str) -> str:
        """The statement with places for values nowhere but outside of quotation marks."""
        return re.sub(self.words.closed, lambda found: found[0].replace(":", r"\:"), sql)

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


def _known(room: str, name: str) -> bool:
    """A company's own schema may hold much that is no table of the contract."""
    return room != "contract" or name in TABLES


def _dated(row: Row, days: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for at in days:
        values[at] = date.fromisoformat(values[at]) if isinstance(values[at], str) else values[at]
    return tuple(values)
