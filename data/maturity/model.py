"""The rules of maturity: frozen records; data/maturity/reading.py makes them from the TOML file.

Levels are 1 to 5 (initial, managed, defined, quantitatively managed, optimizing); a rule says what levels 2 to 5 need,
level 1 needs nothing. Shares are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FUNCTIONS = ("product", "marketing", "sales", "partners", "services", "support", "it")
CAPABILITIES = ("documented", "measured", "health_used", "handoff", "outcomes", "voice")
LEVELS = (1, 2, 3, 4, 5)
STAGES = ("reactive", "informed", "proactive", "predictive")
PHASES = ("seed", "series_a", "series_b", "series_c", "later", "public")

# What a condition may ask for. By function: the same measure over what each function did.
SHARES_OF_FUNCTION = ("with_measure", "with_target", "revised", "run", "red_contact_7", "red_contact_14", "handoff",
                      "agreed", "reviewed", "reached", "heard")
COUNTS_OF_FUNCTION = ("written", "improved")
RATES_OF_FUNCTION = ("spread",)
SHARES = ("onboarding_followed", "severe_followed", "csat_known", "feedback_answered", "feedback_closed", "use_seen",
          "health_known", "joinable", "voice_known")
OF_FUNCTION = (*SHARES_OF_FUNCTION, *COUNTS_OF_FUNCTION, *RATES_OF_FUNCTION)
MEASURES = (*OF_FUNCTION, *SHARES)
FEWER = ("spread",)
"""Of these a lower figure is the better one: their conditions are written with <=."""


@dataclass(frozen=True)
class Condition:
    """One figure that a level needs: `measure` at least (`least`) or at most `value`."""

    measure: str
    least: bool
    value: float

    def key(self, function: str) -> str:
        """The measure's key for a function: run@sales; a measure of no function keeps its own."""
        return f"{self.measure}@{function}" if self.measure in OF_FUNCTION else self.measure

    def met(self, value: float | None) -> bool | None:
        """Whether a figure fulfils it; null where the figure is unknown. Borders count, also as binary fractions."""
        if value is None or value != value:
            return None
        return value >= self.value - 1e-9 if self.least else value <= self.value + 1e-9


@dataclass(frozen=True)
class Rule:
    """What the levels 2, 3, 4 and 5 of one function's capability need, each with all that the lower ones do."""

    function: str
    capability: str
    levels: tuple[tuple[Condition, ...], ...]

    def conditions(self, level: int) -> tuple[Condition, ...]:
        """What this level adds; level 1 needs nothing."""
        return self.levels[level - 2] if level >= 2 else ()


@dataclass(frozen=True)
class Stage:
    """A stage counts when in at least `functions` of the seven at least `share` of the told capabilities are at
    `level` or above.
    """

    key: str
    functions: int
    share: float
    level: int


@dataclass(frozen=True)
class Team:
    """A team's stage: the highest whose level at least `share` of its told capabilities reach; `known`: so many must
    be told.
    """

    share: float
    known: int
    levels: tuple[int, int, int]


@dataclass(frozen=True)
class Rules:
    """The whole file. `words`: how a function is called in the data; `known`: least share of cells told for a stage;
    `phases`: the level that fits each phase.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...]
    rules: tuple[Rule, ...]
    known: float
    stages: tuple[Stage, ...]
    team: Team
    phases: tuple[tuple[str, int], ...]

    def rule(self, function: str, capability: str) -> Rule:
        """KeyError for what there is none of."""
        found = {(each.function, each.capability): each for each in self.rules}
        return found[function, capability]

    def expected(self, phase: str | None) -> int | None:
        """The level that fits a phase; null where none was chosen."""
        return dict(self.phases).get(phase or "")


Kind = Literal["share", "count", "rate"]


def kind(measure: str) -> Kind:
    """How a measure is written: a share in per cent, a count as it is, a rate (points between people) in per cent."""
    if measure in COUNTS_OF_FUNCTION:
        return "count"
    return "rate" if measure in RATES_OF_FUNCTION else "share"
