"""The metrics: one record each. Everything that shows a figure gets it from here.

A formula reads columns of additive facts (data/measures.py, queries/facts.py) and gives one value a row; a denominator
of zero gives null (NaN), never 0 % or 100 %. Definitions: the retention chapter of docs/definitions.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Z95 = 1.96
FEW = 10

Formula = Callable[[pd.DataFrame], pd.Series]


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


def _divide(top: pd.Series, bottom: pd.Series) -> pd.Series:
    return top.astype(float) / bottom.astype(float).where(bottom != 0)


def _kept(frame: pd.DataFrame) -> pd.Series:
    return frame.arr_base - frame.churn - frame.contraction


def _interval(base: pd.Series, kept: pd.Series, count: pd.Series, nn: pd.Series, nb: pd.Series,
              bb: pd.Series) -> pd.Series:
    """Half-width by the delta method: se² = m/(m−1) · (Σn² − 2RΣnb + R²Σb²)/(Σb)²; null for fewer than two units."""
    rate = _divide(kept, base)
    spread = (nn - 2 * rate * nb + rate**2 * bb).clip(lower=0)
    correction = _divide(count, count - 1).where(count > 1)
    return Z95 * np.sqrt(correction * spread) / base.astype(float).where(base != 0)


def _nrr(f: pd.DataFrame) -> pd.Series:
    return _divide(_kept(f) + f.expansion, f.arr_base)


def _grr(f: pd.DataFrame) -> pd.Series:
    return _divide(_kept(f), f.arr_base)


def nrr_half_width(f: pd.DataFrame) -> pd.Series:
    return _interval(f.arr_base, _kept(f) + f.expansion, f.logos_base, f.nn, f.nb, f.bb)


def grr_half_width(f: pd.DataFrame) -> pd.Series:
    return _interval(f.arr_base, _kept(f), f.logos_base, f.gg, f.gb, f.bb)


def _logo(f: pd.DataFrame) -> pd.Series:
    return _divide(f.logos_base - f.churn_logos, f.logos_base)


def _wilson(f: pd.DataFrame, sign: int) -> pd.Series:
    """Wilson's 95 % interval of logo retention; null on an empty base."""
    n = f.logos_base.astype(float).where(f.logos_base > 0)
    p = _logo(f)
    middle = p + Z95**2 / (2 * n)
    reach = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return ((middle + sign * reach) / (1 + Z95**2 / n)).clip(0, 1)


def _lost(f: pd.DataFrame) -> pd.Series:
    return f.churn + f.contraction


BASE_ARR = "ARR of the opening base, twelve months earlier"
BASE_UNITS = "units of the opening base"

METRICS: dict[str, Metric] = {metric.key: metric for metric in (
    Metric("arr", "money", "up", lambda f: f.arr),
    Metric("arr_base", "money", "none", lambda f: f.arr_base),
    Metric("nrr", "rate", "up", _nrr, BASE_ARR),
    Metric("nrr_low", "rate", "none", lambda f: (_nrr(f) - nrr_half_width(f)).clip(lower=0), BASE_ARR),
    Metric("nrr_high", "rate", "none", lambda f: _nrr(f) + nrr_half_width(f), BASE_ARR),
    Metric("grr", "rate", "up", _grr, BASE_ARR),
    Metric("grr_low", "rate", "none", lambda f: (_grr(f) - grr_half_width(f)).clip(lower=0), BASE_ARR),
    Metric("grr_high", "rate", "none", lambda f: (_grr(f) + grr_half_width(f)).clip(upper=1), BASE_ARR),
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


def measure(facts: pd.DataFrame, minor: int) -> pd.DataFrame:
    """Every metric of every row, money in whole units of the currency (`minor` minor units each)."""
    values = {}
    for metric in METRICS.values():
        column = metric.formula(facts)
        values[metric.key] = (column if minor == 1 else column / minor) if metric.kind == "money" else column
    return pd.DataFrame(values)
