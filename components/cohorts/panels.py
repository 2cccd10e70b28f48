"""The small multiples of cohort curves: which cohorts are drawn, and their claim. Pure apart from the language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.base import clean
from components.charts.survival import Curve
from components.cohorts import cuts, heat
from components.cohorts.view import View
from components.i18n import t
from queries.cohorts import Period
from queries.metrics import FEW

DRAWN = 6


def reached(found: pd.DataFrame) -> pd.DataFrame:
    """The cohorts whose every member has reached a month, all of their ages."""
    last = found.groupby("cohort").age.transform("max")
    return found[last > 0]


def curves(found: pd.DataFrame, view: View, period: Period) -> list[Curve]:
    """The newest cohorts that have a curve, oldest first. Grain: cohort × age."""
    rows = reached(found)
    newest = sorted(rows.cohort.unique())[-DRAWN:]
    return [curve(rows[rows.cohort == cohort], cuts.name(cohort, period), view.metric) for cohort in newest]


def curve(rows: pd.DataFrame, name: str, metric: str) -> Curve:
    """One cohort's rate by age, without an interval: every member is counted, none is estimated."""
    ages = [int(age) for age in rows.age]
    members = int(rows.members.iloc[0]) if len(rows) else 0
    return Curve(name, members, ages, clean(rows[metric].tolist()))


def title(drawn: list[Curve], metric: str) -> str:
    """Which cohort stands highest at twelve months, or at the greatest age that two of them have reached."""
    sure = [each for each in drawn if each.n >= FEW]
    age = min(heat.YEAR, sorted(each.ages[-1] for each in sure)[-2]) if len(sure) > 1 else 0
    there = [(rate, each.name) for each in sure if (rate := each.at(age)) is not None]
    if len(there) < 2 or not age:
        only = drawn[-1]
        return t("cohorts.panels.one", name=only.name, metric=metric, months=only.ages[-1],
                 rate=fmt.rate(only.rates[-1]))
    rate, name = max(there)
    if fmt.rate(rate) == fmt.rate(min(there)[0]):
        return t("cohorts.heat.title_same", metric=metric, months=age, rate=fmt.rate(rate))
    return t("cohorts.panels.title", name=name, metric=metric, months=age, rate=fmt.rate(rate))


def subtitle(found: pd.DataFrame, drawn: list[Curve], period: Period, metric: str) -> str:
    """What is drawn, and the cohorts that are not: too young as a whole, or older than those that fit."""
    said = t(f"cohorts.panels.subtitle.{period}", metric=metric)
    last = found.groupby("cohort").age.max()
    young = [cuts.name(cohort, period) for cohort, age in last.items() if not age]
    if young:
        said += t("cohorts.panels.young", names=t("list.comma").join(young[-2:]))
    if (last > 0).sum() > len(drawn):
        said += t("cohorts.panels.newest", drawn=len(drawn), of=int((last > 0).sum()))
    return said
