"""The files of a folder as sources: which table each holds, how DuckDB scans it, which line a row stands in."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data.contract import TABLES, contract_columns
from data.faults import FAULT, WARNING, Finding, Findings
from data.printable import printable
from data.reading_bytes import SHIFT_JIS, UTF8_BOM, TextFile, Unreadable, ready
from data.reading_header import header_of
from data.reading_values import Given, from_parquet, from_text, literal, quoted

FORMATS = (".csv", ".parquet")
TORN = "a quoted value does not end as it should (is the file cut off?)"
RESERVED = ("rowid",)  # DuckDB's own name for a row's position
SPOKEN = {UTF8_BOM: ("byte_order_mark", "starts with a byte-order mark; read as UTF-8"),
          SHIFT_JIS: ("shift_jis", "is not UTF-8; read as Shift_JIS (cp932)")}


@dataclass
class Source:
    """One file of one table. `scan` is SQL that reads it; rows that break its form are left out with `scan`, and
    recorded with `strict_scan`. `lines` and `header_lines` serve to find the line of a row."""

    table: str
    file: str
    format: str
    scan: str
    strict_scan: str
    columns: tuple[Given, ...] = ()
    text: TextFile | None = None
    header_lines: int = 0
    rows: int = 0
    rejected: frozenset[int] = field(default_factory=frozenset)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def encoding(self) -> str:
        return self.text.encoding if self.text else ""

    def lines(self, rows: list[int]) -> dict[int, int]:
        """The physical line of each row (from 0) of the file; of a Parquet file, the row counted from 1."""
        if self.text is None:
            return {row: row + 1 for row in rows}
        if not self.rejected and self.text.lines == self.header_lines + self.rows:
            return {row: row + 1 + self.header_lines for row in rows}
        wanted, found = set(rows), {}
        for row, line in enumerate(self._record_lines()):
            if row in wanted:
                found[row] = line
                if len(found) == len(wanted):
                    break
        return {row: found.get(row, row + 1 + self.header_lines) for row in rows}

    def account(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Unreadable where a record of the file was neither read nor rejected, with the line of the first of them."""
        if self.text is None or self.rejected or self.text.lines == self.header_lines + self.rows:
            return
        if sum(1 for _ in self._records()) != self.rows:
            said = "from here on not every row could be read; save the file anew with plain line ends"
            raise Unreadable("rows_lost", said, self._first_lost(connection))

    def _first_lost(self, connection: duckdb.DuckDBPyConnection) -> int:
        """The line of the first record that differs from what DuckDB reads there."""
        asked = connection.execute(f"SELECT * FROM {self.scan}")
        return next((line for line, record in self._records()
                     if asked.fetchone() != tuple(cell or None for cell in record)), self.header_lines + 1)

    def _record_lines(self) -> Iterator[int]:
        """The line on which each sound record starts, where cells hold line breaks or lines are blank."""
        return (line for line, _ in self._records())

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each sound record with the line on which it starts."""
        if self.text is None:
            return
        before = csv.field_size_limit(1 << 30)
        try:
            with self.text.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=not self.rejected)
                next(reader, None)
                start = reader.line_num + 1
                for record in reader:
                    if record and start not in self.rejected:
                        yield start, record
                    start = reader.line_num + 1
        except csv.Error as error:
            raise Unreadable("unterminated_quote", TORN, start) from error
        finally:
            csv.field_size_limit(before)


def listed(directory: Path, findings: Findings) -> dict[str, Path]:
    """The file of each table in the folder. What is no table of the contract is said and left alone."""
    found: dict[str, Path] = {}
    for path in sorted(directory.iterdir()):
        table = path.stem.lower()
        if path.suffix.lower() not in FORMATS or table not in TABLES:
            message = "is no table of the contract; it was ignored"
            findings.add(Finding(WARNING, "unknown_file", message, file=_shown(path)))
        elif table in found:
            message = f"holds the same table as {found[table].name}; keep one of them"
            findings.add(Finding(FAULT, "two_files", message, table=table, file=path.name))
        else:
            found[table] = path
    return found


def opened(connection: duckdb.DuckDBPyConnection, table: str, path: Path, scratch: Path, findings: Findings,
           advance: Callable[[int], None]) -> Source:
    """One file as a source. Unreadable where it cannot be read at all; lesser faults go into `findings`."""
    if not path.is_file():  # a pipe would be waited for without end
        raise Unreadable("not_a_file", "is no file (a folder, a pipe, a link to nothing): put the table there")
    try:
        if path.suffix.lower() == ".csv":
            return _csv(table, path, ready(path, scratch, advance), findings)
        source = _parquet(connection, table, path, findings)
    except OSError as error:
        raise Unreadable("unreadable_file", f"cannot be read: {error.strerror or error}") from error
    advance(path.stat().st_size)
    return source


def _csv(table: str, path: Path, text: TextFile, findings: Findings) -> Source:
    source, header = text_source(table, path, text, findings)
    source.columns = _columns(source, [(name, f"c{at}", "VARCHAR") for at, name in enumerate(header)], findings)
    return source


def text_source(table: str, path: Path, text: TextFile, findings: Findings) -> tuple[Source, list[str]]:
    """A CSV file as a source without columns, and its header; column N of the file is `cN` in the scan.

    DuckDB 2.0 loses rows silently when it reads in parallel (a ragged or multi-line row across two buffers) or is
    told that lines end with CR LF: it reads in one thread and finds the line end itself. `Source.account` makes sure.
    """
    if text.encoding in SPOKEN:
        rule, message = SPOKEN[text.encoding]
        findings.add(Finding(WARNING, rule, message, table=table, file=path.name))
    header, header_lines = header_of(text.path)
    options = (f"{literal(_plain(text.path))}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
               "strict_mode=true, null_padding=false, parallel=false, columns={"
               + ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(header))) + "}")
    source = Source(table, path.name, "csv", f"read_csv({options}, ignore_errors=true)",
                    f"read_csv({options}, store_rejects=true, rejects_table='rejects', rejects_scan='rejected_scans')",
                    text=text, header_lines=header_lines)
    return source, header


def _parquet(connection: duckdb.DuckDBPyConnection, table: str, path: Path, findings: Findings) -> Source:
    source, described = parquet_source(connection, table, path)
    source.columns = _columns(source, [(name, quoted(name), kind) for name, kind in described], findings)
    return source


def parquet_source(connection: duckdb.DuckDBPyConnection, table: str, path: Path
                   ) -> tuple[Source, list[tuple[str, str]]]:
    """A Parquet file as a source without columns, and its columns' names and DuckDB types."""
    scan = f"read_parquet({literal(_plain(path))}, hive_partitioning=false)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise Unreadable("unreadable_parquet", f"is not a whole Parquet file: {first_line(error)}") from error
    return Source(table, path.name, "parquet", scan, scan), [(name, kind) for name, kind, *_ in described]


