"""This week's movements of ARR, each with its last weeks as bars on one scale. Pure."""

from __future__ import annotations

from html import escape

import pandas as pd

from components.charts.sparkbars import sparkbars
from components.i18n import t
from components.tokens import Mode
from components.weekly.amounts import amount, signed

GAINS = ("new", "reactivation", "expansion")
LOSSES = ("contraction", "churn")
MOVEMENTS = (*GAINS, *LOSSES)


def told(flows: pd.DataFrame) -> bool:
    """Whether every week's movements may be told: amounts of few customers are withheld from who sees no names."""
    return bool(flows[[*MOVEMENTS, "net_new", "lost"]].notna().to_numpy().all())


def heading(flows: pd.DataFrame, currency: str) -> str:
    """The claim: the week's net of gained and lost ARR."""
    week = flows.iloc[-1]
    net, gained, lost = float(week.net_new), float(sum(week[key] for key in GAINS)), float(week.lost)
    return t("weekly.flows.title", net=signed(net, currency), gained=amount(gained, currency),
             lost=amount(lost, currency))


def drawn(flows: pd.DataFrame, currency: str, mode: Mode) -> str:
    """A cell a movement, losses below zero, and the net of all of them. Rows: weeks, oldest first."""
    series = {key: _signed(flows, key) for key in (*MOVEMENTS, "net_new")}
    ends = [value for values in series.values() for value in values]
    low, high = min(ends), max(ends)
    cells = []
    for key, values in series.items():
        name = t("metric.net_new_arr.short") if key == "net_new" else t(f"movement.{key}")
        role = "accent" if key == "net_new" else "bad" if key in LOSSES else "good"
        alt = t("weekly.spark", name=name, weeks=len(values))
        bars = sparkbars(values, mode=mode, alt=alt, low=low, high=high, role=role)
        words = f'<p><span class="t-label">{escape(name)}</span> <b>{escape(signed(values[-1], currency))}</b></p>'
        cells.append(f'<div class="t-flow">{words}{bars}</div>')
    return f'<div class="t-flows" style="--t-n:{len(cells)}">{"".join(cells)}</div>'


def _signed(flows: pd.DataFrame, key: str) -> list[float]:
    return [-float(value) if key in LOSSES else float(value) for value in flows[key].tolist()]
