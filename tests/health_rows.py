"""Where marts.health differs from the oracle.

Measures, points and shares are equal to 1e-9. Scores are rounded to one decimal: the product's floats may fall on the
other side of a tie, so that a score is right within 0.05 of the exact one. Where a tie lies on a band's border
(39.95, 69.95), either band is right; everywhere else the band is the oracle's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from data.days import day_number
from queries.oracle.days import sundays
from queries.oracle.health import Health
from queries.oracle.health_model import KEYS
from queries.oracle.labels import Row
from tests.health_replay import Both
from tests.replay import FIRST, NEWEST

CLOSE = 1e-9
HALF = 0.05 + CLOSE


def close(given: Any, wanted: Any, within: float = CLOSE) -> bool:
    if given is None or wanted is None:
        return given is None and wanted is None
    return bool(abs(float(given) - float(wanted)) <= within * max(1.0, abs(float(wanted))))


def tied(score: Fraction | None) -> bool:
    """Does rounding decide between two bands, on the edge of what floats know?"""
    return score is not None and any(abs(float(score) - border) < CLOSE for border in (39.95, 69.95))


def numbers(one: Health, silent: bool | None) -> dict[str, Any]:
    """What a row holds beside its scores and its band."""
    contact = one.measures["contact"]
    found: dict[str, Any] = {"arr": one.arr, "given": one.given, "model": one.version["version"], "known": one.known}
    found |= {f"c_{key}": one.points[key] for key in KEYS} | {f"m_{key}": one.measures[key] for key in KEYS}
    found |= {f"f_{number}": value for number, value in enumerate(one.features.values(), start=1)}
    found |= {f"{key}_day": None if day is None else day_number(day) for key, day in one.days.items()}
    pulse = one.pulse or {"rating": None, "recorded_on": None}
    day = pulse["recorded_on"]
    return found | {"events": one.used.events, "users": one.used.users, "seats": one.seats,
                    "pulse_rating": pulse["rating"], "pulse_day": None if day is None else day_number(day),
                    "silent": silent, "coverage": None if contact is None else contact <= 1}


def row_faults(row: Row, one: Health, silent: bool | None) -> Iterator[str]:
    """One message per column that differs."""
    for key, wanted in numbers(one, silent).items():
        if not close(row[key], wanted):
            yield f"{key}: {row[key]}, not {None if wanted is None else float(wanted)}"
    if not close(row["computed"], one.exact, HALF if one.exact is None else HALF / max(1.0, float(one.exact))):
        yield f"computed: {row['computed']}, not {None if one.exact is None else float(one.exact)}"
    if row["band"] != one.band and not (one.given is None and tied(one.exact)):
        yield f"band: {row['band']}, not {one.band}"
    if not close(row["score"], row["computed"] if one.given is None else one.score):
        yield f"score: {row['score']} of {row['computed']} and {one.given}"


def faults(both: Both, first: date = FIRST, last: date = NEWEST) -> list[str]:
    """Every difference of every active customer and Sunday."""
    found, seen = [], set()
    for sunday in sundays(first, last):
        for name, one in both.scores.on(sunday).items():
            row = both.rows.get((name, sunday))
            seen.add((name, sunday))
            found += [f"{name} {sunday} {fault}" for fault in
                      (row_faults(row, one, both.scores.silent(name, sunday)) if row else ["no such row"])]
    extra: set[tuple[str, date]] = both.rows.keys() - seen
    return found + [f"{name} {sunday} a row too many" for name, sunday in sorted(extra)]
