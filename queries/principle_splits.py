"""A measure by segment or team, and churn counted by each unit: what a single figure of the company hides."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.warehouse import Warehouse
from queries import retention
from queries.access import WHOLE, answers, grouped
from queries.dimensions import check, dimensions
from queries.measures import measured
from queries.measures.customers import UNITS
from queries.measures.kept import KEPT
from queries.scope import Scope

MOST = 12
"""So many values are asked for, those that most customers bear first."""
COMPANY = ("filled", "joinable", "fresh", "process_written", "process_measured", *KEPT)
"""Measures of the company as a whole: no label and no filter changes them."""
COLUMNS = ("label", "value", "numerator", "denominator", "n", "low", "high", "reason")
CHURN = ("unit", "churn", "low", "high", "units_base", "units_lost")


@answers(grouped())
def split(warehouse: Warehouse, scope: Scope, key: str, by: str) -> pd.DataFrame:
    """Grain: value of a label (null: unknown) that somebody bears inside the filters, the most borne first, at most 12.

    Columns: label, and those of `measured` on the scope's date, each with a filter on that value. Raises UnknownFilter.
    """
    known = dimensions(warehouse)
    check(scope, known, by)
    asked = dict(scope.where).get(by)
    values = [each.value for each in known[by].values if asked is None or each.value in asked]
    made = []
    for value in values[:MOST]:
        row = measured(warehouse, scope.with_filter(by, value), (key,)).iloc[0]
        if row.n or row.reason == "missing_table":
            made.append((value, *(row[name] for name in COLUMNS[1:])))
    return pd.DataFrame(made, columns=list(COLUMNS)).astype({"value": float, "low": float, "high": float})


@answers(WHOLE)
def units(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Logo churn over twelve months by what is counted. Grain: customer, contract, product, department.

    Columns: unit, churn (fraction, null without a base), low, high (Wilson's 95 %), units_base, units_lost.
    """
    made = []
    for unit in UNITS:
        row = retention.kpis(warehouse, replace(scope, unit=unit)).iloc[0]
        lost = int(row.logos_base) - int(row.logos_kept)
        made.append((unit, row.logo_churn, 1 - row.logo_high, 1 - row.logo_low, int(row.logos_base), lost))
    return pd.DataFrame(made, columns=list(CHURN)).astype({"churn": float, "low": float, "high": float})
