"""Retention, point to point over twelve months: KPIs on a date, their trend, and the A1 test.

Shape of every frame: one row per as-of date (× value of `by`), columns of metrics.METRICS plus as_of and, with `by`,
the label under the key's own name (null: units without one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.facts import facts
from queries.metrics import grr_half_width, measure
from queries.scope import Scope

A1_WEEKS = 14
A1_FALL = 0.01
ROUNDING = 1e-12
"""What a level NRR's slope and a fall of exactly a point may miss as floats."""


@answers(grouped())
def kpis(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """The figures on the scope's date: one row, or one per label. Raises UnknownFilter."""
    return trend(warehouse, scope, (scope.as_of,), by)


@answers(grouped())
def trend(warehouse: Warehouse, scope: Scope, dates: Sequence[date], by: str | None = None) -> pd.DataFrame:
    """The same figures on several dates, oldest first. Without `by` every date has a row, an empty base its nulls."""
    check(scope, dimensions(warehouse), by)
    found = shape(facts(warehouse, scope, dates, by), dates if by is None else None)
    figures = measure(found, build_info(warehouse).minor)
    figures.insert(0, "as_of", found.as_of)
    if by is not None:
        figures.insert(1, by, found.cell)
    return figures


def shape(found: pd.DataFrame, dates: Sequence[date] | None) -> pd.DataFrame:
    """Facts in order; with `dates` one row each, zeros where nothing was active."""
    if dates is None:
        return found.sort_values(["as_of", "cell"], na_position="last", kind="stable", ignore_index=True)
    found = found.set_index("as_of").reindex(list(dates)).rename_axis("as_of").reset_index()
    if found[tables.MEASURES[0]].isna().any():
        found[list(tables.MEASURES)] = found[list(tables.MEASURES)].astype(float).fillna(0)
    return found


def sundays(end: date, weeks: int) -> tuple[date, ...]:
    """The last `weeks` Sundays on or before a date, oldest first."""
    last = end - timedelta(days=(end.weekday() + 1) % 7)
    return tuple(last - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1))


@dataclass(frozen=True)
class Masking:
    """A1: does upsell mask churn? Over the last 14 Sundays: NRR's slope a week, GRR first and last, the interval's
    reach.
    """

    fires: bool
    nrr_slope: float
    nrr: float
    grr_first: float
    grr_last: float
    half_width: float


@answers(WHOLE)
def upsell_masks_churn(warehouse: Warehouse, scope: Scope) -> Masking | None:
    """The A1 warning: NRR's least-squares slope is ≥ 0 while GRR fell by at least a point and by more than its
    interval.

    Null where any of the 14 weeks has no base or the date's interval is unknown: nothing to judge.
    """
    weeks = sundays(scope.as_of, A1_WEEKS)
    days = tuple(dict.fromkeys((*weeks, scope.as_of)))
    found = shape(facts(warehouse, scope, days), days)
    figures = measure(found, 1).iloc[:A1_WEEKS]
    nrr, grr = (figures[key].to_numpy(dtype=float) for key in ("nrr", "grr"))
    return masked(nrr, grr, float(grr_half_width(found)[-1]))


def masked(nrr: NDArray[np.float64], grr: NDArray[np.float64], reach: float) -> Masking | None:
    """The test on the rates of 14 Sundays, oldest first; `reach`: half of GRR's interval. Null: nothing to judge."""
    if np.isnan(nrr).any() or np.isnan(reach):
        return None
    slope = float(np.polyfit(np.arange(A1_WEEKS), nrr, 1)[0])
    first, last = float(grr[0]), float(grr[-1])
    fall = first - last
    fires = slope >= -ROUNDING and fall >= A1_FALL - ROUNDING and fall > reach
    return Masking(fires, slope, float(nrr[-1]), first, last, reach)
