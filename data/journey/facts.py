"""The written vocabulary of the journey's rules: what can be asked of a customer on a Sunday, and from which tables.

Each fact is what was known on that Sunday, null where nobody could tell. Sources: docs/definitions.md, Journey.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

HEALTH_SOURCES = ("usage_week", "ticket", "survey", "pulse", "onboarding", "outcome", "touch", "invoice",
                  "health_score")
"""A health score is made from any of these."""


@dataclass(frozen=True)
class Fact:
    """`kind`: flag (holds or not) or number between `low` and `high`. `where`: line (from lines alone), condition (a
    spell of marts.condition), health (a column of marts.health) or renewal. `tables`: without all of them (`one_of`:
    without any of them) it is unknown for everybody.
    """

    key: str
    kind: Literal["flag", "number"]
    where: Literal["line", "condition", "health", "renewal"]
    column: str
    tables: tuple[str, ...] = ()
    one_of: bool = False
    low: float = 0
    high: float = 0

    def lacks(self, given: Collection[str]) -> tuple[str, ...]:
        """The tables without which it is unknown; empty where it can be told."""
        missing = tuple(name for name in self.tables if name not in given)
        return () if self.one_of and len(missing) < len(self.tables) else missing


def _condition(key: str, *tables: str) -> Fact:
    return Fact(key, "flag", "condition", f"f_{key}", tables)


def _band(band: str) -> Fact:
    return Fact(f"health_{band}", "flag", "health", f"f_health_{band}", HEALTH_SOURCES, one_of=True)


def _number(key: str, column: str, tables: tuple[str, ...], low: float, high: float, one_of: bool = False) -> Fact:
    return Fact(key, "number", "health", column, tables, one_of, low, high)


NO_ARR = "no_arr"
FACTS: dict[str, Fact] = {fact.key: fact for fact in (
    Fact(NO_ARR, "flag", "line", "f_no_arr"),
    Fact("cancelled", "flag", "line", "f_cancelled"),
    Fact("days_since_first", "number", "line", "f_days_since_first", low=0, high=36_500),
    Fact("arr_growth", "number", "line", "f_arr_growth", low=-1, high=1000),
    Fact("renewal_due", "number", "renewal", "f_renewal_due", ("renewal", "contract"), one_of=True, low=-182, high=366),
    _condition("onboarding_basic", "onboarding"), _condition("onboarding_deep", "onboarding"),
    _condition("ttv_fast", "onboarding"), _condition("first_value", "onboarding"),
    _condition("training", "touch"), _condition("content_seen", "touch"), _condition("executive_contact", "touch"),
    _condition("covered", "touch"), _condition("breadth", "usage_week"), _condition("use_falling", "usage_week"),
    _condition("champion_left", "contact"), _condition("csm_change", "assignment"),
    _condition("tickets", "ticket"), _condition("severe_ticket", "ticket"), _condition("pulse_low", "pulse"),
    _condition("late_invoice", "invoice"), _condition("outcome_reached", "outcome"),
    _band("red"), _band("yellow"), _band("green"),
    _number("health_score", "f_health_score", HEALTH_SOURCES, 0, 100, one_of=True),
    _number("pulse", "f_pulse", ("pulse",), 1, 5),
    _number("use_change", "f_use_change", ("usage_week",), -1, 1000),
    _number("breadth_share", "f_breadth_share", ("usage_week",), 0, 1),
    _number("seats_used", "f_seats_used", ("usage_week",), 0, 1000),
)}
