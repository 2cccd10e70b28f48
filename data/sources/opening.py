"""Raw tables as text: a file, or a table of a database, whose columns are SQL over a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql
from sqlalchemy import URL

from data.examine import examine
from data.faults import FAULT, Finding, Findings
from data.reading import FORMATS, Source, first_line, parquet_source, text_source
from data.reading_bytes import Unreadable, ready
from data.reading_values import quoted
from data.sources.where import Where

Advance = Callable[[int], None]
TIMEOUT = 20  # seconds in which a database must answer a first time


@dataclass(frozen=True)
class Table:
    """A raw table that can be read. `columns`: the SQL of each column's text, by its name in small letters."""

    source: Source
    columns: Mapping[str, str]


class Inputs:
    """Opens raw tables into one scratch database; keeps what is needed to say where a row stands."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scratch: Path, findings: Findings,
                 advance: Advance) -> None:
        self.connection, self.scratch, self.findings, self.advance = connection, scratch, findings, advance
        self.opened: dict[str, Source] = {}

    def lines(self, table: str, rows: list[int]) -> dict[int, int]:
        return self.opened[table].lines(rows)

    def file(self, key: str, path: Path, shown: str) -> Table | None:
        """A file as a table; null where it cannot be read, which is said. `key` names it among all that is opened."""
        try:
            return self.keep(key, shown, *self._of(key, path))
        except Unreadable as error:
            self.findings.add(Finding(FAULT, error.rule, str(error), key, shown, error.line))
        except OSError as error:
            said = f"cannot be read: {error.strerror or error}"
            self.findings.add(Finding(FAULT, "unreadable_file", said, key, shown))
        return None

    def _of(self, key: str, path: Path) -> tuple[Source, dict[str, str]]:
        if path.suffix.lower() == ".parquet":
            source, described = parquet_source(self.connection, key, path)
            self.advance(path.stat().st_size)
            return source, {name.lower(): f"CAST({quoted(name)} AS VARCHAR)" for name, _ in described}
        folder = self.scratch / key
        source, header = text_source(key, path, ready(path, folder, self.advance), self.findings)
        return source, {name.lower(): f"c{at}" for at, name in enumerate(header) if name}

    def keep(self, key: str, shown: str, source: Source, columns: dict[str, str]) -> Table | None:
        source.file = shown
        self.opened[key] = source
        before = sum(finding.severity == FAULT for finding in self.findings.all)
        examine(self.connection, source, self.findings)
        after = sum(finding.severity == FAULT for finding in self.findings.all)
        return Table(source, columns) if after == before else None


def folder_tables(where: Where, findings: Findings) -> dict[str, Path]:
    """The files of a folder by the table they hold, in small letters. What is no folder is a fault."""
    folder = where.paths[0]
    if len(where.paths) > 1 or not folder.is_dir():
        said = f"{where.shown} is no folder; it must hold a CSV or Parquet file for each replicated table"
        findings.add(Finding(FAULT, "no_folder", said))
        return {}
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if path.suffix.lower() not in FORMATS:
            continue
        if name in found:
            findings.add(Finding(FAULT, "two_files", f"holds the same table as {found[name].name}; keep one of them",
                                 file=f"{folder.name}/{path.name}"))
        found.setdefault(name, path)
    return found


class NotReached(Exception):
    """A database that did not answer, or not as it must; the message holds no password."""


@contextmanager
def database(where: Where, connection: duckdb.DuckDBPyConnection) -> Iterator[Duck | Postgres]:
    """A database opened for reading. Errors: NotReached."""
    url = where.url
    assert url is not None
    made: Duck | Postgres
    try:
        made = Duck(url, where, connection) if url.get_backend_name() == "duckdb" else Postgres(url, where)
    except (duckdb.Error, psycopg.Error, OSError) as error:
        raise NotReached(f"{where.shown}: cannot be opened: {_without(url, first_line(error))}") from error
    try:
        yield made
    except (duckdb.IOException, psycopg.Error) as error:
        raise NotReached(f"{where.shown}: reading failed: {_without(url, first_line(error))}") from error
    finally:
        made.close()


def _without(url: URL, message: str) -> str:
    return message.replace(str(url.password), "***") if url.password else message


class Duck:
    """A schema of a DuckDB file."""

    def __init__(self, url: URL, where: Where, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.schema = connection, where.schema
        path = str(url.database).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS read_from (READ_ONLY)")

    def tables(self) -> dict[str, str]:
        rows = self.connection.execute("SELECT table_name FROM information_schema.tables "
                                       "WHERE table_catalog = 'read_from' AND table_schema = ?",
                                       [self.schema]).fetchall()
        return {name.lower(): name for name, in rows}

    def open(self, inputs: Inputs, key: str, name: str) -> Table | None:
        """The table, copied as text into the scratch database: the file is closed again before the models run."""
        full = f'read_from.{quoted(self.schema)}.{quoted(name)}'
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {full}").fetchall()]
        copied = quoted(f"copy of {key}")
        texts = ", ".join(f"CAST({quoted(column)} AS VARCHAR) AS c{at}" for at, column in enumerate(columns))
        self.connection.execute(f"CREATE OR REPLACE TABLE {copied} AS SELECT {texts} FROM {full}")
        source = Source(key, name, "duckdb", copied, copied)
        return inputs.keep(key, f"{self.schema}.{name}", source,
                            {column.lower(): f"nullif(c{at}, '')" for at, column in enumerate(columns)})

    def close(self) -> None:
        self.connection.execute("DETACH read_from")


class Postgres:
    """A schema of a PostgreSQL database; tables come as CSV text, by COPY."""

    def __init__(self, url: URL, where: Where) -> None:
        self.schema = where.schema
        named = {"host": url.host, "port": url.port, "user": url.username, "password": url.password,
                 "dbname": url.database}
        self.connection = psycopg.connect(
            **{**named, **_plain(url)}, connect_timeout=TIMEOUT,
            options="-c TimeZone=UTC -c DateStyle=ISO -c default_transaction_read_only=on")

    def tables(self) -> dict[str, str]:
        rows = self.connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = %s",
                                       [self.schema]).fetchall()
        return {name.lower(): name for name, in rows}

    def open(self, inputs: Inputs, key: str, name: str) -> Table | None:
        folder = inputs.scratch / key
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "copied.csv"
        query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')").format(
            sql.Identifier(self.schema, name))
        with file.open("wb") as target, self.connection.cursor().copy(query) as copied:
            for block in copied:
                target.write(block)
        return inputs.file(key, file, f"{self.schema}.{name}")

    def close(self) -> None:
        self.connection.close()


def _plain(url: URL) -> dict[str, Any]:
    """What the URL's query may say: where a socket lies, and how the way is secured."""
    return {key: value for key, value in url.query.items()
            if isinstance(value, str) and (key in ("host", "port") or key.startswith("ssl"))}
