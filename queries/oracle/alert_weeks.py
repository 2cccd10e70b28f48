"""What a week says to each kind of rule: figures of that Sunday, of the one so many weeks before, of fourteen, of days
without news. Nothing counts that is over fewer than ten customers, and no change that chance makes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import hypot, sqrt
from typing import Any

from queries.oracle.alert_states import Rule, Week, exactly
from queries.oracle.days import last_sundays
from queries.oracle.explain import A1_FALL, A1_WEEKS, slope

FEW, YEAR, LEAST = 10, 52, 20


@dataclass(frozen=True)
class Seen:
    """A figure on a Sunday, over `n` customers; `half` of its interval; `listed`: how many it is about."""

    value: Any
    n: int
    half: float | None = None
    listed: int | None = None
    reason: str | None = None


Figure = Callable[[date], Seen]


def level(rule: Rule, day: date, seen: Seen, bound: Any) -> Week:
    """The figure against a number, or against its target of that day; none: nothing to be held against."""
    week = Week(day, value=seen.value, bound=bound, n=seen.n, listed=seen.listed, reach=seen.half)
    if seen.value is None or bound is None:
        return replace(week, reason=seen.reason if seen.value is None else "no_target")
    if seen.n < FEW:
        return replace(week, over=True, reason="few")
    beyond = seen.value - exactly(bound)
    beyond = -beyond if rule.side == "below" else beyond
    return replace(week, beyond=beyond, holds=beyond > 0)


def moved(rule: Rule, day: date, of: Figure) -> Any:
    """By how much it moved in the rule's direction since so many weeks before, or by which share; null: unknown."""
    then, now = of(day - timedelta(weeks=rule.over)).value, of(day).value
    if then is None or now is None or (rule.relative and then <= 0):
        return None
    change = now - then if rule.side == "above" else then - now
    return change / then if rule.relative else change


def change(rule: Rule, day: date, of: Figure) -> Week:
    """The move of a week, where it is larger than chance."""
    now, then = of(day), of(day - timedelta(weeks=rule.over))
    week = Week(day, value=now.value, earlier=then.value, bound=rule.threshold, n=now.n, listed=now.listed)
    by = moved(rule, day, of)
    if by is None:
        return replace(week, reason=now.reason or then.reason or "no_earlier")
    if min(now.n, then.n) < FEW:
        return replace(week, over=True, reason="few")
    beyond, reach = by - exactly(rule.threshold), chance(rule, day, of)
    if reach is None or by <= reach:
        return replace(week, beyond=beyond, reach=reach, reason="short_history" if reach is None else "chance")
    return replace(week, beyond=beyond, reach=reach, holds=beyond >= 0)


def chance(rule: Rule, day: date, of: Figure) -> float | None:
    """By both dates' intervals, else twice the root mean square of the year's moves before; null under twenty."""
    now, then = of(day).half, of(day - timedelta(weeks=rule.over)).half
    if now is not None and then is not None:
        return hypot(now, then)
    past = [by for back in range(1, YEAR + 1) if (by := moved(rule, day - timedelta(weeks=back), of)) is not None]
    return 2 * sqrt(sum((Fraction(by)**2 for by in past), Fraction(0)) / len(past)) if len(past) >= LEAST else None


def masking(day: date, nrr: Figure, grr: Figure, half: Callable[[date], float | None]) -> Week:
    """A1 on a Sunday. `half`: of GRR's interval, uncut."""
    sundays = last_sundays(day, A1_WEEKS)
    net, gross, reach = [nrr(each).value for each in sundays], [grr(each).value for each in sundays], half(day)
    n = grr(day).n
    if None in net or reach is None:
        return Week(day, value=gross[-1], n=n, reason="no_base")
    week = Week(day, value=gross[-1], earlier=gross[0], bound=net[-1], n=n, reach=reach)
    if n < FEW:
        return replace(week, over=True, reason="few")
    fall = gross[0] - gross[-1]
    if slope(net) < 0:
        return replace(week, over=True)
    least = Fraction(A1_FALL)
    return replace(week, beyond=fall - max(least, Fraction(reach)), holds=fall >= least and fall > reach)


def stale(rule: Rule, day: date, newest: date | None, quiet: int, missing: str) -> Week:
    """Days without anything new; `missing`: why there was nothing yet."""
    if newest is None:
        return Week(day, bound=rule.days, reason=missing)
    return Week(day, quiet - rule.days, quiet > rule.days, value=quiet, bound=rule.days)


def red(day: date, band: str | None) -> Week:
    """One account, by its band; without one nothing is known."""
    return Week(day, Fraction(0) if band == "red" else None, band == "red", over=band in ("green", "yellow"))


def largest(amounts: Sequence[tuple[str, int]], top: int) -> list[tuple[str, int]]:
    """The largest accounts, of equal ones those whose id comes first."""
    return sorted(amounts, key=lambda each: (-each[1], each[0].encode()))[:top]


def target(aims: Sequence[Any], metric: str, day: date, where: Any) -> Any:
    """What a figure is to reach on a day under exactly these filters: what was decided last, else the quarter's."""
    holding = [each for each in aims if each.metric == metric and each.where == where and each.from_on <= day and (
        each.to_on is None or day < each.to_on or (not each.decided and day == each.to_on))]
    decided = [each for each in holding if each.decided] or holding
    return max(decided, key=lambda each: each.from_on).value if decided else None
