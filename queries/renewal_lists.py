"""Undecided renewals by name, for those who act on them: by notice deadline, at risk, automatic, overdue.

Grain: renewal that is open as known on the scope's date. Columns: COLUMNS; days as dates, amounts in the reporting
currency. reasons: the words band, forecast, pulse, usage of those that hold on the last Sunday, in that order. attrs:
renewals, arr_due, and passed (their notice deadline has, and they do not renew by themselves) over *all* that match,
not only those listed.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.dimensions import build_info
from queries.naming import seeing
from queries.renewal_rows import NEAR_DAYS, as_date, given, known, nothing, refuse, sunday
from queries.renewals import GRACE_DAYS
from queries.runner import run
from queries.scope import Scope

Kind = Literal["deadline", "at_risk", "automatic", "overdue", "paperwork"]
Order = Literal["deadline", "amount"]
REASONS = ("band", "forecast", "pulse", "usage")
COLUMNS = ("account", "account_id", "renewal_id", "contract_id", "owner_id", "due_on", "notice_on", "days_left",
           "auto_renew", "arr_due", "band", "score", "category", "rating", "trend", "is_at_risk",
           "reasons", "days_late")


@answers(by_name("arr_due"))
def listed(
    warehouse: Warehouse, scope: Scope, kind: Kind = "deadline", limit: int = 100, order: Order = "deadline"
) -> pd.DataFrame:
    """The renewals of one kind; by notice deadline, the earliest first (by due day where no notice is agreed), or by
    amount, the largest first.

    deadline: due from the scope's date on, with the deadline or the due day within 90 days. at_risk: the rule of
    queries.renewal_risk. automatic: of the first, those that renew by themselves unless notice is given. overdue: due
    before the scope's date; paperwork: of those, due in the 30 days before it. days_left to the deadline is negative
    once it has passed, days_late is null while the due day has not. Raises NotForRenewals, UnknownFilter; ValueError
    for another kind; without renewals one row of nulls and the reason.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"unknown list {kind!r}; known: {', '.join(get_args(Kind))}")
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COLUMNS)
    return shape(run(warehouse, statement(scope, kind, limit, order)), tables.day_number(scope.as_of),
                 build_info(warehouse).minor)


def statement(scope: Scope, kind: Kind, limit: int, order: Order) -> Select[Any]:
    """The open renewals with what the last Sunday knew of them, and their names."""
    rows, week, health, customer = known(scope), tables.renewal_week(), tables.health(), tables.customer()
    day = tables.day_number(sunday(scope.as_of))
    joined = rows.join(customer, customer.c.customer_key == rows.c.customer_key).outerjoin(
        week, and_(week.c.renewal_key == rows.c.renewal_key, week.c.week_day == day)).outerjoin(
        health, and_(health.c.customer_key == rows.c.bearer, health.c.week_day == day))
    first = func.coalesce(rows.c.notice_day, rows.c.due_day)
    chosen = is_on(rows, week, first, kind, tables.day_number(scope.as_of))
    passed = and_(rows.c.notice_day < tables.day_number(scope.as_of), ~func.coalesce(rows.c.auto_renew, False))
    own = [rows.c[each] for each in ("due_day", "notice_day", "auto_renew", "arr_due")]
    seen = seeing(scope, joined, rows.c.customer_key)
    names = (customer.c.name.label("account"), customer.c.customer_id.label("account_id"), rows.c.renewal_id,
             rows.c.contract_id, rows.c.owner_id)
    signals = [week.c[each] for each in ("category", "rating", "trend", *(f"by_{reason}" for reason in REASONS))]
    return select(
        *map(seen.mask, names), *own,
        func.coalesce(health.c.band, "unknown").label("band"), health.c.score, *signals,
        func.coalesce(week.c.at_risk, False).label("is_at_risk"), func.count().over().label("all_renewals"),
        func.sum(rows.c.arr_due).over().label("all_arr"),
        func.sum(case((passed, 1), else_=0)).over().label("all_passed"),
    ).select_from(seen.source).where(rows.c.outcome == "open", chosen).order_by(
        *([] if order == "amount" else [first]),
        rows.c.arr_due.desc().nulls_last(), first, dialects.rising(rows.c.renewal_id)).limit(limit)


def is_on(rows: Any, week: Any, first: ColumnElement[int], kind: Kind, today: int) -> ColumnElement[bool]:
    """Whether an open renewal is on a list. `first`: its notice deadline, else its due day; `week`: its last Sunday."""
    if kind == "at_risk":
        return func.coalesce(week.c.at_risk, False)
    if kind == "overdue":
        return and_(true(), rows.c.due_day < today)
    if kind == "paperwork":
        return and_(rows.c.due_day < today, rows.c.due_day >= today - GRACE_DAYS)
    ahead = and_(rows.c.due_day >= today, case((first < today, today), else_=first) <= today + NEAR_DAYS)
    return and_(ahead, rows.c.auto_renew) if kind == "automatic" else ahead


def shape(found: pd.DataFrame, today: int, minor: int) -> pd.DataFrame:
    """Days as dates, reasons as words."""
    late = [today - int(day) if day < today else None for day in found.due_day]
    made = found.assign(
        due_on=[as_date(day) for day in found.due_day], notice_on=[as_date(day) for day in found.notice_day],
        days_left=pd.array([None if pd.isna(day) else int(day) - today for day in found.notice_day], dtype="Int64"),
        days_late=pd.array(late, dtype="Int64"), arr_due=found.arr_due.astype(float) / minor,
        reasons=[" ".join(each for each in REASONS if row[f"by_{each}"] is True) for row in found.to_dict("records")])
    many = len(found) > 0
    made = made[list(COLUMNS)]
    made.attrs = {"renewals": int(found.all_renewals.iloc[0]) if many else 0,
                  "arr_due": float(found.all_arr.iloc[0]) / minor if many else 0.0,
                  "passed": int(found.all_passed.iloc[0]) if many else 0}
    return made
