"""Whether the store is as it was written: what is damaged is neither read nor written, and one message says what to do.

Three things are held against each other when a store is opened: SQLite's own look at its file, the entries' numbers,
which have no gaps, and a mark beside the file (`store.sqlite-mark`) of how many entries it held at least. So a file
that was cut, emptied, replaced by an older copy or parted from its log is noticed too. The checksum of an entry is
held against it each time it is read. docs/reliability.md
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text

from data.configured import home
from data.store.model import StoreDamaged, digest, moment
from data.store.tables import ENTRY

WHOLE_CHECK = 64 << 20
"""Bytes up to which indexes are held against their tables too."""
WORDS = ("malformed", "not a database", "corrupt")
LAST_BACKUP = "last-backup"

_found: dict[str, StoreDamaged] = {}


def refuse(engine: Engine) -> None:
    """Once damage was found nothing is read or written by this process until another file stands there.

    Errors: StoreDamaged.
    """
    if _name(engine) in _found:
        raise _found[_name(engine)]


def forget(engine: Engine) -> None:
    """Another file stands there, or this one is looked at anew."""
    _found.pop(_name(engine), None)


def damaged(engine: Engine, why: str) -> StoreDamaged:
    """The error for a damaged store, which is kept: every later use of it refuses with the same message."""
    at = engine.url.render_as_string(hide_password=True)
    error = StoreDamaged(f"The store at {at} is damaged ({why.rstrip('.')}): nothing is read from it or written to it. "
                         f"Move it and the files beside it (-wal, -shm, -mark) aside and restore a backup; {last()}.")
    _found[_name(engine)] = error
    return error


def sounds(said: str) -> bool:
    """Whether a database's own error means that its file is damaged."""
    return any(word in said.lower() for word in WORDS)


def examine(engine: Engine, file: Path) -> None:
    """A SQLite store's file as SQLite sees it. Errors: StoreDamaged, and SQLAlchemy's own."""
    whole = file.stat().st_size <= WHOLE_CHECK
    check = text("PRAGMA integrity_check(1)") if whole else text("PRAGMA quick_check(1)")
    with engine.connect() as connection:
        said = str(connection.execute(check).scalar())
    if said != "ok":
        raise damaged(engine, said.splitlines()[-1])


def count(engine: Engine, file: Path) -> None:
    """The entries without a gap, and as many as there were at least; notes how many there are. Errors: StoreDamaged.

    Others write meanwhile: the mark is read first, and one statement counts and looks for the last.
    """
    before = marked(file)
    with engine.connect() as connection:
        if file.stat().st_size <= WHOLE_CHECK:
            _entries(engine, connection)
        asked = select(func.count(), func.coalesce(func.max(ENTRY.c.seq), 0)).select_from(ENTRY)
        counted = connection.execute(asked).one()
        held, last_number = int(str(counted[0])), int(str(counted[1]))
    if held != last_number:
        raise damaged(engine, f"it holds {held:,} entries, and the last has the number {last_number:,}")
    if held < before:
        raise damaged(engine, f"it holds {held:,} entries and held {before:,} before")
    mark(file, held)


def _entries(engine: Engine, connection: Connection) -> None:
    """Each entry against its checksum."""
    for row in connection.execute(select(ENTRY).execution_options(yield_per=1000)):
        said = digest(row.kind, row.key, int(row.version), row.body, row.author, moment(row.at), bool(row.deleted))
        if said != row.digest:
            raise damaged(engine, f"entry {row.seq} ({row.kind} {row.key}) does not say what its checksum says")


def mark_of(file: Path) -> Path:
    """Where the mark of a SQLite store stands."""
    return file.with_name(f"{file.name}-mark")


def mark(file: Path, held: int) -> None:
    """Notes how many entries are on the disk: a lower bound, so nothing waits for it to be on the disk itself."""
    draft = mark_of(file).with_name(f"{mark_of(file).name}.{os.getpid()}")
    with suppress(OSError):  # a disk that takes no note keeps the one before, which is a lower bound too
        draft.write_text(f"{held} {_check(str(held))}\n", encoding="utf-8")
        os.replace(draft, mark_of(file))


def marked(file: Path) -> int:
    """How many entries a store held at least; 0 where there is no mark, or it is damaged itself."""
    try:
        held, _, check = mark_of(file).read_text(encoding="utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return 0
    return int(held) if held.isdigit() and check == _check(held) else 0


def backed_up(to: Path) -> None:
    """Notes where the last backup was written, for whoever needs it."""
    with suppress(OSError):
        (home() / LAST_BACKUP).write_text(f"{to.absolute()}\n", encoding="utf-8")


def last() -> str:
    """Which backup was the last, in words."""
    try:
        return f"the last one was written to {(home() / LAST_BACKUP).read_text(encoding='utf-8').strip()}"
    except (OSError, UnicodeDecodeError):
        return "no backup was noted in this home"


def _name(engine: Engine) -> str:
    return str(engine.url.render_as_string(hide_password=False))


def _check(said: str) -> str:
    return sha256(said.encode()).hexdigest()[:12]
