"""Principles, measures, figures and verdicts in words. Pure apart from the language."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import catalogue, language, plural, t
from components.sentence import joined
from data.contract import TABLES
from queries import principles
from queries.charter_values import is_fraction
from queries.measures.goals import JUDGED, Verdict, reference
from queries.measures.kept import KEPT

STATUS: dict[str, Status] = {"met": "good", "not_met": "bad", "unknown": "unknown", "no_target": "unknown"}
COUNTS: dict[Verdict, str] = {"met": "met", "not_met": "not_met", "unknown": "unknown"}
NAMED = 3
"""So many tables are named where any of them would answer."""


def principle(number: int) -> str:
    """A principle in one line."""
    return t(f"principles.name.{number}")


def name(key: str, part: str = "short") -> str:
    """A measure's short name; its key where it has none."""
    return catalogue(language()).get(f"metric.{key}.{part}", key)


def person(owner: str | None) -> str:
    """An owner: a function by its name, anybody else as written; a dash for nobody."""
    return catalogue(language()).get(f"principles.function.{owner}", owner) if owner else fmt.UNKNOWN


def fraction(key: str) -> bool:
    """Whether a measure reads as per cent."""
    return key in KEPT or is_fraction(key)


def figure(key: str, value: float | None) -> str:
    """A measure's value in its unit; a dash where it is unknown."""
    if value is None or not fmt.known(value):
        return fmt.UNKNOWN
    if fraction(key):
        return fmt.rate(value)
    kind = JUDGED[key].kind
    if kind in ("median_days", "median_hours"):
        return t(f"principles.{kind}", n=fmt.decimal(value, 0 if kind == "median_days" else 1))
    return fmt.decimal(value, 0 if kind == "count" else 1)


def target(key: str, value: float | None) -> str:
    """A target with the direction that is good: ≤5%."""
    return fmt.wanted(figure(key, value), JUDGED[key].better)


def unit(key: str) -> str:
    """What a target is written in, beside its field."""
    if fraction(key):
        return "%"
    kind = JUDGED[key].kind
    return t(f"principles.unit.{kind}") if kind in ("median_days", "median_hours") else ""


def editable(key: str, value: float | None) -> str:
    """A target as its field shows it."""
    if value is None or not fmt.known(value):
        return ""
    return f"{value * 100:.10g}" if fraction(key) else f"{value:.10g}"


def number(key: str, text: str) -> float | str:
    """What a target's field holds, in the measure's unit; the text itself where that is no number. Full-width digits,
    thousands separators and % are understood.
    """
    said = unicodedata.normalize("NFKC", text).strip().replace(",", "").removesuffix("%").strip()
    try:
        value = float(said)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return value / 100 if fraction(key) else value


def verdict(said: str) -> str:
    """A verdict in one word."""
    return t(f"principles.verdict.{said}")


def standing(row: Any) -> tuple[Status, str]:
    """How a measure stands: its verdict; a reference only where it is over fewer than 10; a miss that chance would
    explain is told apart from a sure one.
    """
    if row.verdict != "unknown" and few(row):
        return "unknown", t("principles.verdict.reference")
    return told(str(row.verdict), bool(row.within_chance))


def told(said: str, chance: bool) -> tuple[Status, str]:
    """A verdict, and whether chance would explain it where it is a miss."""
    if said == "not_met" and chance:
        return "warn", t("principles.verdict.by_chance")
    return STATUS[said], verdict(said)


def judged(own: pd.DataFrame) -> tuple[Status, str]:
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
    return t("principles.card.title", name=name(key, "name"), value=figure(key, row.value),
             target=target(key, row.target), gap=fmt.rate(gap, 0))


def few(row: Any) -> bool:
    """Whether a value is over fewer than 10: a reference only, see queries.measures.goals."""
    return reference(JUDGED[row.measure], int(row.n))


def process(cells: pd.DataFrame) -> str:
    """The maturity of our own process: claims beside evidence, on average; empty where nobody claims anything."""
    claimed = cells[cells.claimed.notna()]
    if claimed.empty:
        return ""
    claimed = claimed[claimed.quarter == claimed.quarter.iloc[-1]]
    told = pd.to_numeric(claimed.evidenced)
    evidenced = fmt.decimal(float(told.mean())) if told.notna().any() else fmt.UNKNOWN
    return t("principles.process", quarter=str(claimed.quarter.iloc[-1]), n=len(claimed), evidenced=evidenced,
             claimed=fmt.decimal(float(pd.to_numeric(claimed.claimed).mean())), above=int(claimed.contradicted.sum()))


def interval(row: Any) -> str:
    """The 95 % interval of a measure; empty where there is none."""
    return fmt.interval(row.low, row.high) if fmt.known(row.low) else ""


def basis(row: Any) -> str:
    """What a value is over, its interval, and whether chance alone would explain the verdict."""
    if row.verdict == "unknown":
        return reason(row.reason, row.missing)
    span = interval(row)
    count = "principles.of" if JUDGED[row.measure].kind == "count" else "principles.n"
    said = [t(count, n=f"{int(row.n):,}"), t("principles.interval", span=span) if span else ""]
    chance = t("principles.chance") if row.within_chance else ""
    return t("list.comma").join(each for each in (*said, chance) if each)


def reason(code: str | None, missing: tuple[str, ...]) -> str:
    """Why a value is unknown, and which table or record would answer."""
    if code == "missing_table":
        return t("principles.reason.missing_table", tables=tables(missing))
    key = f"principles.reason.{code}"
    return t(key) if key in catalogue(language()) else t("principles.reason.nobody")


def tables(missing: tuple[str, ...]) -> str:
    """The tables that would answer, the first few by name."""
    names = list(dict.fromkeys(each.partition(".")[0] for each in missing))
    more = t("principles.more") if len(names) > NAMED else ""
    return t("list.comma").join(names[:NAMED]) + more


def columns(need: str) -> tuple[str, ...]:
    """The columns that a table needs; of a single column that would answer, its customer and itself."""
    name_, _, column = need.partition(".")
    known = tuple(str(each.name) for each in TABLES[name_].columns)
    return tuple(each for each in known if each in ("customer_id", column)) if column else known
