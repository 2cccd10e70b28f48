"""Score and judgement: from the frame of those who have both to dots, corners and the claim. Pure but for language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.quadrant import MOST, Corner, Dot, Words
from components.health import words
from components.i18n import language, t
from components.sentence import short
from queries.lists import HIGH_PULSE, LOW_PULSE

NAMES: dict[Corner, str] = {"unhealthy": "safe", "leaving": "leaving"}
"""The lists that hold the two corners: one name for one thing."""


def dots(found: pd.DataFrame, low: float, high: float, currency: str) -> list[Dot]:
    """A dot a unit. Corners: red and a pulse of 4 or 5; green and a pulse of 1 or 2."""
    made = []
    for place, row in enumerate(found.itertuples()):
        detail = "" if row.detail is None or pd.isna(row.detail) else str(row.detail)
        name = str(row.account) if not detail else f"{row.account} {detail}"
        made.append(Dot(f"{row.account_id}|{detail}|{place}", short(name), float(row.score), round(row.pulse),
                        float(row.arr), corner(float(row.score), float(row.pulse), low, high),
                        t("health.dot", name=name, score=fmt.decimal(float(row.score)), pulse=f"{row.pulse:g}",
                          arr=fmt.money(float(row.arr), currency, language(), "table"))))
    return made


def corner(score: float, pulse: float, low: float, high: float) -> Corner | None:
    """Where score and judgement disagree."""
    if score < low and pulse >= HIGH_PULSE:
        return "unhealthy"
    return "leaving" if score >= high and pulse <= LOW_PULSE else None


def title(made: list[Dot], unit: str) -> str:
    """How many disagree: those to be looked at first."""
    n = sum(dot.corner is not None for dot in made)
    return t("health.quadrant.title", n=words.many(n, unit)) if n else t("health.quadrant.agree")


def subtitle(made: list[Dot], shown: int, unknown: int, unit: str) -> str:
    """What is drawn, over how many, who is left out, and whether the middle is a sample."""
    said = t("health.quadrant.subtitle", n=words.many(len(made), unit), unknown=words.many(unknown, unit))
    return said + (t("health.quadrant.sample", shown=f"{shown:,}", most=f"{MOST:,}") if shown < len(made) else "")


def wording(made: list[Dot], low: float, high: float, unit: str, currency: str) -> Words:
    """The words on the chart."""
    return Words(t("health.quadrant.score", low=f"{low:g}", high=f"{high:g}"), t("health.quadrant.pulse"),
                 _corner(made, "unhealthy", unit, currency), _corner(made, "leaving", unit, currency))


def _corner(made: list[Dot], which: Corner, unit: str, currency: str) -> tuple[str, str]:
    inside = [dot.arr for dot in made if dot.corner == which]
    amount = fmt.money(sum(inside), currency, language())
    return t(f"lists.name.{NAMES[which]}"), t("health.corner.size", n=words.many(len(inside), unit), arr=amount)