def _columns(source: Source, given: list[tuple[str, str, str]], findings: Findings) -> tuple[Given, ...]:
    """The columns to load: the contract's, and for customers every further one as text."""
    contract = contract_columns(source.table)
    made = []
    for name, sql, kind in given:
        column = contract.get(name.lower())
        if column is not None:
            made.append(from_text(source.table, column, sql) if source.text
                        else from_parquet(source.table, column, sql, kind))
        elif source.table == "customer" and name and name.lower() not in RESERVED:
            made.append(Given(name, f"CAST({sql} AS VARCHAR)", f"CAST({sql} AS VARCHAR)"))
        else:
            findings.add(Finding(WARNING, "unknown_column", "is no column of the contract; it was ignored",
                                 source.table, source.file, 1 if source.text else None, name or "(no name)"))
    for name in contract:
        if name not in {column.name for column in made} and not contract[name].nullable:
            findings.add(Finding(FAULT, "missing_column", "is missing; the contract requires this column",
                                 source.table, source.file, 1 if source.text else None, name))
    return tuple(made)


def _shown(path: Path) -> str:
    """A file's name on one line, in letters that can be written anywhere: names are bytes, and may hold any."""
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return printable(name)


def _plain(path: Path) -> str:
    """The path for DuckDB, which reads *, ? and [ as patterns."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
