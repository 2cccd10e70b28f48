"""renewals: the rates of what fell due, month by month and over the year; the open ones, overdue and near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from queries import renewal_lists, renewals
from queries.oracle.days import add_months
from queries.oracle.renewals import Known, Renewals
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.common import EVERY, label

COUNTS = ("renewals", "renewed", "lost", "open", "unknown", "judged", "on_time")
AMOUNTS = ("arr_due", "arr_renewed", "arr_kept", "arr_lost", "arr_open")
RATES = {"gross_rate": ("arr_kept", "arr_known"), "net_rate": ("arr_renewed", "arr_known"),
         "on_time_rate": ("on_time", "judged")}
NEAR, GRACE = timedelta(days=90), timedelta(days=30)


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing without renewals, or under filters on lines, which renewals do not have."""
    if "renewal" not in asked.tables or asked.scope.line_filters:
        return
    truth = Renewals(asked.tables, asked.company)
    every = truth.all(asked.as_of, asked.where)
    for view in ("due", "decision"):
        yield from _periods(asked, truth, every, view)
    yield from _lists(asked, truth, every)


def _periods(asked: Asked, truth: Renewals, every: list[Known], view: Any) -> Iterator[Pair]:
    first = add_months(asked.as_of.replace(day=1), -11)
    last = asked.as_of + (NEAR if view == "due" else timedelta())
    for row in renewals.periods(asked.warehouse, asked.scope, view, "month", first, last).to_dict("records"):
        inside = [each for each in every if (on := each.row["due_on"] if view == "due" else each.decision) is not None
                  and row["first_day"] <= on <= row["last_day"]]
        yield from _row(asked, row, truth.sums(inside, asked.as_of), asked.said(view=view, month=row["first_day"]))


def _row(asked: Asked, row: dict[Any, Any], sums: dict[str, int], said: str) -> Iterator[Pair]:
    for key in COUNTS:
        yield Pair(f"renewals.{key}", said, row[key], sums[key], "exact")
    for key in AMOUNTS:
        yield Pair(f"renewals.{key}", said, row[key], amount(sums[key], asked.digits), "exact")
    for key, (top, bottom) in RATES.items():
        yield Pair(f"renewals.{key}", said, row[key], sums[top] / sums[bottom] if sums[bottom] else None)


def _lists(asked: Asked, truth: Renewals, every: list[Known]) -> Iterator[Pair]:
    """Who is to be decided on next, automatically, late and in paperwork: one by one, and what they add up to."""
    day, still = asked.as_of, [each for each in every if each.outcome == "open"]

    def until(each: Known) -> date:
        found: date = truth.notice(each.row) or each.row["due_on"]
        return found

    ahead = [each for each in still if each.row["due_on"] >= day and max(until(each), day) <= day + NEAR]
    late = [each for each in still if each.row["due_on"] < day]
    paper = [each for each in late if each.row["due_on"] >= day - GRACE]
    auto = [each for each in ahead if truth.contracts.get(each.row["contract_id"], {}).get("auto_renew")]
    kinds: tuple[tuple[Any, list[Known]], ...] = (
        ("deadline", ahead), ("automatic", auto), ("overdue", late), ("paperwork", paper))
    for kind, expected in kinds:
        found = renewal_lists.listed(asked.warehouse, asked.scope, kind, EVERY)
        said = asked.said(list=kind)
        yield Pair("renewals.listed", said, found.attrs["renewals"], len(expected), "exact")
        yield Pair("renewals.listed_arr", said, found.attrs["arr_due"],
                   amount(sum(each.due for each in expected), asked.digits), "exact")
        mine = {row["renewal_id"]: row for row in found.to_dict("records")}
        for each in expected:
            row = mine.pop(each.row["renewal_id"], {})
            yield Pair("renewals.notice", f"{said} renewal={each.row['renewal_id']}", label(row.get("notice_on")),
                       truth.notice(each.row), "text")
        for name in mine:
            yield Pair("renewals.listed", f"{said} renewal={name}", 1, 0, "exact")


WAY = Way("renewals", "each renewal as it was known on the day, one at a time, with its contract's lines", pairs)
