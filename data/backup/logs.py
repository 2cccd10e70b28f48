"""The audit log and the delivery log as lines of JSON, whichever database they stand in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Table, func, insert, select, text

from data.store.backup import BATCH, BackupRefused, write_lines
from data.store.tables import AUDIT, DELIVERY

LOGS = (AUDIT, DELIVERY)


def export(connection: Connection, table: Table, file: Path) -> int:
    """Writes a log's rows as a transaction sees them to a new file; how many."""
    write_lines(file, _lines(connection, table))
    return sum(1 for _ in rows(table, file))


def enter(connection: Connection, table: Table, file: Path) -> int:
    """Inserts a file's rows into an empty log, within a transaction; how many. Errors: BackupRefused."""
    held = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if held:
        raise BackupRefused(f"The {table.name} log there holds {held:,} rows: a backup is only restored into an empty "
                            "store. Name a new, empty database in TENURE_STORE_URL.")
    batch: list[dict[str, Any]] = []
    count = 0
    for row in rows(table, file):
        batch.append(row)
        count += 1
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    if table is AUDIT and count and connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'seq'), (SELECT max(seq) FROM audit))"))
    return count


def rows(table: Table, file: Path) -> Iterator[dict[str, Any]]:
    """A file's rows with their types. Errors: BackupRefused where it is not whole."""
    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        count, ended = 0, None
        for line in map(_read, lines):
            if line is None or ended is not None:
                break
            if "end" in line:
                ended = line["end"]
                continue
            if set(line) != {column.name for column in table.columns}:
                break
            count += 1
            yield {column.name: _typed(column, line[column.name]) for column in table.columns}
    if ended != count:
        raise BackupRefused(f"{file} is not whole: it was cut short or changed after {count:,} rows.")


def _lines(connection: Connection, table: Table) -> Iterable[dict[str, Any]]:
    count = 0
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(asked):
        count += 1
        yield {name: value.isoformat() if isinstance(value, date) else value for name, value in row._mapping.items()}
    yield {"end": count}


def _read(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _typed(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
