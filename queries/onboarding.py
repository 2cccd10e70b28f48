"""How deep customers are brought on board: the basic and the deep end compared, by how many get there, when, and who
stays. Never why.

The way there is Kaplan-Meier over days since the onboarding began: who has not arrived counts as long as seen, up to
the scope's date or the day the customer left. Who stays is the drivers' landmark comparison, unchanged.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.drivers import drivers
from queries.estimate import reached
from queries.lpm import wilson
from queries.runner import run
from queries.scope import Scope
from queries.ttv import survival
from queries.ttv_rows import statement

ENDPOINTS = ("onboarding_basic", "onboarding_deep")
DAYS = 180
"""By when the two ends' shares are compared: time enough for both."""
LATER = ("n_with", "n_without", "retention_with", "retention_without", "difference", "low", "high", "adjusted",
         "adjusted_low", "adjusted_high", "p_adjusted", "reason")
COLUMNS = ("endpoint", "customers", "done", "share", "reached", "reached_low", "reached_high", "median_days",
           "with_low", "with_high", "without_low", "without_high", *LATER)


@answers(WHOLE)
def endpoints(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: endpoint (onboarding_basic, onboarding_deep); empty without an onboarding.

    Columns: customers (with an onboarding begun by d; filters by the label of their first active day), done (of these,
    there by d), share (done ÷ customers, as it stands: many are still on their way), reached with its interval (share
    there within 180 days, Kaplan-Meier), median_days (null until half are there), then the drivers' row of the same
    condition, with Wilson's intervals of both retentions.
    """
    known = dimensions(warehouse)
    check(scope, known)
    asked = replace(scope, unit="customer")
    ways = run(warehouse, statement(asked, build_info(warehouse).first_day, ENDPOINTS))
    later = drivers(warehouse, asked).set_index("condition")
    rows = [_row(key, ways[ways.condition == key], later) for key in ENDPOINTS if (ways.condition == key).any()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(key: str, ways: pd.DataFrame, later: pd.DataFrame) -> dict[str, object]:
    customers, done = int(ways.n.sum()), int(ways.n[ways.state == "arrived"].sum())
    row: dict[str, object] = {"endpoint": key, "customers": customers, "done": done, "share": done / customers}
    row |= _way(survival(ways))
    if key not in later.index:
        return row
    found = later.loc[key]
    row |= {name: found[name] for name in LATER}
    for side in ("with", "without"):
        n, rate = int(found[f"n_{side}"]), found[f"retention_{side}"]
        ends = wilson(rate * n, n) if n else (None, None)
        row |= {f"{side}_low": ends[0], f"{side}_high": ends[1]}
    return row


def _way(found: pd.DataFrame) -> dict[str, object]:
    at = found[found.age == DAYS]
    row: dict[str, object] = {"median_days": reached(found)}
    if not len(at):
        return row | dict.fromkeys(("reached", "reached_low", "reached_high"))
    return row | {"reached": 1 - float(at.survival.iloc[0]), "reached_low": 1 - float(at.high.iloc[0]),
                  "reached_high": 1 - float(at.low.iloc[0])}
