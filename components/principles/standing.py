"""How measures and principles stand against their targets, in words. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import language, plural, t
from components.principles import words
from components.sentence import joined
from queries import principles
from queries.measures.goals import Verdict


def measure(row: Any) -> tuple[Status, str]:
    """How a measure stands: its verdict; a reference only where it is over fewer than 10; a miss that chance would
    explain is told apart from a sure one.
    """
    if row.verdict != "unknown" and words.few(row):
        return "unknown", t("principles.verdict.reference")
    return told(str(row.verdict), bool(row.within_chance))


def told(said: str, chance: bool) -> tuple[Status, str]:
    """A verdict, and whether chance would explain it where it is a miss."""
    if said == "not_met" and chance:
        return "warn", t("principles.verdict.by_chance")
    return words.STATUS[said], words.verdict(said)


def principle(own: pd.DataFrame) -> tuple[Status, str]:
    """How a principle stands; a miss is within chance where all that it is missed by are."""
    missed = principles.decided(own, "not_met")
    return told(str(own.principle_verdict.iloc[0]), bool(len(missed)) and bool(missed.within_chance.all()))


def heading(counts: Mapping[Verdict, int]) -> str:
    """The page's claim: of ten principles how many are met, how many not, how many nobody can tell."""
    key = "principles.title" if counts["unknown"] else "principles.title_known"
    return t(key, **({"unknown": counts["unknown"]} if counts["unknown"] else {}), met=counts["met"],
             not_met=counts["not_met"])


def base(card: pd.DataFrame) -> str:
    """How the measures stand."""
    met, missed = len(principles.decided(card, "met")), principles.decided(card, "not_met")
    small = int((card.reference & card.verdict.isin(("met", "not_met"))).sum())
    figures = t("principles.base", all=len(card), met=met, not_met=len(missed),
                unknown=len(card) - met - len(missed) - small)
    near = int(missed.within_chance.sum())
    return joined(figures, plural(language(), "principles.near", near) if near else "",
                  plural(language(), "principles.small", small) if small else "")


def furthest(card: pd.DataFrame) -> str:
    """The scorecard's claim: the measure furthest from its target, as a part of that."""
    found = principles.furthest(card)
    if found is None:
        return t("principles.card.title_none")
    key, gap = found
    row = card[card.measure == key].iloc[0]
    return t("principles.card.title", name=words.name(key, "name"), value=words.figure(key, row.value),
             target=words.target(key, row.target), gap=fmt.rate(gap, 0))
