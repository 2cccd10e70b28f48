"""What if: the year that was, its ups and downs, and what it cost: what every run of the years to come starts from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, grouped
from queries.bridge import bridge
from queries.dimensions import build_info, check, dimensions
from queries.economics import USUAL, economics
from queries.facts import from_cube, from_flows, in_cube
from queries.profiled import Profiles
from queries.scope import Scope
from queries.whatif_run import QUARTERS, Base, Costs, Levers, Part, quarterly
from queries.whatif_run import run as played

SEGMENT = "segment"
HISTORY = 12
"""Quarters of ups and downs that the band is made from, at most."""
LEVEL = 0.01
"""A change of ARR over the year, as a share of its opening, below which nothing tells when in the year it came."""
FLOWS = ("new", "reactivation", "expansion", "contraction", "churn")


@answers(grouped())
def year(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """The bridge of the twelve months to the scope's date. Grain: the whole, or label of `by`.

    Columns as queries.bridge, amounts in the reporting currency. Empty where the data begin later than twelve months
    before: no year has been. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse), by)
    start = tables.year_before(scope.as_of)
    found = bridge(warehouse, scope, start, scope.as_of, by)
    return found if start >= build_info(warehouse).first_day else found.iloc[:0]


@answers(WHOLE)
def quarters(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The movements of the quarters up to the last month end, oldest first, at most twelve whole ones.

    Columns: as_of (its last day), opening, new, reactivation, expansion, contraction, churn, in the reporting currency:
    of a quarter, what its three months' movements come to. Empty without a whole quarter. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    build = build_info(warehouse)
    ends = [month for month in build.months if month <= scope.as_of][-(3 * HISTORY + 1):]
    ends = ends[(len(ends) - 1) % 3:] if ends else []
    if len(ends) < 4:
        return pd.DataFrame(columns=["as_of", "opening", *FLOWS])
    if in_cube(warehouse, scope, None):
        return _from_cube(warehouse, scope, ends, build.minor)
    spans = zip(ends[:-1:3], ends[3::3], strict=True)
    return pd.concat([bridge(warehouse, scope, start, end)[["opening", *FLOWS]].assign(as_of=end)
                      for start, end in spans], ignore_index=True)[["as_of", "opening", *FLOWS]]


def _from_cube(warehouse: Warehouse, scope: Scope, ends: list[date], minor: int) -> pd.DataFrame:
    """Quarters as sums of the cube's months."""
    profiles = Profiles(warehouse, scope)
    opened = from_cube(profiles, ends[:-1:3]).set_index("as_of")["arr"].astype(float)
    moved = from_flows(profiles, "month", ends[1:]).set_index("as_of").rename(
        columns={"new_arr": "new"})[list(FLOWS)].astype(float).reindex(ends[1:], fill_value=0.0)
    sums = moved.groupby([at // 3 for at in range(len(moved))]).sum()
    opening = opened.reindex(ends[:-1:3], fill_value=0.0).to_numpy() / minor
    return pd.DataFrame({"as_of": ends[3::3], "opening": opening, **{name: sums[name].to_numpy() / minor
                                                                   for name in FLOWS}})


def of_year(parts: pd.DataFrame, by: str | None, row: Mapping[Hashable, Any]) -> Base | None:
    """What a run starts from, by the year's parts and the company's row of queries.economics: see `base`, `costs`."""
    made = base(parts, by, Costs(), _known(row["revenue"]))
    if made is None:
        return None
    won = sum(quarterly(part, Levers())[2] * QUARTERS for part in made.parts)
    return replace(made, costs=costs(row, won), revenue=_known(row["revenue"]))


def costs(row: Mapping[Hashable, Any], new: float) -> Costs:
    """The year's costs as shares, from the company's row of queries.economics and the ARR that the year's
    quarters won.

    CS is what keeping and growing customers cost, as far as the data give either. reason: why the margin is unknown
    (economics' own for the CAC; no_new: nothing was won that the money could have bought; no_cs, no_margin: no
    cost of keeping, of delivery). Costs of nothing known:
    all null.
    """
    revenue, margin = _known(row["revenue"]), _known(row["gross_margin"])
    spent = {kind: _known(row[f"cost_{kind}"]) for kind in ("acquisition", "retention", "expansion")}
    served = [amount for kind, amount in spent.items() if kind != "acquisition" and amount is not None]
    delivery = None if margin is None else 1 - margin
    bought, cs = spent["acquisition"], sum(served) / revenue if served and revenue else None
    if _known(row["cac"]) is not None:  # it may be an assumption of the company's
        bought = float(row["cac"]) * int(row["new_customers"])
    per_new = None if bought is None else bought / new if new > 0 else 0.0 if bought == 0 else None
    return Costs(per_new, cs, delivery, _why(row, bought, per_new, cs, delivery))


def _why(row: Mapping[Hashable, Any], bought: float | None, per_new: float | None, cs: float | None,
         delivery: float | None) -> str | None:
    """The first cost that is unknown, and why."""
    if bought is None:
        return str(row["cac_reason"] or "no_costs")
    if per_new is None:
        return "no_new"
    return "no_cs" if cs is None else "no_margin" if delivery is None else None


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


SPENT = ("revenue", "gross_margin", "cac", "new_customers", "cost_acquisition", "cost_retention", "cost_expansion",
         "cac_reason", "reason")


@answers(grouped("new_customers"))
def spent(warehouse: Warehouse, scope: Scope, assumed: Assumptions = USUAL) -> pd.DataFrame:
    """What the year earned and cost: one row of queries.economics, the columns SPENT of it. Raises UnknownFilter."""
    return economics(warehouse, scope, assumed)[list(SPENT)]


def base(parts: pd.DataFrame, by: str | None, costs: Costs, revenue: float | None = None) -> Base | None:
    """What a run starts from; null where no year has been, nothing was there a year ago, or a part may not be told.

    A part that had nothing a year ago has no rates of its own: it bears the whole's. revenue: the year's, so that the
    years to come earn as early or as late in the year as it did; null: ARR moves evenly.
    """
    if not len(parts) or parts[["opening", "closing", *FLOWS]].isna().any().any() or not parts.opening.sum():
        return None
    whole = parts[["opening", *FLOWS]].sum().astype(float)
    made = Base(tuple(_part(row, by, whole) for row in parts.to_dict("records")), costs)
    opening, moved = float(whole.opening), again(made) - float(whole.opening)
    if revenue is None or abs(moved) < LEVEL * opening:
        return made
    return replace(made, shape=min(max((revenue - opening) / moved, 0.0), 1.0))


def _part(row: Mapping[Hashable, Any], by: str | None, whole: pd.Series) -> Part:
    amount = {name: float(row[name]) for name in ("opening", "closing", *FLOWS)}
    rated = amount if amount["opening"] > 0 else {name: float(whole[name]) for name in ("opening", *FLOWS)}
    grr = 1 - (rated["churn"] + rated["contraction"]) / rated["opening"]
    label = row.get(by) if by else None
    return Part(None if by is None else "" if label is None or pd.isna(label) else str(label), amount["opening"],
                amount["closing"], grr, rated["expansion"] / rated["opening"], amount["new"] + amount["reactivation"])


def again(start: Base) -> float:
    """Where the year that was ends, run again from its opening without any change."""
    return float(played(start, Levers(), 1, opening=True).arr[0, 1])
