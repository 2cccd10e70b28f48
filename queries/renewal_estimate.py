"""What past renewals say of undecided ones: shares by cell, and the interval around their sum. Pure.

The formula stands in queries/renewal_model.py, which asks the warehouse for the sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import pandas as pd

from queries.metrics import FEW, Z95

LEAST_QUARTERS = 4


@dataclass(frozen=True)
class Level:
    """The p of a cell's level: which level it is, of how many renewals, how many of them came."""

    key: str
    n: int
    came: int

    @property
    def p(self) -> float:
        return self.came / self.n

    @property
    def variance(self) -> float:
        """Of p itself."""
        middle = (self.came + 2) / (self.n + 4)
        return middle * (1 - middle) / (self.n + 4)


@dataclass(frozen=True)
class Estimate:
    """Expected renewed ARR with a 95 % interval, and the number of past renewals that it rests on; null under 10."""

    expected: float | None
    low: float | None
    high: float | None
    trained_on: int


def level_of(band: str, segment: str, trained: pd.DataFrame) -> Level:
    """The level that a cell takes its p from: itself, its band, or the company, the first with at least 10."""
    same = trained[trained.band == band]
    for key, rows in ((f"{band}/{segment}", same[same.segment == segment]), (band, same), ("", trained)):
        if int(rows.n.sum()) >= FEW or not key:
            return Level(key, int(rows.n.sum()), int(rows.came.sum()))
    raise AssertionError("the company is the last level")


def estimate(found: pd.DataFrame, trained: pd.DataFrame) -> Estimate:
    """Expected renewed amount of cells `found` (s = Σ arr, ss = Σ arr²) from cells `trained`, in the amounts' unit."""
    number = int(trained.n.sum())
    sums = trained[["d", "r", "dd", "rr", "rd"]].astype(float).sum()
    if number < FEW or not sums.d:
        return Estimate(None, None, None, number)
    k = sums.r / sums.d
    spread = max(sums.rr - 2 * k * sums.rd + k * k * sums.dd, 0) / sums.dd
    amounts: dict[Level, float] = {}
    chance = 0.0
    for cell in found.itertuples():
        level = level_of(str(cell.band), str(cell.segment), trained)
        amounts[level] = amounts.get(level, 0.0) + float(cell.s)
        chance += float(cell.ss) * (level.p * (spread + k * k) - (level.p * k) ** 2)
    kept = sum(amount * level.p for level, amount in amounts.items())
    unknown = sum((amount * k) ** 2 * level.variance for level, amount in amounts.items())
    apart = (float(found.s.sum()) ** 2) * _apart(trained, k, spread)
    reach = Z95 * sqrt(max(chance + unknown + kept**2 * spread * sums.dd / sums.d**2 + apart, 0))
    return Estimate(kept * k, max(kept * k - reach, 0), kept * k + reach, number)


def _apart(trained: pd.DataFrame, k: float, spread: float) -> float:
    """τ²: how far the share of the amount due that was renewed varies from quarter to quarter beyond chance."""
    if "quarter" not in trained.columns:
        return 0.0
    quarters = trained[["quarter", "n", "came", "r", "s", "ss"]].astype(float).groupby("quarter").sum()
    quarters = quarters[quarters.n >= FEW]
    if len(quarters) < LEAST_QUARTERS:
        return 0.0
    p = quarters.came.sum() / quarters.n.sum()
    chance = (quarters.ss / quarters.s**2) * (p * (spread + k * k) - (p * k) ** 2)
    return max(float((quarters.r / quarters.s).var() - chance.mean()), 0.0)
