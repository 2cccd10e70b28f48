"""The page's words: names, conditions, the title, what a claim and its evidence say. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, plural, t
from components.sentence import joined
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


def axis(quarters: Sequence[str]) -> list[str]:
    """The quarters beneath a chart: the first and every fourth up to the newest, each by its months above its year;
    more names side by side do not fit a phone.
    """
    last = len(quarters) - 1
    return [f"{fmt.quarter(name, short=True)}<br>{fmt.short_year(quarter_end(name), language())}"
            if place == 0 or (last - place) % 4 == 0 else "" for place, name in enumerate(quarters)]


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


def counted(key: str, n: int) -> str:
    """Who or what a measure is over: サービスが90日に関わった961社のうち; empty for a count of things."""
    name, _, of = key.partition("@")
    own = f"maturity.counted.{name}"
    return t(own, n=f"{n:,}", function=function(of) if of else "") if own in catalogue(language()) else ""


def teams(number: Any) -> str:
    """3チーム / 3 teams."""
    return plural(language(), "count.team", int(number))


def title(cells: pd.DataFrame, part: str = "") -> str:
    """How many claims the data do not bear out, and where the largest hole is; of filtered customers (`part`, their
    name) what is evidenced.
    """
    claimed, told = cells[cells.claimed.notna()], cells[cells.evidenced.notna()]
    if told.empty:
        return t("maturity.title.nothing")
    mean, hole = fmt.decimal(float(told.evidenced.astype(float).mean())), capability(weakest(told))
    if part:
        return t("maturity.title.part", part=part, mean=mean, hole=hole)
    if claimed.empty:
        return t("maturity.title.unclaimed", mean=mean)
    count = int(cells.contradicted.sum())
    return t("maturity.title.contradicted" if count else "maturity.title.borne_out", count=count, n=len(claimed),
             hole=hole)


def weakest(told: pd.DataFrame) -> str:
    """The capability with the lowest mean evidence; of equals the first."""
    means = told.assign(evidence=told.evidenced.astype(float)).groupby("capability").evidence.mean()
    return str(min((each for each in CAPABILITIES if each in means.index), key=lambda each: means[each]))


def base(cells: pd.DataFrame, trend: Any, part: str = "") -> str:
    """Over how many cells, the means, the stage; under filters that the company's claims do not belong here."""
    unknown = int(cells.evidenced.isna().sum())
    said = [t("maturity.base.told", told=len(cells) - unknown, unknown=unknown)]
    if trend.both:
        said.append(t("maturity.base.means", both=trend.both, claimed=fmt.decimal(trend.claimed),
                      evidenced=fmt.decimal(trend.evidenced)))
    said.append(_stage(trend.stage, trend.stage_claimed, part))
    return "".join([*said, *([t("maturity.base.part")] if part else [])])


def who(part: str) -> str:
    """Whose stage it is: the company's, or that of the filtered customers."""
    return part or t("maturity.company")


def _stage(now: str | None, said: str | None, part: str) -> str:
    if not now:
        return t("maturity.base.no_stage", who=who(part))
    both = {"place": STAGES.index(now) + 1, "stage": stage(now), "who": who(part)}
    if not said:
        return t("maturity.base.stage.evidence", **both)
    return t("maturity.base.stage.both" if said == now else "maturity.base.stage.apart", **both, claimed=stage(said))


def heat_title(cells: pd.DataFrame, part: str) -> str:
    """What the heat map shows: how many claims are above their evidence, or that there is none to judge."""
    count, claimed = int(cells.contradicted.sum()), int(cells.claimed.notna().sum())
    if part:
        return t("maturity.grid.part", part=part)
    if not claimed:
        return t("maturity.grid.unclaimed")
    return plural(language(), "maturity.grid.contradicted", count) if count else t("maturity.grid.none", n=claimed)


def heat_sub(cells: pd.DataFrame, todo: pd.DataFrame, name: str) -> str:
    """How to read it, how many claims are below their evidence, which contradictions rest on few."""
    shown = fmt.quarter(name)
    if not cells.claimed.notna().any():
        return t("maturity.grid.sub_alone", quarter=shown)
    said = [t("maturity.grid.sub", quarter=shown, people=assessors(cells))]
    both = cells.dropna(subset=["claimed", "evidenced"])
    modest = int((both.claimed < both.evidenced).sum())
    said += [plural(language(), "maturity.grid.modest", modest)] if modest else []
    few = [t("maturity.grid.few_cell", cell=cell(row.function, row.capability), n=row.n)
           for row in todo.itertuples() if row.few and row.contradicted]
    said += [t("maturity.grid.few", cells=listed(few))] if few else []
    return joined(*said)


def assessors(cells: pd.DataFrame) -> int:
    """How many people assessed."""
    return int(cells.assessor.dropna().nunique())


def listed(names: Sequence[str]) -> str:
    """Names one after another; "—" for none."""
    return t("list.comma").join(names) or fmt.UNKNOWN
