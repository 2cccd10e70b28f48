"""Principles, measures, figures and verdicts in words. Pure apart from the language."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import catalogue, language, t
from data.contract import TABLES
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


def owned(owner: str | None) -> str:
    """Whether a measure is owned by a function, or by somebody who is named (or nobody)."""
    return "function" if f"principles.function.{owner}" in catalogue(language()) else "owner"


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
    quarter = fmt.quarter(str(claimed.quarter.iloc[-1]))
    return t("principles.process", quarter=quarter, n=len(claimed), evidenced=evidenced,
             claimed=fmt.decimal(float(pd.to_numeric(claimed.claimed).mean())), above=int(claimed.contradicted.sum()))


def interval(row: Any) -> str:
    """The 95 % interval of a measure; empty where there is none."""
    return fmt.interval(row.low, row.high) if fmt.known(row.low) else ""


def basis(row: Any) -> str:
    """What a value is over, its interval, and whether chance alone would explain the verdict."""
    if row.verdict == "unknown":
        return reason(row.measure, row.reason, row.missing)
    span = interval(row)
    count = "principles.of" if JUDGED[row.measure].kind == "count" else "principles.n"
    said = [t(count, n=f"{int(row.n):,}"), t("principles.interval", span=span) if span else ""]
    chance = t("principles.chance") if row.within_chance else ""
    return t("list.comma").join(each for each in (*said, chance) if each)


def nobody(key: str) -> str:
    """Why nobody can be counted for this measure, in words of its own; empty where it has none."""
    return catalogue(language()).get(f"metric.{key}.nobody", "")


def reason(measure: str, code: str | None, missing: tuple[str, ...]) -> str:
    """Why a value is unknown, and which table or record would answer: the same words wherever the measure stands."""
    if code == "missing_table":
        return t("principles.reason.missing_table", tables=tables(missing))
    if code == "nobody" and nobody(measure):
        return nobody(measure)
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
