"""Renewals that are still open, by the lists that they stand on, and why they are at risk."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from queries.oracle.company import Where
from queries.oracle.days import week_end
from queries.oracle.health import Scores
from queries.oracle.labels import Row
from queries.oracle.renewals import GRACE, Known, Renewals

NEAR, FALL = timedelta(days=90), Fraction(-3, 10)
Listed = dict[str, list[tuple[Known, tuple[str, ...]]]]


def signals(truth: Renewals, scores: Scores, row: Row, sunday: date) -> tuple[str, ...]:
    """What speaks against a renewal on a Sunday on which it was open; nothing on any other."""
    if not truth.open_on(row, sunday):
        return ()
    one = scores.on(sunday).get(scores.company.survivors[row["customer_id"]])
    pulse, trend = (one.measures[key] if one else None for key in ("pulse", "usage_trend"))
    found = {"band": one is not None and one.band == "red",
             "forecast": bool(truth.tables.get("renewal_forecast")) and truth.said(row, sunday) == "at_risk",
             "pulse": pulse is not None and pulse <= 2, "usage": trend is not None and trend <= FALL}
    return tuple(key for key, holds in found.items() if holds)


def on_lists(truth: Renewals, scores: Scores, day: date, where: Where = ()) -> Listed:
    """The open renewals of each list: by deadline, at risk, by themselves, overdue, in paperwork; and their signals."""
    found: Listed = {kind: [] for kind in ("deadline", "at_risk", "automatic", "overdue", "paperwork")}
    sunday = week_end(day)
    for each in truth.all(day, where):
        if each.outcome != "open":
            continue
        row, due = each.row, each.row["due_on"]
        first, reasons = truth.notice(row) or due, signals(truth, scores, row, sunday)
        ahead = due >= day and max(first, day) <= day + NEAR
        holds = {"deadline": ahead, "at_risk": bool(reasons) and due - sunday <= NEAR,
                 "automatic": ahead and bool(truth.contracts.get(row["contract_id"], {}).get("auto_renew")),
                 "overdue": due < day, "paperwork": day - GRACE <= due < day}
        for kind in found:
            if holds[kind]:
                found[kind].append((each, reasons))
    return found
