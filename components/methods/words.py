"""The claims of the page: the finding, the section titles, the sentences under them. Pure apart from the language."""

from __future__ import annotations

from datetime import date

import pandas as pd

from components import format as fmt
from components.i18n import language, t
from queries.methods import METHODS
from queries.prices import MISSING

SHOWN = 5e-5
"""The least difference that two decimals of a point show."""


def finding(found: pd.DataFrame) -> str:
    """How far apart the methods put NRR, or GRR where they agree on NRR."""
    net, gross = found.nrr.dropna().astype(float), found.grr.dropna().astype(float)
    if net.empty:
        return t("methods.title.none")
    low, high = fmt.rate(net.min()), fmt.rate(net.max())
    if low != high:
        return t("methods.title.apart", low=low, high=high)
    least, most = fmt.rate(gross.min()), fmt.rate(gross.max())
    return t("methods.title.gross", low=least, high=most) if least != most else t("methods.title.same", nrr=low)


def base(found: pd.DataFrame, unit: str, currency: str, days: tuple[date, date]) -> str:
    """Which one the board uses, over which base and days."""
    ours = found.iloc[0]
    start, end = (fmt.full_day(day, language()) for day in days)
    if ours.reason:
        return t("methods.base.none", start=start, end=end)
    return t("methods.base.ours", nrr=fmt.rate(ours.nrr), grr=fmt.rate(ours.grr), start=start, end=end,
             n=fmt.count(int(ours.logos_base), unit, language()), arr=fmt.money(ours.arr_base, currency, language()))


def table_title(found: pd.DataFrame) -> str:
    """How far apart NRR and GRR stand, in points."""
    known = found.dropna(subset=["nrr", "grr"])
    if known.empty:
        return t("methods.table.title")
    net, gross = (fmt.decimal(100 * float(known[rate].max() - known[rate].min())) for rate in ("nrr", "grr"))
    if net == gross == fmt.decimal(0):
        return t("methods.table.title_same")
    return t("methods.table.title_apart", nrr=net, grr=gross)


def lines_title(steps: pd.DataFrame) -> str:
    """The line between two methods that moves a rate most."""
    between = steps[(steps.kind == "line") & steps.leads_from.isin(METHODS)]
    moved = [(abs(float(row[rate])), str(row.line), rate)
             for _, row in between.iterrows() for rate in ("nrr", "grr") if fmt.known(row[rate])]
    size, line, rate = max(moved, default=(0.0, "", ""))
    if size < SHOWN:
        return t("methods.lines.title_none")
    return t("methods.lines.title", line=t(f"methods.line.{line}"), metric=t(f"metric.{rate}.short"),
             points=fmt.decimal(100 * size, 2))


def bridge_title(steps: pd.DataFrame, currency: str) -> str:
    """That every line together leads from the opening ARR to the closing."""
    at = steps.set_index("line").amount
    opening, closing = (fmt.money(float(at[name]), currency, language()) for name in ("opening", "closing"))
    return t("methods.bridge.title_closes", opening=opening, closing=closing)


def units_title(found: pd.DataFrame) -> str:
    """The widest gap of NRR between the units; the same NRR everywhere is a claim too."""
    net = found.dropna(subset=["nrr"])
    if net.empty:
        return t("methods.units.title_none")
    low, high = net.loc[net.nrr.astype(float).idxmin()], net.loc[net.nrr.astype(float).idxmax()]
    if fmt.rate(low.nrr) == fmt.rate(high.nrr):
        return t("methods.units.title_same", nrr=fmt.rate(low.nrr))
    return t("methods.units.title", low=t(f"methods.unit.{low.unit}"), high=t(f"methods.unit.{high.unit}"),
             low_rate=fmt.rate(low.nrr), high_rate=fmt.rate(high.nrr))


def units_why(found: pd.DataFrame, currency: str) -> list[str]:
    """Why the units differ: what customers added and dropped while they stayed; whether ARR is the same."""
    said = [t("methods.units.same_arr" if found.attrs["same_arr"] else "methods.units.other_arr")]
    product = found[found.unit == "product"].iloc[0]
    if product.arr_added:
        said.append(t("methods.units.added", arr=fmt.money(product.arr_added, currency, language())))
    if product.lost_units:
        lost, kept = (fmt.count(int(product[name]), "product", language()) for name in ("lost_units", "still_there"))
        said.append(t("methods.units.dropped", lost=lost, kept=kept) if product.still_there else
                    t("methods.units.dropped_all", lost=lost))
    return said


def prices_title(found: pd.DataFrame) -> str:
    """What expansion is made of (contraction, where nothing grew); that seats are unknown where they mostly are."""
    if found.attrs["seats"] == MISSING:
        return t("methods.prices.title_missing")
    moved = found[found.amount > 0]
    if moved.empty:
        return t("methods.prices.title_none")
    row = moved.iloc[0]
    said = {part: share(row[part], row.amount) for part in ("seats", "price", "products", "unknown")}
    name = t(f"metric.{row.movement}.short")
    if abs(float(row.unknown)) * 2 >= float(row.amount):
        return t("methods.prices.title_unknown", movement=name, unknown=said["unknown"])
    return t("methods.prices.title", movement=name, seats=said["seats"], price=said["price"],
             products=said["products"])


def share(part: float, whole: float) -> str:
    """A part of an amount in whole per cent; nothing of nothing is unknown."""
    return fmt.rate(float(part) / float(whole), 0) if whole else fmt.UNKNOWN


def joined(sentences: list[str]) -> str:
    """Sentences after each other."""
    return ("" if language() == "ja" else " ").join(sentences)
