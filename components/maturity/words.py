"""The page's words: names, conditions, the title, what a claim and its evidence say. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, t
from data.maturity.model import CAPABILITIES, STAGES, kind
from queries.measures.calendar import quarter_end


def function(key: str) -> str:
    """A function's name."""
    return t(f"maturity.function.{key}")


def capability(key: str) -> str:
    """A capability's name."""
    return t(f"maturity.capability.{key}")


def cell(of: str, what: str) -> str:
    """Function and capability: 販売・引き継ぎ."""
    return t("maturity.cell", function=function(of), capability=capability(what))


def stage(key: str | None) -> str:
    """A stage's name; "—" where too little is told."""
    return t(f"maturity.stage.{key}") if key else fmt.UNKNOWN


def level(number: Any) -> str:
    """A level by number and name: 3 定義された."""
    return t("maturity.level", n=int(number), name=t(f"maturity.level.{int(number)}"))


def quarter(name: str) -> str:
    """2026年第4四半期 / Q4 2026."""
    year, _, number = name.partition("-Q")
    return t("maturity.quarter", year=year, n=number)


def short_quarter(name: str, first: bool) -> str:
    """26年Q1, and Q2 where the year was said."""
    year, _, number = name.partition("-Q")
    return t("maturity.quarter.first", year=year[2:], n=number) if first or number == "1" else f"Q{number}"


def measure(key: str) -> str:
    """What a measure is: of a family its own words, else the metric's name."""
    name = key.partition("@")[0]
    own = f"maturity.measure.{name}"
    return t(own) if own in catalogue(language()) else t(f"metric.{name}.name")


def number(key: str, value: Any) -> str:
    """A measure's figure: shares in whole per cent, counts as they are."""
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    if kind(key.partition("@")[0]) == "count":
        return f"{int(value):,}"
    shown = float(value)
    return fmt.rate(shown, 0 if 0.01 <= shown <= 0.99 or shown in (0, 1) else 1)


def threshold(key: str, value: float, least: bool) -> str:
    """What a condition asks for: 60%以上."""
    return t("maturity.at_least" if least else "maturity.at_most", value=number(key, value))


def reason(row: Any) -> str:
    """Why there is no evidence, with what would answer."""
    missing = t("list.comma").join(row.missing) if row.missing is not None and len(row.missing) else ""
    key = f"maturity.reason.{row.reason}"
    return t(key if key in catalogue(language()) else "maturity.reason.other", missing=missing)


def title(cells: pd.DataFrame) -> str:
    """How many claims the data do not bear out, and where the largest hole is."""
    claimed, told = cells[cells.claimed.notna()], cells[cells.evidenced.notna()]
    if told.empty:
        return t("maturity.title.nothing")
    if claimed.empty:
        return t("maturity.title.unclaimed", mean=fmt.decimal(float(told.evidenced.astype(float).mean())))
    count = int(cells.contradicted.sum())
    hole = capability(weakest(told))
    return t("maturity.title.contradicted" if count else "maturity.title.borne_out", count=count, n=len(claimed),
             hole=hole)


def weakest(told: pd.DataFrame) -> str:
    """The capability with the lowest mean evidence; of equals the first."""
    means = told.assign(evidence=told.evidenced.astype(float)).groupby("capability").evidence.mean()
    return str(min((each for each in CAPABILITIES if each in means.index), key=lambda each: means[each]))


def base(cells: pd.DataFrame, trend: Any, filtered: bool) -> str:
    """Over how many cells, the means, the company's stage; that filters act on part of the evidence only."""
    unknown = int(cells.evidenced.isna().sum())
    said = [t("maturity.base.told", told=len(cells) - unknown, unknown=unknown)]
    if trend.both:
        said.append(t("maturity.base.means", both=trend.both, claimed=fmt.decimal(trend.claimed),
                      evidenced=fmt.decimal(trend.evidenced)))
    said.append(_stage(trend.stage, trend.stage_claimed))
    return "".join([*said, *([t("maturity.base.filtered")] if filtered else [])])


def _stage(now: str | None, said: str | None) -> str:
    if not now:
        return t("maturity.base.no_stage")
    both = {"place": STAGES.index(now) + 1, "stage": stage(now)}
    if not said or said == now:
        return t("maturity.base.stage", **both)
    return t("maturity.base.stages", **both, claimed=stage(said))


def assessors(cells: pd.DataFrame) -> int:
    """How many people assessed."""
    return int(cells.assessor.dropna().nunique())


def listed(names: Sequence[str]) -> str:
    """Names one after another; "—" for none."""
    return t("list.comma").join(names) or fmt.UNKNOWN


def until(name: str) -> str:
    """The last day of a quarter."""
    return fmt.full_day(quarter_end(name), language())
