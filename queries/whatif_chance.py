"""How far off a run may be: by the company's own ups and downs of the quarters that were. Pure, seeded.

A quarter's loss, expansion and new ARR are drawn together, in blocks of four quarters that follow each other, so that
the seasons and what moves together stay so. The year that a run starts from is itself one draw: every path begins at
another level. What has never happened in the history cannot happen in the band.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.whatif_run import MOST, QUARTERS

Array = NDArray[np.float64]
LEAST = 6
"""Quarters of history below which there is no band."""
PATHS, SEED = 2000, 20261122
NAMES = ("loss", "expansion", "new")


def ratios(history: pd.DataFrame) -> Array | None:
    """Each quarter's loss, expansion and new ARR over what is usual: quarters × 3; null for fewer than six.

    Loss and expansion are shares of the quarter's opening ARR, over their mean; new ARR over its straight line, so that
    growth is no ups and downs. What never happened varies by nothing.
    """
    opening = history.opening.to_numpy(float)
    usable = history[opening > 0]
    if len(usable) < LEAST:
        return None
    loss = (usable.contraction + usable.churn).to_numpy(float) / usable.opening.to_numpy(float)
    grown = usable.expansion.to_numpy(float) / usable.opening.to_numpy(float)
    new = (usable.new + usable.reactivation).to_numpy(float)
    at = np.arange(len(new))
    line = np.maximum(np.polyval(np.polyfit(at, new, 1), at), new.mean() / 4)
    return np.stack([_over(loss, np.full(len(loss), loss.mean())), _over(grown, np.full(len(grown), grown.mean())),
                     _over(new, line)], axis=1)


def _over(values: Array, usual: Array) -> Array:
    made = np.divide(values, usual, out=np.ones_like(values), where=usual > 0)
    return np.asarray(made / made.mean() if made.mean() > 0 else made)


def factors(history: pd.DataFrame, years: int = MOST, paths: int = PATHS, seed: int = SEED) -> Array | None:
    """paths × quarters × 3: what each quarter's loss, expansion and new ARR is multiplied by; null without a history.

    The spread is widened by √(n ÷ (n − 4)): n quarters in blocks of four show less of it than there is. How large it is
    is not known either: each path has a spread of its own, by the chi-squared distribution of n ÷ 2 − 1, about as many
    quarters as tell something new.
    """
    seen = ratios(history)
    if seen is None:
        return None
    draw, n = np.random.default_rng(seed), len(seen)
    free = max(n // 2 - 1, 2)
    wider = np.sqrt(n / max(n - QUARTERS, 1)) * np.sqrt(free / draw.chisquare(free, paths))
    starts = draw.integers(0, n, (paths, years + 1))
    blocks = seen[(starts[:, :, None] + np.arange(QUARTERS)) % n]
    apart = 1 + (blocks - 1) * wider[:, None, None, None]
    level = 2 - apart[:, 0].mean(axis=1)
    drawn = apart[:, 1:].reshape(paths, years * QUARTERS, 3) * np.clip(level, 0, None)[:, None, :]
    return np.asarray(np.maximum(drawn, 0))
