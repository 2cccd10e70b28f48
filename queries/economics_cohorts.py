"""What a cohort has brought so far, per customer: the curve that begins below zero.

At age k: margin of the k months lived through, over all who began (those who left bring nothing any more), less what
winning one of them cost in the months in which they began. Ages, members and masks are those of queries/cohorts.py.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Double, Select, case, cast, func, select

from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.ages import first_of, month_number, month_of, months_until
from queries.cohorts import MONTHS, Period, cohorts
from queries.dimensions import build_info, check, dimensions
from queries.economics import LINES, USUAL, Cell
from queries.economics_costs import SHORT, costs
from queries.economics_figures import NO_MARGIN, Margin
from queries.economics_period import period as period_of
from queries.lives import daily, inside, lives
from queries.metrics import Z95
from queries.runner import run
from queries.scope import Scope

COLUMNS = ("cohort", "age", "members", "cac", "margin", "profit", "profit_low", "profit_high", "reason")
RUNNING = "running"
YEARS = 6
"""Full years of age that have an interval, at most."""


@answers(WHOLE)
def curves(warehouse: Warehouse, scope: Scope, assumed: Assumptions = USUAL, period: Period = "quarter"
           ) -> pd.DataFrame:
    """Grain: cohort × age in whole months that every member has reached.

    Columns: cohort (first day of the calendar period), age, members, cac (acquisition cost of the cohort's months ÷
    members, or as assumed), margin (Σ over the months lived through of ARR ÷ 12 × gross margin ÷ members), profit =
    margin − cac, in the reporting currency per customer who began; profit_low, profit_high: at ages of whole years, the
    95 % interval of profit by the spread between members; reason: why profit is null. attrs: gross_margin,
    margin_source, left_out (as of cohorts). The margin is one rate for all months. Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    if asked.line_filters:
        return _nothing(LINES)
    [whole] = Cell.found(warehouse, asked, period_of(asked.as_of), assumed)
    found = cohorts(warehouse, asked, period)
    if found.empty:
        return _nothing(None)
    paid = _paid(warehouse, asked, assumed, found, MONTHS[period])
    made = _lived(found, whole.margin).merge(paid, on="cohort", how="left")
    spread = run(warehouse, spread_statement(asked, build_info(warehouse).first_day))
    made = _with_ends(made, spread, whole.margin, MONTHS[period], build_info(warehouse).minor)
    shown = made.astype(object).where(made.notna(), None)[list(COLUMNS)]
    shown.attrs = {"gross_margin": whole.margin.value, "margin_source": whole.margin.source,
                   "left_out": found.attrs["left_out"], "reason": None}
    return shown


def _nothing(reason: str | None) -> pd.DataFrame:
    found = pd.DataFrame(columns=list(COLUMNS), dtype=object)
    found.attrs = {"gross_margin": None, "margin_source": None, "left_out": 0, "reason": reason}
    return found


def _lived(found: pd.DataFrame, margin: Margin) -> pd.DataFrame:
    """The margin of the months before each age, per member."""
    rows = found.sort_values(["cohort", "age"], ignore_index=True)
    revenue = rows.groupby("cohort")["arr"].cumsum() - rows["arr"]
    rate = math.nan if margin.value is None else margin.value
    reason = margin.reason or NO_MARGIN if margin.value is None else None
    return rows[["cohort", "age", "members"]].assign(
        margin=revenue.astype(float) / 12 * rate / rows.members, without=reason)


def _paid(warehouse: Warehouse, scope: Scope, assumed: Assumptions, found: pd.DataFrame, months: int) -> pd.DataFrame:
    """Grain: cohort. Columns: cohort, cac, unpaid (the reason where that is unknown)."""
    sizes = found.groupby("cohort", as_index=False).members.first()
    if assumed.cac is not None:
        return sizes[["cohort"]].assign(cac=float(assumed.cac), unpaid=None)
    last = first_of(month_number(sizes.cohort.max()) + months) - timedelta(1)
    given = costs(warehouse, scope, sizes.cohort.min(), last)
    won = given[given.kind == "acquisition"]
    rows = [_cac(row.cohort, int(row.members), months, won, given, scope.as_of) for row in sizes.itertuples()]
    return pd.DataFrame(rows, columns=["cohort", "cac", "unpaid"])


def _cac(cohort: date, members: int, months: int, won: pd.DataFrame, given: pd.DataFrame, as_of: date
         ) -> dict[str, Any]:
    """A month without a cost of winning is unknown, not free; so is one that is not over."""
    end = first_of(month_number(cohort) + months)
    own = won.iloc[[at for at, day in enumerate(won.month_on) if cohort <= day < end]]
    booked = len({(day.year, day.month) for day in own.month_on})
    short = SHORT if booked < months else None
    reason = given.attrs["reason"] or (RUNNING if end - timedelta(1) > as_of else short)
    cac = math.nan if reason else float(own.amount.sum()) / members
    return {"cohort": cohort, "cac": cac, "unpaid": reason}


