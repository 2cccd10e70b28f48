"""Renewals as they were known on a date: what every question about them starts from.

Grain of `known`: a renewal whose customer bears the filters' labels on the due day, or on the scope's date where that
is earlier. A decision after the scope's date is not known yet, so that the renewal is open. A contract that was
cancelled is a decision on the day of the cancellation, even where its renewal is still called open; a decision
without a date is known from the due day on, and neither on time nor late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, literal, or_, select

from data.days import last_sunday
from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, WHOLE, answers, company_wide
from queries.dimensions import check, dimensions
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope

MISSING = "the table renewal is missing or empty"
NEAR_DAYS = 90
"""How far ahead a renewal is near enough to be acted on."""


class NotForRenewals(ValueError):
    """A filter on subscription lines: a renewal is a contract's as a whole, its amount cannot be split by line."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(f"renewals cannot be filtered by {', '.join(self.keys)}: a renewal is a whole contract's")


@answers(OPEN)
def given(warehouse: Warehouse) -> bool:
    """Whether there is any renewal to speak of: without, the table is missing or empty."""
    renewal = tables.renewal()
    with company_wide("whether there are renewals at all is no news of any customer"):
        return bool(len(run(warehouse, select(literal(1)).select_from(renewal).limit(1))))


@answers(WHOLE)
def refuse(warehouse: Warehouse, scope: Scope) -> None:
    """Raises NotForRenewals for a filter on lines, UnknownFilter for one that these data do not have."""
    check(scope, dimensions(warehouse))
    if scope.line_filters:
        raise NotForRenewals(key for key, _ in scope.line_filters)


def nothing(columns: Iterable[str]) -> pd.DataFrame:
    """What is answered where there are no renewals: one row of nulls and the reason, in words and in attrs."""
    made = pd.DataFrame([{**dict.fromkeys(columns), "reason": MISSING}])
    made.attrs["reason"] = MISSING
    return made


sunday = last_sunday
"""The Sunday by which a week's signals are known."""


def as_date(day: Any) -> date | None:
    """A day's number as a date; null stays null."""
    return None if day is None or pd.isna(day) else tables.EPOCH + timedelta(days=int(day))


def undecided(renewal: Any, day: Any) -> ColumnElement[bool]:
    """Whether a row of marts.renewal was open on a day: neither settled by it nor its contract cancelled."""
    return and_(*(or_(each.is_(None), each > day) for each in (renewal.c.settled_day, renewal.c.cancelled_day)))


def known(scope: Scope, name: str = "known") -> CTE:
    """The renewals as known on the scope's date.

    Columns: renewal_key, renewal_id, contract_id, owner_id, customer_key, bearer (whose labels and band it has),
    due_day, notice_day, auto_renew, arr_due, outcome (renewed, lost, open), decision_day (null: open, or undated),
    arr_renewed (0 for lost and open; null where what was renewed is not known), kept (arr_renewed capped at arr_due).
    """
    renewal, today = tables.renewal(), tables.day_number(scope.as_of)
    settled, cancelled = renewal.c.settled_day <= today, renewal.c.cancelled_day <= today
    outcome = case((settled, renewal.c.status), (cancelled, "lost"), else_="open")
    given_up = case((cancelled, renewal.c.cancelled_day))
    decision = case((and_(settled, renewal.c.status == "renewed"), renewal.c.decided_day),
                    (settled, func.least(renewal.c.decided_day, given_up)), else_=given_up)
    renewed = case((outcome == "renewed", renewal.c.arr_renewed), else_=0)
    own = ("renewal_key", "renewal_id", "contract_id", "owner_id", "customer_key", "due_day", "notice_day",
           "auto_renew", "arr_due")
    source, inside = labelled(renewal, func.least(renewal.c.due_day, today), scope)
    return select(
        *(renewal.c[each] for each in own), bearer(renewal, scope).label("bearer"), outcome.label("outcome"),
        decision.label("decision_day"), renewed.label("arr_renewed"),
        case((renewed.is_not(None), func.least(renewed, renewal.c.arr_due))).label("kept"),
    ).select_from(source).where(*inside).cte(name)


def bearer(rows: Any, scope: Scope) -> ColumnElement[int]:
    """The customer whose labels and band count: a group's top parent, else the customer itself."""
    column: ColumnElement[int] = rows.c.group_key if scope.unit == "group" else rows.c.customer_key
    return column


def labelled(rows: Any, day: ColumnElement[int], scope: Scope) -> tuple[Any, list[ColumnElement[bool]]]:
    """The rows with the label of `day` joined where the scope filters: what to read from, and the conditions."""
    if not scope.label_filters:
        return rows, []
    label = tables.labels(label_keys(scope, None)).alias("label")
    holds = and_(label.c.customer_key == bearer(rows, scope), label.c.from_day <= day,
                 func.coalesce(label.c.to_day > day, literal(True)))
    return rows.join(label, holds), [is_in(label, scope)]


def weekly(scope: Scope, *columns: str) -> Select[Any]:
    """Rows of renewal_week whose label on the Sunday (at the latest on the due day) is inside the filters."""
    week = tables.renewal_week()
    if scope.unit == "group" or not scope.label_filters:
        source, inside = labelled(week, func.least(week.c.due_day, week.c.week_day), scope)
    else:
        label = tables.labels(label_keys(scope, None)).alias("label")
        source, inside = week.join(label, label.c.label_id == week.c.label_id), [is_in(label, scope)]
    return select(*(week.c[name] for name in columns)).select_from(source).where(*inside)
