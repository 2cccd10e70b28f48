"""Files into a draft of the warehouse, all or nothing: `contract.*`, `quarantine.*` and what was found, in `meta.*`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from data.check import Context, check_tables
from data.contract import REQUIRED_TABLES
from data.examine import copy, examine
from data.faults import FAULT, Finding, Findings, LoadRefused, WrongCall
from data.reading import Source, first_line, listed, opened
from data.reading_bytes import Unreadable
from data.warehouse import time_zone

Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much
PASSES = 3  # over each file: its bytes, its rules, its copy

META = """
CREATE SCHEMA contract; CREATE SCHEMA quarantine; CREATE SCHEMA meta;
CREATE TABLE meta.source (table_name VARCHAR, file VARCHAR, format VARCHAR, encoding VARCHAR, rows BIGINT,
    quarantined BIGINT, loaded_at TIMESTAMP, note VARCHAR);
CREATE TABLE meta.finding (severity VARCHAR, rule VARCHAR, table_name VARCHAR, file VARCHAR, line BIGINT,
    column_name VARCHAR, value VARCHAR, message VARCHAR, more BIGINT);
CREATE TABLE meta.company (name VARCHAR, is_demo BOOLEAN, seed BIGINT, loaded_at TIMESTAMP);
"""


def silent(what: str, done: int, total: int) -> None:
    """No progress shown."""


def fill(connection: duckdb.DuckDBPyConnection, directory: Path, scratch: Path, company: str | None = None,
         progress: Progress = silent) -> list[Finding]:
    """Reads, checks and writes every table of a folder into an open, empty draft. Gives what was found.

    Raises LoadRefused where the data are at fault, WrongCall where the folder is none or holds no table at all.
    """
    if not directory.is_dir():
        raise WrongCall(f"{directory} is not a folder.")
    findings = Findings()
    files = listed(directory, findings)
    if not files:
        raise WrongCall(f"{directory} holds no table: expected customer.csv or customer.parquet, subscription.csv, …")
    for table in REQUIRED_TABLES:
        if table not in files:
            findings.add(Finding(FAULT, "missing_table", "is required and no file of that name is there", table))
    connection.execute(META)
    sources: dict[str, Source] = {}
    with _room(findings, sources):
        _tables(connection, files, scratch, findings, sources, progress)
        progress("checking tables", 0, 0)
        aside = check_tables(Context(connection, sources, findings, _today()))
    found = findings.located(lambda table, rows: sources[table].lines(rows))
    if findings.refused:
        raise LoadRefused(found)
    _record(connection, sources, aside, found, company or directory.resolve().name)
    return found


def _tables(connection: duckdb.DuckDBPyConnection, files: dict[str, Path], scratch: Path, findings: Findings,
            sources: dict[str, Source], progress: Progress) -> None:
    total = PASSES * sum(path.stat().st_size for path in files.values() if path.is_file())
    done = 0
    for table, path in files.items():
        def advance(size: int, name: str = path.name) -> None:
            nonlocal done
            done += size
            progress(name, done, total)

        try:
            source = opened(connection, table, path, scratch, findings, advance)
            _one(connection, source, findings, partial(advance, path.stat().st_size))
            sources[table] = source
        except Unreadable as error:
            findings.add(Finding(FAULT, error.rule, str(error), table, path.name, error.line))


def _one(connection: duckdb.DuckDBPyConnection, source: Source, findings: Findings,
         advance: Callable[[], None]) -> None:
    try:
        examine(connection, source, findings)
        advance()
        copy(connection, source)
        advance()
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except duckdb.Error as error:
        raise Unreadable("unreadable_file", f"cannot be read: {first_line(error)}") from error


@contextmanager
def _room(findings: Findings, sources: dict[str, Source]) -> Iterator[None]:
    """Turns a lack of memory or disk into the one fault that matters."""
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        message = ("the files need more memory than is allowed: raise TENURE_MEMORY (for example 4GB), or free disk "
                   f"space to spill to ({first_line(error)})")
        findings.add(Finding(FAULT, "out_of_memory", message))
    except (duckdb.IOException, OSError) as error:
        findings.add(Finding(FAULT, "disk", f"reading or writing failed: {first_line(error)}"))
    else:
        return
    raise LoadRefused(findings.located(lambda table, rows: sources[table].lines(rows)))


def _today() -> date:
    return datetime.now(ZoneInfo(time_zone())).date()


def _record(connection: duckdb.DuckDBPyConnection, sources: dict[str, Source], aside: dict[str, int],
            found: list[Finding], company: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    for table, source in sources.items():
        quarantined = aside.get(table, 0)
        note = "line ends were mixed" if source.text and source.text.mixed else None
        connection.execute("INSERT INTO meta.source VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                           [table, source.file, source.format, source.encoding or None, source.rows - quarantined,
                            quarantined, now, note])
    for f in found:
        connection.execute("INSERT INTO meta.finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           [f.severity, f.rule, f.table, f.file, f.line, f.column, f.value, f.message, f.more])
    connection.execute("INSERT INTO meta.company VALUES (?, false, NULL, ?)", [company, now])
