"""What people decided, copied beside the loaded rows by a build: schema `decided`, and what the copy was of.

The kinds of the store that are tables of the contract. `decided.<table>_entry` holds the store's newest versions in
the contract's columns, and `removed`; the view `decided.<table>` is what counts, loaded and decided together: the store
wins by the contract's key, and what was removed there hides the loaded row. The transform reads the view where there is
one (macro contract_table). The loaded rows stay in `contract.*` as they came.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb
from sqlalchemy import Column, Date

from data.contract import TABLES, contract_columns
from data.engines.place import Place, placed
from data.store import Record, Store, configured, open_store
from data.store.company import held_by
from data.store.engine import shown

KINDS = ("assessment", "outcome", "playbook")
Row = list[Any]
Beneath = dict[tuple[str, ...], dict[str, Any]]


META = {"kind": "VARCHAR", "rows": "BIGINT", "removed": "BIGINT", "incomplete": "BIGINT", "store": "VARCHAR",
        "store_version": "BIGINT", "copied_at": "TIMESTAMP"}


def copy(where: Place | duckdb.DuckDBPyConnection) -> None:
    """Writes decided.* and meta.decided into a draft that holds contract.*; nothing where there is no store.

    A record may leave out what the loaded row of its key says: it is taken from there. One that is still short of a
    required column is left out, and said on standard error. Grain of meta.decided: kind.
    Errors: StoreError where the store that is named cannot be read: a build without it would lose what was decided.
    """
    at = placed(where)
    at.open_room("decided")
    at.open_room("meta")
    at.create("meta", "decided", META)
    if not configured():
        return
    store = open_store()
    about = [shown(store.engine.url), store.version(), datetime.now(UTC).replace(tzinfo=None)]
    at.insert("meta", "decided", [[kind, *_copy(at, kind, _standing(at, store, kind)), *about] for kind in KINDS])


def reachable() -> None:
    """Before a build begins: whether it will be able to copy. Errors: StoreError."""
    if configured():
        open_store().version()


def given(where: Place | duckdb.DuckDBPyConnection) -> list[str]:
    """The contract's tables that have rows, loaded or decided, by name."""
    at = placed(where)
    held = {kind for kind in KINDS if at.has("decided", f"{kind}_entry")}
    loaded = [name for name in at.names("contract") if name not in held]
    return sorted([*(name for name in loaded if at.filled("contract", name)),
                   *(kind for kind in held if at.filled("decided", kind))])


def source(where: Place | duckdb.DuckDBPyConnection, table: str) -> str:
    """Where the rows of a contract's table that count stand: decided.<table>, else contract.<table>."""
    at = placed(where)
    return at.table("decided" if table in KINDS and at.has("decided", f"{table}_entry") else "contract", table)


def _standing(at: Place, store: Store, kind: str) -> tuple[Record, ...]:
    demo = at.has("meta", "company") and at.value(f"select bool_or(is_demo) from {at.table('meta', 'company')}")
    return held_by(store.standing(kind), bool(demo))


def _copy(at: Place, kind: str, records: Sequence[Record]) -> tuple[int, int, int]:
    """Rows, tombstones, and records left out."""
    if not records:
        return 0, 0, 0
    loaded = _loaded(at, kind, records)
    made = [_row(kind, record, loaded) for record in records]
    whole = [row for row in made if row is not None]
    at.create("decided", f"{kind}_entry", {**_types(kind), "removed": "BOOLEAN"}, whole)
    if len(whole) < len(made):
        print(f"warning: {len(made) - len(whole):,} records of {kind} in the store name no loaded row and lack required"
              " fields: left out", file=sys.stderr)
    at.view("decided", kind, _merged(at, kind))
    removed = sum(row[-1] for row in whole)
    return len(whole) - removed, removed, len(made) - len(whole)


def _types(kind: str) -> dict[str, str]:
    return {name: str(column.type.compile()) for name, column in contract_columns(kind).items()}


def _merged(at: Place, kind: str) -> str:
    """What counts, in the contract's columns: what a company did not give is null."""
    names = ", ".join(map(at.quoted, contract_columns(kind)))
    entries = at.table("decided", f"{kind}_entry")
    decided = f"select {names} from {entries} where not removed"
    if not at.has("contract", kind):
        return decided
    columns = at.tables("contract")[kind]
    cells = ", ".join(f"cast({at.quoted(name) if name in columns else 'null'} as {at.words.type(word)})"
                      f" as {at.quoted(name)}" for name, word in _types(kind).items())
    same = " and ".join(f"entry.{at.quoted(name)} is not distinct from loaded.{at.quoted(name)}" for name in _key(kind))
    return (f"select {cells} from {at.table('contract', kind)} as loaded where not exists"
            f" (select 1 from {entries} as entry where {same}) union all {decided}")


def _loaded(at: Place, kind: str, records: Sequence[Record]) -> Beneath:
    """The loaded rows of the records' keys, by key."""
    if not at.has("contract", kind):
        return {}
    names, first = list(at.tables("contract")[kind]), _key(kind)[0]
    keys = ", ".join(sorted({at.words.text(str(record.get(first))) for record in records}))
    found = at.rows(f"select {', '.join(map(at.quoted, names))} from {at.table('contract', kind)}"
                    f" where {at.quoted(first)} in ({keys})")
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return {_named(kind, row): row for row in rows}


def _row(kind: str, record: Record, loaded: Beneath) -> Row | None:
    body, columns = record.body, contract_columns(kind)
    beneath = loaded.get(_named(kind, body), {})
    row = [_dated(column, body[name]) if name in body else beneath.get(name) for name, column in columns.items()]
    required = zip(columns.values(), row, strict=True)
    if not record.deleted and any(value is None and not column.nullable for column, value in required):
        return None
    return [*row, record.deleted]


def _dated(column: Column[Any], value: Any) -> Any:
    """The store keeps days as text."""
    return date.fromisoformat(value) if isinstance(column.type, Date) and isinstance(value, str) else value


def _named(kind: str, row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name)) for name in _key(kind))


def _key(kind: str) -> tuple[str, ...]:
    return tuple(TABLES[kind].info["key"])
