"""A published version copied from a server into a new version of the local file."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import duckdb
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.contract import TABLES, contract_columns
from data.engines.connecting import engine_for
from data.engines.names import ROOMS, parsed, shown
from data.engines.opening import opened
from data.engines.place import OnEngine
from data.engines.published import place
from data.extract import settings
from data.extract.fetching import Fetched, fetch
from data.warehouse import Warehouse, WarehouseMissing, _base, _new_file, _opened

FORMAT = 1
"""Of the local file; one of another format is copied anew."""
DECIMAL = re.compile(r"(?:decimal|numeric)\((\d+), ?(\d+)\)")
FINEST = 16
"""Digits after the point that a decimal of no declared scale may have; beyond them it is a double."""


@dataclass(frozen=True)
class Origin:
    """What a local version was copied from. `elsewhere`: the (room, table) that stayed in the warehouse."""

    version: str
    copied_at: datetime
    rows: int
    seconds: float
    asked: tuple[int, int]
    """Format and row limit by which it was copied."""
    schemas: tuple[tuple[str, str], ...]
    elsewhere: frozenset[tuple[str, str]]


def asked() -> tuple[int, int]:
    """How a copy would be made now."""
    return FORMAT, settings.rows()


def copy(url: str, version: str) -> None:
    """Copies a version that is published and publishes it locally, in one step; whatever fails leaves the local version
    as it was.

    Errors: WarehouseBusy while another process copies, WarehouseMissing where the version is gone, WarehouseUnavailable
    where the server does not answer.
    """
    there, started = opened(url, version), time.monotonic()
    with _new_file(_base(settings.file_url(url))) as draft:
        connection = draft.connect()
        try:
            rows, elsewhere = _rooms(connection, url, there)
            _record(connection, there, rows, time.monotonic() - started, elsewhere)
        finally:
            connection.close()
        os.chmod(draft.path, 0o600)
        draft.publish()


@lru_cache(maxsize=8)
def origin(url: str, version: str) -> Origin | None:
    """What this version of the local file at a DuckDB URL was copied from; null where it does not say.

    Read by the readers' own engine: DuckDB refuses a second opening of one file with other settings while the first is
    open, which would be the end of whoever came to a new version at the same moment.
    """
    with _opened(url, version).engine.connect() as connection:
        try:
            said = connection.execute(text("SELECT version, copied_at, rows, seconds, format, row_limit "
                                           "FROM extract.origin"))
            of, at, rows, seconds, made, limit = tuple[Any, ...](said.fetchall()[0])
            schemas = [(str(room), str(name)) for room, name in connection.execute(
                text("SELECT room, schema_name FROM extract.schemas ORDER BY 1"))]
            left = frozenset((str(room), str(table)) for room, table in connection.execute(
                text("SELECT room, table_name FROM extract.elsewhere")))
        except (DBAPIError, IndexError):
            return None
    return Origin(of, at.replace(tzinfo=UTC), rows, seconds, (made, limit), tuple(schemas), left)


def _rooms(connection: duckdb.DuckDBPyConnection, url: str, there: Warehouse) -> tuple[int, list[tuple[str, str]]]:
    """Copies table by table; how many rows, and which tables were left where they are."""
    schemas: Mapping[str, str] = there.engine.get_execution_options()["schema_translate_map"]
    engine, total, left = engine_for(parsed(url), name="tenure: extract"), 0, []
    try:
        for room in ROOMS:
            connection.execute(f"CREATE SCHEMA {room}")
        with place(engine, parsed(url), dict(schemas)) as at:
            listed = _listed(at)
            for room in settings.ROOMS:
                for table, columns in at.tables(room).items():
                    chosen = _chosen(room, table, columns)
                    if chosen and (settings.is_additive(room, table) or _fits(at, room, table)):
                        total += _table(connection, at, room, table, chosen)
                    elif chosen:
                        left.append((room, table))
            at.forget()
            if "build" not in listed["meta"] or _listed(at) != listed:
                raise WarehouseMissing(f"its tables at {shown(parsed(url))} were dropped while it was copied")
    finally:
        engine.dispose()
    return total, left


def _listed(at: OnEngine) -> dict[str, list[str]]:
    return {room: sorted(at.names(room)) for room in settings.ROOMS}


def _chosen(room: str, table: str, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns to copy. A company's own contract schema may hold much that is not Tenure's to keep."""
    if room != "contract":
        return dict(columns)
    known = set(contract_columns(table)) if table in TABLES else set()
    return {name: said for name, said in columns.items() if name in known or (table == "customer" and known)}


