"""The store: reading it, and writing one decision at a time. Entries are only ever added."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, func, insert, select

from data.store import damage
from data.store.engine import connect, file_of, parsed, reading, store_url, told, writing
from data.store.kinds import check, check_author
from data.store.migrate import ready
from data.store.model import Conflict, EntryDamaged, Record, StoreUnavailable, canonical, digest, frozen, moment
from data.store.tables import ENTRY

_opened: dict[str, tuple[int | None, Store]] = {}
_opening = threading.Lock()


class Store:
    """One store, at this release's schema. Safe for threads; every call is a transaction of its own.

    What is current is kept until another entry of its kind is written, by whomever: a page asks in every run.
    Every method raises StoreUnavailable where the database cannot be reached.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept: dict[str, tuple[tuple[Any, ...], tuple[Record, ...], tuple[Record, ...]]] = {}

    def current(self, kind: str) -> tuple[Record, ...]:
        """The newest version of each key of a kind, ordered by key; what was removed is left out."""
        return self._standing(kind)[1]

    def at(self, kind: str, moment: datetime) -> tuple[Record, ...]:
        """What `current` gave at a moment (aware; a naive one counts as UTC): everything written until then."""
        utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        with reading(self.engine) as connection:
            return tuple(each for each in _newest(connection, kind, utc) if not each.deleted)

    def standing(self, kind: str) -> tuple[Record, ...]:
        """The newest version of each key, tombstones too, ordered by key."""
        return self._standing(kind)[0]

    def history(self, kind: str, key: str) -> tuple[Record, ...]:
        """Every version of one key, oldest first, tombstones too; empty for a key that never was."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(ENTRY).where(ENTRY.c.kind == kind, ENTRY.c.key == key)
                                      .order_by(ENTRY.c.version)).all()
            return tuple(record(row) for row in rows)

    def version(self) -> int:
        """How many entries were written so far: grows by one with every write, 0 for an empty store."""
        with reading(self.engine) as connection:
            return _last(connection)[0]

    def put(self, kind: str, key: str, body: Mapping[str, Any], author: str, base: int) -> Record:
        """Writes a version on top of the one that the editor saw (`base`; 0 for a new key), and gives it.

        What is given back is on the disk. The same author's same text on top of the same base, asked for again because
        its answer was lost, gives the version that it made. Errors: Invalid; Conflict where somebody else wrote.
        """
        return self._write(kind, key, body, author, base)

    def remove(self, kind: str, key: str, author: str, base: int) -> Record:
        """Writes a tombstone on top of the version that the editor saw; it keeps the body of what it removes.

        Errors: Conflict where somebody else wrote, or where the key never was; Invalid for the author.
        """
        return self._write(kind, key, None, author, base)

    def _standing(self, kind: str) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """What stands with tombstones and without, read anew where the kind's last entry is another one."""
        with reading(self.engine) as connection:
            last = connection.execute(select(ENTRY.c.seq, ENTRY.c.digest).where(ENTRY.c.kind == kind)
                                      .order_by(ENTRY.c.seq.desc()).limit(1)).first()
            mark, kept = tuple(last or ()), self._kept.get(kind)
            if kept is None or kept[0] != mark:
                every = _newest(connection, kind)
                kept = self._kept[kind] = (mark, every, tuple(each for each in every if not each.deleted))
        return kept[1], kept[2]

    def _write(self, kind: str, key: str, body: Mapping[str, Any] | None, author: str, base: int) -> Record:
        made, seq = self._written(kind, key, body, author, base)
        file = file_of(self.engine.url)
        if seq and file is not None:
            damage.mark(file, seq)
        return made

    def _written(self, kind: str, key: str, body: Mapping[str, Any] | None, author: str, base: int
                 ) -> tuple[Record, int]:
        """The record and the number of its entry; 0 where nothing new was written."""
        with writing(self.engine) as connection:
            row = connection.execute(select(ENTRY).where(ENTRY.c.kind == kind, ENTRY.c.key == key)
                                     .order_by(ENTRY.c.version.desc()).limit(1)).first()
            now = record(row) if row is not None else _nothing(kind, key)
            if body is None:
                check_author(author)
            else:
                check(kind, key, body, author, now.body if now.version else None)
            said = _said(body if body is not None else now.body)
            if _again(now, said, author, base, body is None):
                return now, 0
            anew = base == 0 and now.deleted and body is not None  # what was removed can be entered anew
            if not anew and (base != now.version or (now.deleted and body is None)):
                raise Conflict(now)
            return _added(connection, now, said, author, body is None)