def spread_statement(scope: Scope, edge: date) -> Select[Any]:
    """Grain: month of the first day. units, and for each full year of age Σ and Σ² of what customers were billed until
    then: 12 times the ARR of the months lived through.
    """
    rows, change = lives(scope, edge), daily(scope)
    source, where, _ = inside(rows, scope)
    today = tables.day_number(scope.as_of)
    aged = select(rows.c.unit_key, rows.c.first_day, cast(change.c.delta, Double).label("delta"),
                  months_until(rows.c.first_day, change.c.day).label("age")).select_from(
        source.join(change, change.c.unit_key == rows.c.unit_key)).where(
        rows.c.in_cohort, rows.c.first_day <= today, change.c.day <= today, *where).subquery("aged")
    billed = [func.sum(case((aged.c.age < 12 * year, aged.c.delta * (12 * year - aged.c.age)), else_=0.0)).label(
        f"r{year}") for year in range(1, YEARS + 1)]
    one = select(aged.c.first_day, *billed).group_by(aged.c.unit_key, aged.c.first_day).subquery("one")
    held = select(month_of(one.c.first_day).label("month"), *(one.c[f"r{year}"] for year in range(1, YEARS + 1))
                  ).subquery("billed")
    sums = [func.sum(value).label(name) for year in range(1, YEARS + 1) for name, value in (
        (f"s{year}", held.c[f"r{year}"]), (f"q{year}", held.c[f"r{year}"] * held.c[f"r{year}"]))]
    return select(held.c.month, func.count().label("units"), *sums).group_by(held.c.month)


def _with_ends(made: pd.DataFrame, spread: pd.DataFrame, margin: Margin, months: int, minor: int) -> pd.DataFrame:
    begun = (spread.month.astype(int) - 1) // months * months + 1
    sums = spread.drop(columns="month").astype(float).groupby(begun).sum()
    reach = [_reach(row, sums, (margin.value or math.nan) / minor) for row in made.itertuples()]
    profit = made.margin - made.cac
    return made.assign(profit=profit, profit_low=profit - reach, profit_high=profit + reach,
                       reason=made.unpaid.where(made.unpaid.notna(), made.without))


def _reach(row: Any, sums: pd.DataFrame, rate: float) -> float:
    """Half of the interval of a mean over the members; unknown at other ages, and for fewer than two."""
    year, month = divmod(int(row.age), 12)
    if month or not 1 <= year <= YEARS or row.members < 2:
        return math.nan
    one: Any = sums.loc[month_number(row.cohort)]
    variance = max(one[f"q{year}"] - one[f"s{year}"] ** 2 / row.members, 0.0) / (row.members - 1)
    return float(Z95 * np.sqrt(variance / row.members) * rate / 12)


def paid_back(found: pd.DataFrame) -> pd.DataFrame:
    """Grain: cohort of `curves`. Columns: cohort, members (null where that is not told), cac, months (the first age at
    which profit is not below 0; null: not yet), age (the oldest one known), profit (at that age), reason (why profit is
    unknown).
    """
    rows = []
    for cohort, part in found.groupby("cohort", sort=True):
        last, known = part.iloc[-1], part[part.profit.notna()]
        reached = known[known.profit.astype(float) >= 0] if len(known) else known
        members = None if pd.isna(last.members) else int(last.members)
        rows.append({"cohort": cohort, "members": members, "cac": last.cac, "age": int(last.age),
                     "months": int(reached.age.iloc[0]) if len(reached) else None, "profit": last.profit,
                     "reason": last.reason})
    return pd.DataFrame(rows, columns=["cohort", "members", "cac", "months", "age", "profit", "reason"], dtype=object)


def total(found: pd.DataFrame) -> pd.DataFrame:
    """All cohorts with a known profit together, by age: each age over the customers of those that have reached it.

    Columns: age, cohorts, members, profit, profit_low, profit_high (at whole years: cohorts apart from each other).
    """
    known = found[found.profit.notna()].copy()
    for name in ("members", "profit", "profit_low", "profit_high", "age"):
        known[name] = pd.to_numeric(known[name])
    weighed = known.assign(
        cohorts=1, whole=known.members * known.profit,
        squared=((known.profit_high - known.profit_low) / 2 * known.members) ** 2,
    ).groupby("age", as_index=False).agg(
        cohorts=("cohorts", "sum"), members=("members", "sum"), whole=("whole", "sum"),
        squared=("squared", lambda each: each.sum(skipna=False)))
    profit, reach = weighed.whole / weighed.members, np.sqrt(weighed.squared) / weighed.members
    return weighed[["age", "cohorts", "members"]].assign(
        profit=profit, profit_low=profit - reach, profit_high=profit + reach)
