"""The journey's rules: frozen records; data/journey/reading.py makes them from the TOML file.

A customer stands in the first stage, in the order of the file, whose rule holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Literal

from data.journey.facts import FACTS, NO_ARR

STAGES = ("signed", "onboarding", "adopting", "value_proven", "expanding", "renewing", "at_risk", "left")
"""The stages as a person walks them, left to right; the file gives their precedence."""
LEFT = "left"
ENTERED = "signed"
"""Where a customer counts that has come since the last Sunday: no Sunday has judged it yet."""
Sign = Literal["is", "not", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Condition:
    """One fact as a rule asks for it: it holds (`is`), it is known not to (`not`), or a number compared."""

    fact: str
    sign: Sign
    value: float | None = None

    def lacks(self, given: Collection[str]) -> tuple[str, ...]:
        """The tables without which it can never be met."""
        return FACTS[self.fact].lacks(given)

    def __str__(self) -> str:
        if self.value is None:
            return self.fact if self.sign == "is" else f"not {self.fact}"
        return f"{self.fact} {self.sign} {self.value:g}"


@dataclass(frozen=True)
class Stage:
    """One stage's rule. `every`: all of these; `some`: at least one of these, where there are any. None of either:
    everybody who is left over. `owner`: a function. `target_days` null: the quartile of those who moved
    on serves; 0: no time is too long.
    """

    key: str
    owner: str
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()
    target_days: int | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes everybody who is left over."""
        return not self.every and not self.some

    def lacks(self, given: Collection[str]) -> tuple[tuple[str, ...], bool]:
        """The missing tables that its rule names, and whether nobody can stand in it without them."""
        every = [each.lacks(given) for each in self.every]
        some = [each.lacks(given) for each in self.some]
        blocked = any(every) or (bool(some) and all(some))
        names = dict.fromkeys(name for lacking in (*every, *some) for name in lacking)
        return tuple(names), blocked


@dataclass(frozen=True)
class Rules:
    """The stages in their precedence; the last takes everybody who is left over."""

    stages: tuple[Stage, ...]

    def stage(self, key: str) -> Stage:
        """One stage by its key. Errors: KeyError."""
        return {stage.key: stage for stage in self.stages}[key]

    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the file, in its order."""
        return tuple(each for stage in self.stages for each in (*stage.every, *stage.some) if each.fact != NO_ARR)

    def body(self) -> str:
        """Everything that the stages depend on, as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """A short name of the body: equal digests give equal stages."""
        return hashlib.sha256(self.body().encode()).hexdigest()[:12]

    @classmethod
    def parse(cls, body: str) -> Rules:
        """The rules that a body was made of."""
        return cls(tuple(_stage(each) for each in json.loads(body)["stages"]))


def _stage(given: dict[str, Any]) -> Stage:
    every, some = (tuple(Condition(**each) for each in given[part]) for part in ("every", "some"))
    return Stage(given["key"], given["owner"], every, some, given["target_days"])
