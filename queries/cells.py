"""How the cells of a dimension share in a rate's change: a segment's c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0.

The same share as an account's (queries/explain.py), summed over the cell's units: over all cells it is R1 − R0 exactly.
b is a cell's base on its own d0 (ARR, or units for logo retention), n what was kept of it; B and R are the scope's.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.warehouse import Warehouse
from queries.dimensions import check, dimensions
from queries.explain import BASES, RATES
from queries.facts import facts
from queries.metrics import figure
from queries.scope import Scope


def shares(warehouse: Warehouse, scope: Scope, metric: str, by: str, earlier: date) -> pd.DataFrame:
    """One row per label that has a base on either date, the largest share first.

    Columns: the label under the key's own name (null: units without one), start and end (the rate on both dates,
    fractions, null without a base), change, contribution (fraction), logos_base (units of the base at the scope's
    date). attrs: start, end (the scope's rate). Without a base on either date: no rows. Raises UnknownFilter.
    """
    if metric not in RATES:
        raise ValueError(f"unknown rate {metric!r}; known: {', '.join(RATES)}")
    check(scope, dimensions(warehouse), by)
    found = facts(warehouse, scope, (earlier, scope.as_of), by)
    days = pd.to_datetime(found.as_of).dt.date
    return shape(found[days == earlier], found[days == scope.as_of], metric, by)


def shape(before: pd.DataFrame, after: pd.DataFrame, metric: str, by: str) -> pd.DataFrame:
    """The shares from both dates' facts by cell."""
    sides = [_side(before, metric), _side(after, metric)]
    both = sides[0].join(sides[1], how="outer", lsuffix="0", rsuffix="1")
    amounts = both[["base0", "kept0", "base1", "kept1", "units1"]].fillna(0)
    whole = amounts.sum()
    columns = [by, "start", "end", "change", "contribution", "logos_base"]
    if not whole.base0 or not whole.base1:
        return pd.DataFrame(columns=columns)
    start, end = whole.kept0 / whole.base0, whole.kept1 / whole.base1
    left = (amounts.kept0 - start * amounts.base0) / whole.base0
    share = (amounts.kept1 - start * amounts.base1) / whole.base1 - left
    made = pd.DataFrame({
        by: pd.Series(both.index, index=both.index, dtype=object).where(both.index.notna(), None),
        "start": amounts.kept0 / amounts.base0.where(amounts.base0 != 0),
        "end": amounts.kept1 / amounts.base1.where(amounts.base1 != 0),
        "contribution": share, "logos_base": amounts.units1.astype(int),
    })
    made["change"] = made.end - made.start
    made = made[(amounts.base0 > 0) | (amounts.base1 > 0)]
    made = made.iloc[made.contribution.abs().argsort(kind="stable")[::-1]].reset_index(drop=True)[columns]
    made.attrs = {"start": float(start), "end": float(end)}
    return made


def _side(found: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Grain: label. Its base, what was kept of it and its units on one date."""
    base = found[BASES[metric]].astype(float)
    rate = np.nan_to_num(figure(found, metric).astype(float))
    units = found.logos_base.astype(float)
    made = pd.DataFrame({"cell": found.cell, "base": base, "kept": rate * base, "units": units})
    return made.groupby("cell", dropna=False).sum()
