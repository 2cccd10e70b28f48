"""The figures of the strip as the report holds them: value, changes, interval, target, why unknown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from components import format as fmt
from components.i18n import language, t
from components.plan import tables
from components.renewals import words as renewals
from components.report.content.common import Asked
from components.report.model import Delta, Kpi, Status
from components.sentence import metric_word
from components.status import COMPARED, RATES, Change, changes, difference, status
from components.weekly.amounts import amount
from components.weekly.claims import Claim
from components.weekly.strip import weekly_net
from queries.metrics import FEW


def strip(asked: Asked, claim: Claim, wanted: Mapping[str, float]) -> list[Kpi]:
    """NRR, GRR, logo retention and ARR. `wanted`: the running quarter's targets, fractions and amounts."""
    found = {(change.metric, change.span): change for change in changes(asked.trend)}
    deltas = {metric: tuple(_delta(found[metric, span], claim) for span in COMPARED if (metric, span) in found)
              for metric in RATES}
    rates = [_rate(asked, metric, deltas[metric], wanted.get(metric)) for metric in ("nrr", "grr", "logo_retention")]
    return [*rates, _arr(asked, wanted.get("arr"))]


def _delta(change: Change, claim: Claim) -> Delta:
    judged: Status = status(change, claim.metric, claim.warning) or ""
    return Delta(t(f"delta.{change.span}"), change.change, "points", fmt.points(change.change), judged)


def _rate(asked: Asked, metric: str, deltas: tuple[Delta, ...], target: float | None) -> Kpi:
    now = asked.trend.iloc[-1]
    base, value, few = int(now.logos_base), float(now[metric]), 0 < int(now.logos_base) < FEW
    below = t("chart.interval", interval=fmt.interval(*(float(now[end]) for end in RATES[metric])))
    if metric == "logo_retention":
        below = t("weekly.kept", kept=f"{int(now.logos_kept):,}", count=fmt.count(base, asked.unit, language()))
    note = t("weekly.few", n=base) if few else tables.note(metric, target, "") if target is not None else ""
    known = fmt.known(value)
    return Kpi(metric, metric_word(metric, "name", asked.unit), value if known else None, "rate", fmt.rate(value),
               deltas, below if known else "", note if known else t("state.reason.empty_base"),
               "unknown" if few or not known else _worst(deltas), asked.command("kpis"))


def _worst(deltas: tuple[Delta, ...]) -> Status:
    found = [each.status for each in deltas]
    order: tuple[Status, ...] = ("bad", "warn", "good")
    return next((each for each in order if each in found), "")


def _arr(asked: Asked, target: float | None) -> Kpi:
    """ARR with the week's net new and the change in a year: amounts, no judgement."""
    now, currency = asked.trend.iloc[-1], asked.currency
    net, year = float(weekly_net(asked.trend).iloc[-1]), difference(asked.trend, "arr", "year")
    deltas = [Delta(t("weekly.net_beneath"), net, "money", amount_signed(net, currency))] if fmt.known(net) else []
    if fmt.known(year):
        deltas.append(Delta(t("delta.year"), year, "money", amount_signed(year, currency)))
    return Kpi("arr", metric_word("arr", "name", asked.unit), float(now["arr"]), "money",
               fmt.money(float(now["arr"]), currency, language()), tuple(deltas),
               fmt.count(int(now.logos), asked.unit, language()),
               tables.note("arr", target, currency) if target is not None else "", command=asked.command("kpis"))


def amount_signed(value: float, currency: str) -> str:
    """A change of an amount with its sign, to the size that the page writes."""
    return (fmt.MINUS if value < 0 else "+" if value > 0 else "") + amount(abs(value), currency)


def at_risk(asked: Asked, risk: pd.DataFrame) -> list[Kpi]:
    """What comes due within 90 days, and what of it is at risk. Grain of `risk`: Sunday of the last year."""
    now, command = risk.iloc[-1], asked.command("renewals", "--view", "risk")
    return [_renewals(asked, risk, f"renewal_{name}", f"arr_{name}", int(now[counted]), command)
            for name, counted in (("near", "near"), ("at_risk", "n_at_risk"))]


def _renewals(asked: Asked, risk: pd.DataFrame, key: str, column: str, number: int, command: tuple[str, ...]) -> Kpi:
    value = float(risk[column].iloc[-1])
    change = value - float(risk[column].iloc[-2]) if len(risk) > 1 else float("nan")
    judged: Status = "warn" if key == "renewal_at_risk" and change > 0 else ""
    delta = Delta(t("delta.week"), change, "money", amount_signed(change, asked.currency), judged)
    return Kpi(key, t(f"metric.{key}.name"), value if fmt.known(value) else None, "money",
               fmt.money(value, asked.currency, language()), (delta,) if fmt.known(change) else (),
               renewals.many(number), "" if fmt.known(value) else t("report.hidden.few"), judged, command)


def unknown(key: str, why: str) -> Kpi:
    """A figure that these data do not have, and why."""
    return Kpi(key, t(f"metric.{key}.name"), None, "money", fmt.UNKNOWN, note=why, status="unknown")
