"""The health model as its file says it, read by the standard library alone, with exact fractions."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

KEYS = ("usage_depth", "usage_breadth", "usage_trend", "seats_used", "features", "support", "survey", "pulse",
        "onboarding", "outcomes", "contact", "payment")
BANDS = ("green", "yellow", "red", "unknown")
Version = dict[str, Any]


def read_versions(file: Path) -> list[Version]:
    """The versions, oldest first; every number with a point is an exact fraction."""
    found = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Fraction)["model"]
    return sorted(found, key=lambda version: version["from_on"])


def in_force(versions: list[Version], day: date) -> Version:
    """The version that holds on a day: the last whose Monday is not after it. IndexError before the first."""
    return [version for version in versions if version["from_on"] <= day][-1]


def weights(version: Version) -> dict[str, Fraction]:
    """The weight of each component."""
    return {component["key"]: Fraction(component["weight"]) for component in version["component"]}


def points(version: Version, key: str, segment: str | None, measure: Fraction | None) -> Fraction | None:
    """What a measure is worth to a customer of the segment; unknown where it is, or where no component has the key."""
    component = next((each for each in version["component"] if each["key"] == key), None)
    if measure is None or component is None:
        return None
    lines = component.get("segment", {}).get(segment, component["points"])
    pairs = [(Fraction(x), Fraction(y)) for x, y in lines]
    if measure <= pairs[0][0]:
        return pairs[0][1]
    for (x0, y0), (x1, y1) in pairwise(pairs):
        if measure <= x1:
            return y0 + (measure - x0) / (x1 - x0) * (y1 - y0)
    return pairs[-1][1]


def total(version: Version, found: dict[str, Fraction | None]) -> tuple[Fraction, Fraction | None]:
    """The share of the weights that is known, and the score before rounding: none with too little known."""
    every = weights(version)
    known = {key: weight for key, weight in every.items() if found.get(key) is not None}
    share = sum(known.values(), Fraction(0)) / sum(every.values())
    if not known or share < Fraction(version.get("least_known", Fraction(1, 2))):
        return share, None
    added = sum((weight * (found[key] or 0) for key, weight in known.items()), Fraction(0))
    return share, added / sum(known.values())


def one_decimal(score: Fraction | None) -> Fraction | None:
    """To one decimal, a tie away from zero."""
    return None if score is None else Fraction(int(score * 10 + Fraction(1, 2)), 10)


def band(version: Version, score: Fraction | None) -> str:
    """green, yellow, red by the version's borders, unknown without a score."""
    if score is None:
        return "unknown"
    return next(name for name in BANDS[:3] if score >= version["bands"][name][0])


def within(day: date | None, now: date, days: int) -> bool:
    """In the last n days: later than n days before, not after now."""
    return day is not None and now - timedelta(days=days) < day <= now
