"""Renewals at risk, now and on the Sundays of a year, and what is coming due by the health of those who decide.

At risk: undecided, due within 90 days or overdue for at most 26 weeks, and a red score, or the last forecast says so,
or a CSM's rating of 1 or 2 in the last 90 days, or use down by 30 % or more (marts.renewal_week says which).
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import BigInteger, Integer, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info
from queries.fiscal import quarter_of
from queries.renewal_rows import NEAR_DAYS, given, known, nothing, refuse, sunday, weekly
from queries.runner import run
from queries.scope import Scope

BANDS = ("green", "yellow", "red", "unknown")
TREND = ("as_of", "arr_at_risk", "n_at_risk", "arr_near", "near", "arr_overdue", "overdue")
COMING = ("quarter", "first_day", "last_day", "band", "renewals", "arr_due")
YEAR_WEEKS = 53


@answers(WHOLE)
def trend(warehouse: Warehouse, scope: Scope, weeks: int = YEAR_WEEKS) -> pd.DataFrame:
    """The amount and the count at risk on the last Sundays up to the scope's date, oldest first, none before the data.

    Grain: Sunday. Columns: as_of, arr_at_risk, n_at_risk, and of all undecided renewals due within 90 days or overdue
    arr_near, near, of those overdue arr_overdue, overdue. Amounts are the ARR due, in the reporting currency. A week
    without any is 0. Raises NotForRenewals, UnknownFilter; without renewals one row of nulls and the reason.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(TREND)
    build, last = build_info(warehouse), sunday(scope.as_of)
    days = [last - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]
    days = [day for day in days if day >= build.first_day] or [last]
    found = run(warehouse, statement(scope, days[0], last)).set_index("week_day")
    made = found.astype(float).reindex([tables.day_number(day) for day in days]).fillna(0)
    money = {name: made[name].astype(float) / build.minor for name in ("arr_at_risk", "arr_near", "arr_overdue")}
    counts = {name: made[name].astype(int) for name in ("n_at_risk", "near", "overdue")}
    return pd.DataFrame({"as_of": days, **{name: list({**money, **counts}[name]) for name in TREND[1:]}})


def statement(scope: Scope, first: date, last: date) -> Select[tuple[int, ...]]:
    """One query over the Sundays of the trend."""
    rows = weekly(scope, "week_day", "due_day", "arr_due", "at_risk").cte("weeks")
    near, late = rows.c.due_day - rows.c.week_day <= NEAR_DAYS, rows.c.due_day < rows.c.week_day
    return select(
        rows.c.week_day,
        cast(func.sum(case((rows.c.at_risk, rows.c.arr_due), else_=0)), BigInteger).label("arr_at_risk"),
        cast(func.sum(case((rows.c.at_risk, 1), else_=0)), Integer).label("n_at_risk"),
        cast(func.sum(case((near, rows.c.arr_due), else_=0)), BigInteger).label("arr_near"),
        cast(func.sum(case((near, 1), else_=0)), Integer).label("near"),
        cast(func.sum(case((late, rows.c.arr_due), else_=0)), BigInteger).label("arr_overdue"),
        cast(func.sum(case((late, 1), else_=0)), Integer).label("overdue"),
    ).where(rows.c.week_day >= tables.day_number(first), rows.c.week_day <= tables.day_number(last)).group_by(
        rows.c.week_day)


@answers(WHOLE)
def coming(warehouse: Warehouse, scope: Scope, quarters: int = 4) -> pd.DataFrame:
    """Undecided ARR that falls due from the scope's date on, by fiscal quarter and band of the last Sunday's score.

    Grain: quarter × band, all four bands always, the running quarter first. Columns: COMING. A customer without a score
    is unknown. Errors as `trend`.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COMING)
    build = build_info(warehouse)
    running = quarter_of(scope.as_of, build.fiscal_year_start)
    asked = [running.back(-ahead) for ahead in range(quarters)]
    start = build.fiscal_year_start
    found = run(warehouse, _coming(scope, asked[-1].last_day(start)))
    found["quarter"] = [str(quarter_of(tables.EPOCH + timedelta(days=int(day)), start)) for day in found.day]
    sums = found.groupby(["quarter", "band"])[["renewals", "arr_due"]].sum()
    rows = [(str(each), each.first_day(start), each.last_day(start), band,
             int(sums.renewals.get((str(each), band), 0)), int(sums.arr_due.get((str(each), band), 0)) / build.minor)
            for each in asked for band in BANDS]
    return pd.DataFrame(rows, columns=list(COMING))


def _coming(scope: Scope, last: date) -> Select[tuple[int, ...]]:
    rows, health = known(scope), tables.health()
    scored = and_(health.c.customer_key == rows.c.bearer,
                  health.c.week_day == tables.day_number(sunday(scope.as_of)))
    band = func.coalesce(health.c.band, "unknown")
    return select(
        rows.c.due_day.label("day"), band.label("band"), func.count().label("renewals"),
        cast(func.sum(rows.c.arr_due), BigInteger).label("arr_due"),
    ).select_from(rows.outerjoin(health, scored)).where(
        rows.c.outcome == "open", rows.c.due_day >= tables.day_number(scope.as_of),
        rows.c.due_day <= tables.day_number(last)).group_by(rows.c.due_day, band)
