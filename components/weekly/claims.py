"""The page's title, a claim with a number chosen by rule, and the sentence of base and amounts beneath it. Pure.

The rule: A1 fired → the warning; else too few units → said; else the change that stands out most against noise; else
that there is none. Where there is no base yet, what there is instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from components import format as fmt
from components.i18n import Language, language, t
from components.status import Change, biggest
from components.weekly.amounts import amount
from queries.metrics import FEW
from queries.retention import A1_WEEKS, Masking


@dataclass(frozen=True)
class Claim:
    """The title, whether a rule fired, and the metric that it speaks of (null: none in particular)."""

    words: str
    warning: bool = False
    metric: str | None = None


def claim(figures: pd.DataFrame, masking: Masking | None, unit: str, currency: str) -> Claim:
    """The title of the weeks' figures, newest last. Rates are fractions, amounts in the currency a year."""
    now = figures.iloc[-1]
    base, grr = int(now.logos_base), fmt.rate(float(now.grr))
    if base == 0:
        arr = fmt.money(float(now["arr"]), currency, language())
        return Claim(t("weekly.title.young", arr=arr, count=fmt.count(int(now.logos), unit, language())))
    if masking is not None and masking.fires:
        nrr = fmt.rate(masking.nrr)
        return Claim(t("weekly.title.masking", nrr=nrr, grr=fmt.rate(masking.grr_last), weeks=A1_WEEKS), True, "grr")
    if base < FEW:
        return Claim(t("weekly.title.few", count=fmt.count(base, unit, language()), grr=grr))
    change = biggest(figures)
    return _of(change) if change else Claim(t("weekly.title.flat", grr=grr))


def _of(change: Change) -> Claim:
    key = f"weekly.title.{change.span}_{'up' if change.change > 0 else 'down'}"
    points = fmt.points(abs(change.change)).lstrip("+")
    name = t(f"metric.{change.metric}.short")
    weeks = {"weeks": A1_WEEKS} if change.span == "quarter" else {}
    words = t(key, metric=name, amount=points, value=fmt.rate(change.value), **weeks)
    return Claim(words, metric=change.metric)


def base_sentence(figures: pd.DataFrame, flows: pd.DataFrame, unit: str, currency: str, known_from: date) -> str:
    """What the rates are over, what of it was lost and what made up for it; without a base, the week's movements."""
    now, speech = figures.iloc[-1], language()

    def money(value: float) -> str:
        return fmt.money(float(value), currency, speech)

    if not int(now.logos_base):
        return _young(figures.as_of.iloc[-1], flows.iloc[-1], currency, known_from, speech)
    lost = float(now.churn) + float(now.contraction)
    key = "partly" if float(now.expansion) < lost else "filled" if lost else "grew" if now.expansion else "still"
    return t(
        f"weekly.base.{key}", count=fmt.count(int(now.logos_base), unit, speech), base=money(now.arr_base),
        lost=money(lost), churn=money(now.churn), contraction=money(now.contraction),
        expansion=money(now.expansion),
    )


def _young(as_of: date, week: pd.Series, currency: str, known_from: date, speech: Language) -> str:
    net_new, lost = (amount(float(week[key]), currency) for key in ("net_new", "lost"))
    if as_of < known_from:
        return t("weekly.base.young", net_new=net_new, lost=lost, day=fmt.full_day(known_from, speech))
    return t("weekly.base.unmatched", net_new=net_new, lost=lost)
