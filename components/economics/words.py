"""Figures of economics in words: values, intervals, reasons, sentences. Pure apart from the language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components.cohorts import cuts
from components.i18n import catalogue, language, t
from components.sentence import joined, value_name
from components.tables import Cell
from queries.dimensions import Dimension
from queries.economics_sums import SOURCE
from queries.metrics import FEW

MONEY = ("ltv", "cac", "arpa", "month_arpa", "month_ltv")
UNITS = {"payback_months": "months", "renewals_until_profit": "times", "ltv_to_cac": "ratio"}
RATES = ("gross_margin", "logo_churn", "month_churn")


def said(name: str, value: Any, currency: str) -> str:
    """A value as people write it; unknown is a dash."""
    if not fmt.known(value):
        return fmt.UNKNOWN
    if name in MONEY:
        return fmt.money(float(value), currency, language())
    if name in RATES:
        return fmt.rate(value)
    return t(f"economics.{UNITS[name]}", n=number(name, value))


def number(name: str, value: Any) -> str:
    """A value's number without its unit; unknown is a dash."""
    return fmt.decimal(value, 0 if name == "renewals_until_profit" else 1)


def unit(name: str) -> str:
    """What follows the number of months, times or a ratio."""
    return t(f"economics.{UNITS[name]}", n="").strip()


def interval(name: str, row: Any, currency: str) -> str:
    """The ends of a figure's interval; empty where it has none."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if not fmt.known(low) or not fmt.known(high):
        return ""
    if name in RATES:
        return fmt.interval(low, high)
    return span(said(name, low, currency), said(name, high, currency))


def span(low: str, high: str) -> str:
    """Two ends in words; no line breaks after a minus."""
    return t("economics.span", low=low, high=high).replace(fmt.MINUS, fmt.MINUS + "\u2060")


def reason(code: Any) -> str:
    """Why a figure is unknown; empty for none."""
    return t(f"economics.reason.{code}") if isinstance(code, str) else ""


def bound(name: str, row: Any) -> str:
    """≥ or ≤ where some costs are given to no value of a split: the CAC is the least, the margin the most."""
    least, most = bool(row["cac_partial"]), bool(row["margin_partial"])
    if name in ("cac", "payback_months", "renewals_until_profit") and (least or (most and name != "cac")):
        return "≥ "
    if name in ("ltv_to_cac", "ltv", "gross_margin", "month_ltv") and (most or (least and name == "ltv_to_cac")):
        return "≤ "
    return ""


def cell(name: str, row: Any, currency: str) -> Cell:
    """A figure with its interval beneath, or why it is unknown."""
    if not fmt.known(row[name]):
        return Cell(fmt.UNKNOWN, below=reason(row[f"{name}_reason"]))
    return Cell(bound(name, row) + said(name, row[name], currency), below=interval(name, row, currency))


def label(by: str, value: Any, dimensions: dict[str, Dimension]) -> str:
    """What a value of a split is called."""
    given = None if value is None or pd.isna(value) else str(value)
    if by == SOURCE:
        return t("economics.source.none") if given is None else catalogue(language()).get(
            f"functions.source.{given}", given)
    if by == "partner_id" and given is None:
        return t("economics.partner.none")
    return value_name(dimensions[by], given)


def title(row: Any, currency: str) -> str:
    """What a customer brings, costs, and when it has paid for itself; of what is unknown, that it is."""
    if fmt.known(row.ltv) and fmt.known(row.payback_months):
        return t("economics.title", ltv=said("ltv", row.ltv, currency), cac=said("cac", row.cac, currency),
                 months=fmt.decimal(row.payback_months, 1))
    if fmt.known(row.ltv):
        return t("economics.title.ltv", ltv=said("ltv", row.ltv, currency))
    if fmt.known(row.payback_months):
        return t("economics.title.payback", months=fmt.decimal(row.payback_months, 1))
    return t("economics.title.none", reason=reason(row.reason))


def base(row: Any, attrs: dict[str, Any]) -> str:
    """Over which months and whom, and that intervals are chance among customers."""
    first, last = attrs["first_day"], attrs["last_day"]
    told = t("economics.base", first=cuts.name(first, "month"), last=cuts.name(last, "month"))
    if not all(map(fmt.known, (row.logos_base, row.logos_kept, row.new_customers))):
        return told
    lost = int(row.logos_base) - int(row.logos_kept)
    few = t("economics.base.few") if lost < FEW or row.new_customers < FEW else ""
    return joined(told, t("economics.base.counts", base=f"{int(row.logos_base):,}", lost=f"{lost:,}",
                          new=f"{int(row.new_customers):,}"), few)


def margin(row: Any) -> str:
    """Where the margin comes from."""
    return t(f"economics.margin.{row.margin_source}") if isinstance(row.margin_source, str) else reason(row.ltv_reason)
