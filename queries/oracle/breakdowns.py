"""The functions' breakdowns, one customer, one ticket, one onboarding at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from queries.oracle.company import Unit
from queries.oracle.days import base_day, week_end
from queries.oracle.drivers import Known, champion_left
from queries.oracle.functions import Asked, newcombe_low, used
from queries.oracle.health import Health
from queries.oracle.labels import Row
from queries.oracle.newest import local
from queries.oracle.retention import Member, rates_of

WEIGHT = {"red": Fraction(2), "yellow": Fraction(3, 2)}
QUARTER, YEAR, MONTH, FEW = 90, 365, 28, 10
PARTNER = "partner_id"
Scored = Mapping[str, Health]


def feature_use(asked: Asked, health: Scored, features: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of whom a feature's use is known, and who uses it, among the customers active on the day."""
    found = {}
    for feature in features:
        known = [value for who in asked.active if who in health
                 and (value := health[who].features[feature]) is not None]
        found[feature] = {"customers": len(known), "using": sum(value > 0 for value in known),
                          "share": Fraction(sum(value > 0 for value in known), len(known)) if known else None}
    return found


def is_value(asked: Asked) -> dict[str, bool | None]:
    """Of each feature used before d0 whether those who used it stayed more often; None: too few on a side."""
    d0 = base_day(asked.day)
    sunday = week_end(d0)
    reported = {asked.company.survivors[row["customer_id"]] for row in asked.tables.get("usage_week", ())
                if row["week_on"] + timedelta(days=6 - row["week_on"].weekday()) <= sunday}
    kept = {unit.bearer: unit.arr(asked.day) > 0 for unit in asked.company.units("customer", ())
            if unit.arr(d0) > 0 and unit.bearer in reported}
    users, found = used(asked, sunday), {}
    for feature in {name for names in users.values() for name in names}:
        sides = [[stayed for who, stayed in kept.items() if (feature in users.get(who, ())) == with_it]
                 for with_it in (True, False)]
        (kept1, n1), (kept0, n0) = ((sum(side), len(side)) for side in sides)
        found[feature] = None if min(n1, n0) < FEW else newcombe_low(kept1, n1, kept0, n0) > 0
    return found


def occasions(asked: Asked, health: Scored) -> dict[str, Row]:
    """Who has an occasion for a service and has bought none within the year: which of the three hold."""
    found = {}
    for who in asked.active:
        if who not in health or _served(asked, who):
            continue
        late = any(row["target_on"] is not None and row["target_on"] < asked.day and not asked.by(row["basic_done_on"])
                   for row in asked.rows("onboarding", {who}))
        wide = health[who].used.measures["usage_breadth"]
        left = champion_left(Known(asked.tables, asked.company, (), who, asked.day)) is True
        reasons = {"overdue": late, "unadopted": wide is not None and wide < Fraction(1, 2), "champion_left": left}
        if any(reasons.values()):
            found[who] = {name: int(holds) for name, holds in reasons.items()}
    return found


def _served(asked: Asked, who: str) -> bool:
    """Whether a service was in force or sold in the last 365 days."""
    lines = any(row.get("kind") == "service" and row["mrr"] > 0 and asked.by(row["start_on"])
                and (row["end_on"] is None or row["end_on"] > asked.day - timedelta(days=YEAR - 1))
                for row in asked.rows("subscription", {who}))
    return lines or any(row["kind"] == "service" and row["won"] and asked.in_last(row["closed_on"], YEAR)
                        for row in asked.rows("opportunity", {who}))


def queue(asked: Asked, health: Scored, due: Mapping[str, date | None]) -> dict[str, Row]:
    """Open tickets of active customers, and what is at stake: ARR, by the band, twice near a renewal."""
    arr = {unit.bearer: unit.arr(asked.day) for unit in asked.company.units("customer", asked.where)}
    found = {}
    for row in asked.rows("ticket", asked.active):
        closed = row["closed_at"] is not None and local(row["closed_at"]) <= asked.day
        if local(row["opened_at"]) <= asked.day and not closed:
            who = asked.company.survivors[row["customer_id"]]
            near = due.get(who)
            weight = WEIGHT.get(health[who].band, Fraction(1)) if who in health else Fraction(1)
            soon = 2 if near is not None and near < asked.day + timedelta(days=QUARTER) else 1
            found[row["ticket_id"]] = {"stake": arr[who] * weight * soon, "severity": row["severity"],
                                       "open_days": (asked.day - local(row["opened_at"])).days}
    return found


