"""What a year's new, kept and added revenue leaves: each one's margin less what was spent on it.

Kept revenue would partly have stayed without the money spent on keeping it: these are margins beside costs, no effect
of the spending.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.dimensions import check, dimensions
from queries.economics import LINES, USUAL, Cell
from queries.economics_figures import NO_BASE, NO_MARGIN, SHORT_HISTORY, Sums
from queries.economics_period import period
from queries.metrics import Z95
from queries.scope import Scope

PARTS = {"new": ("x", "acquisition"), "retained": ("g", "retention"), "expanded": ("e", "expansion")}
"""Each part's sum and the kind of its costs."""
COLUMNS = ("part", "arr", "arr_low", "arr_high", "gross_profit", "cost", "profit", "profit_low", "profit_high",
           "profit_rate", "per_cost", "reason")


@answers(WHOLE)
def increment(warehouse: Warehouse, scope: Scope, assumed: Assumptions = USUAL) -> pd.DataFrame:
    """Grain: part: new (ARR on d of customers new since d0), retained (Σ min(ARR(d), ARR(d0)) of the base), expanded
    (Σ max(ARR(d) − ARR(d0), 0) of the base); those that came back are in none.

    Columns: arr with its 95 % interval; gross_profit (arr × gross margin), cost (of acquisition, retention, expansion,
    in the twelve months), profit = gross_profit − cost with its interval, all in the reporting currency; profit_rate
    (profit ÷ arr), per_cost (arr ÷ cost); reason: why profit is null. Intervals: new as a compound Poisson sum, the
    others by the delta method over the base; margin and costs as they are. attrs: gross_margin, margin_source.
    Raises UnknownFilter.
    """
    asked, span = replace(scope, unit="customer"), period(scope.as_of)
    check(asked, dimensions(warehouse))
    if asked.line_filters:
        found = pd.DataFrame([_row(name, reason=LINES) for name in PARTS], columns=list(COLUMNS), dtype=object)
        found.attrs = {"gross_margin": None, "margin_source": None}
        return found
    [cell] = Cell.found(warehouse, asked, span, assumed)
    found = pd.DataFrame([_part(name, cell) for name in PARTS], columns=list(COLUMNS), dtype=object)
    found.attrs = {"gross_margin": cell.margin.value, "margin_source": cell.margin.source}
    return found


def _row(part: str, **given: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {"part": part} | given


def _part(name: str, cell: Cell) -> dict[str, Any]:
    key, kind = PARTS[name]
    if not cell.known.base:
        return _row(name, reason=SHORT_HISTORY)
    if name != "new" and not cell.sums["z"]:
        return _row(name, reason=NO_BASE)
    arr, reach, cost, margin = cell.sums[key], _reach(name, cell.sums), cell.costs.get(kind), cell.margin.value
    row = _row(name, arr=arr, cost=cost, arr_low=None if reach is None else max(arr - reach, 0.0),
               arr_high=None if reach is None else arr + reach, per_cost=arr / cost if cost else None)
    reason = cell.margin.reason or NO_MARGIN if margin is None else cell.costs.reason(kind)
    if reason is not None or margin is None or cost is None:
        return row | {"reason": reason}
    ends = sorted(margin * end - cost for end in (row["arr_low"], row["arr_high"])) if reach is not None else None
    profit = arr * margin - cost
    return row | {"gross_profit": arr * margin, "profit": profit, "profit_low": ends[0] if ends else None,
                  "profit_high": ends[1] if ends else None, "profit_rate": profit / arr if arr else None}


def _reach(name: str, sums: Sums) -> float | None:
    """Half of the interval of a part's ARR; null for fewer than two customers of the base."""
    if name == "new":
        return Z95 * math.sqrt(sums["xx"])
    key, many = PARTS[name][0], sums["b"]
    if many < 2:
        return None
    rate = sums[key] / sums["z"]
    spread = sums[key + key] - 2 * rate * sums[key + "z"] + rate**2 * sums["zz"]
    return Z95 * math.sqrt(max(spread, 0.0) * many / (many - 1))
