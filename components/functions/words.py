"""Measures, verdicts and the part in retention in words. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.charter.words import figure, person
from components.drivers import words as drivers
from components.i18n import catalogue, language, t
from components.sentence import joined
from queries.dimensions import Dimension
from queries.functions import KNOWN
from queries.measures.model import FUNCTIONS

VERDICTS: dict[str, Status] = {"met": "good", "not_met": "bad", "unknown": "unknown", "no_target": "unknown"}


def name(function: str) -> str:
    """A function's name."""
    return t(f"functions.name.{function}")


def measure(key: str) -> str:
    """A measure's name."""
    return t(f"metric.{key}.name")


def value(row: Any, currency: str) -> str:
    """A measure's value as people write it."""
    return figure(str(row.measure), row.value, currency)


def beneath(row: Any) -> str:
    """The interval and how many it is over; where there is no value, why."""
    if row.reason is not None:
        return reason(str(row.measure), str(row.reason), row.missing)
    n = t("functions.n", n=f"{int(row.n):,}")
    if fmt.known(row.low):
        return t("functions.interval", ends=fmt.interval(row.low, row.high), n=n)
    return n


def reason(key: str, code: str, missing: Any) -> str:
    """Why a value is unknown: the table that would answer, or that there is nobody it is over."""
    if code == "missing_table":
        return t("functions.reason.missing_table", tables=t("list.comma").join(missing))
    own = f"metric.{key}.nobody"
    return t(own) if code == "nobody" and own in catalogue(language()) else t(f"functions.reason.{code}")


def target(row: Any, currency: str) -> str:
    """What is wanted, with the direction that is good; a dash where nothing is."""
    return fmt.wanted(figure(str(row.measure), row.target, currency), str(row.better))


def verdict(row: Any) -> tuple[Status, str]:
    """How a measure stands: met, not met, not told apart from chance, unknown, without a target."""
    return VERDICTS[str(row.verdict)], t(f"functions.verdict.{row.verdict}")


def chance(row: Any) -> str:
    """That the interval holds the target, where it does; else empty."""
    return t("functions.verdict.by_chance") if row.by_chance else ""


def owner(row: Any) -> str:
    """A function's owner; that one is to be named where there is none."""
    return person(str(row.owner)) if isinstance(row.owner, str) else t("functions.owner.none")


def title(mains: pd.DataFrame) -> str:
    """How many of the functions whose main measure has a target reach it, and which are short of it."""
    judged = mains[mains.verdict.isin(["met", "not_met"])]
    if judged.empty:
        return t("functions.title.none")
    short = [name(str(row.function)) for row in judged.itertuples() if row.verdict == "not_met"]
    if not short:
        return t("functions.title.all", n=len(judged))
    return t("functions.title.some", n=len(short), of=len(judged), names=t("list.comma").join(short))


def base(mains: pd.DataFrame, customers: int) -> str:
    """Over whom, how many functions have no owner, and what the parts in retention are."""
    unowned = sum(not isinstance(row.owner, str) for row in mains.itertuples())
    return joined(t("functions.base", n=fmt.count(customers, "customer", language())),
                  t("functions.base.unowned", n=unowned, of=len(FUNCTIONS)) if unowned else "",
                  t("functions.base.association"))


def part(row: Any, dimensions: Mapping[str, Dimension]) -> str:
    """One sentence on a function's part in retention: with figures, an association; what is unknown is said."""
    if row.condition == KNOWN:
        if not fmt.known(row.value):
            return t("functions.part.unknown_table", tables="health_score")
        return t("functions.part.known", share=fmt.rate(row.value), ends=fmt.interval(row.low, row.high),
                 n=f"{int(row.n):,}")
    said = drivers.short(str(row.condition), dimensions)
    if row.reason == "missing_table":
        return t("functions.part.unknown_table", tables=t("list.comma").join(row.missing))
    if not fmt.known(row.difference):
        return t("functions.part.few", name=said, n_with=fmt.held(row.n_with), n_without=fmt.held(row.n_without))
    return joined(t("functions.part.compared", name=said, kept=fmt.rate(row.retention_with),
                    n_with=fmt.held(row.n_with), others=fmt.rate(row.retention_without),
                    n_without=fmt.held(row.n_without)), _difference(row))


def _difference(row: Any) -> str:
    """The difference like for like where it is known, else as counted, and whether chance would explain it.

    The interval is that of one comparison, the verdict is corrected for all of them: where they differ, that is said.
    """
    if not fmt.known(row.adjusted):
        return t("functions.part.plain", gap=fmt.points(row.difference), span=drivers.span(row.low, row.high))
    leaves_out_zero = row.adjusted_low > 0 or row.adjusted_high < 0
    key = "sure" if drivers.is_sure(row) else "many" if leaves_out_zero else "chance"
    return t(f"functions.part.{key}", gap=fmt.points(row.adjusted),
             span=drivers.span(row.adjusted_low, row.adjusted_high))
