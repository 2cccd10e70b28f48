"""Renewals by period: the due view (what fell due, and what became of it) and the decision view, the leading one.

Both know only what was known on the scope's date. A rate over several periods is never a mean of rates: sum the parts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, and_, case, cast, func, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info
from queries.fiscal import quarter_of
from queries.renewal_rows import NEAR_DAYS, given, known, nothing, refuse, sunday
from queries.runner import run
from queries.scope import Scope

View = Literal["due", "decision"]
Period = Literal["week", "month", "quarter"]
GRACE_DAYS = 30
COUNTS = ("renewals", "renewed", "lost", "open", "unknown", "judged", "on_time")
AMOUNTS = ("arr_due", "arr_renewed", "arr_kept", "arr_lost", "arr_open", "arr_known")
COLUMNS = ("period", "first_day", "last_day", "arr_due", "arr_renewed", "gross_rate", "net_rate", "on_time_rate",
           "renewals", "renewed", "lost", "open", "unknown", "arr_kept", "arr_lost", "arr_open", "judged", "on_time")
KPIS = ("arr_next", "next", "arr_overdue", "overdue", "arr_paperwork", "paperwork")


@answers(WHOLE)
def periods(
    warehouse: Warehouse, scope: Scope, view: View = "due", period: Period = "month", start: date | None = None,
    end: date | None = None,
) -> pd.DataFrame:
    """A row per period from `start` to `end` (both included), oldest first, empty periods too. Columns: COLUMNS.

    due: by due day; of what fell due, arr_renewed was renewed so far. decision: by the day of the decision or
    cancellation; arr_due is what was decided upon. gross_rate = arr_kept / arr_due with each renewal capped at its own
    arr_due, net_rate uncapped; null where nothing was due. Renewals of which nobody said what was renewed (`unknown`)
    are in arr_due, not in the rates. on_time_rate: decided on or before due, of the renewals decided or due by the
    scope's date (`judged`). period: YYYY-MM, the Sunday that ends a week, or the fiscal quarter YYYYQn. Amounts are ARR
    in the reporting currency. Defaults: twelve months back, three months ahead in the due view. Raises NotForRenewals,
    UnknownFilter; ValueError for another view or period, or dates reversed.
    """
    if view not in get_args(View) or period not in get_args(Period):
        raise ValueError(f"unknown view or period: {view!r}, {period!r}")
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COLUMNS)
    first = start or (scope.as_of.replace(day=1) - timedelta(days=350)).replace(day=1)
    last = end or (scope.as_of + timedelta(days=NEAR_DAYS if view == "due" else 0))
    if first > last:
        raise ValueError(f"a span runs forward in time: {first} is after {last}")
    build = build_info(warehouse)
    found = run(warehouse, statement(scope, view, first, last))
    return shape(found, _spans(first, last, period, build.fiscal_year_start), build.minor)


def statement(scope: Scope, view: View, first: date, last: date) -> Select[Any]:
    """Grain: day of the view. Sums of the renewals of that day; those that were never dated have no decision day."""
    rows, today = known(scope), tables.day_number(scope.as_of)
    day = rows.c.due_day if view == "due" else rows.c.decision_day
    chosen = [day >= tables.day_number(first), day <= tables.day_number(last)]
    undated = and_(rows.c.outcome != "open", rows.c.decision_day.is_(None))
    judged = and_(or_(rows.c.decision_day.is_not(None), rows.c.due_day <= today), ~undated)
    flags: dict[str, ColumnElement[bool]] = {
        **{each: rows.c.outcome == each for each in ("renewed", "lost", "open")}, "unknown": rows.c.kept.is_(None),
        "judged": judged, "on_time": and_(judged, func.coalesce(rows.c.decision_day <= rows.c.due_day, False))}
    amounts = {"arr_due": rows.c.arr_due, "arr_renewed": rows.c.arr_renewed, "arr_kept": rows.c.kept,
               "arr_lost": case((flags["lost"], rows.c.arr_due), else_=0),
               "arr_open": case((flags["open"], rows.c.arr_due), else_=0),
               "arr_known": case((rows.c.kept.is_not(None), rows.c.arr_due), else_=0)}
    return select(
        day.label("day"), func.count().label("renewals"),
        *(cast(func.sum(case((flag, 1), else_=0)), Integer).label(name) for name, flag in flags.items()),
        *(cast(func.coalesce(func.sum(amount), 0), BigInteger).label(name) for name, amount in amounts.items()),
    ).where(*chosen).group_by(day)


def shape(found: pd.DataFrame, spans: list[tuple[str, date, date]], minor: int) -> pd.DataFrame:
    """Days summed into periods, with their rates."""
    ends = np.array([tables.day_number(last) for _, _, last in spans])
    at = np.searchsorted(ends, found.day.to_numpy(dtype=np.int64))
    sums = found[[*COUNTS, *AMOUNTS]].astype(np.int64).groupby(at).sum().reindex(range(len(spans)), fill_value=0)
    made = pd.DataFrame(spans, columns=["period", "first_day", "last_day"]).join(sums)
    return rates(made.assign(**{name: made[name] / minor if minor != 1 else made[name] for name in AMOUNTS}))


def rates(made: pd.DataFrame) -> pd.DataFrame:
    """The rates of rows of sums, in the order of COLUMNS; a rate over nothing is null."""
    due, judged = made.arr_known.astype(float), made.judged.astype(float)
    made = made.assign(gross_rate=made.arr_kept / due.where(due != 0), net_rate=made.arr_renewed / due.where(due != 0),
                       on_time_rate=made.on_time / judged.where(judged != 0))
    return made[list(COLUMNS)]


def _spans(first: date, last: date, period: Period, start: int) -> list[tuple[str, date, date]]:
    """The calendar periods that hold [first, last]: name, first and last day, the outer ones cut at the span's ends."""
    made, day = [], first
    while day <= last:
        name, until = _period(day, period, start)
        made.append((name, day, min(until, last)))
        day = until + timedelta(days=1)
    return made


