"""Cohorts carried on, by the published recursion of the shifted beta-geometric model and a search of its maximum."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import exp, lgamma

from queries.oracle.labels import Row

FEW, YEARS, LEAST, LIMIT = 10, 5, 2, 12.0
Survivors = Sequence[Sequence[int]]


def yearly(cells: Sequence[Row]) -> dict[date, list[int]]:
    """Each cohort's members and who of them is there a month after each whole year, or comes back later."""
    ages: dict[date, dict[int, Row]] = defaultdict(dict)
    for row in cells:
        ages[row["cohort"]][row["age"]] = row
    return {cohort: [rows[0]["members"], *(max(rows[later]["active"] for later in rows if later >= age)
                                           for age in sorted(rows) if age > 1 and age % 12 == 1)]
            for cohort, rows in ages.items() if len(rows) > 1}


def reason(counts: Survivors) -> str | None:
    """Why nothing is projected: too few were seen for two years, or nobody left."""
    if sum(alive[0] for alive in counts if len(alive) > LEAST) < FEW:
        return "young"
    return None if any(alive[-1] < alive[0] for alive in counts) else "no_loss"


def survival(alpha: float, beta: float, years: int) -> float:
    """S(t), by P(1) = a/(a+b), P(t) = (b+t-2)/(a+b+t-1) · P(t-1), S(t) = S(t-1) - P(t)."""
    share, chance = 1.0, alpha / (alpha + beta)
    for year in range(1, years + 1):
        chance *= (beta + year - 2) / (alpha + beta + year - 1) if year > 1 else 1.0
        share -= chance
    return share


def likelihood(alpha: float, beta: float, counts: Survivors) -> float:
    """Of these survivors: who left in each year, and who is still there."""
    return _likelihood(alpha, beta, *_told(counts))


def _told(counts: Survivors) -> tuple[Counter[int], Counter[int]]:
    """Of all cohorts those who left in each year, and those still there by the years they were seen for."""
    lost, there = Counter[int](), Counter[int]()
    for alive in counts:
        lost.update({year: before - after for year, (before, after) in enumerate(pairwise(alive))})
        there[len(alive) - 1] += alive[-1]
    return lost, there


def _likelihood(alpha: float, beta: float, lost: Counter[int], there: Counter[int]) -> float:
    def log_beta(one: float, other: float) -> float:
        return lgamma(one) + lgamma(other) - lgamma(one + other)

    whole = log_beta(alpha, beta)
    return sum(number * (log_beta(alpha + 1, beta + year) - whole) for year, number in lost.items()) + sum(
        number * (log_beta(alpha, beta + years) - whole) for years, number in there.items())


def most_likely(counts: Survivors) -> float:
    """The largest likelihood that steps in log beta and log(alpha / beta) find: longer after each that helps, else
    halved, until they are too small.
    """
    told, at, step = _told(counts), (0.0, 0.0), 4.0
    best = _likelihood(1.0, 1.0, *told)
    while step > 1e-7:
        tried = [(within(at[0] + step * x), within(at[1] + step * y)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        found = {each: _likelihood(exp(sum(each)), exp(each[0]), *told) for each in tried}
        top = max(found, key=lambda each: found[each])
        better = found[top] > best
        at, best, step = (top, found[top], step * 2) if better else (at, best, step / 2)
    return best


def within(log: float) -> float:
    return max(-LIMIT, min(LIMIT, log))


def carried(alive: Sequence[int], alpha: float, beta: float) -> dict[int, float]:
    """The share of a cohort's members expected after each year that it has not been seen for."""
    age, left = len(alive) - 1, alive[-1]
    return {year: left * survival(alpha, beta, year) / survival(alpha, beta, age) / alive[0]
            for year in range(age + 1, YEARS + 1)}
