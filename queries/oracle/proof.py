"""Whether the score told who would leave: every case one by one, every pair of a leaver and a stayer counted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from queries.oracle.company import Where
from queries.oracle.health import Health, Scores

FEW = 10
Of = Callable[["Case"], Any]


@dataclass(frozen=True)
class Case:
    """A customer on a landmark: its health then, its ARR, and whether it left."""

    who: str
    day: date
    one: Health
    arr: int
    left: bool

    @property
    def pulse(self) -> int | None:
        return self.one.pulse["rating"] if self.one.pulse else None


def cases(scores: Scores, days: Sequence[date], after: int, where: Where, lost: bool = False) -> list[Case]:
    """Every customer with ARR on each day, inside the filters by its label then. `lost`: four fifths or less count."""
    found = []
    for unit in scores.company.units("customer", ()):
        for day in days:
            before, then = unit.arr(day), unit.arr(day + timedelta(days=after))
            if before > 0 and scores.company.passes(unit, where, day):
                gone = 5 * then <= 4 * before if lost else then == 0
                found.append(Case(unit.bearer, day, scores.on(day)[unit.bearer], before, gone))
    return found


def auc(found: Sequence[Case], of: Of) -> Fraction | None:
    """The share of pairs in which the leaver stood lower, equal ones half; null under ten of either."""
    stayers = sorted(of(case) for case in found if not case.left)
    leavers = [of(case) for case in found if case.left]
    if min(len(leavers), len(stayers)) < FEW:
        return None
    half = sum(2 * len(stayers) - bisect_left(stayers, each) - bisect_right(stayers, each) for each in leavers)
    return Fraction(half, 2 * len(leavers) * len(stayers))


def score(case: Case) -> Any:
    return case.one.score


def ranked(found: Sequence[Case]) -> list[tuple[Case, int]]:
    """Each case with its use's rank in thousandths, among those with a score and use; equal use, equal rank."""
    def use(case: Case) -> Any:
        return case.one.measures["usage_depth"]

    both = [case for case in found if case.one.score is not None and use(case) is not None]
    every = sorted(use(case) for case in both)
    last = max(len(both) - 1, 1)
    return [(case, int(bisect_left(every, use(case)) / last * 1000)) for case in both]


def tenths(found: Sequence[Case]) -> dict[int, list[Case]]:
    """The scored cases in ten equal parts, the lowest scores first; equal scores go by the middle of theirs."""
    known = sorted((case for case in found if case.one.score is not None), key=score)
    values = [score(case) for case in known]
    parts: dict[int, list[Case]] = {}
    for case in known:
        low, high = bisect_left(values, score(case)), bisect_right(values, score(case))
        part = min(10 * Fraction(low + high, 2) // len(known), 9) + 1
        parts.setdefault(int(part), []).append(case)
    return parts
