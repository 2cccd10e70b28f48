"""The same figures by pandas from unit-level rows, beside Tenure's and one scan: python -m benchmarks.unit_rows.

The figures: ARR, NRR, GRR and logo retention of the default week and of the 52 Sundays before it, company-wide. pandas
holds every customer's line (marts.line) in memory; what it took to fetch them is told apart. Milliseconds, medians.
"""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from benchmarks.pages import median, scan
from data.warehouse import Warehouse, open_warehouse
from queries import tables
from queries.dimensions import build_info
from queries.retention import kpis, sundays, trend
from queries.runner import run
from queries.scope import Scope

RATES = ("arr", "nrr", "grr", "logo_retention")


def lines(warehouse: Warehouse) -> pd.DataFrame:
    """Every customer's lines."""
    line = tables.line()
    return run(warehouse, select(line.c.customer_unit.label("unit"), line.c.from_day, line.c.to_day, line.c.arr))


def book(held: pd.DataFrame, units: int, day: int) -> Any:
    """ARR on a day by unit, in minor units."""
    runs = (held["from_day"] <= day) & (held["to_day"].isna() | (held["to_day"] > day))
    return np.bincount(held["unit"][runs], weights=held["arr"][runs].astype(float), minlength=units)


def by_pandas(held: pd.DataFrame, days: list[date], minor: int) -> pd.DataFrame:
    """RATES of each day."""
    rows, units = [], int(held["unit"].max()) + 1
    for day in days:
        now = book(held, units, tables.day_number(day))
        before = book(held, units, tables.day_number(tables.year_before(day)))
        base, total = before > 0, before.sum()
        rows.append([now.sum() / minor, now[base].sum() / total, np.minimum(now, before)[base].sum() / total,
                     (now[base] > 0).sum() / base.sum()])
    return pd.DataFrame(rows, columns=list(RATES))


def main() -> None:
    warehouse = open_warehouse()
    build = build_info(warehouse)
    scope, year = Scope(build.default_as_of), sundays(build.default_as_of, 53)
    start = time.perf_counter()
    held = lines(warehouse)
    fetching = round((time.perf_counter() - start) * 1000, 1)
    ours = trend(warehouse, scope, year)[list(RATES)].astype(float).to_numpy()
    worst = float(np.nanmax(np.abs(by_pandas(held, list(year), build.minor).to_numpy() / ours - 1)))
    assert worst < 1e-9, worst
    print(json.dumps({
        "rows": len(held), "pandas_fetching_ms": fetching, "largest_relative_difference": worst,
        "one_scan_ms": median(lambda: scan(warehouse)),
        "tenure_week_ms": median(lambda: kpis(warehouse, scope)),
        "tenure_year_ms": median(lambda: trend(warehouse, scope, year)),
        "pandas_week_ms": median(lambda: by_pandas(held, [scope.as_of], build.minor)),
        "pandas_year_ms": median(lambda: by_pandas(held, list(year), build.minor))}))


if __name__ == "__main__":
    main()
