"""The page's head, its KPIs, and how the lifetime value comes about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.address import Address
from components.cards import Card
from components.economics import files, words
from components.economics.questions import Questions
from components.filters import clear
from components.i18n import language, t
from components.router import Frame
from components.sentence import joined, narrowed
from components.tables import Cell, Column, Row, table
from data.contract import contract_columns
from queries.economics import LINES
from queries.economics_costs import MISSING
from queries.metrics import FEW

KPIS = ("ltv", "cac", "payback_months", "renewals_until_profit", "ltv_to_cac")


def head(frame: Frame, ask: Questions) -> None:
    """What a customer brings, costs, and when it has paid for itself."""
    row = ask.whole()
    theme.block(cards.finding(words.title(row, frame.build.currency), words.base(row, ask.row().attrs)))
    if frame.scope.unit != "customer":
        theme.block(states.notice(t("functions.unit.title", unit=t(f"unit.{frame.scope.unit}")),
                                  [t("economics.unit", page=t("nav.page.retention"))]))
    if row.cac_reason == MISSING:
        columns = [name for name, column in contract_columns("cost_month").items() if not column.nullable]
        theme.block(states.missing_table("cost_month", t("economics.missing"), columns))


def nothing(frame: Frame) -> None:
    """In the place of the page where nobody was a customer: that nobody was, and the way back."""
    theme.block(states.no_rows(t("functions.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="economics.clear", on_click=clear,
                  args=(Address(where=frame.scope.where),))


def stands(ask: Questions) -> bool:
    """Whether there is anybody to tell of. Filters on lines are told of by their reason."""
    row = ask.whole()
    return row.reason == LINES or fmt.known(row.arpa) or (fmt.known(row.logos_base) and bool(row.logos_base))


def kpis(frame: Frame, ask: Questions) -> None:
    """Five figures with their intervals, or why they are unknown."""
    row, currency = ask.whole(), frame.build.currency
    theme.block(cards.kpi_strip([_card(name, row, currency) for name in KPIS]))


def _card(name: str, row: pd.Series, currency: str) -> Card:
    value, unit = _parts(name, row[name], currency)
    ends = words.interval(name, row, currency)
    few = name != "cac" and fmt.known(row.logos_base) and int(row.logos_base) < FEW
    return Card(t(f"metric.{name}.short"), words.bound(name, row) + value, unit,
                below=t("economics.interval", ends=ends) if ends else "", few=few,
                definition=t(f"metric.{name}.definition"), reason=words.reason(row[f"{name}_reason"]))


def _parts(name: str, value: float | None, currency: str) -> tuple[str, str]:
    """A figure's number, and what is drawn smaller after it."""
    if name not in words.MONEY or value is None or not fmt.known(value):
        return words.number(name, value), words.unit(name) if fmt.known(value) else ""
    parts = fmt.money_parts(float(value), currency, language())
    return parts.number, parts.unit


def formula(frame: Frame, ask: Questions) -> None:
    """ARPA × margin ÷ churn, by the year and by the month, each with its interval."""
    row, currency = ask.whole(), frame.build.currency
    theme.block(cards.section(t("economics.formula.title"), t("economics.formula.subtitle")))
    columns = [Column("name", t("economics.column.figure")), Column("year", t("economics.formula.year"), "number"),
               Column("month", t("economics.formula.month"), "number")]
    margin = Cell(words.bound("gross_margin", row) + words.said("gross_margin", row.gross_margin, currency),
                  below=words.margin(row))
    month_arpa = Cell(words.said("month_arpa", row.month_arpa, currency))
    rows: list[Row] = [
        {"name": t("economics.formula.arpa"), "year": words.cell("arpa", row, currency), "month": month_arpa},
        {"name": t("economics.formula.margin"), "year": margin, "month": margin},
        {"name": t("economics.formula.churn"), "year": words.cell("logo_churn", row, currency),
         "month": words.cell("month_churn", row, currency)}]
    total: Row = {"name": t("economics.formula.ltv"), "year": words.cell("ltv", row, currency),
                  "month": words.cell("month_ltv", row, currency)}
    with st.container(key="economics-formula"):
        theme.block(table(columns, rows, total=total, caption=t("economics.formula.title")))
    theme.block(f'<p class="t-sub">{joined(t("economics.formula.note"), _life(row), _payback(row))}</p>')
    files.whole(frame, ask.row())


def _payback(row: pd.Series) -> str:
    return t("economics.formula.payback") if fmt.known(row.payback_months) else ""


def _life(row: pd.Series) -> str:
    if not fmt.known(row.lifetime_years):
        return ""
    return t("economics.formula.life", years=fmt.decimal(row.lifetime_years, 1))
