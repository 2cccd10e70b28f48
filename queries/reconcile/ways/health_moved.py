"""moves: how customers went from band to band in four weeks, who they are, and what moved their scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from queries import health
from queries.oracle.days import week_end
from queries.oracle.health_bands import band_of, migration, there, why
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.account import sample
from queries.reconcile.ways.common import keyed
from queries.reconcile.ways.health import scores

WEEKS = 4


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing where one of both Sundays has no scores."""
    then = asked.as_of - timedelta(weeks=WEEKS)
    if not {week_end(asked.as_of), week_end(then)} <= set(health.known_weeks(asked.warehouse)):
        return
    found = keyed(health.migration(asked.warehouse, asked.scope, WEEKS), "band_from", "band_to")
    wanted = migration(scores(asked), asked.as_of, "customer", asked.where, WEEKS)
    for key in dict.fromkeys([*found, *wanted]):
        said, row, (customers, arr) = asked.said(moved=key), found.get(key, {}), wanted.get(key, (0, 0))
        yield Pair("moves.migration", f"{said} customers", row.get("customers", 0), customers, "exact")
        yield Pair("moves.migration", f"{said} arr", row.get("arr", 0), amount(arr, asked.digits), "exact")
    yield from _members(asked)
    for who in sample(asked):
        yield from _why(asked, who)


def _members(asked: Asked) -> Iterator[Pair]:
    """Everybody's band then and now, by name."""
    truth, day, then = scores(asked), asked.as_of, asked.as_of - timedelta(weeks=WEEKS)
    wanted = {}
    for unit in asked.company.units("customer", asked.where):
        if there(truth, unit, asked.where, day):
            wanted[unit.bearer] = (band_of(truth, unit, then) if unit.arr(then) else "new", band_of(truth, unit, day))
        elif unit.arr(day) == 0 and there(truth, unit, asked.where, then):
            wanted[unit.bearer] = (band_of(truth, unit, then), "gone")
    listed = health.members(asked.warehouse, asked.scope, None, None, WEEKS, limit=None)
    mine = {row["account_id"]: (row["band_from"], row["band_to"]) for row in listed.to_dict("records")}
    for who in dict.fromkeys([*mine, *wanted]):
        yield Pair("moves.migration", asked.said(account=who), str(mine.get(who)), str(wanted.get(who)), "text")


def _why(asked: Asked, who: str) -> Iterator[Pair]:
    """What each component brought, of the page that asks why one score moved."""
    truth, sunday = scores(asked), week_end(asked.as_of)
    then, now = (truth.on(day).get(who) for day in (sunday - timedelta(weeks=WEEKS), sunday))
    found = health.why(asked.warehouse, asked.scope, who, WEEKS)
    brought = why(then, now) if then and now else None
    for row in found.to_dict("records"):
        said, key = f"account={who} component={row['component']}", row["component"]
        yield Pair("moves.points", f"{said} brought", row["points"], brought[key] if brought else None)
        yield Pair("moves.points", f"{said} then", row["old"], then.points.get(key) if then else None)
        yield Pair("moves.points", f"{said} now", row["new"], now.points.get(key) if now else None)


WAY = Way("moves", "each customer's score, component by component, on both Sundays", pairs)
