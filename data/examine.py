"""One file into one table of the draft: its form, its values against the rules, then the typed copy.

DuckDB reads the file twice: once to count what breaks each rule, once to copy. Only where a rule is broken is it read
again, for the rows and the values to show.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from data.faults import FAULT, SHOWN, WARNING, Finding, Findings
from data.reading import TORN, Source
from data.reading_bytes import CHUNK
from data.reading_values import PERIODS, Given, Rule, quoted

FORM = {"MISSING COLUMNS": "ragged_row", "TOO MANY COLUMNS": "ragged_row", "UNQUOTED VALUE": "unterminated_quote",
        "LINE SIZE OVER MAXIMUM": "line_too_long", "INVALID ENCODING": "not_utf8"}
SAID = {"UNQUOTED VALUE": TORN,
        "LINE SIZE OVER MAXIMUM": "the line is longer than two million bytes",
        "INVALID ENCODING": "holds bytes that are not UTF-8"}
REJECTED = 10_000  # rejected rows that are looked at one by one
NUMBERS = re.compile(r"\d+")


def examine(connection: duckdb.DuckDBPyConnection, source: Source, findings: Findings) -> None:
    """Holds every row of a source against the rules of its columns; sets the source's row count."""
    rules = [(column, rule) for column in source.columns for rule in column.rules] + _period(source)
    counts = ", ".join(["count(*)", *(f"count(*) FILTER ({rule.broken})" for _, rule in rules)])
    raws = ", ".join(f"count({column.raw})" for column in source.columns) or "0"  # unread columns go unchecked
    answer = connection.execute(f"SELECT {counts}, {raws} FROM {source.strict_scan}").fetchall()[0]
    source.rows = answer[0]
    if source.text is not None:
        _form(connection, source, findings)
    source.account(connection)
    for (column, rule), total in zip(rules, answer[1:], strict=False):
        if total:
            _show(connection, source, column, rule, total, findings)
    if not source.rows and not findings.refused:
        severity = FAULT if source.table in ("customer", "subscription") else WARNING
        findings.add(Finding(severity, "no_rows", "holds column names but no rows", source.table, source.file))


def copy(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """The typed table `contract.<table>`, its rows in the file's order (so that rowid is the row's position)."""
    columns = ", ".join(f"{column.value} AS {quoted(column.name)}" for column in source.columns)
    connection.execute(f"CREATE TABLE contract.{source.table} AS SELECT {columns} FROM {source.scan}")


def _period(source: Source) -> list[tuple[Given, Rule]]:
    given = {column.name: column for column in source.columns}
    start, end = PERIODS.get(source.table, ("", ""))
    if start not in given or end not in given:
        return []
    broken = f"({given[end].value}) < ({given[start].value})"
    return [(given[end], Rule("end_before_start", broken, f"is before {start}", given[end].raw))]


def _show(connection: duckdb.DuckDBPyConnection, source: Source, column: Given, rule: Rule, total: int,
          findings: Findings) -> None:
    if rule.code == "wrong_column_type":
        findings.add(Finding(FAULT, rule.code, rule.message, source.table, source.file, None, column.name))
        return
    rows = connection.execute(
        f"SELECT row, shown FROM (SELECT row_number() OVER () - 1 AS row, {rule.shown} AS shown, ({rule.broken}) AS "
        f"broken FROM {source.scan}) WHERE broken ORDER BY row LIMIT {SHOWN}").fetchall()
    finding = Finding(FAULT, rule.code, rule.message, source.table, source.file, column=column.name)
    findings.add_rows(finding, [(row, shown, None) for row, shown in rows], total)


def _form(connection: duckdb.DuckDBPyConnection, source: Source, findings: Findings) -> None:
    """The rows that DuckDB rejected, with the line on which each starts."""
    total = dict(connection.execute(
        "SELECT kind, count(*) FROM (SELECT max(error_type) AS kind FROM rejects GROUP BY line_byte_position) "
        "GROUP BY 1").fetchall())  # of several errors in a row the last by name says most: a quote before a count
    rows = connection.execute(
        "SELECT line_byte_position - 1, max(error_type), list(error_message), min(left(csv_line, 1000)) "
        f"FROM rejects GROUP BY line_byte_position ORDER BY 1 LIMIT {REJECTED}").fetchall()
    connection.execute("DROP TABLE rejects")
    connection.execute("DROP TABLE rejected_scans")
    if not rows or source.text is None:
        return
    lines = _lines_at(source.text.path, [offset + _leading(text) for offset, _, _, text in rows])
    source.rejected = frozenset(lines)
    for kind, count in total.items():
        found = [(line, row) for line, row in zip(lines, rows, strict=True) if row[1] == kind][:SHOWN]
        for at, (line, (_, _, messages, text)) in enumerate(found, 1):
            more = count - at if at == len(found) else 0
            findings.add(Finding(FAULT, FORM.get(kind, "unreadable_row"), _said(kind, messages), source.table,
                                 source.file, line, None, _first(text), more))


def _said(kind: str, messages: list[str]) -> str:
    if FORM.get(kind) != "ragged_row":
        return SAID.get(kind, messages[0])
    counts = [[int(number) for number in NUMBERS.findall(message)] for message in messages if "Found" in message]
    found = (max if kind.startswith("TOO") else min)(count[-1] for count in counts)
    return f"the row has {found} value{'' if found == 1 else 's'}, the header {counts[0][0]}"


def _first(text: str | None) -> str:
    return (text or "").strip("\r\n").partition("\n")[0][:200]


def _leading(text: str | None) -> int:
    """Blank lines before a rejected row belong to it as DuckDB counts."""
    text = text or ""
    return len(text) - len(text.lstrip("\r\n"))


def _lines_at(path: Path, offsets: list[int]) -> list[int]:
    """The physical line of each byte position, in ascending order."""
    lines, line, at = [], 1, 0
    with path.open("rb") as file:
        chunk = file.read(CHUNK)
        for offset in offsets:
            while offset > at + len(chunk) and chunk:
                line, at, chunk = line + chunk.count(b"\n"), at + len(chunk), file.read(CHUNK)
            line += chunk[:offset - at].count(b"\n")
            chunk, at = chunk[offset - at:], offset
            lines.append(line)
    return lines
