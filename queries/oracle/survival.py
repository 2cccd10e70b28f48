"""Survival: how long units stay, by Kaplan and Meier, with the edge of history as left truncation.

At risk at age k: who entered before k and stayed at least k months; at age 0: who entered at 0. So a unit that is
lost in the very month at which it entered was at risk at no whole month and adds nothing, as in R's Surv(), which
takes no interval without length.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

from queries.oracle.arr import arr, last_active_day
from queries.oracle.cohorts import Born, born, first_day_of, reached, signed_on
from queries.oracle.company import LINE_KEYS, Company, Where
from queries.oracle.labels import Row

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Stay:
    """One unit's time, in whole months of age: seen from `entry` to `duration`, at whose end it was lost or not."""

    first: date
    entry: int
    duration: int
    event: bool
    label: Any = None

    @property
    def at_risk(self) -> bool:
        """Was it at risk at any age?"""
        return self.entry < self.duration or self.entry == 0


def stay_of(one: Born, as_of: date, start: date, label: Any) -> Stay:
    """What is known of a unit on the date, if it began at `start`."""
    lines = [line for line in one.unit.kept if line.start <= as_of]
    last = last_active_day(lines, as_of)
    if last is None:
        raise ValueError(f"{one.unit.key} was never active by {as_of}")
    event = arr(lines, as_of) == 0
    until = last + timedelta(days=1) if event else as_of
    return Stay(one.first, reached(start, one.first), reached(start, until), event, label)


def labelled_stays(company: Company, as_of: date, unit: str, where: Where,
                   by: str | None) -> tuple[list[Stay], list[Any]]:
    """The stays, and the labels of the units that the edge of history leaves out."""
    stays, left_out = [], []
    beginning = first_day_of(company)
    for one in born(company, as_of, unit, where):
        label = None if by is None else company.labels.on(one.unit.bearer, by, one.first)
        signed = signed_on(company, one.unit)
        if one.edge and signed is None:
            left_out.append(label)
        elif one.edge and signed is not None and beginning is not None and signed <= beginning:
            stays.append(stay_of(one, as_of, signed, label))
        else:
            stays.append(stay_of(one, as_of, one.first, label))
    return stays, left_out


def stays(company: Company, as_of: date, unit: str = "customer", where: Where = ()) -> tuple[list[Stay], int]:
    """One row per unit, and how many units were there on the data's first day with no signed_on to date them."""
    found, left_out = labelled_stays(company, as_of, unit, where, None)
    return found, len(left_out)


def counts(group: Sequence[Stay]) -> list[Row]:
    """A row per month from 0 to the last age at which anyone is at risk; nothing for nobody."""
    seen = [one for one in group if one.at_risk]
    if not seen:
        return []
    events = Counter(one.duration for one in seen if one.event)
    censored = Counter(one.duration for one in seen if not one.event)
    entered = Counter(one.entry for one in seen)
    return [{"age": age, "at_risk": sum(at_risk(one, age) for one in seen), "events": events[age],
             "censored": censored[age], "entered": entered[age]}
            for age in range(max(one.duration for one in seen) + 1)]


def at_risk(one: Stay, age: int) -> bool:
    """Is a unit at risk at this age?"""
    return one.entry <= age <= one.duration and (one.entry < age or age == 0)


def log_log(survival: Fraction, spread: Fraction) -> tuple[float, float] | tuple[None, None]:
    """The 95 % interval on the scale of log(−log S); no width before anybody left, unknown once everybody has."""
    if survival == 1:
        return 1.0, 1.0
    if survival == 0:
        return None, None
    reach = Z * sqrt(spread) / log(survival)
    return float(survival) ** exp(-reach), float(survival) ** exp(reach)


def estimate(rows: Sequence[Row]) -> list[Row]:
    """Kaplan-Meier of counts by age, exact, with its interval and Greenwood's sum (`spread`).

    All None from the first age on at which nobody was at risk: what came before that is not known of anybody.
    """
    survival, spread, found = Fraction(1), Fraction(0), []
    for number, row in enumerate(rows):
        if any(earlier["at_risk"] == 0 for earlier in rows[:number + 1]):
            found.append(row | dict.fromkeys(("survival", "low", "high", "spread")))
            continue
        lost, there = row["events"], row["at_risk"]
        survival *= Fraction(there - lost, there)
        spread += Fraction(lost, there * (there - lost)) if there > lost else 0
        low, high = log_log(survival, spread)
        found.append(row | {"survival": survival, "low": low, "high": high, "spread": spread})
    return found


def curve(company: Company, as_of: date, unit: str = "customer", where: Where = ()) -> list[Row]:
    """The survival curve of all units under the filters."""
    return estimate(counts(stays(company, as_of, unit, where)[0]))


def curves(company: Company, as_of: date, by: str, unit: str = "customer", where: Where = ()) -> dict[Any, list[Row]]:
    """A curve per label of the first active day; a column of the lines gives each value the curve of that filter."""
    if by in LINE_KEYS:
        values = dict.fromkeys(getattr(line, by) for line in company.lines)
        allowed = [set(chosen) for key, chosen in where if key == by]
        found = {value: curve(company, as_of, unit, (*[item for item in where if item[0] != by], (by, (value,))))
                 for value in values if all(value in chosen for chosen in allowed)}
        return {value: rows for value, rows in found.items() if rows}
    groups: dict[Any, list[Stay]] = defaultdict(list)
    for one in labelled_stays(company, as_of, unit, where, by)[0]:
        groups[one.label].append(one)
    return {label: rows for label, group in groups.items() if (rows := estimate(counts(group)))}


def sides(group: Sequence[Stay], cut: date) -> tuple[list[Stay], list[Stay]]:
    """Those whose first active day is before the cut, and the newer ones."""
    return [one for one in group if one.first < cut], [one for one in group if one.first >= cut]


@dataclass(frozen=True)
class LogRank:
    """Two curves held against each other: the first one's losses, those expected if both were alike, the variance."""

    observed: int
    expected: Fraction
    variance: Fraction

    @property
    def chi2(self) -> Fraction | None:
        """Log-rank's chi-square with one degree of freedom; None where nothing can differ."""
        return (self.observed - self.expected) ** 2 / self.variance if self.variance else None

    @property
    def p(self) -> float | None:
        """The chance of as large a difference between two like curves."""
        return None if self.chi2 is None else 2 * NormalDist().cdf(-sqrt(self.chi2))

    @property
    def hazard(self) -> tuple[float, float, float] | None:
        """Peto's one-step hazard ratio of the first against the second, with its 95 % interval."""
        if not self.variance:
            return None
        step, error = float((self.observed - self.expected) / self.variance), 1 / sqrt(self.variance)
        return exp(step), exp(step - Z * error), exp(step + Z * error)


def log_rank(one: Sequence[Row], other: Sequence[Row]) -> LogRank:
    """The log-rank test of two groups' counts by age."""
    expected, variance = Fraction(0), Fraction(0)
    others = {row["age"]: row for row in other}
    nobody = {"at_risk": 0, "events": 0}
    for row in one:
        against = others.get(row["age"], nobody)
        n1, n2 = row["at_risk"], against["at_risk"]
        there, lost = n1 + n2, row["events"] + against["events"]
        if lost:
            expected += Fraction(lost * n1, there)
        if there > 1:
            variance += Fraction(lost * n1 * n2 * (there - lost), there**2 * (there - 1))
    return LogRank(sum(row["events"] for row in one), expected, variance)
