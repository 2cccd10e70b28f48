"""How far LTV's lifetime, 1 ÷ annual churn, is from how long customers stay: python -m benchmarks.lifetimes [SEEDS].

The demo company is simulated on for half a century without anybody new, so that nearly everybody's end is known: only
the simulation knows it, no table does. Each world is the demo company with some of its causes switched off. One line of
JSON a world: the formula's years, the mean years of those who began in the last twelve months and of the base, and the
formula's error against both. Nobody comes back here: the formula knows no second life.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.engine import simulate
from data.demo.latent import spells
from data.demo.state import Run
from data.demo.truth import TRUTH, Truth

CUSTOMERS, YEARS, AFTER = 4000, 4, 52 * 50
END = date(2026, 11, 22)
YEAR = 365.25
CALM = replace(TRUTH, reactivation_rate=0.0, mask_leave=0.0, mask_peak_leave=0.0, csm_change=0.0)
ALIKE = replace(CALM, leave_enterprise=-2.3, leave_mid=-2.3, leave_smb=-2.3, leave_startup=-2.3, fit_partial=0.0,
                fit_poor=0.0, onboarding_late=0.0, onboarding_never=0.0, newer_cohort=0.0)
WORLDS: dict[str, Truth] = {
    "masked year": replace(CALM, mask_leave=TRUTH.mask_leave, mask_peak_leave=TRUTH.mask_peak_leave),
    "calm": CALM, "calm, newer no better": replace(CALM, newer_cohort=0.0), "calm, all alike": ALIKE}
Reals = NDArray[np.float64]


def lives(run: Run, after: int) -> tuple[Reals, Reals]:
    """First and last day of each buyer's life (those of the first weeks from their signature); the simulation's end for
    who is still there.
    """
    stretch = spells(run)
    start = np.where(run.people.old[stretch["customer"]], run.people.signed[stretch["customer"]], stretch["start"])
    return start.astype(float), np.minimum(stretch["end"], run.weeks.end + 7 * after).astype(float)


def world(truth: Truth, seeds: int, customers: int = CUSTOMERS, after: int = AFTER) -> dict[str, Any]:
    """The formula's years and the simulated means, over all seeds together."""
    base, lost, stayed, fresh = 0, 0, [], []
    for seed in range(1, seeds + 1):
        run = simulate(customers, YEARS, seed, END, truth)
        start, end = lives(run, after)
        there = (start <= run.weeks.end - 365) & (end > run.weeks.end - 365)
        base += int(there.sum())
        lost += int((there & (end <= run.weeks.end)).sum())
        future = simulate(customers, YEARS, seed, END, _after(truth), beyond=after)
        start, end = lives(future, after)
        stayed.append((end - start)[(start <= future.weeks.end - 365) & (end > future.weeks.end - 365)] / YEAR)
        fresh.append((end - start)[start > future.weeks.end - 365] / YEAR)
    formula, new, old = base / lost, float(np.concatenate(fresh).mean()), float(np.concatenate(stayed).mean())
    return {"churn": round(lost / base, 4), "formula": round(formula, 2), "new": round(new, 2), "base": round(old, 2),
            "against_new": round(formula / new - 1, 3), "against_base": round(formula / old - 1, 3)}


def _after(truth: Truth) -> Truth:
    """The same causes for good; the masked year is over when the future begins."""
    return replace(truth, mask_leave=0.0, mask_peak_leave=0.0)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for name, truth in WORLDS.items():
        print(json.dumps({"world": name, "customers": CUSTOMERS * seeds, **world(truth, seeds)}), flush=True)


if __name__ == "__main__":
    main()
