"""The page's five KPIs. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.cards import Card, Delta, Status
from components.charts.sparkline import sparkline
from components.i18n import language, t
from components.renewals import words
from components.tokens import Mode
from queries.metrics import FEW
from queries.renewal_chance import beyond

RATES = ("gross", "net", "on_time")


def cards(
    year: pd.Series, before: pd.Series, risk: pd.DataFrame, chance: tuple[pd.Series, pd.Series], currency: str,
    mode: Mode,
) -> list[Card]:
    """`before`: the same row twelve months earlier, without renewals where the data do not reach back.

    `chance`: both years' rates with their standard errors: a change within them is not judged.
    """
    return [_near(risk, currency, mode), at_risk(risk, currency, mode),
            *(_rate(name, year, before, beyond(*chance, name)) for name in RATES)]


def _near(risk: pd.DataFrame, currency: str, mode: Mode) -> Card:
    now = risk.iloc[-1]
    value = fmt.money_parts(float(now.arr_near), currency, language())
    return Card(t("metric.renewal_near.short"), value.number, value.unit, _spark(risk, "arr_near", mode, "ink2"),
                _week(risk, "arr_near", currency), definition=t("metric.renewal_near.definition"),
                below=_with_overdue(now, currency))


def _with_overdue(now: pd.Series, currency: str) -> str:
    """How many, and which of them are overdue: those are not in the forecast of the days ahead."""
    if not int(now.overdue):
        return words.many(int(now.near))
    return t("renewals.near_below", n=words.many(int(now.near)), late=words.many(int(now.overdue)),
             arr=words.amount(float(now.arr_overdue), currency))


def at_risk(risk: pd.DataFrame, currency: str, mode: Mode) -> Card:
    """The amount at risk, its year, last week's: a rise is to be watched."""
    now = risk.iloc[-1]
    value = fmt.money_parts(float(now.arr_at_risk), currency, language())
    return Card(t("metric.renewal_at_risk.short"), value.number, value.unit, _spark(risk, "arr_at_risk", mode, "bad"),
                _week(risk, "arr_at_risk", currency, judged=True), definition=t("metric.renewal_at_risk.definition"),
                below=words.many(int(now.n_at_risk)))


def missing() -> Card:
    """In its place where there are no renewals: which table is missing."""
    return Card(t("metric.renewal_at_risk.short"), fmt.UNKNOWN, definition=t("metric.renewal_at_risk.definition"),
                reason=t("state.missing.title", table="renewal"))


def refused() -> Card:
    """In its place where lines are filtered: a renewal is a whole contract's."""
    return Card(t("metric.renewal_at_risk.short"), fmt.UNKNOWN, definition=t("metric.renewal_at_risk.definition"),
                reason=t("renewals.refused.short"))


def _week(risk: pd.DataFrame, column: str, currency: str, judged: bool = False) -> list[Delta]:
    if len(risk) < 2:
        return []
    change = float(risk[column].iloc[-1]) - float(risk[column].iloc[-2])
    status: Status | None = "warn" if judged and change > 0 else None
    return [Delta.of(change, words.amount(abs(change), currency), t("delta.week"), status)]


def _spark(risk: pd.DataFrame, column: str, mode: Mode, role: str) -> str:
    if len(risk) < 2:
        return ""
    name = t(f"metric.renewal_{column.removeprefix('arr_')}.short")
    alt = t("weekly.spark", name=name, weeks=len(risk) - 1)
    return sparkline([float(value) for value in risk[column]], mode=mode, alt=alt, role=role)


def _rate(name: str, year: pd.Series, before: pd.Series, matters: bool) -> Card:
    over = int(year.judged if name == "on_time" else year.renewals)
    value, small = year[f"{name}_rate"], 0 < over < FEW
    known = fmt.known(float(value)) if value is not None else False
    key = f"metric.renewal_{name}"
    deltas = []
    if known and before.renewals and fmt.known(float(before[f"{name}_rate"])):
        change = float(value) - float(before[f"{name}_rate"])
        status: Status | None = ("good" if change > 0 else "bad") if matters else None
        deltas = [Delta.of(change, fmt.points(change), t("delta.year"), status)]
    return Card(t(f"{key}.short"), fmt.rate(float(value)).removesuffix("%") if known else fmt.UNKNOWN,
                "%" if known else "", deltas=deltas, note=t("renewals.few", n=over) if small else "",
                definition=t(f"{key}.definition"), reason=t("renewals.reason.nothing_due"), few=small,
                below=_over(name, year))


def _over(name: str, year: pd.Series) -> str:
    if name == "on_time":
        return t("weekly.kept", kept=f"{int(year.on_time):,}", count=words.many(int(year.judged)))
    return words.many(int(year.renewals))
