"""The page's claims and the sentences beneath them: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from datetime import date

import pandas as pd

from components import cards
from components import format as fmt
from components.i18n import language, t
from components.sentence import joined
from queries.metrics import FEW
from queries.survival import Verdict

CHANCE = 0.05
"""A difference that chance alone brings about less often than this is called one."""


def things(unit: str) -> str:
    """The unit's plural inside a sentence: customers, contracts."""
    return t(f"cohorts.things.{unit}")


def many(number: int, unit: str) -> str:
    """A count of units: 412社."""
    return fmt.count(number, unit, language())


def day(value: date) -> str:
    """A day with its year."""
    return fmt.full_day(value, language())


def finding(verdict: Verdict, whole: pd.DataFrame, unit: str, first_day: date, filtered: bool) -> str:
    """The page's title and the sentences beneath it: the verdict, what it is over, what was left out and why."""
    title = headline(verdict, whole, unit)
    said = joined(base(verdict, unit), test(verdict), edge(whole, unit, first_day),
                  t("cohorts.base.filtered") if filtered else "")
    return cards.finding(title, said)


def headline(verdict: Verdict, whole: pd.DataFrame, unit: str) -> str:
    """Whether newer cohorts keep more or fewer, or that chance explains the difference; else why nobody can tell."""
    n, noun = many(int(whole.attrs["units"]), unit), things(unit)
    if not whole.attrs["units"]:
        return t("cohorts.title.all_left_out", n=many(int(whole.attrs["left_out"]), unit))
    if verdict.reason in ("no_older", "no_newer"):
        return t(f"cohorts.title.{verdict.reason}", cut=day(verdict.cut), n=n, things=noun)
    if verdict.reason == "no_events":
        return t("cohorts.title.no_events", n=n)
    if verdict.difference is None:
        key = "too_young" if verdict.older is not None else "all_young"
        return t(f"cohorts.title.{key}", months=verdict.months, n=many(verdict.newer_units, unit))
    return _difference(verdict, verdict.difference, noun)


def _difference(verdict: Verdict, difference: float, noun: str) -> str:
    low, high = verdict.difference_low, verdict.difference_high
    gap = fmt.points(difference)
    if low is None or high is None:
        return t("cohorts.title.no_interval", gap=gap, months=verdict.months)
    ends = {"low": fmt.points(low, unit=False), "high": fmt.points(high, unit=False)}
    few = min(verdict.older_units, verdict.newer_units) < FEW
    key = "few" if few else "better" if low > 0 else "worse" if high < 0 else _within(verdict)
    shown = gap.lstrip("+" + fmt.MINUS) if key in ("better", "worse") else gap
    return t(f"cohorts.title.{key}", gap=shown, months=verdict.months, things=noun, **ends)


def _within(verdict: Verdict) -> str:
    """Chance explains the difference at that age; the test over all ages may still tell the two apart."""
    if verdict.p is None or verdict.p >= CHANCE or verdict.hazard_ratio is None:
        return "same"
    return "longer" if verdict.hazard_ratio < 1 else "shorter"


def clear(verdict: Verdict) -> int:
    """1 where newer cohorts keep clearly more, −1 where clearly fewer, 0 where chance explains it or nobody knows."""
    low, high = verdict.difference_low, verdict.difference_high
    few = min(verdict.older_units, verdict.newer_units) < FEW
    return 0 if low is None or high is None or few else 1 if low > 0 else -1 if high < 0 else 0


def base(verdict: Verdict, unit: str) -> str:
    """Which units are compared, and what remains of both sides."""
    if not verdict.older_units and not verdict.newer_units:
        return ""
    sides = {"cut": day(verdict.cut), "older_n": many(verdict.older_units, unit),
             "newer_n": many(verdict.newer_units, unit)}
    if verdict.older is None or verdict.newer is None:
        return t("cohorts.base.sides", **sides)
    older = _rate(verdict.older, verdict.older_low, verdict.older_high)
    newer = _rate(verdict.newer, verdict.newer_low, verdict.newer_high)
    return t("cohorts.base.rates", months=verdict.months, older=older, newer=newer, **sides)


def _rate(rate: float, low: float | None, high: float | None) -> str:
    """A rate with its interval, where there is one."""
    interval = fmt.interval(low, high)
    return fmt.rate(rate) if interval == fmt.UNKNOWN else t("cohorts.rate", rate=fmt.rate(rate), interval=interval)


def test(verdict: Verdict) -> str:
    """The log-rank test over all ages in words; nothing where it says nothing."""
    if verdict.p is None:
        return ""
    shown = "p<0.001" if verdict.p < 0.001 else f"p={verdict.p:.3f}"
    return t(f"cohorts.test.{'rare' if verdict.p < CHANCE else 'chance'}", p=shown)


def edge(whole: pd.DataFrame, unit: str, first_day: date) -> str:
    """History's edge: who was there on the data's first day, and what was done about it."""
    left, late = int(whole.attrs["left_out"]), int(whole.attrs["entered_late"])
    if not left and not late:
        return ""
    key = "both" if left and late else "left_out" if left else "late"
    return t(f"cohorts.edge.{key}", day=day(first_day), left=many(left, unit), late=many(late, unit))
