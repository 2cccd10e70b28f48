"""Whether the company is where it wants to be: a measure against its target, a principle by its measures.

A measure over fewer than ten decides nothing. Who falls short is told customer by customer, from the last Sunday's
scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from queries.oracle.functions import Asked
from queries.oracle.health import Health

FEW, HAIR = 10, 1e-9


def of_measure(value: float | None, target: float | None, better: str) -> str:
    """met, not_met, unknown (no value), no_target (none was set, or neither direction is the better one)."""
    if value is None:
        return "unknown"
    if target is None or better == "none":
        return "no_target"
    ahead = value - target if better == "up" else target - value
    return "met" if ahead >= -HAIR else "not_met"


def of_principle(said: Sequence[tuple[str, bool]]) -> str:
    """From each measure's verdict and whether it is over too few: one that misses decides, else at least half met."""
    told = ["unknown" if few else verdict for verdict, few in said]
    if "not_met" in told:
        return "not_met"
    return "met" if told and 2 * told.count("met") >= len(told) else "unknown"


def short(asked: Asked, health: Mapping[str, Health], silent: Mapping[str, bool | None]) -> dict[str, set[str]]:
    """By measure the active customers that fall short of it, of those of whom it can be told."""
    found: dict[str, set[str]] = {key: set() for key in SHORT}
    for who in asked.active:
        if who not in health:
            continue
        one = health[who]
        contact, trend, wide = (one.measures["contact"], one.measures["usage_trend"],
                                one.used.measures["usage_breadth"])
        held = {"coverage": contact is not None and contact > 1,
                "contact_lapsed": contact is not None and contact > 2,
                "use_falling": trend is not None and trend <= Fraction(-3, 10), "silent_share": silent[who] is True,
                "health_known": one.score is None, "green_share": one.band != "green",
                "red_share": one.band == "red", "breadth": wide is not None and 2 * wide < 1}
        for key, wrong in held.items():
            if wrong:
                found[key].add(who)
    return found


SHORT = ("coverage", "contact_lapsed", "use_falling", "silent_share", "health_known", "green_share", "red_share",
         "breadth")
