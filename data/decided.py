"""What people decided, copied beside the loaded rows by a build: schema `decided`, and what the copy was of.

The kinds of the store that are tables of the contract. `decided.<table>_entry` holds the store's newest versions in
the contract's columns, and `removed`; the view `decided.<table>` is what counts, loaded and decided together: the store
wins by the contract's key, and what was removed there hides the loaded row. The transform reads the view where there is
one (macro contract_table). The loaded rows stay in `contract.*` as they came.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from data.contract import TABLES, contract_columns
from data.store import Record, Store, configured, open_store
from data.store.company import held_by
from data.store.engine import shown

KINDS = ("assessment", "outcome", "playbook")
Row = list[Any]
Beneath = dict[tuple[str, ...], dict[str, Any]]


def copy(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes decided.* and meta.decided into a draft that holds contract.*; nothing where there is no store.

    A record may leave out what the loaded row of its key says: it is taken from there. One that is still short of a
    required column is left out, and said on standard error. Grain of meta.decided: kind.
    Errors: StoreError where the store that is named cannot be read: a build without it would lose what was decided.
    """
    connection.execute("create schema if not exists decided; create schema if not exists meta")
    connection.execute("create or replace table meta.decided (kind text, rows bigint, removed bigint,"
                       " incomplete bigint, store text, store_version bigint, copied_at timestamp)")
    if not configured():
        return
    store = open_store()
    about = [shown(store.engine.url), store.version(), datetime.now(UTC).replace(tzinfo=None)]
    for kind in KINDS:
        counts = _copy(connection, kind, _standing(connection, store, kind))
        connection.execute("insert into meta.decided values (?, ?, ?, ?, ?, ?, ?)", [kind, *counts, *about])


def reachable() -> None:
    """Before a build begins: whether it will be able to copy. Errors: StoreError."""
    if configured():
        open_store().version()


def given(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The contract's tables that have rows, loaded or decided, by name."""
    found = {name for name, in connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'contract' and estimated_size > 0").fetchall()}
    held = [kind for kind in KINDS if source(connection, kind).startswith("decided.")]
    return sorted({*found} - {*held} | {kind for kind in held if connection.execute(
        f"select 1 from decided.{kind} limit 1").fetchall()})


def source(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Where the rows of a contract's table that count stand: decided.<table>, else contract.<table>."""
    return f"{'decided' if _exists(connection, 'decided', f'{table}_entry') else 'contract'}.{table}"


def _standing(connection: duckdb.DuckDBPyConnection, store: Store, kind: str) -> tuple[Record, ...]:
    demo = _exists(connection, "meta", "company") and connection.execute(
        "select bool_or(is_demo) from meta.company").fetchall()[0][0]
    return held_by(store.standing(kind), bool(demo))


def _copy(connection: duckdb.DuckDBPyConnection, kind: str, records: Sequence[Record]) -> tuple[int, int, int]:
    """Rows, tombstones, and records left out."""
    if not records:
        return 0, 0, 0
    columns = contract_columns(kind)
    typed = ", ".join(f'"{name}" {column.type.compile()}' for name, column in columns.items())
    connection.execute(f"create table decided.{kind}_entry ({typed}, removed boolean)")
    loaded = _loaded(connection, kind, records)
    made = [_row(kind, record, loaded) for record in records]
    whole = [row for row in made if row is not None]
    if whole:
        places = ", ".join("?" * (len(columns) + 1))
        connection.executemany(f"insert into decided.{kind}_entry values ({places})", whole)
    if len(whole) < len(made):
        print(f"warning: {len(made) - len(whole):,} records of {kind} in the store name no loaded row and lack required"
              " fields: left out", file=sys.stderr)
    connection.execute(f"create view decided.{kind} as {_merged(connection, kind)}")
    removed = sum(row[-1] for row in whole)
    return len(whole) - removed, removed, len(made) - len(whole)


def _merged(connection: duckdb.DuckDBPyConnection, kind: str) -> str:
    """What counts, in the contract's columns: what a company did not give is null."""
    names = ", ".join(f'"{name}"' for name in contract_columns(kind))
    decided = f"select {names} from decided.{kind}_entry where not removed"
    columns = {name for name, in connection.execute("select column_name from duckdb_columns() where"
                                                    " schema_name = 'contract' and table_name = ?", [kind]).fetchall()}
    if not columns:
        return decided
    cells = ", ".join(f'cast({_quoted(name, columns)} as {column.type.compile()}) as "{name}"'
                      for name, column in contract_columns(kind).items())
    same = " and ".join(f'entry."{name}" is not distinct from loaded."{name}"' for name in _key(kind))
    return (f"select {cells} from contract.{kind} as loaded where not exists"
            f" (select 1 from decided.{kind}_entry as entry where {same}) union all {decided}")


def _quoted(name: str, columns: set[str]) -> str:
    return f'"{name}"' if name in columns else "null"


def _loaded(connection: duckdb.DuckDBPyConnection, kind: str, records: Sequence[Record]) -> Beneath:
    """The loaded rows of the records' keys, by key."""
    if not _exists(connection, "contract", kind):
        return {}
    first = _key(kind)[0]
    found = connection.execute(f"select * from contract.{kind} where {first} in (select unnest($keys))",
                               {"keys": [record.get(first) for record in records]})
    names = [each[0] for each in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {_named(kind, row): row for row in rows}


def _row(kind: str, record: Record, loaded: Beneath) -> Row | None:
    body, columns = record.body, contract_columns(kind)
    beneath = loaded.get(_named(kind, body), {})
    row = [body[name] if name in body else beneath.get(name) for name in columns]
    required = zip(columns.values(), row, strict=True)
    if not record.deleted and any(value is None and not column.nullable for column, value in required):
        return None
    return [*row, record.deleted]


def _named(kind: str, row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in _key(kind))


def _key(kind: str) -> tuple[str, ...]:
    return tuple(TABLES[kind].info["key"])


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(connection.execute("select 1 from duckdb_tables() where schema_name = ? and table_name = ?",
                                   [schema, table]).fetchall())
