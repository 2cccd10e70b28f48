"""How the cells of a dimension share in a rate's change from R0 to R1: by mix, and by their own rates.

With w a cell's part of the scope's base and r its rate, mix = (w1 − w0)(r0 − R0) and rate = w1(r1 − r0); a cell new to
the base takes r0 := r1, one that left it r1 := r0. Both together are the cell's c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0,
the sum of its accounts' shares (queries/explain.py): over all cells R1 − R0 exactly. b is a cell's base on its own d0
(ARR, or units for logo retention), n what was kept of it; B and R are the scope's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from data.warehouse import Warehouse
from queries.access import WHOLE, answers, grouped
from queries.chance import Reach, of_cells, reach
from queries.dimensions import check, dimensions
from queries.explain import BASES, NO_BASE, RATES
from queries.facts import facts
from queries.metrics import FEW, Z95, figure
from queries.scope import LINE_KEYS, Scope

COLUMNS = ("start", "end", "change", "contribution", "mix", "rate", "weight0", "weight1", "n0", "n1", "logos_base")
"""The columns of `shares` beside the label and `reach`."""


def additive(key: str, unit: str) -> bool:
    """Whether every unit lies in one cell of the key: only then do the cells add up to the scope's rate."""
    return key not in LINE_KEYS or key == unit


@answers(grouped())
def shares(warehouse: Warehouse, scope: Scope, metric: str, by: str, earlier: date) -> pd.DataFrame:
    """One row per label that has a base on either date, the largest share first.

    Columns: the label under the key's own name (null: units without one), start and end (the rate on both dates,
    fractions, null without a base), change, contribution = mix + rate (fractions), weight0 and weight1 (part of the
    base on both dates), n0 and n1 (units of the base), logos_base (n1), reach (how far chance goes in `rate`, null
    where a date has fewer than two units). attrs: start, end, mix, rate (the scope's), mix_reach and rate_reach (how
    far chance goes in them: queries/chance.py), reason. Without a base on either date: no rows,
    null attrs and the reason. Raises UnknownFilter; ValueError for an unknown rate, dates reversed, or a key of lines
    that splits a unit.
    """
    if metric not in RATES:
        raise ValueError(f"unknown rate {metric!r}; known: {', '.join(RATES)}")
    if earlier > scope.as_of:
        raise ValueError(f"a change runs forward in time: {earlier} is after {scope.as_of}")
    check(scope, dimensions(warehouse), by)
    if not additive(by, scope.unit):
        raise ValueError(f"{by!r} splits a {scope.unit}: its cells do not add up; ask with --unit {by}, "
                         "or for a label of the customer")
    found = facts(warehouse, scope, tuple(dict.fromkeys((earlier, scope.as_of))), by)
    days = pd.to_datetime(found.as_of).dt.date
    return shape(found[days == earlier], found[days == scope.as_of], metric, by)


def shape(before: pd.DataFrame, after: pd.DataFrame, metric: str, by: str) -> pd.DataFrame:
    """The shares from both dates' facts by cell."""
    both = _side(before, metric).join(_side(after, metric), how="outer", lsuffix="0", rsuffix="1")
    amounts = both[["base0", "kept0", "units0", "base1", "kept1", "units1"]].fillna(0)
    whole = amounts.sum()
    if not whole.base0 or not whole.base1:
        return _nothing(by)
    made = _effects(amounts, whole)
    made["reach"] = made.weight1 * of_cells(before, after, metric).reindex(made.index)
    made.insert(0, by, pd.Series(both.index, index=both.index, dtype=object).where(both.index.notna(), None))
    made = made[(amounts.base0 > 0) | (amounts.base1 > 0)]
    made = made.iloc[made.contribution.abs().argsort(kind="stable")[::-1]].reset_index(drop=True)
    chance = reach(before, after, metric)
    made.attrs = {"start": float(whole.kept0 / whole.base0), "end": float(whole.kept1 / whole.base1),
                  "mix": float(made.mix.sum()), "rate": float(made["rate"].sum()), "mix_reach": chance.mix,
                  "rate_reach": chance.rate, "reason": None}
    return made


def _nothing(by: str) -> pd.DataFrame:
    made = pd.DataFrame(columns=[by, *COLUMNS, "reach"])
    unknown = dict.fromkeys(("start", "end", "mix", "rate", "mix_reach", "rate_reach"), float("nan"))
    made.attrs = {**unknown, "reason": NO_BASE}
    return made


def _effects(amounts: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Grain: cell. Rates, weights and effects; a rate that one date does not have is taken from the other."""
    start = whole.kept0 / whole.base0
    weight0, weight1 = amounts.base0 / whole.base0, amounts.base1 / whole.base1
    rate0 = amounts.kept0 / amounts.base0.where(amounts.base0 != 0)
    rate1 = amounts.kept1 / amounts.base1.where(amounts.base1 != 0)
    then, now = rate0.fillna(rate1), rate1.fillna(rate0)
    mix, rate = (weight1 - weight0) * (then - start), weight1 * (now - then)
    units0, units1 = amounts.units0.astype(int), amounts.units1.astype(int)
    columns = (rate0, rate1, rate1 - rate0, mix + rate, mix, rate, weight0, weight1, units0, units1, units1)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=amounts.index)


def _side(found: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Grain: label. Its base, what was kept of it and its units on one date."""
    base = found[BASES[metric]].astype(float)
    rate = np.nan_to_num(figure(found, metric).astype(float))
    units = found.logos_base.astype(float)
    made = pd.DataFrame({"cell": found.cell, "base": base, "kept": rate * base, "units": units})
    return made.groupby("cell", dropna=False).sum()


RANKED = ("by", "cells", "mix", "rate", "mix_reach", "rate_reach", "located")


@answers(WHOLE)
def rank(warehouse: Warehouse, scope: Scope, metric: str, earlier: date, keys: Sequence[str]) -> pd.DataFrame:
    """Which dimension says most about a change, the most telling first; the order of `keys` decides between equals.

    Columns: RANKED. located (fraction): |mix| where it is larger than chance, and, of the cells with at least 10 units
    on both dates, what each one's rate moved apart from the others, |rate − w1·Σ rate|, where that is larger than
    chance (95 % over all cells of the dimension together). Errors as `shares`.
    """
    rows = []
    for key in keys:
        found = shares(warehouse, scope, metric, key, earlier)
        rows.append((key, len(found), *(found.attrs[name] for name in RANKED[2:6]), located(found)))
    made = pd.DataFrame(rows, columns=list(RANKED))
    return made.sort_values("located", ascending=False, kind="stable", ignore_index=True)


def located(found: pd.DataFrame) -> float:
    """How much of the change the cells place beyond chance; 0 where nothing is. Source: a frame of `shares`."""
    mix, chance = abs(found.attrs["mix"]), found.attrs["mix_reach"]
    placed = mix if mix > chance else 0.0
    sure = found[(found.n0 >= FEW) & (found.n1 >= FEW)]
    apart = sure["rate"] - sure.weight1 * found.attrs["rate"]
    wider = NormalDist().inv_cdf(1 - 0.025 / max(len(sure), 1)) / Z95
    return float(placed + apart.abs()[apart.abs() > wider * sure.reach].sum())


def dominant(mix: float, rate: float, chance: Reach) -> str | None:
    """`mix` or `rate`: the larger part, where it is larger than chance and at least twice the other; else null."""
    larger, smaller, name, limit = (
        (mix, rate, "mix", chance.mix) if abs(mix) > abs(rate) else (rate, mix, "rate", chance.rate))
    return name if abs(larger) > limit and abs(larger) >= 2 * abs(smaller) else None
