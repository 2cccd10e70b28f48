"""A figure's metrics: name, value as shown, definition and formula. Pure apart from the language and the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components import format as fmt
from components import loaders, small
from components.evidence.about import Figure
from components.i18n import language, t
from components.rounding import adding_up
from components.router import Frame
from components.sentence import metric_word
from queries import bridge, retention
from queries.bridge import PARTS
from queries.metrics import METRICS

SPLIT = ("event", "roll")
INTERVALS = {"nrr": ("nrr_low", "nrr_high"), "grr": ("grr_low", "grr_high"),
             "logo_retention": ("logo_low", "logo_high")}


@dataclass(frozen=True)
class Told:
    """One metric in words. `value` is empty where the figure shows no single one."""

    key: str
    name: str
    value: str
    definition: str
    formula: str


def told(frame: Frame, figure: Figure) -> list[Told]:
    """The figure's metrics in their order, with the values of its scope on its day or over its days."""
    unit, known = figure.scope(frame).unit, small.told(lambda: values(frame, figure)) or {}
    return [
        Told(key, metric_word(key, "name", unit), known.get(key, ""), metric_word(key, "definition", unit),
             metric_word(key, "formula", unit))
        for key in figure.metrics
    ]


def values(frame: Frame, figure: Figure) -> dict[str, str]:
    """Every value that can be told, by metric: the rates' on the day, the bridge's over its days, the week's split."""
    if figure.about.behind is not None:
        return {**figure.about.behind.values(frame), **_split(figure)}
    told_now = _figures(now(frame, figure), figure.scope(frame).unit, frame.build.currency)
    if figure.accounts == "movements" or "net_new_arr" in figure.metrics:
        told_now |= _amounts(span(frame, figure), frame.build.currency, all_of=figure.accounts == "movements")
    return told_now | _split(figure)


def now(frame: Frame, figure: Figure) -> Mapping[str, Any]:
    """The twelve-month figures of its scope on its day. Source: queries.retention.kpis."""
    return loaders.load(retention.kpis, figure.scope(frame)).iloc[0].to_dict()  # type: ignore[no-any-return]


def span(frame: Frame, figure: Figure) -> Mapping[str, Any]:
    """The bridge of its scope over its days; of rates, over the page's time. Source: queries.bridge.bridge."""
    period = figure.about.period if figure.accounts == "movements" else frame.page.period
    return loaders.load(bridge.bridge, figure.scope(frame), *figure.ends(frame, period)).iloc[0].to_dict()  # type: ignore[no-any-return]


def shown(key: str, value: Any, currency: str) -> str:
    """A metric's value as people write it; unknown is "—"."""
    kind = METRICS[key].kind if key in METRICS else "money"
    if kind == "money":
        return fmt.money(float(value), currency, language(), "table")
    if kind == "rate":
        return fmt.rate(float(value))
    return fmt.decimal(float(value), 0 if kind == "count" else 1)


def _figures(row: Mapping[str, Any], unit: str, currency: str) -> dict[str, str]:
    found = {key: shown(key, row[key], currency) for key in METRICS}
    found["paperwork"] = f"{fmt.count(int(row['paper_units']), unit, language())}, {found['paper_arr']}"
    for key, (low, high) in INTERVALS.items():
        if fmt.known(float(row[low])) and fmt.known(float(row[high])):
            found[key] += f" ({t('chart.interval', interval=fmt.interval(float(row[low]), float(row[high])))})"
    return found


def _amounts(row: Mapping[str, Any], currency: str, all_of: bool) -> dict[str, str]:
    found = {key: shown(key, row[key], currency) for key in PARTS} if all_of else {}
    net = float(row["closing"]) - float(row["opening"])
    return {**found, "net_new_arr": fmt.signed_money(net, currency, language())}


def _split(figure: Figure) -> dict[str, str]:
    """Event and roll of each rate, where the figure was drawn from them: "GRR −0.31 pt, …"."""
    for question in figure.questions:
        rows = loaders.evidence(question).value
        if isinstance(rows, pd.DataFrame) and {"metric", *SPLIT} <= set(rows.columns):
            parts = {row.metric: adding_up([float(row.event), float(row.roll)], 4) for row in rows.itertuples()}
            return {key: t("list.comma").join(
                f"{t(f'metric.{metric}.short')} {fmt.points(both[at], 2)}" for metric, both in parts.items())
                for at, key in enumerate(SPLIT)}
    return {}
