"""What every check over loaded tables needs: the draft, its sources, the findings, and one way to report rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
from sqlalchemy import Column

from data.contract import TABLES, contract_columns
from data.faults import SHOWN, Finding, Findings
from data.reading import Source


@dataclass(frozen=True)
class Context:
    """The draft under check. `today` is the day in the configured time zone."""

    connection: duckdb.DuckDBPyConnection
    sources: dict[str, Source]
    findings: Findings
    today: date

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table was given with these columns."""
        return table in self.sources and set(columns) <= set(self.sources[table].names)

    def columns(self) -> Iterator[tuple[str, Column[object]]]:
        """Every contract column that was given, with its table, in the contract's order."""
        for table in TABLES:
            for name, column in contract_columns(table).items():
                if self.has(table, name):
                    yield table, column

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return self.connection.execute(sql).fetchall()

    def report(self, severity: str, rule: str, table: str, column: str, message: str, rows: str) -> int:
        """Reports the rows that a query finds: (row, value to show, other row or null). Gives how many there are."""
        first = self.connection.execute(f"SELECT * FROM ({rows}) ORDER BY 1 LIMIT {SHOWN + 1}").fetchall()
        total = len(first)
        if total > SHOWN:
            total = self.connection.execute(f"SELECT count(*) FROM ({rows})").fetchall()[0][0]
        finding = Finding(severity, rule, message, table, self.sources[table].file, column=column)
        self.findings.add_rows(finding, first, total)
        return total
