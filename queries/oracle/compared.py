"""Two groups of customers compared, like for like, from one row a customer: least squares by hand. And what leaving is
told by: a logistic regression by Newton's steps.

Rows hold x (1 with, 0 without), kept (1 or 0), and the factors that are held equal; an unknown level is a level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from queries.oracle.labels import Row

FEW, LEAST = 10, 5
TINY = 1e-9


@dataclass(frozen=True)
class Compared:
    """Counts on both sides; the plain difference and the adjusted one with its p, None where nothing can be said."""

    n1: int
    n0: int
    kept1: int
    kept0: int
    difference: float | None
    adjusted: float | None
    p: float | None


def compared(rows: Sequence[Row], factors: Sequence[str]) -> Compared:
    """A side of fewer than ten has no difference, one with fewer than five leavers (or stayers) no adjusted one."""
    (n1, kept1), (n0, kept0) = ((len(side), sum(row["kept"] for row in side)) for side in (
        [row for row in rows if row["x"] == x] for x in (1, 0)))
    if min(n1, n0) < FEW:
        return Compared(n1, n0, kept1, kept0, None, None, None)
    share, plain = (kept1 + kept0) / (n1 + n0), kept1 / n1 - kept0 / n0
    if min(n1, n0) * min(share, 1 - share) < LEAST:
        return Compared(n1, n0, kept1, kept0, plain, None, None)
    effect = adjusted(rows, factors)
    return Compared(n1, n0, kept1, kept0, plain, *(effect or (None, None)))


def adjusted(rows: Sequence[Row], factors: Sequence[str]) -> tuple[float, float] | None:
    """The coefficient of x beside a term for every level, and the larger of two p: Wald's with the errors of HC3, and
    the score test's. None where the levels tell x apart from nothing.
    """
    levels = [np.ones(len(rows))]
    for factor in factors:
        levels += [np.array([float(str(row[factor]) == level) for row in rows])
                   for level in sorted({str(row[factor]) for row in rows})[1:]]
    settled = np.column_stack(levels)
    x, y = (np.array([float(row[name]) for row in rows]) for name in ("x", "kept"))
    own = x - settled @ np.linalg.lstsq(settled, x, rcond=None)[0]
    if own @ own < TINY * len(rows):
        return None
    design = np.column_stack([x, settled])
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    free = 1 - leverage
    weights = np.divide((y - design @ beta) ** 2, free**2, out=np.zeros(len(rows)), where=free > TINY)
    error = sqrt((inverse @ (design.T * weights) @ design @ inverse)[0, 0])
    if error < TINY:
        return None
    without = np.clip(settled @ np.linalg.lstsq(settled, y, rcond=None)[0], 0, 1)
    score = sqrt(own**2 @ (without * (1 - without))) / (own @ own)
    return float(beta[0]), erfc(abs(beta[0] / max(error, score)) / sqrt(2))


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Each p times how many are not smaller, never less than that of a smaller one, at most 1."""
    known = sorted(value for value in values if value is not None)
    steps = [min(1.0, max((len(known) - at) * known[at] for at in range(place + 1))) for place in range(len(known))]
    return [None if value is None else steps[len(known) - 1 - known[::-1].index(value)] for value in values]


def slopes(cases: Sequence[Sequence[float]], left: Sequence[bool]) -> list[float]:
    """The logistic regression of having left on these values and an intercept, less half the squares of the slopes: the
    most likely slopes. Newton's steps, halved where they do not help, until nothing rises.
    """
    x, y = np.column_stack([np.ones(len(cases)), np.array(cases, float)]), np.array(left, float)
    held = np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    at = np.zeros(x.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(x @ at, -500, 500)))
        rise = x.T @ (y - chance) - held @ at
        if np.abs(rise).max() < TINY:
            break
        step = np.linalg.solve((x.T * (chance * (1 - chance))) @ x + held, rise)
        while _likely(x, y, held, at + step) < _likely(x, y, held, at) and np.abs(step).max() > TINY:
            step = step / 2
        at = at + step
    return [float(each) for each in at[1:]]


def _likely(x: np.ndarray, y: np.ndarray, held: np.ndarray, at: np.ndarray) -> float:
    line = x @ at
    return float(y @ line - np.logaddexp(0, line).sum() - at @ held @ at / 2)
