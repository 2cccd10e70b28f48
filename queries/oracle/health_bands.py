"""Bands of the units of a scope on any day, and from which band to which they moved."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from queries.oracle.company import LINE_KEYS, Unit, Where
from queries.oracle.days import week_end
from queries.oracle.health import Health, Scores
from queries.oracle.health_model import BANDS, weights

Counted = dict[str, tuple[int, int]]
Moved = dict[tuple[str, str], tuple[int, int]]


def band_of(scores: Scores, unit: Unit, day: date) -> str:
    """The band of the customer whose labels the unit bears, on the last Sunday up to the day."""
    health = scores.on(week_end(day)).get(unit.bearer)
    return health.band if health else "unknown"


def there(scores: Scores, unit: Unit, where: Where, day: date) -> bool:
    return unit.arr(day) > 0 and scores.company.passes(unit, where, day)


def bands(scores: Scores, day: date, unit: str, where: Where, by: str | None = None) -> dict[Any, Counted]:
    """Units and ARR (minor units) of each band on the day, per label of `by` with anything in it (None: all in one).

    A `by` that names a column of the lines gives each value the bands of that filter.
    """
    found: dict[Any, dict[str, list[int]]] = defaultdict(lambda: {name: [] for name in BANDS})
    values = dict.fromkeys(getattr(line, by) for line in scores.company.lines) if by in LINE_KEYS else [None]
    for value in values:
        for one in scores.company.units(unit, where, (str(by), value) if by in LINE_KEYS else None):
            if there(scores, one, where, day):
                label = value if by is None or by in LINE_KEYS else scores.company.labels.on(one.bearer, by, day)
                found[label][band_of(scores, one, day)].append(one.arr(day))
    return {label: {name: (len(amounts), sum(amounts)) for name, amounts in row.items()}
            for label, row in found.items()}


def migration(scores: Scores, day: date, unit: str, where: Where, weeks: int) -> Moved:
    """Units and ARR from a band (or new) so many weeks ago to a band (or gone) now.

    Who is there now counts by its labels now, whatever they were; who is gone by those it had then.
    """
    then, found = day - timedelta(weeks=weeks), defaultdict(list)
    for one in scores.company.units(unit, where):
        before, now = one.arr(then), one.arr(day)
        if now > 0 and scores.company.passes(one, where, day):
            found[band_of(scores, one, then) if before else "new", band_of(scores, one, day)].append(now)
        if now == 0 and there(scores, one, where, then):
            found[band_of(scores, one, then), "gone"].append(before)
    return {pair: (len(amounts), sum(amounts)) for pair, amounts in found.items()}


def share(health: Health, key: str, base: Fraction) -> Fraction:
    """What a component brings against a score, by its share of the known weight."""
    every, points = weights(health.version), health.points.get(key)
    if points is None:
        return Fraction(0)
    known = sum(weight for name, weight in every.items() if health.points.get(name) is not None)
    return every[key] * (points - base) / known


def why(then: Health, now: Health) -> dict[str, Fraction] | None:
    """The points that each component brought to the change of the computed score; none where one is unknown."""
    if then.exact is None or now.exact is None:
        return None
    keys = dict.fromkeys([*weights(then.version), *weights(now.version)])
    return {key: (share(now, key, then.exact) if key in weights(now.version) else Fraction(0))
            - (share(then, key, then.exact) if key in weights(then.version) else Fraction(0)) for key in keys}
