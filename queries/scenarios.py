"""Scenarios of the what-if: the changes as an address, a command line and the store write them. Pure.

A change is `KEY:VALUE` or `KEY@PART:VALUE`: grr:2 (two points more of GRR), new@SMB:-30 (30 % less new ARR of SMB),
cs:10 (a tenth more cost of CS). Values are points for grr and expansion, per cent for new, cac and cs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.store import Record
from queries.whatif_run import KEYS, LIMITS, MOST, Levers

KIND = "scenario"
USUAL_YEARS = 3
WON = (0.0, 3.0)
"""How much ARR the installed base may be held to bring per unit of new ARR given up."""


@dataclass(frozen=True)
class Scenario:
    """Changes under a name. years: how far they are looked at. key and version: of the store; empty: not saved."""

    name: str
    levers: Levers
    years: int = USUAL_YEARS
    key: str = ""
    version: int = 0
    author: str = ""


class NoChange(ValueError):
    """A text that is no change that can be made."""


def parse(text: str, parts: Sequence[str | None] | None = None) -> tuple[tuple[str, str | None], float]:
    """One change. parts: those there are; null: not known here. Errors: NoChange, saying what is wrong."""
    head, colon, number = text.rpartition(":")
    key, at, part = head.partition("@")
    if not colon or key not in KEYS:
        raise NoChange(f"no change: {text!r}; write KEY:VALUE or KEY@PART:VALUE, KEY one of {', '.join(KEYS)}")
    if at and parts is not None and part not in parts:
        raise NoChange(f"no part {part!r} in {text!r}; known: {', '.join(str(each) for each in parts) or '(none)'}")
    try:
        value = float(number) / 100
    except ValueError as error:
        raise NoChange(f"no number in {text!r}") from error
    low, high = LIMITS[key]
    if not math.isfinite(value) or not low - 1e-9 <= value <= high + 1e-9:
        raise NoChange(f"out of bounds: {text!r}; {key} goes from {low * 100:g} to {high * 100:g}")
    return (key, part if at else None), value


def written(levers: Levers) -> tuple[str, ...]:
    """The changes as texts, sorted; none that changes nothing."""
    return tuple(sorted(f"{key}{'' if part is None else f'@{part}'}:{value * 100:g}"
                        for (key, part), value in levers.changes.items() if round(value, 9)))


def levers(changes: Iterable[str], parts: Sequence[str | None] | None = None, won: float | None = None) -> Levers:
    """The changes together; of one key and part the last counts. won: null: nothing is shifted. Errors: NoChange."""
    if won is not None and not WON[0] <= won <= WON[1]:
        raise NoChange(f"out of bounds: {won * 100:g}; what the base brings goes from 0 to {WON[1] * 100:g} per cent")
    held = dict(parse(each, parts) for each in changes)
    return Levers(held, won is not None, 1.0 if won is None else won)


def of(record: Record) -> Scenario | None:
    """A scenario of the store; null where it holds what cannot be read any more."""
    try:
        won = record.get("won")
        made = levers(record.get("changes") or (), None, None if won is None else float(won))
    except NoChange:
        return None
    return Scenario(str(record.get("name")), made, int(record.get("years") or USUAL_YEARS), record.key, record.version,
                    record.author)


def saved(records: Iterable[Record]) -> tuple[Scenario, ...]:
    """The scenarios that can be read, by name."""
    made = [found for each in records if each.kind == KIND and (found := of(each)) is not None]
    return tuple(sorted(made, key=lambda each: (each.name.casefold(), each.key)))


def body(scenario: Scenario) -> dict[str, object]:
    """A scenario as the store keeps it."""
    made: dict[str, object] = {"name": scenario.name, "changes": list(written(scenario.levers)),
                               "years": scenario.years}
    return made | ({"won": scenario.levers.won} if scenario.levers.shift else {})


def params(scenario: Scenario) -> Mapping[str, list[str]]:
    """What of an address opens it: change, years, shift (the per cent that the base brings)."""
    shift = [f"{scenario.levers.won * 100:g}"] if scenario.levers.shift else []
    years = [] if scenario.years == USUAL_YEARS else [str(scenario.years)]
    return {"change": list(written(scenario.levers)), "years": years, "shift": shift}


def within(years: int) -> bool:
    """Whether a run may have so many years."""
    return 1 <= years <= MOST
