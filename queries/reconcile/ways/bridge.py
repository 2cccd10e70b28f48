"""bridge: opening to closing ARR over a year, quarter, month and week, of every unit and by every label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from queries.bridge import bridge
from queries.oracle.bridge import COLUMNS
from queries.oracle.bridge import bridge as recomputed
from queries.oracle.company import UNITS
from queries.oracle.days import add_months, base_day
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.scope import Scope


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
