"""A company's own tables held against the contract where they stand, by SQL that every engine reads.

The rules are those of files (docs/loading.md); a finding names schema, table and column, and says how many rows break
the rule, with the first values that do. There are no lines here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Column

from data.contract import REQUIRED_TABLES, contract_columns
from data.engines.families import Typed, typed
from data.engines.place import Place
from data.faults import FAULT, LONGEST, WARNING, Finding, Findings
from data.reading_values import PERIODS, Rule, rules_of

SHOWN = 10
"""Values of one rule, table and column that are listed."""


@dataclass
class Subject:
    """The tables under verification. `schema`: their real schema. `sizes`: rows by table, once counted."""

    at: Place
    schema: str
    findings: Findings = field(default_factory=Findings)
    sizes: dict[str, int] = field(default_factory=dict)

    def given(self, table: str, *columns: str) -> bool:
        """Whether a table is there with these columns."""
        return set(columns) <= set(self.at.tables("contract").get(table, {})) and self.at.has("contract", table)

    def add(self, severity: str, rule: str, table: str, column: str | None, message: str, value: str | None = None,
            more: int = 0) -> None:
        self.findings.add(Finding(severity, rule, message, table, f"{self.schema}.{table}", None, column, value, more))

    def report(self, severity: str, rule: str, table: str, column: str, message: str, rows: str) -> int:
        """Reports the rows that a query finds by their value, its column `value`. Gives how many there are."""
        found = self.at.rows(f"select value, count(*) as n from ({rows}) as broken group by value"
                             f" order by n desc, value limit {SHOWN}")
        if not found:
            return 0
        total = int(self.at.value(f"select count(*) from ({rows}) as broken"))
        for value, count in found:
            said = f"{message} ({int(count):,} rows)" if count > 1 else message
            self.add(severity, rule, table, column, said, None if value is None else str(value)[:LONGEST])
        left = total - sum(int(count) for _, count in found)
        self.findings.all[-1] = replace(self.findings.all[-1], more=left)
        return total


def shape(subject: Subject) -> None:
    """Required tables and columns are there; every column's type holds what the contract wants."""
    for table in REQUIRED_TABLES:
        if not subject.at.has("contract", table):
            subject.add(FAULT, "missing_table", table, None,
                        f"is required and is not in the schema {subject.schema}, or this user may not see it")
    for table, given in subject.at.tables("contract").items():
        for name, column in contract_columns(table).items():
            if name not in given and not column.nullable:
                subject.add(FAULT, "missing_column", table, name, "is missing; the contract requires this column")
            elif name in given and (wrong := typed(subject.at, column, given[name]).refused):
                subject.add(FAULT, "wrong_column_type", table, name, wrong)
        unknown = [name for name in given if name not in contract_columns(table)] if table != "customer" else []
        for name in unknown:
            subject.add(WARNING, "unknown_column", table, name, "is no column of the contract; it was ignored")


def values(subject: Subject) -> None:
    """Every value keeps its column's rules: one pass over each table counts, a second shows what was found."""
    for table, given in subject.at.tables("contract").items():
        rules = [(column, each) for column in contract_columns(table).values() if column.name in given
                 for each in _rules(subject.at, table, column, typed(subject.at, column, given[column.name]))]
        rules += _period(subject, table)
        counts = "".join(f", count(case when {rule.broken} then 1 end)" for _, rule in rules)
        rows, *broken = subject.at.rows(f"select count(*){counts} from {subject.at.table('contract', table)}")[0]
        subject.sizes[table] = int(rows)
        for (column, rule), count in zip(rules, broken, strict=True):
            if count:
                _show(subject, table, column, rule)
        if not rows:
            subject.add(FAULT if table in REQUIRED_TABLES else WARNING, "no_rows", table, None, "holds no rows")


def _rules(at: Place, table: str, column: Column[object], known: Typed) -> Sequence[Rule]:
    name = at.quoted(column.name)
    return (*known.rules, *rules_of(table, column, at.words.as_text(name), name, at.words.matches))


def _period(subject: Subject, table: str) -> list[tuple[Column[object], Rule]]:
    start, end = PERIODS.get(table, ("", ""))
    if not start or not subject.given(table, start, end):
        return []
    column = contract_columns(table)[end]
    name = subject.at.quoted(end)
    return [(column, Rule("end_before_start", f"{name} < {subject.at.quoted(start)}", f"is before {start}",
                          subject.at.words.as_text(name)))]


def _show(subject: Subject, table: str, column: Column[object], rule: Rule) -> None:
    subject.report(FAULT, rule.code, table, column.name, rule.message,
                   f"select {rule.shown} as value from {subject.at.table('contract', table)} where {rule.broken}")
