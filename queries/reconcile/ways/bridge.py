"""bridge: opening to closing ARR over a year, quarter, month and week, of every unit and by every label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from queries import flows, retention
from queries.bridge import bridge
from queries.oracle.bridge import COLUMNS
from queries.oracle.bridge import bridge as recomputed
from queries.oracle.company import UNITS
from queries.oracle.days import add_months, base_day, last_sundays
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount, exact
from queries.scope import Scope

WEEKS = 13
SIGNS = {"new": 1, "reactivation": 1, "expansion": 1, "contraction": -1, "churn": -1}


def starts(day: date) -> dict[str, date]:
    """The first day of each span that ends on a day."""
    return {"year": base_day(day), "quarter": add_months(day, -3), "month": add_months(day, -1),
            "week": day - timedelta(days=7)}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Every span in customers, the year in every unit, the year and the week by every label."""
    for span, start in starts(asked.as_of).items():
        for kind in UNITS if span == "year" else ("customer",):
            splits = asked.splits if kind == "customer" and span in ("year", "week") else ()
            for by in (None, *splits):
                yield from _spanned(asked, start, kind, by, {"from": start, "unit": kind})
    yield from _weeks(asked)


def _weeks(asked: Asked) -> Iterator[Pair]:
    """Week by week the net of all movements, and what ARR changed by, transfers included."""
    days = [day for day in last_sundays(asked.as_of, WEEKS) if day >= asked.build.first_day] or [asked.as_of]
    found = flows.weekly(asked.warehouse, asked.scope, tuple(days))
    scope = Scope(asked.as_of, asked.scope.unit, asked.where, asked.scope.viewer)
    around = (days[-1] - timedelta(days=7), days[-1])
    before, now = map(exact, retention.trend(asked.warehouse, scope, around)["arr"])
    for row in found.to_dict("records"):
        start, said = row["as_of"] - timedelta(days=7), asked.said(week=row["as_of"])
        sums = recomputed(asked.company, start, row["as_of"], asked.scope.unit, asked.where)[0]
        wanted = {**sums, "net_new": sum(sign * sums[key] for key, sign in SIGNS.items()),
                  "lost": sums["contraction"] + sums["churn"]}
        for key in (*SIGNS, "net_new", "lost"):
            name = "net_new" if key in ("net_new", "lost") else key
            yield Pair(f"bridge.{name}", f"{said} {key}", row[key], amount(wanted[key], asked.digits), "exact")
    change = amount(sums["closing"] - sums["opening"], asked.digits)
    yield Pair("bridge.net_new", asked.said(of="change"), now - before, change, "exact")


def _spanned(asked: Asked, start: date, kind: str, by: str | None, said: dict[str, Any]) -> Iterator[Pair]:
    scope = Scope(asked.as_of, kind, asked.where, asked.scope.viewer)
    found = bridge(asked.warehouse, scope, start, asked.as_of, by).to_dict("records")
    mine = {_label(row[by]) if by else None: row for row in found}
    rows = recomputed(asked.company, start, asked.as_of, kind, asked.where, by)
    second = {row[by] if by else None: row for row in rows}
    nothing = dict.fromkeys(COLUMNS, 0)
    for label in dict.fromkeys([*mine, *second]):
        words = asked.said({by: label} if by else {}, **said)
        ours, theirs = mine.get(label, nothing), second.get(label, nothing)
        for key in COLUMNS:
            yield Pair(f"bridge.{key}", words, ours[key], amount(theirs[key], asked.digits), "exact")


def _label(value: Any) -> Any:
    return None if value is None or value != value else value


WAY = Way("bridge", "each unit's ARR on both days from its lines, classified one by one (whole minor units)", pairs)
