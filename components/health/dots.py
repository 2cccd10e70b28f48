"""Score and judgement: from the frame of those who have both to dots, corners and the claim. Pure but for language."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components import format as fmt
from components.charts.quadrant import MOST, Corner, Dot, Words, drawn
from components.health import words
from components.i18n import language, t
from components.sentence import short
from queries.list_rules import HIGH_PULSE, LOW_PULSE

NAMES: dict[Corner, str] = {"unhealthy": "safe", "leaving": "leaving"}
"""The lists that hold the two corners: one name for one thing."""


def cornered(found: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """The frame with each row's corner: red and a pulse of 4 or 5, green and one of 1 or 2; else empty. Adds corner."""
    unhealthy = (found.score < low) & (found.pulse >= HIGH_PULSE)
    leaving = (found.score >= high) & (found.pulse <= LOW_PULSE)
    return found.assign(corner=np.select([unhealthy, leaving], ["unhealthy", "leaving"], ""))


def dots(found: pd.DataFrame, currency: str) -> list[Dot]:
    """The dots that are drawn. Words are made for these only: of a hundred thousand customers a few thousand."""
    keys = [f"{account}|{'' if pd.isna(detail) else detail}" for account, detail in
            zip(found.account_id, found.detail, strict=True)]
    places = drawn(keys, (found.corner != "").tolist())
    rows = found.iloc[places].itertuples()
    return [_dot(row, f"{keys[at]}|{at}", currency) for at, row in zip(places, rows, strict=True)]


def _dot(row: object, key: str, currency: str) -> Dot:
    detail, account = row.detail, str(row.account)  # type: ignore[attr-defined]
    name = account if detail is None or pd.isna(detail) else f"{account} {detail}"
    score, pulse, arr = (float(getattr(row, column)) for column in ("score", "pulse", "arr"))
    says = t("health.dot", name=name, score=fmt.score(score), pulse=f"{pulse:g}",
             arr=fmt.money(arr, currency, language(), "table"))
    return Dot(key, short(name), score, round(pulse), arr, row.corner or None, says)  # type: ignore[attr-defined]


def title(found: pd.DataFrame, unit: str) -> str:
    """How many disagree: those to be looked at first."""
    n = int((found.corner != "").sum())
    return t("health.quadrant.title", n=words.whole(n, unit)) if n else t("health.quadrant.agree")


def subtitle(found: pd.DataFrame, shown: int, unknown: int, unit: str) -> str:
    """What is drawn, over how many, who is left out, and whether the middle is a sample."""
    said = t("health.quadrant.subtitle", n=words.items(len(found), unit), unknown=words.items(unknown, unit))
    return said + (t("health.quadrant.sample", shown=f"{shown:,}", most=f"{MOST:,}") if shown < len(found) else "")


def wording(found: pd.DataFrame, low: float, high: float, unit: str, currency: str) -> Words:
    """The words on the chart."""
    return Words(t("health.quadrant.score", low=f"{low:g}", high=f"{high:g}"), t("health.quadrant.pulse"),
                 _corner(found, "unhealthy", unit, currency), _corner(found, "leaving", unit, currency))


def _corner(found: pd.DataFrame, which: Corner, unit: str, currency: str) -> tuple[str, str]:
    inside = found["arr"][found.corner == which]
    amount = fmt.money(float(inside.sum()), currency, language())
    return t(f"lists.name.{NAMES[which]}"), t("health.corner.size", n=words.items(len(inside), unit), arr=amount)
