"""Which level figures are evidence of, and which stage levels make. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from data.maturity.model import FUNCTIONS, STAGES, Condition, Rule, Rules

LEAST_COUNTED = 10
"""A share over fewer is shown for reference and makes no level."""


@dataclass(frozen=True)
class Value:
    """A figure as evidence: null with its reason (missing_table, nobody, few, not_yet, load) and what is missing.

    `shown` is the figure also where it is over too few to make a level.
    """

    value: float | None
    n: int = 0
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()
    shown: float | None = None


NOTHING = Value(None, reason="nobody")
Lookup = Callable[[str], Value]


@dataclass(frozen=True)
class Held:
    """A condition of a level beside the figure of now: met true or false, null where nobody can tell."""

    level: int
    measure: str
    least: bool
    threshold: float
    value: Value
    met: bool | None

    @property
    def short(self) -> float:
        """How much of the condition is missing, 0 to 1; everything where the figure is unknown."""
        if self.met:
            return 0.0
        if self.met is None or self.value.value is None:
            return 1.0
        away = abs(self.threshold - self.value.value)
        return min(away / (self.threshold if self.least else max(self.value.value, 1e-12)), 1.0)

    @property
    def by_chance(self) -> bool:
        """Whether the figure's interval holds the threshold: more customers could have shown either."""
        value = self.value
        return value.low is not None and value.high is not None and value.low <= self.threshold <= value.high


@dataclass(frozen=True)
class Level:
    """What is evidenced: 1 to 5, or null with `reason` and `missing`; `next_level` (null: none above) and `open`, its
    conditions that are not met.
    """

    level: int | None
    reason: str | None
    missing: tuple[str, ...]
    next_level: int | None
    open: tuple[Held, ...]


def held(rule: Rule, level: int, lookup: Lookup) -> tuple[Held, ...]:
    """The conditions that a level adds, each beside its figure."""
    return tuple(_held(each, rule.function, level, lookup) for each in rule.conditions(level))


def _held(condition: Condition, function: str, level: int, lookup: Lookup) -> Held:
    value = lookup(condition.key(function))
    return Held(level, condition.key(function), condition.least, condition.value, value, condition.met(value.value))


def judge(rule: Rule, lookup: Lookup) -> Level:
    """The highest level of which every condition is met, and of all below.

    A condition that is not met ends the climb; so does one that nobody can tell, and at level 2 that leaves the level
    itself unknown: without data nobody is called initial.
    """
    reached = 1
    for level in (2, 3, 4, 5):
        found = held(rule, level, lookup)
        left = tuple(each for each in found if not each.met)
        if not left:
            reached = level
            continue
        failed = any(each.met is False for each in left)
        first = next((each for each in left if each.met is None), None)
        if failed or first is None:
            return Level(reached, None, (), level, left)
        unknown = level == 2
        return Level(None if unknown else reached, first.value.reason, first.value.missing, level, left)
    return Level(reached, None, (), None, ())


Levels = Mapping[tuple[str, str], int | None]


def taking_part(levels: Levels, share: float, level: int) -> tuple[str, ...]:
    """The functions of whose told capabilities at least `share` are at `level` or above."""
    found = []
    for function in FUNCTIONS:
        told = [value for (of, _), value in levels.items() if of == function and value is not None]
        if told and sum(value >= level for value in told) >= share * len(told) - 1e-9:
            found.append(function)
    return tuple(found)


def company_stage(levels: Levels, rules: Rules) -> str | None:
    """The highest stage whose rule holds; null while fewer than `rules.known` of all cells are told."""
    told = sum(value is not None for value in levels.values())
    if not levels or told < rules.known * len(levels) - 1e-9 or not told:
        return None
    reached = [each.key for each in rules.stages if len(taking_part(levels, each.share, each.level)) >= each.functions]
    return max(reached, key=STAGES.index, default=STAGES[0])


def team_stage(levels: Iterable[int | None], rules: Rules) -> tuple[str | None, int]:
    """A team's stage from its customers' evidence, and how many capabilities are told; null for too few."""
    told = [level for level in levels if level is not None]
    if len(told) < rules.team.known:
        return None, len(told)
    stage = STAGES[0]
    for name, least in zip(STAGES[1:], rules.team.levels, strict=True):
        if sum(level >= least for level in told) >= rules.team.share * len(told) - 1e-9:
            stage = name
    return stage, len(told)
