"""When a rule fires, from the weeks' readings alone: hysteresis, weeks running, quiet periods. Pure.

An *episode* begins when a rule's condition held for as many weeks running as the rule asks for, and is over when the
figure has come back by `clears`. It is *said* in the week in which it begins; within the quiet period after the last
time that the rule was said it keeps quiet, unless it is worse by `worse` than it was then. An episode that outlasts the
quiet period unsaid is said then. One that was said is said again where it is worse by `worse`, and at no other time.
An unknown week neither fires nor clears, and breaks a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data.alerts.model import Rule

HAIR = 1e-9
"""What a figure may miss its threshold by for being a binary fraction."""
Status = Literal["firing", "quiet", "waiting", "clear", "unknown"]


@dataclass(frozen=True)
class Reading:
    """What one week says to a rule. beyond: how far past the threshold, negative short of it, null where unknown.

    over: whether the condition holds. ends: whether an episode ends, however far the figure is. value: the figure;
    bound: what it is held against (a number, or the target); earlier: the figure that a change counts from; reach:
    half of the figure's 95 % interval, or what chance may move a change by. n: the units it is over; count, arr: the
    customers or renewals it is about. reason: why it is unknown, or why it does not count (few, chance).
    """

    day: date
    beyond: float | None = None
    over: bool = False
    ends: bool = False
    value: float | None = None
    bound: float | None = None
    earlier: float | None = None
    reach: float | None = None
    n: int | None = None
    count: int | None = None
    arr: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class State:
    """A rule after a week. since: the first of the weeks running by which the episode began; said: when it was last
    said; new: this week.

    status: firing (an episode that was said), quiet (one that is kept quiet), waiting (the condition holds, not yet
    for long enough), clear, unknown (the week cannot be judged and no episode is open).
    """

    status: Status
    reading: Reading
    since: date | None = None
    said: date | None = None
    new: bool = False
    run: int = 0

    @property
    def fires(self) -> bool:
        """Whether it is shown."""
        return self.status == "firing"


@dataclass
class _Run:
    """What is carried from week to week."""

    run: int = 0
    since: date | None = None
    shown: bool = False
    said_at: int | None = None
    said: date | None = None
    said_beyond: float = 0.0


def states(rule: Rule, readings: Sequence[Reading]) -> list[State]:
    """The rule's state after each week. `readings`: one a week, oldest first, no week left out."""
    held, made = _Run(), []
    for at, reading in enumerate(readings):
        made.append(_step(rule, held, at, reading))
    return made


def _step(rule: Rule, held: _Run, at: int, reading: Reading) -> State:
    beyond = reading.beyond
    held.run = held.run + 1 if beyond is not None and reading.over else 0
    if reading.ends or (beyond is not None and not reading.over and beyond <= -rule.clears + HAIR):
        held.since, held.shown = None, False
    elif held.since is None and held.run >= rule.weeks:
        held.since = reading.day - timedelta(weeks=rule.weeks - 1)
    new = held.since is not None and beyond is not None and reading.over and _says(rule, held, at, beyond)
    if new and beyond is not None:
        held.shown, held.said_at, held.said, held.said_beyond = True, at, reading.day, beyond
    return State(_status(held, reading), reading, held.since, held.said if held.shown else None, new, held.run)


def _says(rule: Rule, held: _Run, at: int, beyond: float) -> bool:
    if held.said_at is None:
        return True
    if rule.worse is not None and beyond >= held.said_beyond + rule.worse - HAIR:
        return True
    return not held.shown and at - held.said_at > rule.quiet


def _status(held: _Run, reading: Reading) -> Status:
    if held.since is not None:
        return "firing" if held.shown else "quiet"
    if reading.beyond is None and not reading.ends:
        return "unknown"
    return "waiting" if held.run else "clear"
