"""What new, kept and added revenue leave after what was spent on each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import cards, theme
from components import format as fmt
from components.economics import files, words
from components.economics.questions import Questions
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table


def draw(frame: Frame, ask: Questions) -> None:
    """A row each: ARR, its margin, the costs, what is left, and ARR per unit of cost."""
    found, currency = ask.increment(), frame.build.currency
    theme.block(cards.section(_title(found, currency), t("economics.increment.subtitle")))
    columns = [Column("part", t("economics.column.part")), Column("arr", t("metric.arr.short"), "number"),
               Column("gross_profit", t("economics.column.gross_profit"), "number", drop=True),
               Column("cost", t("economics.column.cost"), "number", drop=True),
               Column("profit", t("economics.column.profit"), "number"),
               Column("per_cost", t("economics.column.per_cost"), "number", drop=True)]
    rows: list[Row] = [_row(row, currency) for row in found.itertuples()]
    with st.container(key="economics-increment"):
        theme.block(table(columns, rows, caption=t("economics.increment.none")))
    theme.block(f'<p class="t-sub">{t("economics.increment.note")}</p>')
    files.increment(frame, found)


def _title(found: pd.DataFrame, currency: str) -> str:
    profit = {row.part: row.profit for row in found.itertuples()}
    if not all(map(fmt.known, profit.values())):
        return t("economics.increment.none")
    kept = float(profit["retained"]) + float(profit["expanded"])
    return t("economics.increment.title", kept=fmt.money(kept, currency, language()),
             new=fmt.money(float(profit["new"]), currency, language()))


def _row(row: Any, currency: str) -> dict[str, str | Cell]:
    def amount(name: str) -> str:
        value = getattr(row, name)
        return fmt.money(float(value), currency, language()) if fmt.known(value) else fmt.UNKNOWN

    def ends(name: str) -> str:
        known = fmt.known(getattr(row, f"{name}_low")) and fmt.known(getattr(row, f"{name}_high"))
        return words.span(amount(f"{name}_low"), amount(f"{name}_high")) if known else ""

    return {"part": Cell(t(f"economics.part.{row.part}"), below=t(f"economics.part.{row.part}.cost")),
            "arr": Cell(amount("arr"), below=ends("arr")), "gross_profit": amount("gross_profit"),
            "cost": amount("cost"), "profit": Cell(amount("profit"), below=ends("profit") or words.reason(row.reason)),
            "per_cost": fmt.decimal(row.per_cost, 1)}
