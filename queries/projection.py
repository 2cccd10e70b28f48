"""Cohorts carried on: how many of each will still be there in later years, by the shifted beta-geometric model (sBG).

At each yearly renewal a customer leaves with a chance of its own, the same every year; over customers that chance is
beta-distributed. Those most likely to leave leave first, so that the rate kept rises with age although nobody changed.
Source: Fader and Hardie, "How to project customer retention" (2007). Fitted by maximum likelihood over all cohorts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.cohorts import Period, cohorts
from queries.metrics import FEW, Z95
from queries.scope import Scope

Array = NDArray[np.float64]
YEAR, YEARS, LEAST = 12, 5, 2
"""Months in a renewal's year, the ages carried on to, and the years that some cohort must have been seen for."""
LIMIT = 12.0
"""How far the logarithms of beta and of alpha / beta may go: beyond e^12 customers are alike, and the curve no longer
moves.
"""
GRID, DRAWS, SEED = 61, 2000, 20070301
COLUMNS = ("cohort", "members", "year", "active", "share", "low", "high", "projected")


@dataclass(frozen=True)
class Fit:
    """Parameters of the beta distribution of the yearly chance to leave: its mean is alpha / (alpha + beta)."""

    alpha: float
    beta: float

    def survival(self, years: Array | Sequence[int]) -> Array:
        """The share still there after so many years; 1 at 0."""
        return np.exp(_log_survival(np.float64(self.alpha), np.float64(self.beta), np.asarray(years, float)))


def _log_survival(alpha: Array | np.float64, beta: Array | np.float64, years: Array | float) -> Array:
    from scipy.special import betaln  # here: it takes a third of a second to import, and only some need it
    return np.asarray(betaln(alpha, beta + years) - betaln(alpha, beta))


def likelihood(alpha: Array | np.float64, beta: Array | np.float64, counts: Sequence[Sequence[int]]) -> Array:
    """Log-likelihood of yearly survivors: each cohort's counts at ages 0, 1, 2 … years, never rising."""
    from scipy.special import betaln
    total = np.zeros(np.broadcast(alpha, beta).shape)
    for alive in counts:
        for year in range(1, len(alive)):
            lost = alive[year - 1] - alive[year]
            total = total + lost * (betaln(alpha + 1, beta + year - 1) - betaln(alpha, beta))
        total = total + alive[-1] * _log_survival(alpha, beta, float(len(alive) - 1))
    return np.asarray(total)


def fit(counts: Sequence[Sequence[int]]) -> Fit | None:
    """The most likely parameters; null where the counts cannot tell: nobody left, or none was seen for two years."""
    from scipy.optimize import minimize
    if why(counts) is not None:
        return None

    def against(logs: Array) -> float:
        return -float(likelihood(np.exp(logs.sum()), np.exp(logs[0]), counts))

    # In beta and alpha / beta: where customers are nearly alike the two parameters rise together, and a search over
    # these would stop on the way, as one by slopes would, for they are all but flat there.
    found = minimize(against, x0=np.array([1.0, -1.0]), method="Powell", bounds=[(-LIMIT, LIMIT)] * 2,
                     options={"maxiter": 500, "xtol": 1e-9, "ftol": 1e-15})
    return Fit(float(np.exp(found.x.sum())), float(np.exp(found.x[0])))


def why(counts: Sequence[Sequence[int]]) -> str | None:
    """Why nothing can be fitted: young (fewer than ten were seen for two years), no_loss (nobody left); null where it
    can.
    """
    if sum(alive[0] for alive in counts if len(alive) > LEAST) < FEW:
        return "young"
    return "no_loss" if not sum(alive[0] - alive[-1] for alive in counts) else None


def likely(counts: Sequence[Sequence[int]], seed: int = SEED) -> tuple[Array, Array]:
    """Parameters drawn as the counts make them likely, over a grid of the mean chance to leave and of how unlike the
    customers are; so that a flat likelihood widens the band instead of breaking it.
    """
    mean = 1 / (1 + np.exp(-np.linspace(-6, 3, GRID)))[:, None]
    alike = np.exp(np.linspace(-4, LIMIT - 4, GRID))[None, :]
    alpha, beta = np.broadcast_arrays(mean * alike, (1 - mean) * alike)
    logs = likelihood(alpha, beta, counts).ravel()
    weights = np.exp(logs - logs.max())
    picked = np.random.default_rng(seed).choice(len(weights), DRAWS, p=weights / weights.sum())
    return alpha.ravel()[picked], beta.ravel()[picked]


def yearly(cells: pd.DataFrame) -> dict[date, list[int]]:
    """Each whole cohort's survivors at ages 0, 1, 2 … years. Who came back has never left, as in the survival curve.

    A renewal that is late on its day would count as lost: a year counts from a month later on. A cohort that still
    takes members in (not a month old as a whole) is none yet.
    """
    made: dict[date, list[int]] = {}
    for cohort, rows in cells.groupby("cohort", sort=True):
        active = rows.sort_values("age").active.to_numpy(np.int64)
        if len(active) > 1:
            still = np.maximum.accumulate(active[::-1])[::-1]
            made[cast(date, cohort)] = [int(rows.members.iloc[0]), *(int(alive) for alive in still[YEAR + 1::YEAR])]
    return made


