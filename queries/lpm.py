"""Differences in a share between who has something and who has not: as counted, and held against settled differences.

Pure, from counts by cell, so that the cost does not grow with the number of units. The interval of the plain difference
is Newcombe's (hybrid score, from Wilson's). The adjusted one is the coefficient of a linear probability model with a
term for every level of every factor; its standard error is robust to unequal variances (HC3), as the errors of a share
always are. Both equal statsmodels on one row a unit (tests/test_drivers.py).

p is the larger of two: Wald's, from that error, and the score test's, from the binomial error that there would be
without any difference. Where hardly anybody of one side left, the former error all but vanishes and Wald's p with it,
which many comparisons are sure to pick.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Z95 = NormalDist().inv_cdf(0.975)
TINY = 1e-9
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """A difference as a fraction (0.05 = 5 points), its 95 % interval, the probability of one as large by chance."""

    difference: float
    low: float
    high: float
    p: float


def wilson(kept: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share; n > 0."""
    share = kept / n
    middle, reach = share + Z95**2 / (2 * n), Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return (middle - reach) / (1 + Z95**2 / n), (middle + reach) / (1 + Z95**2 / n)


def newcombe(kept1: float, n1: float, kept0: float, n0: float) -> tuple[float, float, float]:
    """Share 1 less share 0 with its 95 % interval; both n > 0."""
    share1, share0 = kept1 / n1, kept0 / n0
    (low1, high1), (low0, high0) = wilson(kept1, n1), wilson(kept0, n0)
    change = share1 - share0
    return (change, change - math.hypot(share1 - low1, high0 - share0),
            change + math.hypot(high1 - share1, share0 - low0))


def adjusted(cells: pd.DataFrame, factors: Sequence[str]) -> Effect | None:
    """The difference that `x` (0 or 1) makes to the share kept, between units of the same level of every factor.

    Grain of `cells`: any; columns x, n (units), kept (of these), and the factors, in which null is a level of its own.
    Null where the factors leave nothing of x to be told apart: everybody of one level has it, and nobody of another.
    """
    weight = np.sqrt(cells.n.to_numpy(float))
    basis = _basis(_design(cells, factors) * weight[:, None])
    x, share = cells.x.to_numpy(float) * weight, cells.kept.to_numpy(float) / cells.n.to_numpy(float) * weight
    own = x - basis @ (basis.T @ x)
    spread = float(own @ own)
    if spread < TINY * float(weight @ weight):
        return None
    change = float(own @ share) / spread
    fitted = (basis @ (basis.T @ share) + change * own) / weight
    leverage = ((basis**2).sum(axis=1) + own**2 / spread) / weight**2
    error = math.sqrt(_meat(cells, own / weight, fitted, leverage)) / spread
    same = np.clip(basis @ (basis.T @ share) / weight, 0, 1)
    return _effect(change, error, max(error, math.sqrt(float(own**2 @ (same * (1 - same)))) / spread))


def _design(cells: pd.DataFrame, factors: Sequence[str]) -> Array:
    """A column of ones, and one for each level of each factor but the first."""
    columns = [np.ones(len(cells))]
    for factor in factors:
        codes = pd.factorize(cells[factor].astype(object), use_na_sentinel=False)[0]
        columns += [(codes == level).astype(float) for level in range(1, codes.max() + 1)]
    return np.column_stack(columns)


def _basis(design: Array) -> Array:
    """Orthonormal columns that span the design's; levels that say the same twice fall away."""
    left, size, _ = np.linalg.svd(design, full_matrices=False)
    kept: Array = left[:, size > TINY * size[0]]
    return kept


def _meat(cells: pd.DataFrame, own: Array, fitted: Array, leverage: Array) -> float:
    """HC3: each unit's squared residual, enlarged by its own pull on the fit. A unit alone in its level has none."""
    kept, n = cells.kept.to_numpy(float), cells.n.to_numpy(float)
    squares = kept * (1 - fitted) ** 2 + (n - kept) * fitted**2
    free = 1 - leverage
    return float((own**2 * np.divide(squares, free**2, out=np.zeros_like(squares), where=free > TINY)).sum())


def _effect(change: float, error: float, doubt: float) -> Effect | None:
    if error < TINY:  # the levels tell everything: what is left of an error is the dust of the arithmetic
        return None
    return Effect(change, change - Z95 * error, change + Z95 * error, math.erfc(abs(change / doubt) / math.sqrt(2)))


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Each p corrected for all the others of a question (Holm); unknown ones are no comparison and stay unknown."""
    order = sorted((value, place) for place, value in enumerate(values) if value is not None)
    least, corrected = 0.0, {}
    for rank, (value, place) in enumerate(order):
        least = max(least, min((len(order) - rank) * value, 1.0))
        corrected[place] = least
    return [corrected.get(place) for place in range(len(values))]
