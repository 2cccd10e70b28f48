"""The heatmap's rows and its claim, from the cohorts' frame. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.heatmap import Line, Tile, edges, heatmap
from components.cohorts import cuts
from components.cohorts.view import MONTHS, View
from components.cohorts.words import many
from components.i18n import language, t
from components.sentence import inside, metric_word
from queries.metrics import FEW

YEAR = 12
STEPS = (*range(3, 24, 3), *range(24, 60, 6), *range(60, 1200, 12))
"""The ages shown: every quarter for two years, every half year to five, then every year."""
KEYS = {"nrr": "cohort_nrr", "grr": "cohort_grr", "logo_retention": "cohort_logo"}
"""How the metrics of cohorts are called in the catalogues."""


def reached(found: pd.DataFrame) -> int:
    """The greatest age that any cohort has reached as a whole; 0 where there is none."""
    return int(found.age.max()) if len(found) else 0


def ages(found: pd.DataFrame, view: View) -> list[int]:
    """The ages of the columns: in steps, or every month, as also where nothing is a year old."""
    last = reached(found)
    if view.ages == MONTHS or last < YEAR:
        return list(range(1, last + 1))
    return [age for age in STEPS if age <= last]


def metric_name(view: View, unit: str) -> str:
    """The rate's short name, in words of the unit that it counts."""
    return metric_word(view.metric, "short", unit)


def drawn(found: pd.DataFrame, total: pd.DataFrame, view: View, unit: str, currency: str) -> str:
    """The table as HTML. Grain: cohort; n and ARR on the first day beside it, the rate at each age in per cent."""
    shown, rates = ages(found, view), found[found.age > 0][view.metric]
    seen = found[found.age.isin([0, *shown])]
    lines = [_line(rows, cuts.name(cohort, view.period), view, unit, currency)
             for cohort, rows in seen.groupby("cohort", sort=True)]
    whole = _line(total[total.age.isin([0, *shown])], t("cohorts.total"), view, unit, currency)
    heads = [t("cohorts.cohort"), t("table.n"), t("cohorts.first_arr")]
    borders = edges([float(rate) for rate in rates if fmt.known(rate)], centred=view.metric == "nrr")
    return heatmap(lines, shown, heads=heads, age_heads=[t("cohorts.axis.months", n=age) for age in shown],
                   borders=borders, total=whole, caption=t("cohorts.heat.caption", metric=metric_name(view, unit)))


def borders_said(found: pd.DataFrame, metric: str) -> str:
    """Where one tint ends and the next begins, in words: 80・90・100・110%."""
    rates = [float(rate) for rate in found[found.age > 0][metric] if fmt.known(rate)]
    borders = [round(border * 100, 2) for border in edges(rates, centred=metric == "nrr")]
    shown = [fmt.decimal(border, 0 if border.is_integer() else 1) for border in borders]
    return t("filter.comma").join(shown) + "%"


def _line(rows: pd.DataFrame, name: str, view: View, unit: str, currency: str) -> Line:
    first = rows[rows.age == 0].iloc[0]
    beside = [f"{int(first.members):,}", fmt.money(float(first.base), currency, language())]
    tiles = {int(row["age"]): _tile(row, name, view, unit, currency) for row in rows.to_dict("records")
             if row["age"] and fmt.known(row[view.metric])}
    return Line(name, beside, tiles, few=int(first.members) < FEW)


def _tile(row: Mapping[Hashable, Any], name: str, view: View, unit: str, currency: str) -> Tile:
    rate = float(row[view.metric])
    if view.metric == "logo_retention":
        start, end = many(int(row["members"]), unit), many(int(row["active"]), unit)
    else:
        amount = row["arr" if view.metric == "nrr" else "kept"]
        start, end = (fmt.money(float(value), currency, language()) for value in (row["base"], amount))
    says = t("cohorts.cell", cohort=name, n=int(row["age"]), metric=metric_name(view, unit), rate=fmt.rate(rate),
             members=f"{int(row['members']):,}", start=start, end=end)
    return Tile(rate, fmt.rate(rate).removesuffix("%"), says)


def title(found: pd.DataFrame, total: pd.DataFrame, view: View, unit: str) -> str:
    """Between what the rate lies at twelve months, or at the greatest age: cohorts of ten members; and over all."""
    age = min(YEAR, reached(found))
    there = found[(found.age == age) & (found.members >= FEW) & found[view.metric].notna()]
    whole = fmt.rate(float(total[total.age == age][view.metric].iloc[0]))
    said = {"months": age, "metric": metric_name(view, unit)}
    low, high = fmt.rate(there[view.metric].min()), fmt.rate(there[view.metric].max())
    if int(total.members.iloc[0]) < FEW:
        return t("cohorts.heat.title_few", rate=whole, n=int(total.members.iloc[0]), **said)
    if len(there) < 2:
        return t("cohorts.heat.title_total", rate=whole, **said)
    if low == high:
        return t("cohorts.heat.title_same", rate=low, **said)
    return t("cohorts.heat.title", low=low, high=high, whole=whole, **said)


def subtitle(found: pd.DataFrame, view: View, unit: str) -> str:
    """What a cell is, how to read its tint, what is masked, how the total is weighted, who is left out."""
    weight = t("cohorts.heat.by_members") if view.metric == "logo_retention" else t("cohorts.heat.by_base")
    said = t("cohorts.heat.subtitle", unit=inside(t(f"unit.{unit}")), borders=borders_said(found, view.metric),
             weight=weight)
    left = int(found.attrs.get("left_out", 0))
    return said + (t("cohorts.heat.left_out", n=many(left, unit)) if left else "")
