"""When an alert is said, by the words of docs/alerts.md, from what each of the weeks says to its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Rule:
    """What a rule's file says of what it looks at, of when it fires and of when it is over."""

    weeks: int
    clears: float
    quiet: int
    worse: float | None
    side: str
    threshold: float | None
    relative: bool
    over: int
    days: int
    top: int


@dataclass(frozen=True)
class Week:
    """What one week says: `beyond` how far past what is allowed (null: unknown), `holds` whether that counts, `over`
    whether nothing is left of it; the figure, what it is held against, and of what and of how many it speaks.
    """

    day: date
    beyond: Any = None
    holds: bool = False
    over: bool = False
    value: Any = None
    bound: Any = None
    earlier: Any = None
    reach: float | None = None
    n: int | None = None
    listed: int | None = None
    arr: Any = None
    reason: str | None = None


@dataclass(frozen=True)
class Told:
    """A rule after the last of its weeks."""

    status: str
    since: date | None
    said: date | None
    new: bool


def told(rule: Rule, weeks: Sequence[Week]) -> Told:
    """After the last week. An episode begins with as many weeks running as the rule waits for; it is said at once, or
    where it was said within the quiet weeks, once they are over or it is worse; and again where it is worse.
    """
    running: list[Week] = []
    since: date | None = None
    shown = new = False
    last: tuple[int, Week] | None = None
    for at, week in enumerate(weeks):
        running = [*running, week] if week.beyond is not None and week.holds else []
        if week.over or (week.beyond is not None and not week.holds and week.beyond <= -exactly(rule.clears)):
            since, shown = None, False
        elif since is None and len(running) >= rule.weeks:
            since = running[-rule.weeks].day
        new = since is not None and bool(running) and _to_say(rule, at, week, shown, last)
        if new:
            shown, last = True, (at, week)
    return Told(_status(since, shown, running, weeks[-1]), since, last[1].day if shown and last else None, new)


def _to_say(rule: Rule, at: int, week: Week, shown: bool, last: tuple[int, Week] | None) -> bool:
    if last is None:
        return True
    worse = rule.worse is not None and week.beyond - last[1].beyond >= exactly(rule.worse)
    return worse or (not shown and at - last[0] > rule.quiet)


def _status(since: date | None, shown: bool, running: Sequence[Week], week: Week) -> str:
    if since is not None:
        return "firing" if shown else "quiet"
    if running:
        return "waiting"
    return "clear" if week.over or week.beyond is not None else "unknown"


def exactly(number: Any) -> Fraction:
    """A number of the file as it is written there, or a figure."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)
