"""What a team's rate would be had its customers fared as all others' of the same profile: one unit after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from queries.oracle.arr import change_days
from queries.oracle.company import Company, Where
from queries.oracle.days import add_months, base_day

OWNERS = ("team_id", "csm_id")
FEW = 10


@dataclass(frozen=True)
class Owned:
    """A unit of the base: who owned it on d0, its profile then, its base, and what was kept of it, all and capped."""

    owner: Any
    segment: Any
    plan: Any
    touch: Any
    age: str
    base: int
    net: int
    gross: int


def age_of(first: date, day: date) -> str:
    """Under 1, 1-2 or over 2 years: whole years by clamped monthly anniversaries."""
    return ">2" if add_months(first, 24) <= day else "1-2" if add_months(first, 12) <= day else "<1"


def owned(company: Company, as_of: date, by: str, unit: str = "customer", where: Where = ()) -> list[Owned]:
    """The base inside the filters. A unit's age counts from its first active day, whatever lines are kept."""
    then, found = base_day(as_of), []
    everything = {each.key: each for each in company.units(unit, ())}
    for each in company.units(unit, where):
        base, now = each.arr(then), each.arr(as_of)
        if base > 0 and company.passes(each, where, then):
            whole = everything[each.key]
            first = min(day for day in change_days(whole.kept) if whole.arr(day) > 0)
            label = {key: company.labels.on(each.bearer, key, then) for key in (by, "segment", "plan", "touch_model")}
            found.append(Owned(label[by], label["segment"], label["plan"], label["touch_model"], age_of(first, then),
                               base, now, min(base, now)))
    return found


def rate_of(one: Owned, others: Sequence[Owned], kept: str) -> tuple[int, Fraction]:
    """The rate that stands for a unit's profile, and how coarse it is: 0 its own, 3 everybody's."""
    alike = [[each for each in others if (each.segment, each.plan, each.touch, each.age)
              == (one.segment, one.plan, one.touch, one.age)],
             [each for each in others if (each.segment, each.age) == (one.segment, one.age)],
             [each for each in others if each.segment == one.segment]]
    level, chosen = next(((at, group) for at, group in enumerate(alike) if len(group) >= FEW), (3, list(others)))
    return level, Fraction(sum(getattr(each, kept) for each in chosen), sum(each.base for each in chosen))


def expected(mine: Sequence[Owned], others: Sequence[Owned], kept: str) -> Fraction | None:
    """Σ b·r / Σ b over an owner's base; unknown without a base or without others."""
    if not mine or not others:
        return None
    return sum((one.base * rate_of(one, others, kept)[1] for one in mine), Fraction()) / sum(
        one.base for one in mine)