def _fits(at: OnEngine, room: str, table: str) -> bool:
    most = settings.rows()
    some = f"select 1 as n from {at.table(room, table)} limit {most + 1}"
    return int(at.value(f"select count(*) from ({some}) as t")) <= most


def _table(connection: duckdb.DuckDBPyConnection, at: OnEngine, room: str, table: str, columns: dict[str, str]) -> int:
    names = ", ".join(map(at.quoted, columns))
    with at.connection.engine.connect() as reading:
        found = fetch(reading, _exactly(f"select {names} from {at.table(room, table)}"))
        return _write(connection, f'{room}."{table}"', found, list(columns.values()))


def _exactly(sql: str) -> text:  # type: ignore[valid-type]
    """A statement with no places for values in it, whatever its names hold."""
    return text(sql.replace(":", r"\:"))


def _write(connection: duckdb.DuckDBPyConnection, table: str, found: Fetched, declared: list[str]) -> int:
    kinds = [_declared(kind, said) for kind, said in zip(found.kinds, declared, strict=True)]
    columns = [f"{_cast(place, kind)} AS {_quoted(name)}"
               for place, (name, kind) in enumerate(zip(found.names, kinds, strict=True))]
    connection.register("incoming", found.batches)
    try:
        connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM incoming")
    finally:
        connection.unregister("incoming")
    for name, kind in zip(found.names, kinds, strict=True):
        if kind == "NUMERIC":
            _settle(connection, table, _quoted(name))
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _declared(kind: str, said: str) -> str:
    """A decimal's digits, where the engine's rows do not tell them and its catalogue does."""
    match = DECIMAL.fullmatch(said.lower()) if kind == "NUMERIC" else None
    if match is None:
        return kind
    return "HUGEINT" if match.groups() == ("38", "0") else f"DECIMAL({match[1]},{match[2]})"


def _cast(place: int, kind: str) -> str:
    if kind == "TIMESTAMPTZ":
        return f"CAST(\"{place}\" AT TIME ZONE 'UTC' AS TIMESTAMP)"
    return f'CAST("{place}" AS {"VARCHAR" if kind == "NUMERIC" else kind})'


def _settle(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """The type of a decimal without a declared scale: by the digits that are there."""
    found = connection.execute(f"SELECT max(length(split_part({column}, '.', 2))) FROM {table}").fetchall()[0][0] or 0
    kind = "HUGEINT" if found == 0 else f"DECIMAL(38,{found})" if found <= FINEST else "DOUBLE"
    connection.execute(f"ALTER TABLE {table} ALTER {column} SET DATA TYPE {kind} USING CAST({column} AS {kind})")


def _record(connection: duckdb.DuckDBPyConnection, there: Warehouse, rows: int, seconds: float,
            elsewhere: list[tuple[str, str]]) -> None:
    form, most = asked()
    schemas = there.engine.get_execution_options()["schema_translate_map"]
    connection.execute("CREATE SCHEMA extract")
    connection.execute(
        "CREATE TABLE extract.origin AS SELECT ?::VARCHAR AS version, ?::TIMESTAMP AS copied_at, ?::BIGINT AS rows,"
        " ?::DOUBLE AS seconds, ?::INTEGER AS format, ?::BIGINT AS row_limit",
        [there.version, datetime.now(UTC).replace(tzinfo=None), rows, seconds, form, most])
    for table, columns, held in (("schemas", "room VARCHAR, schema_name VARCHAR", sorted(schemas.items())),
                                 ("elsewhere", "room VARCHAR, table_name VARCHAR", elsewhere)):
        connection.execute(f"CREATE TABLE extract.{table} ({columns})")
        if held:
            connection.executemany(f"INSERT INTO extract.{table} VALUES (?, ?)", [list(pair) for pair in held])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