def _period(day: date, period: Period, start: int) -> tuple[str, date]:
    if period == "week":
        until = sunday(day + timedelta(days=6))
        return until.isoformat(), until
    if period == "quarter":
        quarter = quarter_of(day, start)
        return str(quarter), quarter.last_day(start)
    return f"{day:%Y-%m}", (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@answers(WHOLE)
def kpis(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row: the due view of the twelve months up to the scope's date (COLUMNS), and what is ahead and behind (KPIS).

    next: open renewals due within 90 days from the scope's date, overdue: open and due before it, paperwork: of those,
    due in the 30 days before it; each with its ARR. Errors as `periods`.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing((*COLUMNS, *KPIS))
    build, start = build_info(warehouse), tables.year_before(scope.as_of) + timedelta(days=1)
    year = shape(run(warehouse, statement(scope, "due", start, scope.as_of)), [("year", start, scope.as_of)],
                 build.minor)
    ahead = run(warehouse, _ahead(scope)).iloc[0]
    return year.assign(**{name: int(ahead[name] or 0) / (build.minor if name.startswith("arr") else 1)
                          for name in KPIS}).astype({name: int for name in KPIS if not name.startswith("arr")})


def _ahead(scope: Scope) -> Select[Any]:
    rows, today = known(scope), tables.day_number(scope.as_of)
    near = {"next": and_(rows.c.due_day >= today, rows.c.due_day <= today + NEAR_DAYS),
            "overdue": rows.c.due_day < today,
            "paperwork": and_(rows.c.due_day < today, rows.c.due_day >= today - GRACE_DAYS)}
    sums = [func.sum(case((flag, 1), else_=0)).label(name) for name, flag in near.items()]
    sums += [cast(func.sum(case((flag, rows.c.arr_due), else_=0)), BigInteger).label(f"arr_{name}")
             for name, flag in near.items()]
    return select(*sums).where(rows.c.outcome == "open")