@answers(WHOLE)
def projection(warehouse: Warehouse, scope: Scope, period: Period = "quarter") -> pd.DataFrame:
    """The share of each cohort's members still there after 1 to 5 years: seen, then projected. Grain: cohort × year.

    Columns: cohort (its first day), members, year, active (null where projected), share (fraction of the members),
    low, high (95 % of what the fit holds likely and of chance within the cohort; a year good or bad for everybody is
    not in it; null where seen), projected. Cohorts under ten members are absent. Fitted on the cohorts by month, which
    have been seen longest. attrs: reason (young, no_loss; then nothing is projected; null), alpha, beta, seen (members
    fitted on), and the check of a year ago: held_members, held_actual, held_expected, held_apart (null without one: the
    same fit without the newest year of each cohort, and what that year came to). Source: queries.cohorts. Raises
    UnknownFilter.
    """
    by_month = yearly(cohorts(warehouse, scope, "month"))
    return shape(by_month if period == "month" else yearly(cohorts(warehouse, scope, period)), list(by_month.values()))


def shape(counts: Mapping[date, list[int]], every: Sequence[Sequence[int]]) -> pd.DataFrame:
    """The rows of some cohorts from their yearly survivors, carried on by what `every` is fitted to."""
    fitted = fit(every)
    drawn = likely(every) if fitted else None
    rows: list[dict[str, object]] = []
    for cohort, alive in counts.items():
        if alive[0] >= FEW:
            rows += _seen(cohort, alive)
            if fitted is not None and drawn is not None:
                rows += _carried(cohort, alive, fitted, drawn)
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    known = {"alpha": fitted.alpha if fitted else None, "beta": fitted.beta if fitted else None}
    made.attrs = {"reason": why(every), **known, "seen": sum(alive[0] for alive in every if len(alive) > 1),
                  **held_out(every)}
    return made


def _seen(cohort: object, alive: list[int]) -> list[dict[str, object]]:
    return [{"cohort": cohort, "members": alive[0], "year": year, "active": alive[year],
             "share": alive[year] / alive[0], "low": None, "high": None, "projected": False}
            for year in range(1, min(len(alive), YEARS + 1))]


def _carried(cohort: object, alive: list[int], fitted: Fit, drawn: tuple[Array, Array]) -> list[dict[str, object]]:
    """The years to come of one cohort, from those who are left of it."""
    age, left, rows = len(alive) - 1, alive[-1], []
    chance = np.random.default_rng(SEED + age)
    for year in range(age + 1, YEARS + 1):
        kept = float(fitted.survival([year])[0] / fitted.survival([age])[0])
        likely_kept = np.exp(_log_survival(*drawn, float(year)) - _log_survival(*drawn, float(age)))
        low, high = np.percentile(chance.binomial(left, np.clip(likely_kept, 0, 1)), (2.5, 97.5)) / alive[0]
        rows.append({"cohort": cohort, "members": alive[0], "year": year, "active": None,
                     "share": left * kept / alive[0], "low": float(low), "high": float(high), "projected": True})
    return rows


def held_out(counts: Sequence[Sequence[int]]) -> dict[str, float | bool | None]:
    """What the fit of a year ago expected of the year since, over the cohorts that had been seen for a year or more.

    held_apart: whether chance alone would bring about that difference less than once in twenty.
    """
    earlier = fit([alive[:-1] for alive in counts if len(alive) > 1])
    if earlier is None:
        return dict.fromkeys(("held_members", "held_actual", "held_expected", "held_apart"))
    expected, spread, actual, members = 0.0, 0.0, 0, 0
    for alive in counts:
        age = len(alive) - 1
        if age >= LEAST:
            after, until = earlier.survival([age, age - 1])
            kept = float(after / until)
            expected, spread = expected + alive[-2] * kept, spread + alive[-2] * kept * (1 - kept)
            actual, members = actual + alive[-1], members + alive[-2]
    return {"held_members": members, "held_actual": actual, "held_expected": expected,
            "held_apart": abs(expected - actual) > Z95 * math.sqrt(spread)}


def together(found: pd.DataFrame) -> pd.DataFrame:
    """All cohorts as one, weighted by their members. Grain: year: members, share, low and high (null), projected
    (whether any cohort's is).
    """
    weighed = found.assign(kept=found.share * found.members)
    made = weighed.groupby("year", as_index=False).agg(
        members=("members", "sum"), kept=("kept", "sum"), projected=("projected", "any"))
    return made.assign(share=made.kept / made.members, low=None, high=None).drop(columns="kept")
