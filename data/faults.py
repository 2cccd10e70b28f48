"""What is wrong with the data, one record a finding: where it stands, what it says and which rule it breaks.

Rules have stable codes, so that other programs and other languages can name them; the message is English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from data.printable import printable, steerless

SHOWN = 100  # findings kept per rule; the last of them says how many further there are
LONGEST = 200  # characters of a value that are shown

FAULT, QUARANTINE, WARNING = "fault", "quarantine", "warning"


class LoadRefused(Exception):
    """The data are at fault: nothing was loaded. `findings` holds every finding, faults first."""

    def __init__(self, findings: list[Finding]) -> None:
        faults = [finding for finding in findings if finding.severity == FAULT]
        total = sum(1 + finding.more for finding in faults)
        super().__init__(f"{total:,} fault{'' if total == 1 else 's'}: nothing was loaded.")
        self.findings = findings


class WrongCall(Exception):
    """The call is at fault, not the data."""


@dataclass(frozen=True)
class Finding:
    """One broken rule. `line` is the physical line of the user's file (a Parquet file's row); null: the whole file.

    `row` and `other` are the row's position in the table, from 0, until `Findings.located` turns them into lines.
    `more`, on the last finding shown of a rule, counts those that are not shown.
    """

    severity: str
    rule: str
    message: str
    table: str | None = None
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    more: int = 0
    row: int | None = None
    other: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file or self.table, self.line) if part is not None)
        column = f"{printable(self.column)}: " if self.column else ""
        value = "" if self.value is None else f"{_quoted(self.value)} "
        more = f" … and {self.more:,} more" if self.more else ""
        return steerless(f"{place + ': ' if place else ''}{column}{value}{self.message} [{self.rule}]{more}")


class Findings:
    """The findings of one load, in the order found."""

    def __init__(self) -> None:
        self.all: list[Finding] = []

    def add(self, finding: Finding) -> None:
        self.all.append(finding)

    def add_rows(self, finding: Finding, rows: Sequence[tuple[int, object, int | None]], total: int) -> None:
        """The first rows that break one rule, as (row, value, other row); `total` counts all that do."""
        for row, value, other in rows[:SHOWN]:
            shown = None if value is None else str(value)[:LONGEST]
            self.add(replace(finding, row=row, value=shown, other=other))
        if rows and total > SHOWN:
            self.all[-1] = replace(self.all[-1], more=total - SHOWN)

    @property
    def refused(self) -> bool:
        return any(finding.severity == FAULT for finding in self.all)

    def located(self, locate: Callable[[str, list[int]], dict[int, int]]) -> list[Finding]:
        """All findings with lines instead of rows, faults first. `locate(table, rows)` gives the line of each row."""
        wanted: dict[str, set[int]] = {}
        for finding in self.all:
            if finding.table and finding.row is not None:
                wanted.setdefault(finding.table, set()).update(_rows(finding))
        lines = {table: locate(table, sorted(rows)) for table, rows in wanted.items()}
        placed = [_placed(finding, lines.get(finding.table or "", {})) for finding in self.all]
        return sorted(placed, key=lambda finding: (FAULT, QUARANTINE, WARNING).index(finding.severity))


def _rows(finding: Finding) -> Iterable[int]:
    return (row for row in (finding.row, finding.other) if row is not None)


def _placed(finding: Finding, lines: dict[int, int]) -> Finding:
    if finding.row is None:
        return finding
    other = "" if finding.other is None else f" {lines[finding.other]}"
    return replace(finding, line=lines[finding.row], message=finding.message + other, row=None, other=None)


def _quoted(value: str) -> str:
    """A value on one line, so that a finding stays on one line whatever the cell holds."""
    return f'"{printable(value)}"'
