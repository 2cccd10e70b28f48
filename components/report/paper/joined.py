"""A table's two ends of an interval in one column, as paper has room for them; the workbook keeps both. Pure."""

from __future__ import annotations

from dataclasses import replace

from components import format as fmt
from components.i18n import text
from components.report.model import Head, Table
from components.report.paper.written import cell

LOW, HIGH = "_low", "_high"
UNITS = ("%", " pt")


def joined(table: Table, head: Head) -> Table:
    """Where a column's low and high end stand in a table, one column "95% interval" instead of the two."""
    columns = {column.key: column for column in table.columns}
    pairs = [key.removesuffix(LOW) for key in columns
             if key.endswith(LOW) and {key.removesuffix(LOW), key.removesuffix(LOW) + HIGH} <= columns.keys()]
    named = text(head.language, "paper.interval")
    kept = [replace(column, head=named) if column.key.removesuffix(LOW) in pairs and column.key.endswith(LOW)
            else column for column in table.columns if column.key not in [pair + HIGH for pair in pairs]]
    spans = {pair + LOW: tuple(_span(table, head, pair, row) for row in range(len(table.rows))) for pair in pairs}
    return replace(table, columns=tuple(kept), shown={**table.shown, **spans}) if pairs else table


def _span(table: Table, head: Head, pair: str, row: int) -> str:
    """62.0–99.0%, −7.5 to +12.1 pt; unknown where either end is."""
    kinds = {column.key: column.kind for column in table.columns}
    low, high = (cell(table, pair + end, kinds[pair + end], row, head) for end in (LOW, HIGH))
    if fmt.UNKNOWN in (low, high):
        return fmt.UNKNOWN
    if low.endswith("%") and high.endswith("%") and fmt.MINUS not in low + high:
        return f"{low.removesuffix('%')}–{high}"
    unit = next((each for each in UNITS if low.endswith(each) and high.endswith(each)), "")
    return text(head.language, "paper.span", low=low.removesuffix(unit), high=high)
