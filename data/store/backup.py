"""Backup and restore: every entry as a line of JSON, whatever the database; what is cut short or changed is noticed.

The first line says what the file is, the last how many entries it holds and the checksum over theirs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from data.store import damage
from data.store.engine import reading, shown, writing
from data.store.migrate import head, known
from data.store.model import digest, moment
from data.store.store import Store
from data.store.tables import ENTRY

FORMAT = 1
BATCH = 1000
COLUMNS = tuple(column.name for column in ENTRY.columns)
Entry = dict[str, Any]


class BackupRefused(Exception):
    """Nothing was written. The message says why and what to do."""


def backup(store: Store, file: Path) -> int:
    """Writes all entries as they stand at one moment, while others go on writing; how many.

    The file appears whole or not at all, readable by its owner alone, and is read back before that. Errors:
    BackupRefused where it is there already; OSError; StoreUnavailable.
    """
    if file.exists():
        raise BackupRefused(f"{file} is there already: a backup overwrites nothing; give another name.")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with reading(store.engine) as connection:
            write_lines(draft, _lines(connection))
        count = sum(1 for _ in entries(draft))
        os.replace(draft, file)
        damage.backed_up(file)
    finally:
        draft.unlink(missing_ok=True)
    return count


def export(connection: Connection, file: Path) -> int:
    """Writes the entries that a transaction of `reading` sees to a new file, and reads it back; how many."""
    write_lines(file, _lines(connection))
    return sum(1 for _ in entries(file))


def write_lines(file: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Lines of JSON to a new file that its owner alone may read; on the disk when this returns."""
    with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline="\n") as to:
        for line in lines:
            to.write(json.dumps(line, ensure_ascii=False) + "\n")
        to.flush()
        os.fsync(to.fileno())


def restore(store: Store, file: Path) -> int:
    """Puts a backup's entries into an empty store, as they were: all of them or none; how many.

    Errors: BackupRefused where the store holds anything, or the file is not whole; OSError; StoreUnavailable.
    """
    for _ in entries(file):  # all of it is read before anything is written
        pass
    with writing(store.engine) as connection:
        return enter(connection, file)


def enter(connection: Connection, file: Path) -> int:
    """Inserts a backup's entries in a transaction of `writing`, and reads them back; how many.

    Errors: BackupRefused where the store holds any, or the file is not whole: the transaction is then to be left.
    """
    held = connection.execute(select(func.count()).select_from(ENTRY)).scalar_one()
    if held:
        raise BackupRefused(f"The store at {shown(connection.engine.url)} holds {held:,} entries: a backup is only "
                            "restored into an empty one. Move it aside, or name a new one in TENURE_STORE_URL.")
    batch: list[Entry] = []
    for entry in entries(file):
        batch.append({**entry, "at": datetime.fromisoformat(entry["at"])})
        if len(batch) == BATCH:
            connection.execute(insert(ENTRY), batch)
            batch = []
    if batch:
        connection.execute(insert(ENTRY), batch)
    return _same(file, connection)


def damaged(connection: Connection) -> tuple[int, list[str]]:
    """How many entries a store holds, and which of them do not say what their checksum says, or break the count."""
    found, seen, count = [], Follow(), 0
    for entry in _entries(connection):
        count += 1
        wrong = seen.wrong(entry)
        if wrong:
            found.append(f"entry {entry['seq']} ({entry['kind']} {entry['key']}): {wrong}")
    return count, found


def entries(file: Path) -> Iterator[Entry]:
    """The entries of a backup, oldest first. Errors: BackupRefused at the first that is not as it was written."""
    total, seen, ended = sha256(), Follow(), None
    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        _head(file, _line(file, 1, lines.readline()))
        for number, text in enumerate(lines, start=2):
            line = _line(file, number, text)
            if ended is not None or "end" in line:
                ended = line if ended is None else {}
                continue
            wrong = "it is no entry" if set(line) != set(COLUMNS) else seen.wrong(line)
            if wrong:
                raise BackupRefused(f"{file}, line {number}: {wrong}. The backup was changed or damaged.")
            total.update(line["digest"].encode())
            yield line
    if ended != {"end": seen.seq, "digest": total.hexdigest()}:
        raise BackupRefused(f"{file} is not whole: it was cut short or changed after {seen.seq:,} entries.")


class Follow:
    """Whether entries follow one on the other without a gap, each as its checksum says."""

    def __init__(self) -> None:
        self.seq = 0
        self.versions: dict[tuple[str, str], int] = {}

    def wrong(self, entry: Entry) -> str:
        """What is wrong with the next entry; empty where nothing is."""
        self.seq, key = self.seq + 1, (str(entry["kind"]), str(entry["key"]))
        before = self.versions.get(key, 0)
        self.versions[key] = entry["version"]
        said = [entry[name] for name in ("kind", "key", "version", "body", "author", "at", "deleted")]
        if digest(*said) != entry["digest"]:
            return "its checksum does not match"
        if entry["seq"] != self.seq:
            return f"number {self.seq} is missing before it"
        return "" if entry["version"] == before + 1 else f"version {before + 1} is missing before it"


def _lines(connection: Connection) -> Iterator[Entry]:
    total, count = sha256(), 0
    yield {"tenure_store": FORMAT, "schema": head(), "written_at": moment(datetime.now(UTC))}
    for entry in _entries(connection):
        total.update(entry["digest"].encode())
        count += 1
        yield entry
    yield {"end": count, "digest": total.hexdigest()}


def _entries(connection: Connection) -> Iterable[Entry]:
    rows = connection.execute(select(ENTRY).order_by(ENTRY.c.seq).execution_options(yield_per=BATCH))
    return ({**row._mapping, "at": moment(row.at), "deleted": bool(row.deleted)} for row in rows)


def _head(file: Path, line: Entry) -> None:
    form, schema = line.get("tenure_store"), line.get("schema")
    if not isinstance(form, int):
        raise BackupRefused(f"{file} is no backup of the store.")
    if form > FORMAT or schema not in known():
        raise BackupRefused(f"{file} was written by a newer release (schema {schema}): update Tenure to restore it.")


def _line(file: Path, number: int, text: str) -> Entry:
    try:
        found = json.loads(text)
    except ValueError as error:
        what = "is no backup of the store" if number == 1 else f"is not whole: line {number} was cut short or changed"
        raise BackupRefused(f"{file} {what}.") from error
    return found if isinstance(found, dict) else {}


def _same(file: Path, connection: Connection) -> int:
    """What was written is read back before it counts."""
    count, wrong = damaged(connection)
    if wrong or count != sum(1 for _ in entries(file)):
        raise BackupRefused(f"{file} could not be restored as it is: {wrong[0] if wrong else 'entries are missing'}.")
    return count
