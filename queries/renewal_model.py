"""A model's forecast of renewals beside the people's, and how it would have done on past quarters.

The share that renewed of past renewals, by band and segment as known on the last Sunday at least 8 weeks before the
due day, among those that were undecided then; a cell of fewer than 10 falls back to its band, that to the company.
What is renewed is worth k of what was due, k the ratio over all that were renewed. With S the amount due of those
that share a p: expected = Σ S·p·k; variance = Σ arr²·(p(σ² + k²) − p²k²) + Σ (S·k)²·var(p) + (Σ S·p)²·var(k) + (Σ
S)²·τ²: chance in each renewal, what is unknown of p (from (came + 2) / (n + 4), so that a p of 1 is not taken as
certain) and of k, and how far whole quarters lie apart beyond chance (τ², by moments over the quarters of at least
10; 0 under four of them).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Double, Integer, Select, Text, and_, case, cast, func, null, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers
from queries.ages import month_of
from queries.dimensions import build_info, dimensions
from queries.fiscal import past, quarter_of
from queries.metrics import FEW
from queries.renewal_estimate import estimate
from queries.renewal_rows import NEAR_DAYS, given, known, nothing, refuse, sunday
from queries.runner import run
from queries.scope import Scope

SEGMENT = "segment"
WEEKS_BEFORE = 8
PAST_QUARTERS = 8
COLUMNS = ("what", "first_day", "last_day", "renewals", "arr_due", "arr_model", "model_low", "model_high",
           "arr_expected", "arr_came", "covered", "trained_on")


@answers(WHOLE)
def forecast(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The model's forecast of the undecided renewals due within 90 days, by the category that people gave them.

    Grain: category, and `all` (its interval is its own: intervals do not add up). Columns: COLUMNS; arr_expected: Σ of
    the people's amounts where given; arr_came and covered null: nobody knows yet. Null expectation where fewer than 10
    past renewals tell. Raises NotForRenewals, UnknownFilter; without renewals one row of nulls and the reason.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COLUMNS)
    last = scope.as_of + timedelta(days=NEAR_DAYS)
    trained = run(warehouse, _trained(warehouse, scope))
    found = run(warehouse, _open(warehouse, scope, scope.as_of, last))
    names = [*(name for name in ("commit", "best_case", "at_risk", "none") if name in set(found.category)), "all"]
    rows = [_row(name, scope.as_of, last, found if name == "all" else found[found.category == name], trained)
            for name in names]
    return _frame(warehouse, rows)


@answers(WHOLE)
def backtest(warehouse: Warehouse, scope: Scope, quarters: int = PAST_QUARTERS) -> pd.DataFrame:
    """Past fiscal quarters as the model would have forecast them on the Sunday before each, oldest first.

    Of the renewals that were undecided then and fell due in the quarter; trained on what had fallen due by that
    Sunday. arr_came: what they renewed by the scope's date; covered: whether it lay in the interval. Quarters before
    there were 10 to learn from are left out. Errors as `forecast`.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COLUMNS)
    build, rows = build_info(warehouse), []
    start = build.fiscal_year_start
    for quarter in past(quarter_of(scope.as_of, start), quarters):
        first, last = quarter.first_day(start), quarter.last_day(start)
        eve = sunday(first - timedelta(days=1))
        if eve < build.first_day:
            continue
        trained = run(warehouse, _trained(warehouse, scope.at(eve)))
        if int(trained.n.sum()) >= FEW:
            found = run(warehouse, _open(warehouse, scope, eve, last, first))
            came = float(found.came.fillna(0).sum())
            rows.append({**_row(str(quarter), first, last, found, trained), "arr_came": came})
    return _frame(warehouse, rows)


def _segment(warehouse: Warehouse, label: Any) -> ColumnElement[Any]:
    return label.c[tables.attribute(SEGMENT)] if SEGMENT in dimensions(warehouse) else cast(null(), Text)


def _labels(warehouse: Warehouse) -> Any:
    return tables.labels((SEGMENT,) if SEGMENT in dimensions(warehouse) else ()).alias("cell_label")


