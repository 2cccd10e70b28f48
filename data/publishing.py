"""How a version comes about: a draft is written, built from what changed or in full, and published in one step."""

from __future__ import annotations

import time
from collections.abc import Callable

import duckdb

from data import decided, reconciled
from data.built import How
from data.engines.draft import COPIED, RemoteDraft
from data.engines.place import Embedded
from data.health.record import carry
from data.progress import Bar
from data.store import StoreError
from data.warehouse import Draft, current_version, new_version

AnyDraft = Draft | RemoteDraft


class NotPublished(Exception):
    """The data were read but could not be built. The message says why."""


def publish(write: Callable[[AnyDraft, Bar], None], rescore: bool = False, full: bool = False,
            wait: bool = True) -> None:
    """Writes the contract's tables of a new version by `write`, builds and publishes it.

    `rescore`: past weeks too, as the health model stands; `full`: from nothing, also where less would do.
    Then its figures are recomputed a second way (docs/reconciliation.md), without `wait` by a process that goes on
    when this has ended. Errors: NotPublished; WarehouseBusy, WarehouseUnavailable and what `write` raises. The version
    in use stays then. WrongCall before anything is written.
    """
    reconciled.wanted()
    try:
        decided.reachable()
    except StoreError as error:
        raise NotPublished(f"{error} Nothing was built: without the store what was decided would be missing. "
                           "The version in use stays as it was.") from error
    with new_version() as draft:
        with Bar() as bar:
            write(draft, bar)
            if not rescore and current_version() is not None:
                _carry_health(draft)
            said = _built(draft, bar, full)
        draft.publish()
    print(said)
    print(f"Published version {draft.version}.")
    if wait:
        reconciled.after_build(draft.version)
    else:
        reconciled.beside()


def _built(draft: AnyDraft, bar: Bar, full: bool) -> str:
    from data import build as builder  # dbt's world is not needed to load the other commands
    try:
        if isinstance(draft, Draft):
            return _build(draft, bar, full)
        how = How("full build: an incremental one is made in a warehouse of this machine only")
        builder.build_there(draft, bar.show, how)
        return how.said
    except builder.BuildFailed as error:
        raise NotPublished(f"{error} The version in use stays as it was.") from error


def _build(draft: Draft, bar: Bar, full: bool) -> str:
    """Builds a draft: from what changed where that is possible. Says which it was, in one line."""
    from data import build as builder
    from data import incremental
    started = time.monotonic()
    variables = builder.prepare(draft.path)
    why: incremental.Done | str = "asked for"
    if not full:
        why = "nothing is in use yet"
        if current_version() is not None:
            why = incremental.attempt(draft.path, draft.in_use, variables, draft.scratch, bar.show)
    if isinstance(why, str):
        how = How(f"full build: {why}")
        builder.build(draft.path, draft.version, bar.show, variables, how)
        return how.said
    how = How(why.said, why.replaced)
    builder.record(draft.path, draft.version, variables, time.monotonic() - started, how)
    return how.said


def _carry_health(draft: AnyDraft) -> None:
    if not isinstance(draft, Draft):
        draft.carry()
        return
    connection = draft.connect()
    try:
        if draft.in_use.is_file():
            _attach(connection, draft)
            carry(Embedded(connection), Embedded(connection, "used"))
            connection.execute("DETACH used")
    finally:
        connection.close()


def copy_loaded(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Copies the loaded tables and their records from the version in use into a draft."""
    _attach(connection, draft)
    for schema in COPIED:
        connection.execute(f"CREATE SCHEMA {schema}")
    tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'used'")
    for schema, table in tables.fetchall():
        asked = COPIED.get(schema, ())
        if asked is None or table in asked:
            connection.execute(f"CREATE TABLE {schema}.{table} AS FROM used.{schema}.{table}")
    connection.execute("DETACH used")


def _attach(connection: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    connection.execute(f"ATTACH '{str(draft.in_use).replace(chr(39), chr(39) * 2)}' AS used (READ_ONLY)")
