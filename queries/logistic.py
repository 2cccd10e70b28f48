"""Weights learned from history: regularised logistic regression of leaving on the components' scores. Pure.

Components stand on one scale, 0 to 100, and are taken as fractions of 100, so that coefficients compare as weights do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.discrimination import Array, Counts, tally
from queries.landmarks import GROUPED_FROM, GROUPS

STRENGTH = 1.0
"""scikit-learn's C, ridge penalty: its default."""
TOLERANCE = 1e-10
"""Of the mean gradient: the library's default, 1e-4, stops with weights that are points off."""
HAIR = 1e-9
"""A tie in doubles may lie as much beneath its value."""
HALF = 0.5 + HAIR
LEAST_SEEN = 0.1
"""A component known on a smaller share of the landmarks, or always the same, is not judged: it keeps its weight."""


@dataclass(frozen=True)
class Fit:
    """Per component: coefficient (log odds of leaving from 0 to 100 points; NaN: not judged), known (share)."""

    coefficients: Array
    known: Array


def fit(components: Array, left: NDArray[np.int64]) -> Fit:
    """From landmarks × components (0-100, NaN where unknown), unknown ones standing at the mean of the known."""
    from sklearn.linear_model import LogisticRegression  # half a second and 60 MB: only who asks pays

    known = np.isfinite(components).mean(axis=0)
    filled = impute(components) / 100
    judged = (known >= LEAST_SEEN) & (filled.std(axis=0) > 1e-9)
    coefficients = np.full(components.shape[1], np.nan)
    if judged.any():
        model = LogisticRegression(C=STRENGTH, solver="newton-cholesky", tol=TOLERANCE).fit(filled[:, judged], left)
        coefficients[judged] = model.coef_[0]
    return Fit(coefficients, known)


def impute(components: Array) -> Array:
    """Unknown scores at the mean of the component's known ones; 0 where none is."""
    seen = np.isfinite(components)
    sums = np.where(seen, components, 0.0).sum(axis=0)
    return np.where(seen, components, sums / np.maximum(seen.sum(axis=0), 1))


def proposed(present: Array, coefficients: Array) -> Array | None:
    """Weights with the present total. What speaks for leaving where the score is high gets 0, what was not judged keeps
    its weight; the rest share what remains as their coefficients do. Null where no coefficient speaks for the score.
    """
    judged = np.isfinite(coefficients)
    strength = np.where(judged, np.maximum(-np.nan_to_num(coefficients), 0.0), 0.0)
    if not strength.sum():
        return None
    return np.asarray(np.where(judged, strength * present[judged].sum() / strength.sum(), present))


def scored(components: Array, weights: Array, least_known: float) -> Array:
    """Σ weight × component ÷ Σ weight of the known ones, to one decimal, a tie upwards as marts do; NaN below the share
    of weight to be known.
    """
    seen = np.isfinite(components)
    total = seen @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(seen, components, 0.0) @ weights / total
        known = (total >= (least_known - HAIR) * weights.sum()) & (total > 0)
    return np.asarray(np.where(known, np.floor(score * 10 + HALF) / 10, np.nan))


def tables(customers: NDArray[np.int64], scores: Array, left: NDArray[np.int64]) -> tuple[Counts, Counts]:
    """Leavers and stayers by group of customers × tenth of a score, for scores that are all known."""
    place = np.unique(customers, return_inverse=True)[1]
    group = place % GROUPS if place.max(initial=0) >= GROUPED_FROM else place
    step, shape = np.round(scores * 10).astype(np.int64), (int(group.max(initial=0)) + 1, 1001)
    return tally(group, step, left, shape), tally(group, step, 1 - left, shape)
