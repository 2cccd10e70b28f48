"""Where a version's rooms stand, whatever holds them: the one face that a build reads and writes through.

Names are logical (room, table); types are named as DuckDB names them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data.engines.words import Words

Row = Sequence[Any]
Tables = dict[str, dict[str, str]]


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


def grouped(rows: Sequence[Row]) -> Tables:
    """Columns by table, in their order."""
    found: Tables = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found
