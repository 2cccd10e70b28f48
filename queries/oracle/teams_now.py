"""What each owner has on its hands, what became of accounts that changed hands, how sure a gap between owners is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

from queries.oracle.days import base_day
from queries.oracle.drivers import Known, csm_change, csm_record
from queries.oracle.functions import Asked
from queries.oracle.health import Health
from queries.oracle.labels import Row
from queries.oracle.retention import Member, rates_of, ratio
from queries.oracle.teams import FEW, Owned, rate_of

MONTH, YEAR = 28, 365
Key = tuple[Any, ...]
Counted = dict[Key, dict[str, int]]


def label_of(asked: Asked, who: str, keys: Sequence[str | None]) -> Key:
    """What a customer bears of these on the day; nothing under no key."""
    return tuple(None if key is None else asked.company.labels.on(who, key, asked.day) for key in keys)


def _counts(found: dict[Key, list[dict[str, int]]]) -> Counted:
    return {key: {name: sum(row[name] for row in rows) for name in rows[0]} for key, rows in found.items()}


def coverage(asked: Asked, health: Mapping[str, Health], keys: Sequence[str | None]) -> Counted:
    """Customers, of whom contact is known, and those met within the promised rhythm, on the day's Sunday."""
    found: dict[Key, list[dict[str, int]]] = defaultdict(list)
    for who in asked.active:
        late = health[who].measures["contact"] if who in health else None
        found[label_of(asked, who, keys)].append({
            "customers": 1, "known": int(late is not None), "covered": int(late is not None and late <= 1)})
    return _counts(found)


def onboarding(asked: Asked, by: str | None) -> Counted:
    """Under way and late by the day; due in the year, and of these in time."""
    found: dict[Key, list[dict[str, int]]] = defaultdict(list)
    for row in asked.rows("onboarding", asked.active):
        if asked.by(row["started_on"]):
            going, target, done = not asked.by(row["basic_done_on"]), row["target_on"], row["basic_done_on"]
            due = asked.in_last(target, YEAR)
            found[label_of(asked, asked.company.survivors[row["customer_id"]], (by,))].append({
                "under_way": int(going), "late": int(going and target is not None and target < asked.day),
                "due": int(due), "on_time": int(due and done is not None and done <= target)})
    return _counts(found)


def load(asked: Asked, by: str | None) -> Counted:
    """Contacts of four weeks that name a CSM, by who owns the customer."""
    found: dict[Key, list[dict[str, int]]] = defaultdict(list)
    for who in asked.active:
        named = [row for row in asked.rows("touch", {who}) if asked.in_last(row["occurred_on"], MONTH)
                 and row["delivered"] is not False and row["csm_id"] is not None]
        found[label_of(asked, who, (by,))].append({"customers": 1, "touches": len(named)})
    return _counts(found)


def after_change(asked: Asked) -> dict[bool | None, Row]:
    """The base by whether its CSM had changed in the 180 days up to d0 (None: nobody can tell), with its rates."""
    then, record = base_day(asked.day), csm_record(asked.company)
    found: dict[bool | None, list[Member]] = defaultdict(list)
    for unit in asked.company.units("customer", asked.where):
        if unit.arr(then) > 0 and asked.company.passes(unit, asked.where, then):
            told = csm_change(Known(asked.tables, asked.company, record, unit.bearer, then))
            found[told].append(Member(unit.arr(then), unit.arr(asked.day), 0))
    return {told: rates_of(members) for told, members in found.items()}


def handed(asked: Asked, key: str) -> dict[str, Row]:
    """Customers of the base that another owns on the day: from whom to whom, ARR then and now."""
    then, made = base_day(asked.day), {}
    for unit in asked.company.units("customer", asked.where):
        before, now = (asked.company.labels.on(unit.bearer, key, day) for day in (then, asked.day))
        inside = any(asked.company.passes(unit, asked.where, day) for day in (then, asked.day))
        if unit.arr(then) > 0 and before != now and inside:
            made[unit.bearer] = {"from": before, "to": now, "arr0": unit.arr(then), "arr": unit.arr(asked.day)}
    return made


