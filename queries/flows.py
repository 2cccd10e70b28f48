"""Movements week by week or month by month: what was new, came back, grew, shrank and left in each period.

Shape: one row per period, oldest first: as_of (its last day), new, reactivation, expansion, contraction, churn,
net_new (all of them together), lost (contraction and churn), in the reporting currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from data.warehouse import Warehouse
from queries.access import WHOLE, answers
from queries.bridge import direct_statement as bridge_statement
from queries.dimensions import build_info, check, dimensions
from queries.facts import from_flows, in_cube
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import Scope


@answers(WHOLE)
def weekly(warehouse: Warehouse, scope: Scope, weeks: Sequence[date]) -> pd.DataFrame:
    """The movements of the weeks that end on these Sundays. Filters the cube lacks are answered week by week."""
    check(scope, dimensions(warehouse))
    grid = build_info(warehouse)
    if in_cube(warehouse, scope, None) and all(map(grid.in_grid, weeks)):
        found = from_flows(Profiles(warehouse, scope), "week", weeks)
    else:
        found = pd.concat([_direct(warehouse, scope, week) for week in weeks], ignore_index=True)
    return shape(found, weeks, grid.minor)


def _direct(warehouse: Warehouse, scope: Scope, week: date) -> pd.DataFrame:
    """One week's movements from the units, under the flow cube's names."""
    found = run(warehouse, bridge_statement(scope, week - timedelta(days=7), week))
    sums = found.drop(columns="cell").sum()
    named = {"new_arr": sums["new"], "reactivation": sums["reactivation"], "expansion": sums["expansion"],
             "contraction": sums["contraction"], "churn": sums["churn"]}
    return pd.DataFrame([{"as_of": week, **named}])


def shape(found: pd.DataFrame, dates: Sequence[date], minor: int) -> pd.DataFrame:
    """A row per period, zeros where nothing moved."""
    rows = found.set_index("as_of").reindex(list(dates)).rename_axis("as_of").reset_index()
    whole = rows[["new_arr", "reactivation", "expansion", "contraction", "churn"]].astype(float).fillna(0)
    whole = whole.rename(columns={"new_arr": "new"}).assign(lost=whole.contraction + whole.churn)
    # Of whole minor units, so that a net of nothing is nothing in a currency with cents too.
    whole = whole.assign(net_new=whole.new + whole.reactivation + whole.expansion - whole.lost)
    columns = ["new", "reactivation", "expansion", "contraction", "churn", "net_new", "lost"]
    return pd.concat([rows[["as_of"]], whole[columns] / minor], axis=1)
