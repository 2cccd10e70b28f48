"""The five KPIs: NRR, GRR, logo retention, ARR with the week's net new beneath it, and renewals at risk. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from components import format as fmt
from components.cards import Card, Delta, defined
from components.charts.sparkline import sparkline
from components.i18n import language, t
from components.plan import tables
from components.sentence import metric_word
from components.status import COMPARED, RATES, Change, Span, changes, difference, status
from components.tokens import Mode
from components.weekly.amounts import amount
from components.weekly.claims import Claim
from queries.metrics import FEW

YEAR_WEEKS = 52
ROLES = {"nrr": "accent", "grr": "ink", "logo_retention": "ink2"}


def cards(
    figures: pd.DataFrame, flows: pd.DataFrame, claim: Claim, unit: str, currency: str, mode: Mode,
    targets: Mapping[str, float] | None = None, renewing: Card | None = None,
) -> list[Card]:
    """The strip of a year's weeks, oldest first. Status only where a change is more than noise, or the title warns.

    `targets`: the running quarter's by KPI, fractions and amounts: said beside the figure, dashed in a rate's line.
    `renewing`: the card of the renewals at risk.
    """
    wanted = targets or {}
    found = {(change.metric, change.span): change for change in changes(figures)}
    rates = [_rate(figures, metric, claim, found, unit, mode, wanted.get(metric)) for metric in ROLES]
    arr = _arr(figures, flows, unit, currency, mode, wanted.get("arr"))
    return [*rates, arr, *([renewing] if renewing else [])]


def _rate(
    figures: pd.DataFrame, metric: str, claim: Claim, found: Mapping[tuple[str, Span], Change], unit: str, mode: Mode,
    target: float | None,
) -> Card:
    now, base = figures.iloc[-1], int(figures.logos_base.iloc[-1])
    few = 0 < base < FEW
    deltas = [
        Delta.of(change.change, fmt.points(change.change), t(f"delta.{change.span}"),
                 status(change, claim.metric, claim.warning))
        for span in COMPARED if (change := found.get((metric, span)))
    ]
    warned = claim.warning and claim.metric == metric
    note = t("weekly.few", n=base) if few else ""
    note = note or (tables.note(metric, target, "") if target is not None else "")
    below = t("chart.interval", interval=fmt.interval(*(float(now[end]) for end in RATES[metric])))
    if metric == "logo_retention":
        below = t("weekly.kept", kept=f"{int(now.logos_kept):,}", count=fmt.count(base, unit, language()))
    spark = _spark(figures, metric, mode, "ink3" if few else ROLES[metric], 13 * warned, target)
    return Card(
        metric_word(metric, "name", unit), fmt.rate(float(now[metric])).removesuffix("%"),
        "%" if fmt.known(float(now[metric])) else "", spark, deltas, note, metric_word(metric, "definition", unit),
        t("state.reason.empty_base"), few, below,
    )


def _arr(
    figures: pd.DataFrame, flows: pd.DataFrame, unit: str, currency: str, mode: Mode, target: float | None
) -> Card:
    """ARR, the week's net new ARR and what was lost of it, and the change in a year."""
    now, net = figures.iloc[-1], float(weekly_net(figures).iloc[-1])
    value = fmt.money_parts(float(now["arr"]), currency, language())
    week = Delta.of(net, amount(abs(net), currency), t("weekly.net_beneath")) if fmt.known(net) else None
    below, gone = fmt.count(int(now.logos), unit, language()), flows.lost.iloc[-1]
    if fmt.known(gone):  # else withheld
        below = t("weekly.arr_below", count=below, lost=t("weekly.lost", amount=amount(float(gone), currency)))
    return Card(
        t("metric.arr.short"), value.number, value.unit, _spark(figures, "arr", mode),
        [*([week] if week else []), *_year(figures, currency)],
        tables.note("arr", target, currency) if target is not None else "",
        definition=f"{t('metric.arr.definition')} {t('weekly.net_new')}: {t('metric.net_new_arr.definition')}",
        below=below,
    )


def weekly_net(figures: pd.DataFrame) -> pd.Series:
    """Each week's change of ARR, transfers included; unknown where the week before is not in the frame."""
    days = pd.to_datetime(figures.as_of)
    return figures["arr"].astype(float).diff().where(days.diff() == pd.Timedelta(days=7))


def _year(figures: pd.DataFrame, currency: str) -> list[Delta]:
    """ARR against the same week last year: an arrow and the amount, no judgement."""
    change = difference(figures, "arr", "year")
    said = fmt.money(abs(change), currency, language()) if fmt.known(change) else ""
    return [Delta.of(change, said, t("delta.year"))] if said else []


def _spark(figures: pd.DataFrame, column: str, mode: Mode, role: str = "ink2", falling: int = 0,
           target: float | None = None) -> str:
    values = [float(value) for value in figures[column].tail(YEAR_WEEKS + 1).tolist()]
    if sum(map(fmt.known, values)) < 2:
        return ""
    alt = t("weekly.spark", name=t(f"metric.{column}.short"), weeks=len(values) - 1)
    return sparkline(values, mode=mode, alt=alt, role=role,
                     target=target, falling=falling)


def paperwork(figures: pd.DataFrame, unit: str, currency: str) -> str:
    """The quiet line of what is in renewal paperwork, as HTML; empty where nothing is, or its amount is withheld."""
    now = figures.iloc[-1]
    if not fmt.known(now.paper_units) or not int(now.paper_units) or not fmt.known(now.paper_arr):
        return ""
    said = t(
        "weekly.paperwork", count=fmt.count(int(now.paper_units), unit, language()),
        arr=fmt.money(float(now.paper_arr), currency, language()), nrr=fmt.rate(float(now.nrr_paper)),
        grr=fmt.rate(float(now.grr_paper)),
    )
    name = defined(t("metric.paperwork.name"), t("metric.paperwork.definition"))
    return f'<div class="t-paper">{name}<span>{escape(said)}</span></div>'
