"""The metrics: one record each. Everything that shows a figure gets it from here.

A formula reads arrays of additive facts (data/measures.py) and gives one value a row; a denominator
of zero gives null (NaN), never 0 % or 100 %. Definitions: the retention chapter of docs/definitions.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import tables

Z95 = 1.96
FEW = 10

Array = NDArray[np.float64]


class Facts:
    """The additive facts of some rows as arrays, one attribute a measure: on frames the arithmetic costs 20 times."""

    def __init__(self, frame: pd.DataFrame) -> None:
        for name in tables.MEASURES:
            setattr(self, name, frame[name].to_numpy(dtype=float))

    def __getattr__(self, name: str) -> Array:
        raise AttributeError(f"no such measure: {name}")


Formula = Callable[[Facts], Array]


@dataclass(frozen=True)
class Metric:
    """kind: rate (fraction), ratio, money (reporting currency a year), count. better: up, down or none (no direction).

    source: where the definition stands. denominator: what the rate is over, in words, for those who recompute it.
    """

    key: str
    kind: str
    better: str
    formula: Formula
    denominator: str = ""
    source: str = "definitions: point-to-point, twelve months"


def _divide(top: Array, bottom: Array) -> Array:
    out: Array = np.full(np.shape(bottom), np.nan)
    return np.divide(top, bottom, out=out, where=bottom != 0)


def _kept(f: Facts) -> Array:
    return f.arr_base - f.churn - f.contraction


def _interval(base: Array, kept: Array, count: Array, nn: Array, nb: Array, bb: Array) -> Array:
    """Half-width by the delta method: se² = m/(m−1) · (Σn² − 2RΣnb + R²Σb²)/(Σb)²; null for fewer than two units."""
    rate = _divide(kept, base)
    spread = np.maximum(nn - 2 * rate * nb + rate**2 * bb, 0)
    correction = _divide(count, np.maximum(count - 1, 0))
    return Z95 * _divide(np.sqrt(correction * spread), base)


def _nrr(f: Facts) -> Array:
    return _divide(_kept(f) + f.expansion, f.arr_base)


def _grr(f: Facts) -> Array:
    return _divide(_kept(f), f.arr_base)


def _nrr_reach(f: Facts) -> Array:
    return _interval(f.arr_base, _kept(f) + f.expansion, f.logos_base, f.nn, f.nb, f.bb)


def _grr_reach(f: Facts) -> Array:
    return _interval(f.arr_base, _kept(f), f.logos_base, f.gg, f.gb, f.bb)


def grr_half_width(frame: pd.DataFrame) -> Array:
    """Half of GRR's 95 % interval per row, before it is cut at 0 and 1; null for fewer than two units."""
    return _grr_reach(Facts(frame))


def _logo(f: Facts) -> Array:
    return _divide(f.logos_base - f.churn_logos, f.logos_base)


def _wilson(f: Facts, sign: int) -> Array:
    """Wilson's 95 % interval of logo retention; null on an empty base."""
    n, p = np.where(f.logos_base > 0, f.logos_base, np.nan), _logo(f)
    middle = p + Z95**2 / (2 * n)
    reach = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return np.clip((middle + sign * reach) / (1 + Z95**2 / n), 0, 1)


def _lost(f: Facts) -> Array:
    return f.churn + f.contraction


BASE_ARR = "ARR of the opening base, twelve months earlier"
BASE_UNITS = "units of the opening base"

METRICS: dict[str, Metric] = {metric.key: metric for metric in (
    Metric("arr", "money", "up", lambda f: f.arr),
    Metric("arr_base", "money", "none", lambda f: f.arr_base),
    Metric("nrr", "rate", "up", _nrr, BASE_ARR),
    Metric("nrr_low", "rate", "none", lambda f: np.maximum(_nrr(f) - _nrr_reach(f), 0), BASE_ARR),
    Metric("nrr_high", "rate", "none", lambda f: _nrr(f) + _nrr_reach(f), BASE_ARR),
    Metric("grr", "rate", "up", _grr, BASE_ARR),
    Metric("grr_low", "rate", "none", lambda f: np.maximum(_grr(f) - _grr_reach(f), 0), BASE_ARR),
    Metric("grr_high", "rate", "none", lambda f: np.minimum(_grr(f) + _grr_reach(f), 1), BASE_ARR),
    Metric("logo_retention", "rate", "up", _logo, BASE_UNITS),
    Metric("logo_low", "rate", "none", lambda f: _wilson(f, -1), BASE_UNITS),
    Metric("logo_high", "rate", "none", lambda f: _wilson(f, 1), BASE_UNITS),
    Metric("logo_churn", "rate", "down", lambda f: 1 - _logo(f), BASE_UNITS),
    Metric("logos", "count", "up", lambda f: f.logos),
    Metric("logos_base", "count", "none", lambda f: f.logos_base),
    Metric("logos_kept", "count", "none", lambda f: f.logos_base - f.churn_logos),
    Metric("new", "money", "up", lambda f: f.new_arr, source="definitions: movements"),
    Metric("reactivation", "money", "up", lambda f: f.reactivation, source="definitions: movements"),
    Metric("expansion", "money", "up", lambda f: f.expansion, source="definitions: movements"),
    Metric("contraction", "money", "down", lambda f: f.contraction, source="definitions: movements"),
    Metric("churn", "money", "down", lambda f: f.churn, source="definitions: movements"),
    Metric("quick_ratio", "ratio", "up", lambda f: _divide(f.new_arr + f.reactivation + f.expansion, _lost(f)),
           "churn and contraction", "definitions: movements"),
    Metric("net_churn", "rate", "down", lambda f: _divide(_lost(f) - f.expansion, f.arr_base), BASE_ARR,
           "definitions: movements"),
    Metric("gross_churn", "rate", "down", lambda f: _divide(_lost(f), f.arr_base), BASE_ARR, "definitions: movements"),
    Metric("churn_minus_acquisition", "rate", "down",
           lambda f: _divide(f.churn_logos, f.logos_base) - _divide(f.new_logos, f.logos_base), BASE_UNITS,
           "definitions: movements"),
    Metric("paper_units", "count", "none", lambda f: f.paper_units, source="definitions: in renewal paperwork"),
    Metric("paper_arr", "money", "none", lambda f: f.paper_arr, source="definitions: in renewal paperwork"),
    Metric("nrr_paper", "rate", "up", lambda f: _divide(_kept(f) + f.expansion + f.paper_arr, f.arr_base), BASE_ARR,
           "definitions: in renewal paperwork"),
    Metric("grr_paper", "rate", "up", lambda f: _divide(_kept(f) + f.paper_gross, f.arr_base), BASE_ARR,
           "definitions: in renewal paperwork"),
)}


def figure(frame: pd.DataFrame, key: str) -> Array:
    """One metric of every row of facts; amounts in minor units."""
    return METRICS[key].formula(Facts(frame))


def measure(frame: pd.DataFrame, minor: int) -> pd.DataFrame:
    """Every metric of every row of facts, money in whole units of the currency (`minor` minor units each)."""
    facts = Facts(frame)
    return pd.DataFrame({key: _typed(metric, metric.formula(facts), minor) for key, metric in METRICS.items()})


def _typed(metric: Metric, values: Array, minor: int) -> Array | NDArray[np.int64]:
    """Counts, and amounts of a currency without minor units, are whole numbers."""
    if metric.kind == "count" or (metric.kind == "money" and minor == 1):
        return values.astype(np.int64)
    return values / minor if metric.kind == "money" else values