def between(rows: Sequence[Row]) -> Row:
    """Sums of accounts handed from one owner to another."""
    base, kept = sum(row["arr0"] for row in rows), sum(min(row["arr0"], row["arr"]) for row in rows)
    gone = [row["arr0"] for row in rows if row["arr"] == 0]
    return {"units": len(rows), "arr0": base, "arr": sum(row["arr"] for row in rows), "kept": kept,
            "lost_units": len(gone), "lost_arr": sum(gone), "grr": ratio(kept, base)}


def _alike(one: Owned, others: Sequence[Owned]) -> tuple[tuple[Any, ...], list[Owned]]:
    """The group whose rate stands for a unit's profile, by name and member."""
    level, _ = rate_of(one, others, "net")
    keys = [("segment", "plan", "touch", "age"), ("segment", "age"), ("segment",), ()][level]
    name = tuple(getattr(one, key) for key in keys)
    return (level, *name), [each for each in others if tuple(getattr(each, key) for key in keys) == name]


def error(mine: Sequence[Owned], others: Sequence[Owned], kept: str) -> float | None:
    """The standard error of an owner's difference, unit by unit (docs/definitions.md, Teams); None for a lone unit."""
    if len(mine) < 2 or not others:
        return None
    groups: dict[tuple[Any, ...], list[Owned]] = {}
    of: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for one in mine:
        profile = (one.segment, one.plan, one.touch, one.age)
        if profile not in of:
            of[profile], members = _alike(one, others)
            groups[of[profile]] = members
    name = {id(one): of[one.segment, one.plan, one.touch, one.age] for one in mine}
    if any(len(members) < 2 for members in groups.values()):
        return None
    base = sum(one.base for one in mine)
    rate = {key: Fraction(sum(getattr(each, kept) for each in group), sum(each.base for each in group))
            for key, group in groups.items()}
    gap = Fraction(sum(getattr(one, kept) for one in mine), base) - sum(
        one.base * rate[name[id(one)]] for one in mine) / base
    own = Fraction(len(mine), len(mine) - 1) * sum(
        (getattr(one, kept) - (rate[name[id(one)]] + gap) * one.base) ** 2 for one in mine)
    scatter = {key: Fraction(len(group), len(group) - 1) * sum(
        (getattr(each, kept) - rate[key] * each.base) ** 2 for each in group) / sum(each.base**2 for each in group)
        for key, group in groups.items()}
    alike = sum(scatter[name[id(one)]] * one.base**2 for one in mine)
    pulls: dict[int, list[float]] = {id(each): [0.0, 0.0] for each in others}
    for key, group in groups.items():
        weight = sum(one.base for one in mine if name[id(one)] == key)
        pull = weight * sqrt(Fraction(len(group), len(group) - 1)) / sum(each.base for each in group)
        for each in group:
            pulls[id(each)][0] += pull
            pulls[id(each)][1] += pull * float(rate[key])
    theirs = sum((pulls[id(each)][0] * getattr(each, kept) - pulls[id(each)][1] * each.base) ** 2 for each in others)
    return sqrt((float(own) + float(alike)) / 2 + theirs) / base


def shrunk(gaps: Mapping[Any, tuple[float, float]]) -> dict[Any, float | None]:
    """difference × τ²/(τ² + se²) of each ranked owner, τ² by the method of moments; None where only one is ranked."""
    if len(gaps) < 2:
        return dict.fromkeys(gaps)
    found = [difference for difference, _ in gaps.values()]
    mean = sum(found) / len(found)
    spread = sum((each - mean) ** 2 for each in found) / (len(found) - 1)
    tau = max(spread - sum(se**2 for _, se in gaps.values()) / len(gaps), 0.0)
    return {owner: difference * tau / (tau + se**2) if tau else 0.0 for owner, (difference, se) in gaps.items()}


def ranked(mine: Sequence[Owned], owner: Any, se: float | None) -> bool:
    return len(mine) >= FEW and owner is not None and se is not None
