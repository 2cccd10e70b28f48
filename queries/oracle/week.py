"""My week, one customer at a time: every reason why it is in the queue, its first deadline, its ARR once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from queries.oracle.called import Called, features, low_in, open_tickets
from queries.oracle.company import Where
from queries.oracle.days import week_end
from queries.oracle.labels import Row
from queries.oracle.lists import Found
from queries.oracle.risks import Listed

MONTH, YEAR = timedelta(days=30), timedelta(days=365)
ORDER = ("overdue", "notice", "due", "due_red", "at_risk", "leaving", "silent", "onboarding", "support", "contact",
         "shelfware", "low_feature", "safe", "stale", "ready")
URGENT = (("passed", -1), ("week", 7), ("month", 30), ("quarter", 90))


@dataclass
class Account:
    """One customer: its reasons, each deadline with its kind, what fell due in overdue renewals."""

    reasons: set[str] = field(default_factory=set)
    days: set[tuple[date, str]] = field(default_factory=set)
    overdue: int = 0


def urgency(day: date | None, today: date) -> str:
    if day is None:
        return "none"
    return next((name for name, most in URGENT if (day - today).days <= most), "later")


def queue(called: Called, day: date, where: Where, lists: Mapping[str, Found], renewals: Listed,
          dues: Mapping[str, tuple[date, int]], left_out: Collection[str]) -> dict[str, Row]:
    """The queue by customer. `lists`: of health; `renewals`: the open ones by list; `dues`: each one's next renewal;
    `left_out`: reasons that are not asked.
    """
    found: dict[str, Account] = defaultdict(Account)
    for reason in ("leaving", "silent", "shelfware", "safe", "stale", "ready"):
        for key in lists[reason]:
            found[str(key[0])].reasons.add(reason)
    _renewing(called, day, renewals, found)
    _others(called, day, where, found)
    there = {unit.bearer: unit.arr(day) for unit in called.company.units("customer", where)
             if unit.arr(day) > 0 and called.company.passes(unit, where, day)}
    made = {}
    for who, one in found.items():
        one.reasons -= set(left_out)
        if one.reasons:
            made[who] = _row(called, day, where, who, one, there.get(who), dues.get(who))
    return made


def _row(called: Called, day: date, where: Where, who: str, one: Account, arr: int | None,
         due: tuple[date, int] | None) -> Row:
    whole = called.whole.get(who)
    gone = whole is None or whole.arr(day) <= 0
    inside = whole is None or called.company.passes(whole, where, day)
    left = gone and inside and "overdue" in one.reasons
    days = one.days | ({(due[0], "renewal")} if due and (arr is not None or left) else set())
    names = [name for name, _ in URGENT] + ["later"]
    first: tuple[Any, Any] = min(days, key=lambda each: (names.index(urgency(each[0], day)), *each),
                                 default=(None, None))
    return {"arr": one.overdue if arr is None else arr, "left": left, "deadline": first[0], "deadline_kind": first[1],
            "urgency": urgency(first[0], day), "reasons": " ".join(name for name in ORDER if name in one.reasons)}


def _renewing(called: Called, day: date, renewals: Listed, found: dict[str, Account]) -> None:
    for kind, rows in renewals.items():
        for each, signals in rows:
            one, due = found[called.company.survivors[each.row["customer_id"]]], each.row["due_on"]
            notice = each.row["notice_on"]
            ahead = {(due, "renewal")} | ({(notice, "notice")} if notice is not None and notice >= day else set())
            if kind == "overdue":
                one.reasons.add("overdue")
                one.days.add((due, "renewal"))
                one.overdue += each.due
            said = {"deadline": {"notice": notice is not None and day <= notice <= day + MONTH,
                                 "due": day <= due <= day + MONTH},
                    "at_risk": {"at_risk": True, "due_red": "band" in signals}}.get(kind, {})
            if any(said.values()):
                one.reasons |= {name for name, holds in said.items() if holds}
                one.days |= ahead


def _others(called: Called, day: date, where: Where, found: dict[str, Account]) -> None:
    """Late onboarding, open tickets, contact that is late, low in what is common."""
    inside = {unit.bearer for unit in called.company.units("customer", where)
              if unit.arr(day) > 0 and called.company.passes(unit, where, day)}
    late: dict[str, list[date]] = defaultdict(list)
    for row in called.tables.get("onboarding", ()):
        target, done, who = row["target_on"], row["basic_done_on"], called.company.survivors[row["customer_id"]]
        if who in inside and target is not None and day - YEAR <= target < day and (done is None or done > day):
            late[who].append(target)
    for who, targets in late.items():
        found[who].reasons.add("onboarding")
        found[who].days.add((min(targets), "onboarding"))
    for who, _ in open_tickets(called, day, where):
        found[who].reasons.add("support")
    for who, one in called.scores.on(week_end(day)).items():
        contact = one.measures["contact"]
        if who in inside and contact is not None and contact > 1:
            found[who].reasons.add("contact")
    for feature in _common(features(called, day, "customer", where)):
        for key in low_in(called, day, "customer", where, feature):
            found[str(key[0])].reasons.add("low_feature")


def _common(known: Mapping[str, Row]) -> list[str]:
    """Those in which at most a quarter is low; else the one with the smallest share."""
    shares = {name: row["low"] / row["customers"] for name, row in known.items() if row["customers"]}
    common = [name for name, share in shares.items() if share <= 0.25]
    return common or sorted(shares, key=lambda name: shares[name])[:1]