def _newest(connection: Connection, kind: str, until: datetime | None = None) -> tuple[Record, ...]:
    """The newest version of each key, tombstones too, ordered by key: the databases order text differently."""
    rows = connection.execute(newest(kind, until)).all()
    return tuple(sorted(map(record, rows), key=lambda each: each.key))


def newest(kind: str | None, until: datetime | None = None) -> Select[Any]:
    """The newest entry of each key, of one kind or of all; `until`: as it stood at that moment (UTC, naive)."""
    limits = [ENTRY.c.kind == kind] if kind is not None else []
    limits += [ENTRY.c.at <= until] if until is not None else []
    top = (select(ENTRY.c.kind, ENTRY.c.key, func.max(ENTRY.c.version).label("version")).where(*limits)
           .group_by(ENTRY.c.kind, ENTRY.c.key).subquery())
    same = and_(ENTRY.c.kind == top.c.kind, ENTRY.c.key == top.c.key, ENTRY.c.version == top.c.version)
    return select(ENTRY).join(top, same)


def record(row: Row[Any]) -> Record:
    """An entry as a record. Errors: EntryDamaged where it does not say what its checksum says."""
    said = digest(row.kind, row.key, int(row.version), row.body, row.author, moment(row.at), bool(row.deleted))
    if said != row.digest:
        raise EntryDamaged(f"entry {row.seq} ({row.kind} {row.key}) does not say what its checksum says")
    return Record(row.kind, row.key, int(row.version), frozen(json.loads(row.body)), row.author,
                  row.at.replace(tzinfo=UTC), bool(row.deleted))


def open_store(url: str | None = None, migrate: bool = True) -> Store:
    """The store at a URL (default: store_url()), brought up to this release's schema; one engine per process and URL.

    Errors: StoreUnavailable, StoreNewer, StoreOutdated (see data.store.migrate.ready).
    """
    asked = parsed(url or store_url())
    name, file = str(asked.render_as_string(hide_password=False)), file_of(asked)
    with _opening:
        known = _opened.get(name)
        if known and known[0] == (_inode(file) if file else None):
            return known[1]
        if known:
            known[1].engine.dispose()  # the file was replaced: its connections hold one that nobody else sees
        _place(file)
        engine = connect(asked)
        _checked(engine, file, migrate)
        made = Store(engine)
        _opened[name] = (_inode(file) if file else None, made)
        return made


def _checked(engine: Engine, file: Path | None, migrate: bool) -> None:
    """Brings a store up to this release's schema where it is whole."""
    damage.forget(engine)
    if file is None:
        ready(engine, migrate)
        return
    if not file.exists() and damage.marked(file):
        raise damage.damaged(engine, f"the file is gone; it held {damage.marked(file):,} entries")
    with told(engine):
        if file.exists():
            damage.examine(engine, file)
        ready(engine, migrate)
        damage.count(engine, file)


def _inode(file: Any) -> int | None:
    try:
        return int(file.stat().st_ino)
    except OSError:
        return None


def _place(file: Any) -> None:
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"The store's folder {file.parent} cannot be made: {error.strerror}.") from error


def _last(connection: Connection) -> tuple[int, datetime | None]:
    row = connection.execute(select(ENTRY.c.seq, ENTRY.c.at).order_by(ENTRY.c.seq.desc()).limit(1)).first()
    return (int(row.seq), row.at) if row is not None else (0, None)


def _nothing(kind: str, key: str) -> Record:
    return Record(kind, key, 0, (), "", datetime.now(UTC), deleted=True)


def _said(body: Mapping[str, Any]) -> str:
    """The body as it is kept: a null says no more than a field that is not there."""
    return canonical({name: value for name, value in body.items() if value is not None})


def _again(now: Record, said: str, author: str, base: int, removed: bool) -> bool:
    """Whether what stands now is what this very editor asked for on top of what they saw."""
    before = now.version - 1
    return (before >= 0 and base == before and now.author == author and now.deleted == removed
            and canonical(now.body) == said)


def _added(connection: Connection, now: Record, said: str, author: str, removed: bool) -> tuple[Record, int]:
    seq, last = _last(connection)
    at = datetime.now(UTC).replace(tzinfo=None)
    at = max(at, last) if last is not None else at  # a clock that is set back must not reorder what was written
    version = now.version + 1
    connection.execute(insert(ENTRY).values(
        seq=seq + 1, kind=now.kind, key=now.key, version=version, body=said, author=author, at=at, deleted=removed,
        digest=digest(now.kind, now.key, version, said, author, moment(at), removed)))
    made = Record(now.kind, now.key, version, frozen(json.loads(said)), author, at.replace(tzinfo=UTC), removed)
    return made, seq + 1
