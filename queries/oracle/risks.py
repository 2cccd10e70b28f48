"""Renewals that are still open, by the lists that they stand on, and why they are at risk."""

from __future__ import annotations

from collections import defaultdict
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
             "forecast": truth.said(row, sunday) == "at_risk",
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


def on_sunday(truth: Renewals, scores: Scores, sunday: date, where: Where = ()) -> Row:
    """What a Sunday knew of open renewals due within 90 days or overdue: counts, and amounts in minor units."""
    near = [row for row in truth.tables["renewal"] if row["due_on"] - sunday <= NEAR and truth.open_on(row, sunday)
            and truth.inside(row, min(row["due_on"], sunday), where, "customer")]
    kinds = {"near": near, "at_risk": [row for row in near if signals(truth, scores, row, sunday)],
             "overdue": [row for row in near if row["due_on"] < sunday]}
    sums = {f"arr_{kind}": sum(truth.amount(row, "arr_due") or 0 for row in rows) for kind, rows in kinds.items()}
    return {**sums, "near": len(near), "n_at_risk": len(kinds["at_risk"]), "overdue": len(kinds["overdue"])}


def owned(truth: Renewals, scores: Scores, day: date, where: Where, by: str | None) -> dict[str | None, Row]:
    """By owner what is open and due within 90 days, and what of it is at risk or past its day of notice."""
    found: dict[str | None, list[tuple[Known, bool]]] = defaultdict(list)
    for each in truth.all(day, where):
        if each.outcome == "open" and day <= each.row["due_on"] <= day + NEAR:
            owner = truth.company.labels.on(truth.company.survivors[each.row["customer_id"]], by, day) if by else None
            found[owner].append((each, bool(signals(truth, scores, each.row, week_end(day)))))

    def late(each: Known) -> bool:
        notice = truth.notice(each.row)
        itself = truth.contracts.get(each.row["contract_id"], {}).get("auto_renew")
        return notice is not None and notice < day and not itself

    return {owner: {"due": len(rows), "arr_due": sum(each.due for each, _ in rows),
                    "at_risk": sum(risk for _, risk in rows),
                    "arr_at_risk": sum(each.due for each, risk in rows if risk),
                    "passed": sum(late(each) for each, _ in rows)} for owner, rows in found.items()}