def _trained(warehouse: Warehouse, scope: Scope) -> Select[Any]:
    """Grain: band × segment of 8 weeks before × quarter due. Renewals decided by the scope's date: n, came, sums."""
    rows, week, label = known(scope, "past"), tables.renewal_week(), _labels(warehouse)
    segment, days = func.coalesce(_segment(warehouse, label), ""), 7 * WEEKS_BEFORE
    ahead = rows.c.due_day - week.c.week_day
    came, due = rows.c.outcome == "renewed", cast(rows.c.arr_due, Double)
    worth = and_(came, rows.c.arr_renewed.is_not(None))
    renewed, quarter = cast(rows.c.arr_renewed, Double), func.floor(dialects.ratio(month_of(rows.c.due_day) - 1, 3))
    return select(
        week.c.band, segment.label("segment"), quarter.label("quarter"), func.count().label("n"),
        cast(func.sum(case((came, 1), else_=0)), Integer).label("came"),
        *(func.coalesce(func.sum(case((worth, each))), 0.0).label(name) for name, each in (
            ("d", due), ("r", renewed), ("dd", due * due), ("rr", renewed * renewed), ("rd", renewed * due))),
        func.sum(due).label("s"), func.sum(due * due).label("ss"),
    ).select_from(rows.join(week, week.c.renewal_key == rows.c.renewal_key).join(
        label, label.c.label_id == week.c.label_id)).where(
        ahead >= days, ahead < days + 7, rows.c.due_day <= tables.day_number(scope.as_of), rows.c.outcome != "open",
    ).group_by(week.c.band, segment, quarter)


def _open(warehouse: Warehouse, scope: Scope, day: date, last: date, first: date | None = None) -> Select[Any]:
    """Grain: category × band × segment. What was undecided on a day and falls due from then (or `first`) to `last`."""
    rows, then = known(Scope(scope.as_of), "now"), known(scope.at(day), "then")
    week, label = tables.renewal_week(), _labels(warehouse)
    segment, category = func.coalesce(_segment(warehouse, label), ""), func.coalesce(week.c.category, "none")
    due = cast(then.c.arr_due, Double)
    joined = then.join(rows, rows.c.renewal_key == then.c.renewal_key).join(
        week, and_(week.c.renewal_key == then.c.renewal_key, week.c.week_day == tables.day_number(sunday(day)))).join(
        label, label.c.label_id == week.c.label_id)
    return select(
        category.label("category"), week.c.band, segment.label("segment"), func.count().label("renewals"),
        func.sum(due).label("s"), func.sum(due * due).label("ss"),
        func.sum(cast(week.c.arr_expected, Double)).label("human"),
        func.sum(cast(rows.c.arr_renewed, Double)).label("came"),
    ).select_from(joined).where(
        then.c.outcome == "open", then.c.due_day >= tables.day_number(first or day),
        then.c.due_day <= tables.day_number(last)).group_by(category, week.c.band, segment)


def _row(what: str, first: date, last: date, found: pd.DataFrame, trained: pd.DataFrame) -> dict[str, Any]:
    made = estimate(found, trained)
    human = found.human.astype(float)
    return {"what": what, "first_day": first, "last_day": last, "renewals": int(found.renewals.sum()),
            "arr_due": float(found.s.sum()), "arr_model": made.expected, "model_low": made.low, "model_high": made.high,
            "arr_expected": float(human.sum()) if human.notna().any() else None, "trained_on": made.trained_on}


def _frame(warehouse: Warehouse, rows: list[dict[str, Any]]) -> pd.DataFrame:
    made, minor = pd.DataFrame(rows, columns=list(COLUMNS)), build_info(warehouse).minor
    money = ("arr_due", "arr_model", "model_low", "model_high", "arr_expected", "arr_came")
    made = made.assign(**{name: pd.to_numeric(made[name]) / minor for name in money})
    inside = [None if pd.isna(row.arr_came) or pd.isna(row.model_low)
              else bool(row.model_low <= row.arr_came <= row.model_high)
              for row in made.itertuples()]
    return made.assign(covered=pd.Series(inside, index=made.index, dtype=object))
