"""The page's claims: what the years come to, against the year that was. Pure apart from the language."""

from __future__ import annotations

import pandas as pd

from components import cards
from components import format as fmt
from components.cards import Card, Delta
from components.i18n import language, t
from components.router import Frame
from components.sentence import joined, value_name
from components.whatif.view import View
from queries.whatif_run import Base


def part_name(frame: Frame, part: str | None) -> str:
    """A part's name; null is everybody."""
    if part is None:
        return t("whatif.whole")
    known = frame.dimensions.get("segment")
    return value_name(known, part or None) if known is not None else part


REASONS = ("no_costs", "costs_short", "costs_not_given", "no_kind", "no_new", "lines", "no_cs", "no_margin")


def reason(key: str | None) -> str:
    """Why the margin is unknown."""
    return t(f"whatif.reason.{key if key in REASONS else 'no_costs'}")


def money(frame: Frame, value: float | None) -> str:
    return fmt.money(value, frame.build.currency, language())


def signed(frame: Frame, value: float | None) -> str:
    return fmt.signed_money(value, frame.build.currency, language(), "compact")


def finding(frame: Frame, view: View, plain: pd.DataFrame, run: pd.DataFrame, start: Base) -> str:
    """ARR after the years, with its band or against no change; and what it rests on."""
    last, first = run.iloc[-1], plain.iloc[-1]
    said = {"years": view.years, "arr": money(frame, last["arr"])}
    if view.changed:
        gap = float(last["arr"] - first["arr"])
        title = t(f"whatif.title.{'more' if gap >= 0 else 'less'}", gap=money(frame, abs(gap)), **said)
    elif fmt.known(last.arr_low):
        title = t("whatif.title.plain", low=money(frame, last.arr_low), high=money(frame, last.arr_high), **said)
    else:
        title = t("whatif.title.no_band", **said)
    return cards.finding(title, joined(_rests(frame, start), band(run)))


def _rests(frame: Frame, start: Base) -> str:
    opening = sum(part.opening for part in start.parts)
    grr = sum(part.grr * part.opening for part in start.parts) / opening
    nrr = grr + sum(part.expansion * part.opening for part in start.parts) / opening
    return t("whatif.rests", nrr=fmt.rate(nrr), grr=fmt.rate(grr), arr=money(frame, start.arr),
             new=money(frame, sum(part.new for part in start.parts)))


def band(run: pd.DataFrame) -> str:
    """What the band is, or why there is none."""
    return t("whatif.band") if fmt.known(run.arr_low.iloc[-1]) else t("whatif.no_band")


def strip(frame: Frame, view: View, plain: pd.DataFrame, run: pd.DataFrame, point: float | None, start: Base) -> str:
    """ARR, NRR, GRR and margin of the last year, each against no change; what a point of GRR is worth."""
    last, first = run.iloc[-1], plain.iloc[-1]
    arr = fmt.money_parts(last["arr"], frame.build.currency, language())
    gap = float(last["arr"] - first["arr"])
    made = [Card(t("whatif.card.arr", years=view.years), arr.number, arr.unit,
                 definition=t("metric.run_arr.definition"), deltas=_delta(view, gap, signed(frame, gap)),
                 note=_between(frame, last))]
    for key, name in (("nrr", "nrr"), ("grr", "grr"), ("margin", "margin")):
        made.append(_rate(view, key, t(f"whatif.card.{name}", years=view.years), last, first, start))
    worth = fmt.money_parts(point, frame.build.currency, language())
    made.append(Card(t("whatif.card.point", years=view.years), worth.number, worth.unit,
                     definition=t("metric.grr_point.definition"), reason=t("whatif.point.none")))
    return cards.kpi_strip(made)


def _between(frame: Frame, last: pd.Series) -> str:
    if not fmt.known(last.arr_low):
        return ""
    return t("whatif.between", low=money(frame, last.arr_low), high=money(frame, last.arr_high))


def _rate(view: View, key: str, label: str, last: pd.Series, first: pd.Series, start: Base) -> Card:
    gap = float(last[key] - first[key])
    definition = {"nrr": "run_nrr", "grr": "run_nrr", "margin": "operating_margin"}[key]
    unknown = key == "margin" and not start.costs.known
    why = reason(start.costs.reason) if unknown else t("whatif.reason.nothing_left")
    value = fmt.rate(last[key])
    of = t("whatif.card.margin_of") if key == "margin" and not unknown else ""
    return Card(label, value.removesuffix("%"), "%" if value != fmt.UNKNOWN else "", reason=why, below=of,
                definition=t(f"metric.{definition}.definition"), deltas=_delta(view, gap, fmt.points(gap)))


def _delta(view: View, gap: float, amount: str) -> list[Delta]:
    return [Delta.of(gap, amount, t("whatif.against"))] if view.changed and fmt.known(gap) else []
