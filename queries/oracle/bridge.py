"""The bridge from ARR on one day to ARR on another, closing to the minor unit."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from queries.oracle.arr import active_until, arr
from queries.oracle.company import LINE_KEYS, Company, Unit, Where
from queries.oracle.labels import Row
from queries.oracle.movements import classify
from queries.oracle.retention import label_of

COLUMNS = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out",
           "closing")
OUTSIDE = object()
"""The cell of a unit that the filters on customers leave out on that day."""

Cells = dict[Any, dict[str, int]]


def line_transfers(unit: Unit, start: date, end: date) -> tuple[int, int]:
    """What moved between the kept and the dropped lines of one unit: (out of the kept, into the kept)."""
    kept = unit.arr(end) - unit.arr(start)
    dropped = arr(unit.dropped, end) - arr(unit.dropped, start)
    return max(0, min(-kept, dropped)), max(0, min(kept, -dropped))


def cell_of(company: Company, unit: Unit, where: Where, by: str | None, day: date) -> Any:
    """The row that a unit stands in on a day."""
    return label_of(company, unit, by, day) if company.passes(unit, where, day) else OUTSIDE


def add_unit(cells: Cells, unit: Unit, start: date, end: date, cell_a: Any, cell_b: Any) -> None:
    """Writes one unit's opening, movement, transfers and closing into its cells."""
    opening, closing = unit.arr(start), unit.arr(end)
    went, came = line_transfers(unit, start, end)
    cell = cell_a if opening > 0 else cell_b
    seen = opening == 0 and active_until(unit.kept, start)
    moved = classify(opening, closing + went - came, seen)
    cells[cell_a]["opening"] += opening
    cells[cell_b]["closing"] += closing
    cells[cell]["transfer_out"] += went
    cells[cell]["transfer_in"] += came
    if moved:
        cells[cell][moved[0]] += moved[1]
    if cell != cell_b:
        cells[cell]["transfer_out"] += closing
        cells[cell_b]["transfer_in"] += closing


def cells_of(company: Company, units: list[Unit], start: date, end: date, where: Where, by: str | None) -> Cells:
    """A row per label that is inside the filters."""
    cells: Cells = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for unit in units:
        cell_a, cell_b = (cell_of(company, unit, where, by, day) for day in (start, end))
        add_unit(cells, unit, start, end, cell_a, cell_b)
    cells.pop(OUTSIDE, None)
    return cells


def bridge(company: Company, start: date, end: date, unit: str = "customer", where: Where = (),
           by: str | None = None) -> list[Row]:
    """ARR on `start` to ARR on `end` in minor units: one row, or one per label of `by` with anything in it.

    Losses and expansion carry the label on `start`, new and reactivation that on `end`. A `by` that names a column of
    the lines gives each value the row of that filter.
    """
    if by not in LINE_KEYS:
        cells = cells_of(company, company.units(unit, where), start, end, where, by)
        return [{by: label} | row for label, row in cells.items() if any(row.values())] if by else [dict(cells[None])]
    values = dict.fromkeys(getattr(line, by) for line in company.lines)
    rows = {value: cells_of(company, company.units(unit, where, (by, value)), start, end, where, None)[None]
            for value in values}
    return [{by: value} | row for value, row in rows.items() if any(row.values())]
