"""The page's claims and the sentences beneath them: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from components import cards
from components import format as fmt
from components.i18n import language, t
from components.sentence import inside, joined, metric_word
from queries.retention import A1_WEEKS, Masking

STEPS = A1_WEEKS - 1
"""Weeks between the first and the last Sunday of the A1 test."""


def _money(value: float, currency: str) -> str:
    return fmt.money(value, currency, language())


def finding(
    now: pd.Series, masking: Masking | None, unit: str, currency: str, claim: str = "", parts: str = ""
) -> str:
    """The page's title and the sentences beneath it: the change's parts, base and amounts."""
    chip = t("status.warning") if masking and masking.fires else ""
    return cards.finding(title(now, masking, currency, claim), joined(parts, base(now, unit, currency)), chip)


def title(now: pd.Series, masking: Masking | None, currency: str, claim: str = "") -> str:
    """One claim with a number: the A1 warning where it fires, else the change that stands out (`claim`), else what was
    lost and put back, with no change beyond chance, else that nothing is known. Rates are of the last twelve months.
    """
    lost, expansion = float(now.churn + now.contraction), float(now.expansion)
    said = {"nrr": fmt.rate(now.nrr), "grr": fmt.rate(now.grr), "lost": _money(lost, currency),
            "expansion": _money(expansion, currency)}
    if not now.logos_base:
        return t("retention.finding.no_base", arr=_money(float(now.arr), currency))
    if masking and masking.fires:
        fall = fmt.points(masking.grr_first - masking.grr_last).lstrip("+")
        return t("retention.finding.masked", weeks=STEPS, fall=fall, **said)
    if claim:
        return claim
    if not lost:
        return t("retention.finding.nothing_lost", **said)
    if expansion >= lost:
        return t("retention.finding.made_up", times=fmt.decimal(expansion / lost), **said)
    return t("retention.finding.short", **said)


def base(now: pd.Series, unit: str, currency: str) -> str:
    """One sentence of the base and its amounts; what is in renewal paperwork is said beside the strict figures."""
    if not now.logos_base:
        return t("retention.base.none", n=fmt.count(int(now.logos), unit, language()))
    said = _lost_and_added(now, unit, currency)
    if not now.paper_units or not fmt.known(now.paper_arr):  # withheld: of a few customers
        return said
    paper = t(
        "retention.base.paperwork", n=fmt.count(int(now.paper_units), unit, language()),
        arr=_money(float(now.paper_arr), currency), nrr=fmt.rate(now.nrr_paper), grr=fmt.rate(now.grr_paper),
    )
    return joined(said, paper)


def per(unit: str) -> str:
    """The unit inside a sentence: per customer."""
    return t(f"unit.{unit}").lower()


def period_name(period: str, end: date) -> str:
    """The calendar month or quarter of a bridge, as a sentence of its own; empty for the periods that end today."""
    if period not in ("month", "quarter"):
        return ""
    first = end if period == "month" else (end.replace(day=1) - timedelta(days=45)).replace(day=1)
    months = fmt.month(end, language())
    if period == "quarter":
        start = fmt.month(first, language())
        months = f"{start.removesuffix('月')}–{months}"
    return t("retention.bridge.named", months=months, year=end.year)


def _lost_and_added(now: pd.Series, unit: str, currency: str) -> str:
    """What of the base was lost, in which two ways, and what expansion added; nothing is not listed."""
    keys = ("arr_base", "churn", "contraction", "expansion")
    amounts = {key: _money(float(now[key]), currency) for key in keys}
    lost = float(now.churn + now.contraction)
    both = now.churn > 0 and now.contraction > 0
    part = t("retention.base.parts", **amounts) if both else ""
    key = "sentence" if lost and now.expansion else "lost" if lost else "grew" if now.expansion else "still"
    n = fmt.count(int(now.logos_base), unit, language())
    return t(f"retention.base.{key}", n=n, lost=_money(lost, currency), parts=part, **amounts)


def bridge_title(row: Mapping[str, Any], currency: str) -> str:
    """The bridge's claim: which of the two losses weighs more."""
    churn, contraction, opening = float(row["churn"]), float(row["contraction"]), float(row["opening"])
    lost = churn + contraction
    if not opening:
        return t("retention.bridge.no_base", closing=_money(float(row["closing"]), currency))
    if not lost:
        return t("retention.bridge.nothing_lost")
    if not churn or not contraction:
        only = t(f"retention.movement.{'churn' if churn else 'contraction'}")
        return t("retention.bridge.title_all", lost=_money(lost, currency), movement=only.lower())
    larger = "churn" if churn >= contraction else "contraction"
    share = fmt.rate(max(churn, contraction) / lost, 0)
    movement = t(f"retention.movement.{larger}")
    return t("retention.bridge.title", lost=_money(lost, currency), share=share, movement=movement)


def bridge_subtitle(
    start: date, end: date, unit: str, cut: str, transfers: str = "", period: str = ""
) -> str:
    """What the bridge shows, in which unit, where its bars start; what its transfers are: by "labels" or "lines"."""
    days = {"start": fmt.full_day(start, language()), "end": fmt.full_day(end, language())}
    said = t("retention.bridge.subtitle", unit=per(unit), cut=cut, **days)
    moved = t(f"retention.bridge.transfers.{transfers}") if transfers else ""
    return joined(period_name(period, end), said, moved, t("retention.bridge.hint"))


def falling(masking: Masking | None) -> int:
    """How many weeks the title warns of; 0 where it does not."""
    return STEPS if masking and masking.fires else 0


def trend_title(trend: pd.DataFrame, unit: str) -> str:
    """What NRR and GRR did since the first week that has both."""
    known = trend[trend.nrr.notna()]
    if len(known) < 2:
        return t("retention.trend.short")
    first, last = known.iloc[0], known.iloc[-1]
    changes = {key: _change(float(last[key]) - float(first[key])) for key in ("nrr", "grr", "logo_retention")}
    weeks = (last.as_of - first.as_of).days // 7
    said = {"weeks": weeks, **{key: changes[key] for key in ("nrr", "grr")}, "logo": changes["logo_retention"]}
    return t("retention.trend.title", name=inside(metric_word("logo_retention", "short", unit)), **said)


def _change(value: float) -> str:
    """A difference of rates that no line break parts from its unit."""
    return fmt.points(value).replace(" ", "\u00a0")


def trend_subtitle(trend: pd.DataFrame, unit: str) -> str:
    """From when to when, the unit, what the bands are, n."""
    known = trend[trend.nrr.notna()]
    days = (known if len(known) else trend).as_of
    ends = {"start": fmt.full_day(days.iloc[0], language()), "end": fmt.full_day(days.iloc[-1], language())}
    n = fmt.count(int(trend.logos_base.iloc[-1]), unit, language())
    return t("retention.trend.subtitle", n=n, unit=per(unit), **ends)
