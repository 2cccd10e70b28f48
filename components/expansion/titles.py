"""The claim of each section with its number. Pure apart from the language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components.expansion.shown import SOURCE
from components.functions.shown import words
from components.i18n import language, t
from components.money import money
from queries.metrics import FEW


def name(of: Any) -> str:
    """A source function in words."""
    return words(SOURCE, of, "")


def numbers(values: pd.Series) -> pd.Series:
    """As numbers; what is not told is NaN, and no part of a sum."""
    return pd.to_numeric(values, errors="coerce")


def finding(found: pd.DataFrame, currency: str) -> str:
    """Who found the largest part of the expansion, and how much there was of it."""
    whole = float(found.attrs["expansion"])
    if not whole:
        return t("expansion.title.none")
    amount, first = money(whole, currency, language()), found.iloc[0]
    if first.attributed is not True or not fmt.known(first.amount) or not first.amount:
        return t("expansion.title.unknown", amount=amount)
    return t("expansion.title.most", name=name(first.of), share=fmt.rate(first["share"], 0), amount=amount)


def base(found: pd.DataFrame, currency: str) -> str:
    """How much deals explain, and what the rest is."""
    whole = float(found.attrs["expansion"])
    if not whole:
        return t("expansion.base.none")
    return t("expansion.base", share=fmt.rate(found.attrs["attributed"] / whole),
             rest=money(whole - float(found.attrs["attributed"]), currency, language()))


def sellers(found: pd.DataFrame) -> str:
    """How many people the attributed expansion comes from."""
    own = found[found.attributed.eq(True) & (numbers(found.amount) > 0)]
    if own.empty:
        return t("expansion.sellers.caption")
    return t("expansion.sellers.title", n=len(own), share=fmt.rate(float(numbers(own["share"]).head(3).sum()), 0))


def wins(found: pd.DataFrame) -> str:
    """From the lowest to the highest share won, of those with ten deals or more; who never loses keeps no record."""
    losing = found[(numbers(found.closed) >= FEW) & (numbers(found.declined) > 0)]
    known = losing.sort_values("win_rate", kind="stable")
    if len(known) < 2:
        return t("expansion.wins.caption")
    return t("expansion.wins.title", low=fmt.rate(known.win_rate.iloc[0], 0), first=name(known.of.iloc[0]),
             high=fmt.rate(known.win_rate.iloc[-1], 0), last=name(known.of.iloc[-1]))


def handoffs(found: pd.DataFrame) -> str:
    """How many of the handoffs that are on record were done."""
    done, dropped = int(numbers(found.done).sum()), int(numbers(found.dropped).sum())
    if not done + dropped:
        return t("expansion.handoffs.caption")
    return t("expansion.handoffs.title", done=f"{done:,}", of=f"{done + dropped:,}",
             share=fmt.rate(done / (done + dropped), 0))


def sizes(found: pd.DataFrame) -> str:
    """How many of the deals won were led by a function that the rule names."""
    judged = int(numbers(found.judged).sum()) if len(found) else 0
    if not judged:
        return t("expansion.sizes.caption")
    kept = int(numbers(found.by_rule).sum())
    return t("expansion.sizes.title", share=fmt.rate(kept / judged, 0), kept=f"{kept:,}", of=f"{judged:,}")


def prices(parts: pd.DataFrame, whole: float) -> str:
    """The largest part of the expansion."""
    if not whole:
        return t("expansion.parts.caption")
    most = parts.sort_values("amount", ascending=False, kind="stable").iloc[0]
    return t("expansion.parts.title", part=t(f"expansion.part.{most.part}"), share=fmt.rate(most["share"], 0))


def cohorts(whole: Any, start: str) -> str:
    """What the seats at the start have become twelve months later."""
    if whole is None or not fmt.known(whole.growth):
        return t("expansion.cohorts.caption")
    return t("expansion.cohorts.title", start=t(f"expansion.start.{start}"), growth=fmt.rate(whole.growth, 0),
             n=fmt.count(int(whole.customers), "customer", language()))


def trials(found: pd.DataFrame) -> str:
    """The shares of a first and of a further product that are paid within 90 days."""
    known = found[found["share"].notna() & found.ripe.notna()]
    if known.empty:
        return t("expansion.trials.caption")
    most = known.sort_values("ripe", ascending=False, kind="stable").iloc[0]
    return t("expansion.trials.title", way=t(f"expansion.way.{most.way}"), share=fmt.rate(most["share"], 0),
             n=f"{int(most.ripe):,}")
