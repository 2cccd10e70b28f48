"""The database behind the store: its URL, and an engine whose writes are durable and come one at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from data import leaving
from data.configured import STORE_PASSWORD, with_password
from data.faults import WrongCall
from data.store import damage
from data.store.model import EntryDamaged, StoreUnavailable
from data.store.timing import timed
from data.warehouse import home

WAIT_SECONDS = 30
CONNECT_SECONDS = 10
LOCK = 0x54454E5552  # one number for everybody: PostgreSQL's advisory lock of writers and migrations


def store_url() -> str:
    """The SQLAlchemy URL of the store: TENURE_STORE_URL, with the password of TENURE_STORE_PASSWORD where it has none;
    else a SQLite file under `home()`. Errors: StoreUnavailable where the password's file cannot be read.
    """
    given = os.environ.get("TENURE_STORE_URL")
    if not given:
        return f"sqlite:///{home() / 'store.sqlite'}"
    try:
        return with_password(given, STORE_PASSWORD)
    except WrongCall as error:
        raise StoreUnavailable(str(error)) from error


def configured() -> bool:
    """Whether there is a store to read: one is named, or the default file is there, or was. Creates nothing."""
    default = home() / "store.sqlite"
    return bool(os.environ.get("TENURE_STORE_URL")) or default.exists() or damage.mark_of(default).exists()


def parsed(url: str) -> URL:
    """The URL, if it names a database the store works on. Errors: StoreUnavailable."""
    try:
        found = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except ArgumentError as error:
        raise StoreUnavailable("TENURE_STORE_URL is no database URL: write sqlite:////folder/store.sqlite or "
                               "postgresql://user:password@host/database.") from error
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreUnavailable(f"{shown(found)}: the store works on SQLite and PostgreSQL only.")
    if found.get_backend_name() == "sqlite" and found.database in (None, "", ":memory:"):
        raise StoreUnavailable("A SQLite store needs a file: sqlite:////folder/store.sqlite, not one in memory.")
    return found


def shown(url: URL) -> str:
    """The URL without its password."""
    return url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The file of a SQLite store; null for PostgreSQL."""
    return Path(url.database).resolve() if url.get_backend_name() == "sqlite" and url.database else None


def connect(url: URL) -> Engine:
    """An engine for the store. Nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        engine = sqlalchemy.create_engine(url, connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
        return engine
    try:
        return sqlalchemy.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=20, hide_parameters=True,
                                        connect_args={"connect_timeout": CONNECT_SECONDS})
    except (NoSuchModuleError, ImportError, TypeError) as error:
        raise StoreUnavailable(f"{shown(url)}: no driver for it is installed ({error}).") from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the store, whatever is written meanwhile. Errors: StoreUnavailable."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ",
                                                          "postgresql_readonly": True}
    with timed("read"), told(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes; on the disk when the block is left. Errors: StoreUnavailable.

    Writers queue: decisions are rare, and only so do `seq` and `at` grow in the order in which readers see them.
    """
    with leaving.working("store"), timed("write") as turn, told(engine), \
            engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        turn.came()
        yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """A database's own error as one line that names the store. Errors: StoreDamaged, StoreUnavailable."""
    damage.refuse(engine)
    try:
        yield
    except EntryDamaged as error:
        raise damage.damaged(engine, str(error)) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        line = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
        if engine.dialect.name == "sqlite" and damage.sounds(line):
            raise damage.damaged(engine, line) from error
        raise StoreUnavailable(f"The store at {shown(engine.url)} cannot be used: {line.rstrip('.')}.") from error


def _sqlite_connected(connection: Any, _record: object) -> None:
    """WAL, so that readers never wait for a writer; FULL, so that what is acknowledged survives a loss of power."""
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:  # two that open a new file at once: the busy timeout does not hold
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begins(connection: Connection) -> None:
    """A writer takes its lock at once: two that read first and write later could only fail each other."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
