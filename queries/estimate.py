"""Estimates from counts by age: Kaplan-Meier, the log-rank test, and what two curves differ by. Pure.

All three need only the numbers at risk and of events by age, which are sums over units: no row a unit is ever read.
Held against lifelines and published tables in the tests. Left truncation is in the numbers at risk.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Z95 = NormalDist().inv_cdf(0.975)
Array = NDArray[np.float64]


def estimate(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts (age, at_risk, events) with survival, low and high, as fractions.

    Kaplan-Meier; 95 % interval on the log-log scale, 1 to 1 before anybody left. Null from the first age on at which
    nobody was at risk; the interval is null where survival is 0.
    """
    risk, events = counts.at_risk.to_numpy(float), counts.events.to_numpy(float)
    observed = np.cumprod(risk > 0).astype(bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.where(observed, np.cumprod(np.where(risk > 0, 1 - events / risk, 1.0)), np.nan)
        spread = np.sqrt(greenwood(counts))
        hazard = np.log(-np.log(survival))
        reach = Z95 * spread / np.log(survival)
        low, high = np.exp(-np.exp(hazard - reach)), np.exp(-np.exp(hazard + reach))
    certain = survival == 1
    return counts.assign(survival=survival, low=np.where(certain, 1.0, np.where(survival > 0, low, np.nan)),
                         high=np.where(certain, 1.0, np.where(survival > 0, high, np.nan)))


def greenwood(counts: pd.DataFrame) -> Array:
    """Greenwood's sum by age: the variance of survival divided by its square. Infinite from where all have left."""
    risk, events = counts.at_risk.to_numpy(float), counts.events.to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(events > 0, events / (risk * (risk - events)), 0.0)
    return np.asarray(np.cumsum(terms))


HAIR = 1e-12
"""What a product of shares that is exactly a half (or a quarter) may miss it by, for its being made of doubles."""


def reached(found: pd.DataFrame, share: float = 0.5, column: str = "survival") -> int | None:
    """The first age at which a curve is at or below a share, one half by default; null where it never is."""
    below = found.age[found[column] <= share + HAIR]
    return int(below.iloc[0]) if len(below) else None


@dataclass(frozen=True)
class LogRank:
    """Of the second group: observed and expected events, their variance; chi2 with one degree of freedom, p."""

    observed: float
    expected: float
    variance: float

    @property
    def chi2(self) -> float | None:
        return (self.observed - self.expected) ** 2 / self.variance if self.variance > 0 else None

    @property
    def p(self) -> float | None:
        return math.erfc(math.sqrt(self.chi2 / 2)) if self.chi2 is not None else None


def logrank(first: pd.DataFrame, second: pd.DataFrame) -> LogRank:
    """The log-rank test of two groups' counts (age, at_risk, events), over the ages at which both have units at risk.

    Ages at which only one group is at risk say nothing of the other: their variance and their surprise are 0.
    """
    both = first[["age", "at_risk", "events"]].merge(second[["age", "at_risk", "events"]], on="age")
    n1, d1, n2, d2 = (both[name].to_numpy(float) for name in ("at_risk_x", "events_x", "at_risk_y", "events_y"))
    n, d = n1 + n2, d1 + d2
    some = (n1 > 0) & (n2 > 0)
    n1, n2, n, d, d2 = n1[some], n2[some], n[some], d[some], d2[some]
    variance = n1 * n2 * d * (n - d) / (n**2 * np.maximum(n - 1, 1))
    return LogRank(float(d2.sum()), float((d * n2 / n).sum()), float(variance.sum()))


@dataclass(frozen=True)
class Comparison:
    """Newer against older: survival at `months` (fractions) with intervals, the difference (newer − older), the
    log-rank test, and the ratio of the rates of leaving (newer ÷ older, one-step estimate). Null where unknown.
    """

    months: int
    older: float | None
    older_low: float | None
    older_high: float | None
    newer: float | None
    newer_low: float | None
    newer_high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    chi2: float | None
    p: float | None
    hazard_ratio: float | None
    hazard_low: float | None
    hazard_high: float | None
    reason: str | None


def compare(older: pd.DataFrame, newer: pd.DataFrame, months: int) -> Comparison:
    """Two curves compared at an age and over all ages."""
    test = logrank(older, newer) if len(older) and len(newer) else LogRank(0, 0, 0)
    sides = {name: _at(curve, months) for name, curve in (("older", older), ("newer", newer))}
    said: dict[str, Any] = {f"{name}{part}": value for name, found in sides.items() for part, value in found.items()}
    return Comparison(months=months, **said, **_difference(older, newer, months), chi2=test.chi2, p=test.p,
                      **_hazard(test), reason=_reason(older, newer, test, months))


def _at(curve: pd.DataFrame, months: int) -> dict[str, float | None]:
    row = curve[curve.age == months]
    values = {"": "survival", "_low": "low", "_high": "high"}
    return {part: _number(row[name].iloc[0]) if len(row) else None for part, name in values.items()}


def _difference(older: pd.DataFrame, newer: pd.DataFrame, months: int) -> dict[str, float | None]:
    """Newer minus older at an age, with Greenwood's variances of both, taken as independent."""
    parts = [(curve.survival[curve.age == months].to_numpy(float), greenwood(curve)[(curve.age == months).to_numpy()])
             for curve in (older, newer)]
    if not all(len(survival) for survival, _ in parts):
        return {"difference": None, "difference_low": None, "difference_high": None}
    change = float(parts[1][0][0] - parts[0][0][0])
    reach = Z95 * math.sqrt(sum(float(s[0]) ** 2 * float(v[0]) if s[0] > 0 else math.nan for s, v in parts))
    return {"difference": _number(change), "difference_low": _number(change - reach),
            "difference_high": _number(change + reach)}


def _hazard(test: LogRank) -> dict[str, float | None]:
    if not test.variance:
        return {"hazard_ratio": None, "hazard_low": None, "hazard_high": None}
    centre, reach = (test.observed - test.expected) / test.variance, Z95 / math.sqrt(test.variance)
    return {"hazard_ratio": math.exp(centre), "hazard_low": math.exp(centre - reach),
            "hazard_high": math.exp(centre + reach)}


def _reason(older: pd.DataFrame, newer: pd.DataFrame, test: LogRank, months: int) -> str | None:
    if older.empty or newer.empty:
        return "no_older" if older.empty else "no_newer"
    if any(_at(curve, months)[""] is None for curve in (older, newer)):
        return "too_young"
    return None if test.variance else "no_events"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
