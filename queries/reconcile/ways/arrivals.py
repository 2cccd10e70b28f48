"""outcomes, how long: each clock's curve and middle, the first one's by every split; both ends of onboarding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from queries import onboarding, ttv
from queries.oracle import arrivals as second
from queries.oracle.functions import share
from queries.reconcile.asked import Asked
from queries.reconcile.pair import Kind, Pair
from queries.reconcile.ways.common import keyed, together

CURVE: dict[str, Kind] = {"at_risk": "exact", "events": "exact", "survival": "double", "low": "double",
                          "high": "double"}
SPLIT = "first_value"
"""The clock that the page opens with: of the others the company's times alone are compared."""
STATES = ("arrived", "waiting", "gone")


def ways(asked: Asked, clock: str) -> list[second.Way]:
    """Each customer's way on a clock, found once."""
    key = f"ways {clock}"
    if key not in asked.asked_once:
        asked.asked_once[key] = second.ways(asked.company, asked.tables, asked.as_of, asked.where, clock)
    found: list[second.Way] = asked.asked_once[key]
    return found


def pairs(asked: Asked) -> Iterator[Pair]:
    """Nothing of a clock whose table was not given."""
    for clock in second.CLOCKS:
        if asked.tables.get("onboarding" if clock in second.STEPS else "outcome"):
            yield from _clock(asked, clock)
    yield from _endpoints(asked)


def _clock(asked: Asked, clock: str) -> Iterator[Pair]:
    found, said = ways(asked, clock), asked.said(clock=clock)
    whole = second.curve(found)
    yield from together("outcomes.ttv_curve", said, keyed(ttv.curve(asked.warehouse, asked.scope, clock), "age"),
                        {row["age"]: row for row in whole}, CURVE, of="day")
    yield from _times(said, ttv.times(asked.warehouse, asked.scope, clock).iloc[0], found)
    for by in (*asked.splits, second.COHORT, second.SERVICE) if clock == SPLIT else ():
        groups: dict[Any, list[second.Way]] = defaultdict(list)
        for way in found:
            groups[second.label(asked.company, asked.tables, way, by)].append(way)
        ours = keyed(ttv.times(asked.warehouse, asked.scope, clock, by), by)
        for name in dict.fromkeys([*groups, *(name for name, row in ours.items() if row["customers"])]):
            yield from _times(asked.said({by: name}, clock=clock), ours.get(name, {}), groups.get(name, []))


def _times(said: str, row: Any, found: list[second.Way]) -> Iterator[Pair]:
    rows = second.curve(found)
    for state in STATES:
        yield Pair("outcomes.ttv_median", f"{said} {state}", row.get(state), sum(one.state == state for one in found),
                   "exact")
    yield Pair("outcomes.ttv_median", said, row.get("median_days"), second.middle(rows), "exact")
    for days in ttv.BY_DAYS:
        yield Pair("outcomes.ttv_share", f"{said} by={days}", row.get(f"by_{days}"), second.there_by(rows, days))


def _endpoints(asked: Asked) -> Iterator[Pair]:
    """Both ends of onboarding: how many are there, and by Kaplan and Meier within 180 days."""
    for row in onboarding.endpoints(asked.warehouse, asked.scope).to_dict("records"):
        found = ways(asked, row["endpoint"])
        rows, said = second.curve(found), asked.said(endpoint=row["endpoint"])
        done = share([one.state == "arrived" for one in found])
        yield Pair("outcomes.reached", f"{said} done", row["done"], done[0] if done else 0, "exact")
        yield Pair("outcomes.reached", f"{said} customers", row["customers"], len(found), "exact")
        at = rows[onboarding.DAYS]["survival"] if len(rows) > onboarding.DAYS else None
        yield Pair("outcomes.reached", said, row["reached"], None if at is None else 1 - at)
        yield Pair("outcomes.reached", f"{said} median", row["median_days"], second.middle(rows), "exact")
