"""journey: who stands in which stage by the written rules, whence they came, whence they leave, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

from data.journey import reading
from queries import journey, journey_gone, journey_rows
from queries.oracle.days import week_end
from queries.oracle.journey_counts import LEFT, Counting, days_until, spells_by
from queries.oracle.retention import retention
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.journey_stages import Stages, spells

FLOW_WEEKS, WEEK = 13, timedelta(days=7)
"""As far back as the page's flow goes, unless somebody asks otherwise."""
QUARTILES = {"p25_days": 0.75, "median_days": 0.5, "p75_days": 0.25}


def pairs(asked: Asked) -> Iterator[Pair]:
    """On the date, and on the four Sundays 13 weeks apart before it; nothing where the rules changed meanwhile."""
    told = journey.told(asked.warehouse)
    if told.digest != reading.read().digest() or not journey_rows.judged(asked.warehouse, asked.as_of):
        return
    naive = Counting(asked.company, asked.where, Stages(asked, told))
    for by in (None, *asked.splits):
        yield from _standing(asked, naive, by)
    leaks = journey.leaks(asked.warehouse, asked.scope)
    landmarks = leaks.attrs["landmarks"]
    yield from _leaks(asked, naive, leaks)
    yield from _reckoned(asked, naive, landmarks)
    if asked.as_of - timedelta(weeks=FLOW_WEEKS) >= told.first:
        yield from _flow(asked, naive)
    for row in journey.history(asked.warehouse, asked.scope, landmarks).to_dict("records"):
        told_then = naive.standing(row["as_of"]).get(row["stage"], (0, 0))
        yield from _counted("journey.stage", asked, asked.said(stage=row["stage"], on=row["as_of"]), row, told_then)
    yield from _days(asked, naive, told.first)


def _counted(check: str, asked: Asked, said: str, row: dict[Any, Any], second: tuple[int, ...]) -> Iterator[Pair]:
    """Customers and ARR. What cannot be told without a table is nobody's."""
    yield Pair(check, f"{said} customers", label(row.get("customers")) or 0, second[0], "exact")
    yield Pair(check, f"{said} arr", label(row.get("arr")) or 0, amount(second[1], asked.digits), "exact")


def _standing(asked: Asked, naive: Counting, by: str | None) -> Iterator[Pair]:
    wanted = dict(naive.standing(asked.as_of, by))
    for row in journey.standing(asked.warehouse, asked.scope, by).to_dict("records"):
        key = row["stage"] if by is None else (label(row[by]), row["stage"])
        if row["stage"] != LEFT:
            said = asked.said({by: key[0]} if by else {}, stage=row["stage"])
            yield from _counted("journey.stage", asked, said, row, wanted.pop(key, (0, 0)))
        elif by is None:
            yield from _counted("journey.stage", asked, asked.said(stage=LEFT), row, naive.left(asked.as_of))
    for key, second in wanted.items():
        yield from _counted("journey.stage", asked, asked.said(of=key), {}, second)


def _leaks(asked: Asked, naive: Counting, leaks: Any) -> Iterator[Pair]:
    wanted = naive.leaks(leaks.attrs["landmarks"])
    for row in leaks.to_dict("records"):
        n, left, arr = wanted.get(row["stage"], (0, 0, 0))
        said = asked.said(stage=row["stage"])
        yield Pair("journey.leak", f"{said} n", row["n"], n, "exact")
        yield Pair("journey.leak", f"{said} left", row["left"], left, "exact")
        yield Pair("journey.leak", f"{said} arr", row["arr_left"], amount(arr, asked.digits), "exact")
        yield Pair("journey.leak", said, row["share"], left / n if n else None)


def _reckoned(asked: Asked, naive: Counting, landmarks: tuple[date, ...]) -> Iterator[Pair]:
    """Who left, counted three ways."""
    kpis = retention(asked.company, asked.as_of, where=asked.where)[0]
    ours = journey_gone.reckoning(asked.warehouse, asked.scope)
    second = naive.reckoning(asked.as_of, landmarks, kpis["logos_base"] - kpis["logos_kept"])
    yield Pair("journey.leak", asked.said(counted="three ways"), None if ours is None else str(astuple(ours)),
               None if second is None else str(second), "text")


def _flow(asked: Asked, naive: Counting) -> Iterator[Pair]:
    rows = journey.flow(asked.warehouse, asked.scope, FLOW_WEEKS).to_dict("records")
    ours = {(row["stage_from"], row["stage_to"]): row for row in rows}
    second = naive.flow(asked.as_of, FLOW_WEEKS)
    for pair in dict.fromkeys([*ours, *second]):
        row, (customers, before, now) = ours.get(pair, {}), second.get(pair, (0, 0, 0))
        said = asked.said(stage_from=pair[0], stage_to=pair[1])
        yield from _counted("journey.flow", asked, said, row, (customers, now))
        yield Pair("journey.flow", f"{said} arr_from", row.get("arr_from", 0), amount(before, asked.digits), "exact")


def _days(asked: Asked, naive: Counting, first: date) -> Iterator[Pair]:
    """How long a stage lasts, and since when each customer stands in its own, over the stages kept Sunday by Sunday;
    who came to its stage within the last week, by the rules.
    """
    kept, day, sunday = spells(asked), asked.as_of, week_end(asked.as_of)
    lengths = spells_by(naive, kept, day, bool(asked.scope.line_filters))
    for row in journey.dwell(asked.warehouse, asked.scope).to_dict("records"):
        for name, share in QUARTILES.items():
            yield Pair("journey.days", asked.said(stage=row["stage"], of=name), label(row[name]),
                       days_until(lengths, row["stage"], share), "exact")
    ours = keyed(journey.members(asked.warehouse, asked.scope, None, None), "account_id")
    for unit in naive.units:
        if naive.inside(unit, day):
            since = next((low for stage, low, high, _ in kept.get(unit.bearer, [])
                          if low <= sunday < high and stage != LEFT), day)
            row = ours.pop(unit.bearer, {})
            said = asked.said(account=unit.bearer)
            yield Pair("journey.days", said, row.get("days"), (day - since).days, "exact")
            yield Pair("journey.stage", said, row.get("stage"), naive.stage(unit, day), "text")
            if unit.arr(sunday) and sunday - WEEK >= first:
                stood = naive.stage_on(unit.bearer, sunday - WEEK)
                yield Pair("journey.days", f"{said} of=this week", int(since == sunday),
                           int(stood != naive.stage(unit, day)), "exact")
    for name in ours:
        yield Pair("journey.stage", asked.said(account=name), ours[name]["stage"], None, "text")


WAY = Way("journey", "each customer's stage by the written rules on six Sundays, from the rows known then; how long it"
          " lasts, by Kaplan and Meier over the stages that the build kept Sunday by Sunday", pairs)
