"""What schemas, tables and columns a database holds. It is read, never written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from sqlalchemy.engine import URL

from data.contract import TABLES
from data.engines import published
from data.engines.connecting import engine_for
from data.engines.names import SPARK, kind, shown
from data.engines.place import Embedded, OnEngine, Place
from data.reading import first_line
from data.warehouse import WarehouseUnavailable, WarehouseUnsupported

LIMIT_SECONDS = 60
MOST_VALUES = 40
POSTGRES_COLUMNS = """
select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid where c.relkind in ('r', 'v', 'm', 'p', 'f') and a.attnum > 0
and not a.attisdropped and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
order by n.nspname, c.relname, a.attnum"""
DUCKDB_COLUMNS = """
select table_schema, table_name, column_name from information_schema.columns
where table_catalog = current_database() order by table_schema, table_name, ordinal_position"""


@dataclass(frozen=True)
class Schema:
    """A schema as this user sees it: its tables and views with their columns. On Spark SQL the columns are known of
    tables that are named as the contract's, of others none."""

    name: str
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lower(self) -> dict[str, set[str]]:
        """Names in small letters, as replicated tables are looked up by."""
        return {table.lower(): {column.lower() for column in columns} for table, columns in self.tables.items()}


@contextmanager
def opened(url: URL) -> Iterator[Place]:
    """A connection for reading. Errors: WarehouseUnavailable, WarehouseUnsupported."""
    if kind(url):
        engine = engine_for(url, limit=LIMIT_SECONDS, name="tenure connect")
        try:
            with published.place(engine, url, {}) as at:
                yield at
        finally:
            engine.dispose()
        return
    connection = _file(url)
    try:
        yield Embedded(connection)
    finally:
        connection.close()


def _file(url: URL) -> duckdb.DuckDBPyConnection:
    if url.get_backend_name() != "duckdb":
        raise WarehouseUnsupported(f"{url.get_backend_name()} cannot be connected to: a DuckDB file (duckdb:///PATH), "
                                   "PostgreSQL (postgresql://…) and Spark SQL (hive://…) can.")
    path = Path(url.database or "").expanduser()
    if not path.is_file():
        raise WarehouseUnavailable(f"There is no file {path}: write duckdb:///PATH, with four slashes for a path from "
                                   "the root.")
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise WarehouseUnavailable(f"{path} cannot be opened as a DuckDB file: {first_line(error)}") from error


def look(url: URL, only: str | None = None) -> list[Schema]:
    """Every schema, or one, with the tables that this user may read; not those of Tenure's own versions.

    Errors: WarehouseUnavailable, WarehouseUnsupported.
    """
    with opened(url) as at:
        found = _spark(at, only) if isinstance(at, OnEngine) and kind(url) == SPARK else _columns(at)
    return [each for each in found if not _own(each.name) and only in (None, each.name)]


def _columns(at: Place) -> list[Schema]:
    found: dict[str, dict[str, list[str]]] = {}
    for schema, table, column in at.rows(DUCKDB_COLUMNS if isinstance(at, Embedded) else POSTGRES_COLUMNS):
        found.setdefault(schema, {}).setdefault(table, []).append(column)
    return [Schema(name, {table: tuple(columns) for table, columns in tables.items()})
            for name, tables in found.items()]


def _spark(at: OnEngine, only: str | None) -> list[Schema]:
    names = [str(name) for name, in at.rows("show schemas") if only in (None, name) and not _own(str(name))]
    return [Schema(name, _spark_tables(at, name)) for name in names]


def _spark_tables(at: OnEngine, schema: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _, table, temporary in at.rows(f"show tables in {at.quoted(schema)}"):
        if not temporary:
            found[str(table)] = _spark_columns(at, schema, str(table)) if str(table) in TABLES else ()
    return found


def _spark_columns(at: OnEngine, schema: str, table: str) -> tuple[str, ...]:
    return tuple(str(name) for name, in at.rows(f"show columns in {at.quoted(schema)}.{at.quoted(table)}"))


def values(url: URL, schema: str, table: str, column: str) -> list[tuple[str, int]]:
    """The values of a column as text, empty for null, and how many rows have each; the most frequent first."""
    with opened(url) as at:
        name = at.quoted(column)
        rows = at.rows(f"select coalesce(cast({name} as varchar(200)), ''), count(*) as n from "
                       f"{at.quoted(schema)}.{at.quoted(table)} group by 1 order by n desc, 1 limit {MOST_VALUES + 1}")
    return [(str(value), int(count)) for value, count in rows]


def _own(name: str) -> bool:
    return name == "tenure" or name.startswith("tenure_2")


def place_name(url: URL) -> str:
    """The database for messages, without a password."""
    return shown(url) if kind(url) else str(url.database)
