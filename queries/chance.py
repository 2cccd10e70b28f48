"""How far chance goes in the mix and the rate effect of a change: the reach of a 95 % interval around nothing.

The rates of a cell on both dates have the intervals of queries/metrics.py (delta method, or Wilson's for logos) with
half-widths h0 and h1, taken as independent: that asks for more than it need where the same units are in both bases.
rate: √Σ w1²(h0² + h1²); mix: √Σ (w1 − w0)²·h0². Cells with fewer than 10 units on either date are taken together; a
single unit, from which nothing can be estimated, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries import tables
from queries.metrics import FEW, Array, figure, grr_half_width

POOLED = "pooled"


@dataclass(frozen=True)
class Reach:
    """Fractions; NaN where no cell has an interval."""

    mix: float
    rate: float


def reach(before: pd.DataFrame, after: pd.DataFrame, metric: str) -> Reach:
    """From both dates' facts by cell. Grain of each: cell."""
    names = _names(before, after)
    sides = [_side(found, metric, names) for found in (before, after)]
    both = sides[0].join(sides[1], how="outer", lsuffix="0", rsuffix="1")
    weight0, weight1 = both.weight0.fillna(0), both.weight1.fillna(0)
    half0, half1 = both.half0.fillna(both.half1), both.half1.fillna(both.half0)
    if half0.notna().sum() == 0:
        return Reach(float("nan"), float("nan"))
    mix = (((weight1 - weight0) * half0) ** 2).sum()
    rate = (weight1**2 * (half0**2 + half1**2)).sum()
    return Reach(float(np.sqrt(mix)), float(np.sqrt(rate)))


def of_cells(before: pd.DataFrame, after: pd.DataFrame, metric: str) -> pd.Series:
    """How far chance goes in the change of each cell's own rate, √(h0² + h1²). Grain: cell; null where unknown."""
    halves = [_side(found, metric, None).half for found in (before, after)]
    squares = pd.concat(halves, axis=1, keys=("half0", "half1")).pow(2)
    return squares.sum(axis=1, skipna=False).pow(0.5)


def _names(before: pd.DataFrame, after: pd.DataFrame) -> dict[object, object]:
    """What each cell is called here: itself, or one name for all that are small on either date."""
    counts = [found.fillna({"cell": ""}).groupby("cell").logos_base.sum() for found in (before, after)]
    least = pd.concat(counts, axis=1).fillna(0).min(axis=1)
    return {cell: cell if count >= FEW else POOLED for cell, count in least.items()}


def _side(found: pd.DataFrame, metric: str, names: dict[object, object] | None) -> pd.DataFrame:
    """Grain: cell, small ones together where they are named so. Its part of the base, its rate's half-width."""
    cells = found.cell if names is None else found.fillna({"cell": ""}).cell.map(names)
    sums = found[list(tables.MEASURES)].astype(float).groupby(cells, dropna=False).sum()
    base = sums["logos_base" if metric == "logo_retention" else "arr_base"]
    return pd.DataFrame({"weight": base / base.sum(), "half": _half(sums, metric)}, index=sums.index)


def _half(sums: pd.DataFrame, metric: str) -> Array:
    if metric == "grr":
        return grr_half_width(sums)
    if metric == "nrr":
        return figure(sums, "nrr_high") - figure(sums, "nrr")
    return (figure(sums, "logo_high") - figure(sums, "logo_low")) / 2
