"""The KPI strip: the trend frame to five cards. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import cards
from components import format as fmt
from components.charts.sparkline import sparkline
from components.i18n import language, t
from components.retention.periods import WEEK, YEAR_OF_WEEKS
from components.sentence import metric_word
from components.status import changes, status
from components.tokens import Mode
from components.weekly.claims import Claim
from queries.metrics import FEW

SHOWN = ("nrr", "grr", "logo_retention", "net_churn", "quick_ratio")
ROLES = {"nrr": "accent", "grr": "ink"}
INTERVALS = {"nrr": "nrr", "grr": "grr", "logo_retention": "logo"}


def strip(
    trend: pd.DataFrame, unit: str, currency: str, mode: Mode, falling: int = 0,
    statuses: Mapping[tuple[str, str], cards.Status | None] | None = None,
) -> str:
    """The five KPIs on the trend's last date, each against the week before and the same week of the year before.

    Grain: a row per week end, oldest first. The last `falling` weeks of GRR are what the title warns of: only they
    are coloured. `statuses` of a rate's changes, by metric and span, are those of :func:`judged`.
    Source: retention.trend.
    """
    now = trend.iloc[-1]
    before = {against: _row(trend, weeks) for against, weeks in (("week", 1), ("year", YEAR_OF_WEEKS))}
    made = []
    for key in SHOWN:
        warned = steps(trend, falling) if key == "grr" else 0
        deltas = [
            _delta(key, now, row, against, (statuses or {}).get((key, against)))
            for against, row in before.items() if row is not None
        ]
        spark = _spark(trend, key, unit, mode, warned)
        made.append(_card(key, now, [each for each in deltas if each], unit, currency, spark))
    return cards.kpi_strip(made)


def steps(trend: pd.DataFrame, weeks: int) -> int:
    """How many dates of the trend lie in its last so many weeks."""
    return int((trend.as_of > trend.as_of.iloc[-1] - weeks * WEEK).sum())


def _row(trend: pd.DataFrame, weeks: int) -> pd.Series | None:
    found = trend[trend.as_of == trend.as_of.iloc[-1] - weeks * WEEK]
    return found.iloc[0] if len(found) else None


def judged(weeks: pd.DataFrame, claim: Claim) -> dict[tuple[str, str], cards.Status | None]:
    """The status of every change of a rate by metric and span, from the weeks and the claim of the weekly review."""
    return {(each.metric, each.span): status(each, claim.metric, claim.warning) for each in changes(weeks)}


def _delta(
    key: str, now: pd.Series, then: pd.Series, against: str, judged: cards.Status | None
) -> cards.Delta | None:
    """The change in points, or in times for a ratio; none where there was nothing to compare with."""
    if not fmt.known(then[key]) or not fmt.known(now[key]):
        return None
    change = float(now[key]) - float(then[key])
    amount = fmt.decimal(change) if key == "quick_ratio" else fmt.points(change)
    return cards.Delta.of(change, amount, t(f"delta.{against}"), judged)


def _spark(trend: pd.DataFrame, key: str, unit: str, mode: Mode, falling: int) -> str:
    values = trend[key].tolist()
    if sum(map(fmt.known, values)) < 2:
        return ""
    alt = t("retention.kpi.spark", name=metric_word(key, "short", unit))
    return sparkline(values, mode=mode, alt=alt, role=ROLES.get(key, "ink2"), falling=falling)


def _card(
    key: str, now: pd.Series, deltas: list[cards.Delta], unit: str, currency: str, spark: str
) -> cards.Card:
    base = int(now.logos_base)
    few = 0 < base < FEW
    shown = fmt.decimal(now[key]) if key == "quick_ratio" else fmt.rate(now[key]).removesuffix("%")
    note = t("note.small_n", n=base) + _interval(key, now, t("list.comma")) if few else ""
    return cards.Card(
        metric_word(key, "name", unit), shown, _unit(key) if fmt.known(now[key]) else "", spark, deltas, note,
        definition(key, unit), _reason(key, base), few, "" if few else _note(key, now, unit, currency),
    )


def definition(key: str, unit: str) -> str:
    """What the figure is, with its interval's method where it has one."""
    said = metric_word(key, "definition", unit)
    return f"{said} {t('retention.kpi.interval_method')}" if key in INTERVALS else said


def _unit(key: str) -> str:
    return t("retention.kpi.times") if key == "quick_ratio" else "%"


def _reason(key: str, base: int) -> str:
    """Why a figure is unknown; that there is no base holds for all of them and is said once, by the first."""
    if base:
        return t("state.reason.nothing_lost")
    return t("state.reason.empty_base") if key == SHOWN[0] else ""


def _interval(key: str, now: pd.Series, before: str = "") -> str:
    """95 % interval, where the metric has one that is known."""
    column = INTERVALS.get(key)
    shown = fmt.interval(now[f"{column}_low"], now[f"{column}_high"]) if column else fmt.UNKNOWN
    return "" if shown == fmt.UNKNOWN else before + t("chart.interval", interval=shown)


def _note(key: str, now: pd.Series, unit: str, currency: str) -> str:
    """What a figure is made of, so that it can be recomputed in the head."""
    if key in ("nrr", "grr"):
        return _interval(key, now)
    if not fmt.known(now[key]):
        return ""
    return t(f"retention.kpi.{key}", **_parts(key, now, unit, currency))


def _parts(key: str, now: pd.Series, unit: str, currency: str) -> dict[str, Any]:
    lost, won = float(now.churn + now.contraction), float(now.new + now.reactivation + now.expansion)
    base = float(now.arr_base)
    # The parts are rounded so that what is shown adds up: expansion is what is left beside the loss and the result.
    gone = round(lost / base, 3) if base else 0.0
    return {
        "logo_retention": lambda: {
            "kept": f"{int(now.logos_kept):,}", "base": fmt.count(int(now.logos_base), unit, language())},
        "net_churn": lambda: {"lost": fmt.rate(gone), "gained": fmt.rate(gone - round(float(now.net_churn), 3))},
        "quick_ratio": lambda: {
            "gained": fmt.money(won, currency, language()), "lost": fmt.money(lost, currency, language())},
    }[key]()
