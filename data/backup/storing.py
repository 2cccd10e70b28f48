"""The store of a backup: as a new SQLite file, or into an empty database on a server."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, select, text

from data.backup import logs
from data.backup.manifest import AUDIT, DELIVERY, STORE
from data.store.backup import enter, entries
from data.store.engine import connect, parsed, reading, told, writing
from data.store.migrate import ready
from data.store.tables import AUDIT as AUDIT_LOG
from data.store.tables import DELIVERY as DELIVERY_LOG
from data.store.tables import ENTRY


def made(folder: Path, at: Path) -> Path:
    """A new SQLite store in a folder, of this release's schema, with what a backup holds; it is one file, closed.

    Errors: BackupRefused where an entry is not as it was written; StoreError.
    """
    file = at / "store.sqlite"
    engine = connect(parsed(f"sqlite:///{file}"))
    try:
        ready(engine)
        _fill(engine, folder)
        with told(engine), engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    finally:
        engine.dispose()
    file.chmod(0o600)
    return file


def into_server(folder: Path, url: str) -> None:
    """Puts a backup's store into an empty database, in one transaction. One that holds just these entries is done.

    Errors: BackupRefused where it holds anything else: the old one stays beside the new; StoreError.
    """
    engine = connect(parsed(url))
    try:
        ready(engine)
        with reading(engine) as connection:
            held: list[str] = list(connection.execute(select(ENTRY.c.digest).order_by(ENTRY.c.seq)).scalars())
        if not held or held != [entry["digest"] for entry in entries(folder / STORE)]:
            _fill(engine, folder)
    finally:
        engine.dispose()


def _fill(engine: Engine, folder: Path) -> None:
    with writing(engine) as connection:
        enter(connection, folder / STORE)
        logs.enter(connection, AUDIT_LOG, folder / AUDIT)
        logs.enter(connection, DELIVERY_LOG, folder / DELIVERY)
