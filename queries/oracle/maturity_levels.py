"""Which level figures are evidence of, and which stage levels make: the written rules climbed one by one.

`rules` is the file as it was read (data/maturity/model.py): numbers and names alone are taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from queries.oracle.labels import Row

STAGES = ("reactive", "informed", "proactive", "predictive")
HAIR = 1e-9
Levels = Mapping[tuple[str, str], int | None]


@dataclass(frozen=True)
class Figure:
    """What counts (None: unknown, or over too few), and what is shown beside how many."""

    counts: float | None
    shown: float | None = None
    n: int = 0


NOTHING = Figure(None)
Lookup = Callable[[str], Figure]


def met(condition: Any, value: float | None) -> bool | None:
    if value is None:
        return None
    return bool(value >= condition.value - HAIR if condition.least else value <= condition.value + HAIR)


def climbed(rule: Any, lookup: Lookup) -> tuple[int | None, int | None]:
    """The highest level of which everything holds, as of all below, and the one it stops at. Without data nobody is
    called initial.
    """
    for level in (2, 3, 4, 5):
        found = [met(each, lookup(each.key(rule.function)).counts) for each in rule.conditions(level)]
        if not all(found):
            return (level - 1 if False in found or level > 2 else None), level
    return 5, None


def short(condition: Any, value: float) -> float:
    """Which part of a condition that is not met is missing."""
    away = abs(condition.value - value)
    return float(min(away / (condition.value if condition.least else max(value, 1e-12)), 1.0))


def hole(rule: Any, level: int | None, lookup: Lookup) -> tuple[str, float] | None:
    """Of the level a cell stops at the condition that is missing most, and which part of it is; None without one."""
    failed = [(each.key(rule.function), short(each, value)) for each in (rule.conditions(level) if level else ())
              if (value := lookup(each.key(rule.function)).counts) is not None and met(each, value) is False]
    return max(failed, key=lambda pair: pair[1], default=None)


def functions_at(levels: Levels, share: float, least: int) -> set[str]:
    """The functions of whose told cells so large a share is on a level or above."""
    found = set()
    for function in {function for function, _ in levels}:
        told = [level for (of, _), level in levels.items() if of == function and level is not None]
        if told and sum(level >= least for level in told) >= share * len(told) - HAIR:
            found.add(function)
    return found


def stage_of(levels: Levels, rules: Any) -> str | None:
    """The company's: the highest whose rule holds; None while too few cells are told."""
    told = sum(level is not None for level in levels.values())
    if not told or told < rules.known * len(levels) - HAIR:
        return None
    held = [each.key for each in rules.stages if len(functions_at(levels, each.share, each.level)) >= each.functions]
    return max(held, key=STAGES.index, default=STAGES[0])


def team_stage(levels: Iterable[int | None], rules: Any) -> str | None:
    told = [level for level in levels if level is not None]
    if len(told) < rules.team.known:
        return None
    reached = [STAGES[0], *(name for name, least in zip(STAGES[1:], rules.team.levels, strict=True)
                            if sum(level >= least for level in told) >= rules.team.share * len(told) - HAIR)]
    return reached[-1]


def quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def claimed(rows: Sequence[Row], words: Mapping[str, str], capabilities: Sequence[str],
            until: date) -> dict[tuple[str, str, str], int]:
    """By function, capability and quarter the level that was claimed last by a day."""
    held: dict[tuple[str, str, str], tuple[date, int]] = {}
    for row in rows:
        function, capability = words.get(written(row["function"])), written(row["capability"])
        if function and capability in capabilities and row["assessed_on"] <= until:
            cell = (function, capability, quarter(row["assessed_on"]))
            if cell not in held or row["assessed_on"] >= held[cell][0]:
                held[cell] = (row["assessed_on"], int(row["level"]))
    return {cell: level for cell, (_, level) in held.items()}


def written(word: Any) -> str:
    """A name as the rules write it: small letters, spaces as underscores."""
    return str(word).strip().lower().replace(" ", "_").replace("-", "_")


def quarter_days(day: date, count: int = 8) -> list[date]:
    """The last days of the whole quarters before a day, then the day: so many in all, oldest first."""
    found, year, month = [day], day.year, (day.month - 1) // 3 * 3 + 1
    while len(found) < count:
        found.append(date.fromordinal(date(year, month, 1).toordinal() - 1))
        year, month = (year - 1, 10) if month == 1 else (year, month - 3)
    return found[::-1]
