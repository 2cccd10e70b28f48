"""The finding, a claim with a number chosen by rule, and the sentence of base and amounts beneath it. Pure.

The rule: A1 fired → the warning; else too few units → said; else the change that stands out most against chance; else
that nothing moved beyond it. Where there is no base yet, what there is instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from components import format as fmt
from components import narrative
from components.i18n import Language, language, t
from components.weekly.amounts import amount
from queries.findings import Change, biggest, changes, earlier
from queries.metrics import FEW
from queries.retention import A1_WEEKS, Masking


@dataclass(frozen=True)
class Claim:
    """The title, whether a rule fired, the metric that it speaks of and the change (null: none in particular)."""

    words: str
    warning: bool = False
    metric: str | None = None
    change: Change | None = None


def claim(figures: pd.DataFrame, masking: Masking | None, unit: str, currency: str) -> Claim:
    """The title of the weeks' figures, newest last. Rates are fractions, amounts in the currency a year."""
    now = figures.iloc[-1]
    base, grr = int(now.logos_base), fmt.rate(float(now.grr))
    if base == 0:
        arr = fmt.money(float(now["arr"]), currency, language())
        return Claim(t("weekly.title.young", arr=arr, count=fmt.count(int(now.logos), unit, language())))
    if masking is not None and masking.fires:
        nrr = fmt.rate(masking.nrr)
        words = t("weekly.title.masking", nrr=nrr, grr=fmt.rate(masking.grr_last), weeks=A1_WEEKS - 1)
        return Claim(words, True, "grr", _quarter(figures))
    if base < FEW:
        return Claim(t("weekly.title.few", count=fmt.count(base, unit, language()), grr=grr))
    change = biggest(figures)
    if change:
        return Claim(narrative.title(change, None, unit), metric=change.metric, change=change)
    young = earlier(figures, "year") is None
    return Claim(t("weekly.title.flat_young" if young else "weekly.title.flat", grr=grr))


def _quarter(figures: pd.DataFrame) -> Change | None:
    """What the warning warns of: GRR's change over the 14 Sundays; null where the frame does not reach back."""
    return next((each for each in changes(figures) if (each.metric, each.span) == ("grr", "quarter")), None)


def base_sentence(figures: pd.DataFrame, flows: pd.DataFrame, unit: str, currency: str, known_from: date) -> str:
    """What the rates are over, what of it was lost and what made up for it; without a base, the week's movements."""
    now, speech = figures.iloc[-1], language()

    def money(value: float) -> str:
        return fmt.money(float(value), currency, speech)

    if not int(now.logos_base):
        return _young(figures.as_of.iloc[-1], flows.iloc[-1], currency, known_from, speech)
    if not all(fmt.known(now[key]) for key in ("churn", "contraction", "expansion")):  # withheld: of a few customers
        return t("weekly.base.withheld", count=fmt.count(int(now.logos_base), unit, speech), base=money(now.arr_base))
    lost = float(now.churn) + float(now.contraction)
    key = "partly" if float(now.expansion) < lost else "filled" if lost else "grew" if now.expansion else "still"
    return t(
        f"weekly.base.{key}", count=fmt.count(int(now.logos_base), unit, speech), base=money(now.arr_base),
        lost=money(lost), churn=money(now.churn), contraction=money(now.contraction),
        expansion=money(now.expansion),
    )


def _young(as_of: date, week: pd.Series, currency: str, known_from: date, speech: Language) -> str:
    if not fmt.known(week["net_new"]) or not fmt.known(week["lost"]):  # withheld
        return ""
    net_new, lost = (amount(float(week[key]), currency) for key in ("net_new", "lost"))
    if as_of < known_from:
        return t("weekly.base.young", net_new=net_new, lost=lost, day=fmt.full_day(known_from, speech))
    return t("weekly.base.unmatched", net_new=net_new, lost=lost)