def before(asked: Asked, landmarks: Sequence[date]) -> dict[str, dict[str, Any]]:
    """Tickets in the 90 days up to each landmark, of who left within 90 days after it and of who stayed."""
    tickets: dict[str, list[Row]] = defaultdict(list)
    for row in asked.tables.get("ticket", ()):
        tickets[asked.company.survivors[row["customer_id"]]].append(row)
    first = min(local(row["opened_at"]) for rows in tickets.values() for row in rows)
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for day in landmarks:
        if (day - first).days < QUARTER - 1:
            continue
        for unit in asked.company.units("customer", asked.where):
            if unit.arr(day) > 0 and asked.company.passes(unit, asked.where, day):
                own = [row for row in tickets[unit.bearer] if 0 <= (day - local(row["opened_at"])).days < QUARTER]
                side = "stayed" if _whole(asked, unit).arr(day + timedelta(days=QUARTER)) else "left"
                found[side].append((len(own), any(row["severity"] <= 2 for row in own)))
    return {side: {"cases": len(cases), "tickets": sum(n for n, _ in cases),
                   "per_case": Fraction(sum(n for n, _ in cases), len(cases)),
                   "any_share": Fraction(sum(n > 0 for n, _ in cases), len(cases)),
                   "severe_share": Fraction(sum(severe for _, severe in cases), len(cases))}
            for side, cases in found.items()}


def _whole(asked: Asked, unit: Unit) -> Unit:
    return {each.bearer: each for each in asked.company.units("customer", ())}[unit.bearer] if unit.dropped else unit


def partner_of(asked: Asked, who: str, day: date) -> Any:
    return asked.company.labels.on(who, PARTNER, day)


def value_days(asked: Asked, of: Mapping[Any, Any] | None = None) -> dict[Any, dict[str, Any]]:
    """Median days to first value by partner, or by what `of` says of it."""
    found: dict[Any, list[int]] = defaultdict(list)
    for row in asked.rows("onboarding", asked.active):
        if asked.in_last(row["first_value_on"], YEAR):
            partner = partner_of(asked, asked.company.survivors[row["customer_id"]], asked.day)
            key = partner if of is None else of[partner]
            found[key].append((row["first_value_on"] - row["started_on"]).days)
    return {key: {"ttv_days": median(days), "ttv_n": len(days)} for key, days in found.items()}


def tiers(asked: Asked, of: Mapping[Any, Any]) -> dict[Any, Row]:
    """The rates of the base by its partners' tiers."""
    d0, found = base_day(asked.day), defaultdict(list)
    for unit in asked.company.units("customer", asked.where):
        if unit.arr(d0) > 0 and asked.company.passes(unit, asked.where, d0):
            tier = of[partner_of(asked, unit.bearer, d0)]
            found[tier].append(Member(unit.arr(d0), unit.arr(asked.day), 0))
    return {tier: rates_of(members) for tier, members in found.items()}


def pack(asked: Asked, partner: str) -> dict[str, Row]:
    """One partner's customers on the day, how long they took to first value, and what is not known of each."""
    found = {}
    for who in asked.active:
        if partner_of(asked, who, asked.day) == partner:
            taken = [(row["first_value_on"] - row["started_on"]).days for row in asked.rows("onboarding", {who})
                     if asked.by(row["first_value_on"])]
            found[who] = {"ttv_days": min(taken, default=None), **{
                name: int(not any(holds(asked, row) for row in asked.rows(table, {who})))
                for name, (table, holds) in HELD.items()}}
    return found


HELD: dict[str, tuple[str, Any]] = {
    "no_onboarding": ("onboarding", lambda asked, row: asked.by(row["started_on"])),
    "no_usage": ("usage_week", lambda asked, row: asked.in_last(row["week_on"], MONTH)),
    "no_contact": ("contact", lambda asked, row: not asked.by(row["left_on"])),
    "no_pulse": ("pulse", lambda asked, row: asked.in_last(row["recorded_on"], QUARTER)),
    "no_outcome": ("outcome", lambda asked, row: asked.by(row["agreed_on"])),
}


def joined(asked: Asked, table: str) -> int:
    """How many of the active customers a table holds anything of."""
    return sum(any(True for _ in asked.rows(table, {who})) for who in asked.active)
