"""The demo company's targets: written beside its warehouse once, where the company has none yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data import status
from data.fiscal import Quarter, quarter_of
from data.warehouse import Warehouse

# In fiscal quarters, newest last; the plan of each year is one step more ambitious than the one before.
RATES = {"nrr": (1.05, 1.06), "grr": (0.91, 0.92), "logo_retention": (0.87, 0.88)}
GROWTH = 1.45
ENDED = 6
HEAD = """\
# Targets of the demo company: made up, like everything of it. They hold for no other company.
# kpi: nrr, grr, logo_retention (fractions) · arr, net_new (the reporting currency)
# quarter: the year in which the fiscal year begins, and the quarter in it: 2026Q3 is October to December 2026
# where (optional): {segment = "Enterprise"}; without it the target is the whole company's
demo = true
"""


def write(warehouse: Warehouse, at: Path) -> bool:
    """Writes targets for the quarter of the demo's as-of date and those before it; false where there is a file.

    Rates are set; ARR is what it was a year before, and more by the growth that the demo's plan asks for.
    """
    if at.exists():
        return False
    with status.reading(warehouse) as there:
        as_of, start, digits = there.rows("SELECT default_as_of, fiscal_year_start, minor_digits FROM "
                                          + there.table("meta", "build"))[0]
        totals = there.rows(f"SELECT as_of, CAST(arr AS BIGINT) FROM {there.table('marts', 'total_customer')}")
    arr: dict[date, float] = {day: amount / 10 ** int(digits) for day, amount in totals}
    entries = _entries(as_of, int(start), arr)
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text("\n".join([HEAD, *entries]), encoding="utf-8")
    return True


def _entries(as_of: date, start: int, arr: dict[date, float]) -> list[str]:
    running, made = quarter_of(as_of, start), []
    for back in range(ENDED, -1, -1):
        quarter = running.back(back)
        for kpi, steps in RATES.items():
            made.append(_entry(kpi, quarter, f"{steps[quarter.year == running.year]:g}"))
        before = arr.get(quarter.back(4).last_day(start), 0)
        if before:
            made.append(_entry("arr", quarter, f"{_round(before * GROWTH):_}"))
    return made


def _round(amount: float) -> int:
    """Two figures, as people set a target."""
    scale = 10 ** max(len(str(int(amount))) - 2, 0)
    return int(round(amount / scale) * scale)


def _entry(kpi: str, quarter: Quarter, value: str) -> str:
    return f'[[target]]\nkpi = "{kpi}"\nquarter = "{quarter}"\nvalue = {value}\n'
