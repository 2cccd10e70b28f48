"""What of the gaps between teams may be chance: shrunk differences, ranks with their reach, corrected probabilities.

Pure. Over the ranked owners: those of at least 10 units whose difference has an interval; what nobody owns is no team.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from queries.lpm import holm
from queries.metrics import FEW

CHANCE = 0.05


def between(differences: Sequence[float], errors: Sequence[float]) -> float | None:
    """τ², the variance between teams by the method of moments: the variance of the differences, Σ(D − D̄)²/(k − 1), less
    the mean of their own error variances; at least 0. Null for fewer than two. Not weighted by the errors: one team
    that lost nothing would otherwise decide it alone.
    """
    if len(differences) < 2:
        return None
    return max(float(np.var(differences, ddof=1)) - float(np.mean(np.square(errors))), 0.0)


def shrunk(difference: float, error: float, tau2: float | None) -> float | None:
    """difference × τ²/(τ² + se²): what is left of it when teams hardly differ beyond chance. Null where τ² is."""
    if tau2 is None:
        return None
    return difference * tau2 / (tau2 + error**2) if tau2 > 0 else 0.0


def p_of(difference: float | None, error: float | None) -> float | None:
    """How probable a difference at least as large would be by chance (normal); null without an error."""
    if difference is None or not error:
        return None
    return math.erfc(abs(difference / error) / math.sqrt(2))


def ranks(lows: Sequence[float], highs: Sequence[float]) -> list[tuple[int, int]]:
    """For each of some teams the best and the worst place it can have: one place down for every team whose interval
    lies wholly above its own, one up for every one wholly below.
    """
    low, high = np.asarray(lows, dtype=float), np.asarray(highs, dtype=float)
    return [(1 + int((low > top).sum()), len(low) - int((high < bottom).sum()))
            for bottom, top in zip(low, high, strict=True)]


def judged(found: pd.DataFrame, by: str, metrics: Sequence[str] = ("nrr", "grr")) -> pd.DataFrame:
    """`found` with ranked, and for each metric _shrunk, _rank_low, _rank_high, _p, _p_adjusted (Holm over all
    comparisons of all metrics). Needs the owner (`by`), logos_base and _difference, _error, _low, _high of each metric.

    attrs: comparisons, by_chance (how many of them would lie beyond their interval by chance), tau_nrr, tau_grr.
    """
    known = found.assign(ranked=[
        bool(n >= FEW and owner is not None and pd.notna(low))
        for n, owner, low in zip(found.logos_base, found[by], found.nrr_difference_low, strict=True)])
    chosen, tau = known.ranked.to_numpy(bool), {}
    for metric in metrics:
        known, tau[f"tau_{metric}"] = _judged(known, metric, chosen)
    ps = [None if pd.isna(each) else float(each) for metric in metrics for each in known[f"{metric}_p"]]
    corrected = holm(ps)
    for at, metric in enumerate(metrics):
        known[f"{metric}_p_adjusted"] = pd.Series(corrected[at * len(known):(at + 1) * len(known)], known.index,
                                                  dtype=float)
    comparisons = sum(each is not None for each in ps)
    known.attrs = {"comparisons": comparisons, "by_chance": comparisons * CHANCE, **tau}
    return known


def _judged(found: pd.DataFrame, metric: str, chosen: np.ndarray) -> tuple[pd.DataFrame, float | None]:
    difference, error = (found[f"{metric}_{name}"].to_numpy(float) for name in ("difference", "error"))
    tau2 = between(difference[chosen], error[chosen])
    held = ranks(found[f"{metric}_difference_low"].to_numpy(float)[chosen],
                 found[f"{metric}_difference_high"].to_numpy(float)[chosen])
    places = iter(held)
    rows = [(shrunk(gap, se, tau2), *next(places), p_of(gap, se)) if ranked else (None,) * 4
            for gap, se, ranked in zip(difference, error, chosen, strict=True)]
    names = [f"{metric}_{name}" for name in ("shrunk", "rank_low", "rank_high", "p")]
    made = pd.DataFrame(rows, columns=names, index=found.index).astype(float)
    return found.join(made), None if tau2 is None else math.sqrt(tau2)
