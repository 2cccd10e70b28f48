"""What each week says to a rule: how far beyond its threshold the figure is, and whether that counts. Pure.

Nothing counts that is over fewer than ten units, and no change that chance makes: of a rate one that both dates'
intervals allow, of anything else one that is not larger than twice the root mean square of the same figure's changes
over as many weeks in the year before (at least twenty of them).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data.alerts.model import Rule
from data.rhythm import silence
from data.toml_entries import Where
from queries.alerts_aims import Aim, aim
from queries.alerts_series import Series
from queries.alerts_state import HAIR, Reading
from queries.findings import LEAST_WEEKS
from queries.metrics import FEW
from queries.retention import A1_FALL, A1_WEEKS, ROUNDING, Masking, masked

FEW_UNITS, CHANCE, SHORT, NO_TARGET, NO_EARLIER = "few", "chance", "short_history", "no_target", "no_earlier"
YEAR = 52


def level(rule: Rule, series: Series, held: Sequence[Aim], where: Where) -> list[Reading]:
    """The figure against a number or against its target of that week."""
    made = []
    for at, day in enumerate(series.days):
        bound = aim(held, rule.metric, day, where) if rule.to_target else rule.threshold
        value = _known(series.values[at])
        given = Reading(day, value=value, bound=bound, n=int(series.n[at]), count=_count(series, at),
                        reach=_known(series.half[at]))
        if value is None or bound is None:
            made.append(replace(given, reason=series.reasons[at] if value is None else NO_TARGET))
        elif series.n[at] < FEW:
            made.append(replace(given, ends=True, reason=FEW_UNITS))
        else:
            beyond = bound - value if rule.side == "below" else value - bound
            made.append(replace(given, beyond=beyond, over=beyond > HAIR))
    return made


def change(rule: Rule, series: Series) -> list[Reading]:
    """The figure's rise or fall over the rule's weeks."""
    moved = _moved(rule, series.values)
    return [_change(rule, series, moved, at) for at in range(len(series.days))]


def _moved(rule: Rule, values: np.ndarray) -> np.ndarray:
    """The change over the rule's weeks, in the direction that it looks for; NaN where either end is unknown."""
    then = np.concatenate([np.full(min(rule.over, len(values)), math.nan), values])[:len(values)]
    made: np.ndarray = values - then if rule.side == "above" else then - values
    if not rule.relative:
        return made
    share: np.ndarray = np.divide(made, then, out=np.full(len(made), math.nan), where=np.nan_to_num(then) > 0)
    return share


def _change(rule: Rule, series: Series, moved: np.ndarray, at: int) -> Reading:
    before = at - rule.over
    value, earlier = _known(series.values[at]), _known(series.values[before]) if before >= 0 else None
    given = Reading(series.days[at], value=value, earlier=earlier, bound=rule.threshold, n=int(series.n[at]),
                    count=_count(series, at))
    if math.isnan(moved[at]) or rule.threshold is None:
        reason = series.reasons[at] or (series.reasons[before] if before >= 0 else None) or NO_EARLIER
        return replace(given, reason=reason)
    if min(series.n[at], series.n[before]) < FEW:
        return replace(given, ends=True, reason=FEW_UNITS)
    reach, beyond = _reach(rule, series, moved, at), float(moved[at]) - rule.threshold
    if reach is None or moved[at] <= reach:
        return replace(given, beyond=beyond, reach=reach, reason=SHORT if reach is None else CHANCE)
    return replace(given, beyond=beyond, reach=reach, over=beyond >= -HAIR)


def _reach(rule: Rule, series: Series, moved: np.ndarray, at: int) -> float | None:
    """How far chance goes in this change; null where the history is too short to say."""
    ends = (series.half[at], series.half[at - rule.over])
    if not np.isnan(ends).any():
        return float(np.hypot(*ends))
    past = moved[max(0, at - YEAR):at]
    past = past[~np.isnan(past)]
    return 2 * math.sqrt(float(np.mean(past**2))) if len(past) >= LEAST_WEEKS else None


def masking(rule: Rule, figures: pd.DataFrame, days: Sequence[date]) -> list[Reading]:
    """A1 on each Sunday: how far GRR fell beyond what it takes, where NRR holds or rises."""
    at = figures.set_index("as_of").reindex(list(days))
    nrr, grr, half, n = (at[name].to_numpy(dtype=float) for name in ("nrr", "grr", "grr_half", "logos_base"))
    made = []
    for place, day in enumerate(days):
        first = place - A1_WEEKS + 1
        test = masked(nrr[first:place + 1], grr[first:place + 1], float(half[place])) if first >= 0 else None
        made.append(_masking(day, test, _known(grr[place]), int(np.nan_to_num(n[place]))))
    return made


def _masking(day: date, test: Masking | None, grr: float | None, n: int) -> Reading:
    if test is None:
        return Reading(day, n=n, value=grr, reason="no_base")
    given = Reading(day, value=test.grr_last, earlier=test.grr_first, bound=test.nrr, n=n, reach=test.half_width)
    if n < FEW:
        return replace(given, ends=True, reason=FEW_UNITS)
    if test.nrr_slope < -ROUNDING:  # NRR falls too: nothing is masked
        return replace(given, ends=True)
    return replace(given, beyond=test.grr_first - test.grr_last - max(A1_FALL, test.half_width), over=test.fires)


def stale(rule: Rule, events: Sequence[date] | None, days: Sequence[date], today: date | None) -> list[Reading]:
    """Days without anything new, up to each Sunday; the last one up to `today` where that is later.

    `events`: the days on which something happened, null where the table holds nothing.
    """
    known = sorted(events or ())
    made = []
    for at, day in enumerate(days):
        until = today if at == len(days) - 1 and today is not None and today > day else day
        place = bisect_right(known, until)
        if not place:
            missing = f"missing:{rule.table}" if events is None else "before_data"
            made.append(Reading(day, bound=float(rule.days), reason=missing))
            continue
        quiet = silence(rule.table, known[place - 1], until) if rule.table != "data" else max(
            0, (until - known[place - 1]).days)
        made.append(Reading(day, quiet - rule.days, quiet > rule.days, value=float(quiet), bound=float(rule.days)))
    return made


def red_account(rule: Rule, bands: Sequence[str | None], days: Sequence[date]) -> list[Reading]:
    """One account's weeks; null: it was not active, or is not scored."""
    return [Reading(day, 0.0 if band == "red" else None, band == "red", ends=band in ("green", "yellow"))
            for day, band in zip(days, bands, strict=True)]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _count(series: Series, at: int) -> int | None:
    return None if series.counts[at] < 0 else int(series.counts[at])
