"""The curve that begins below zero: what each cohort has brought so far per customer, and when it had paid for itself.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.charts.profit import Line, profit
from components.cohorts import cuts
from components.economics import files, words
from components.economics.questions import Questions
from components.i18n import language, t
from components.router import Frame
from components.sentence import joined
from components.tables import Cell, Column, Row, table
from queries.economics_cohorts import paid_back, total
from queries.metrics import FEW

SHOWN, PART = 8, 0.5
"""Cohorts in the table at first; the part of the customers that must have come so far for all to have a curve."""


def draw(frame: Frame, ask: Questions) -> None:
    """The curves, and beside them each cohort's months until profit; where no profit is known, why."""
    found = ask.curves()
    known = found[found.profit.notna()] if len(found) else found
    if known.empty:
        theme.block(cards.section(t("economics.cohorts.none")))
        code = found.attrs["reason"] or (found.reason.iloc[-1] if len(found) else None)
        theme.block(states.notice(t("economics.cohorts.none_title"), [words.reason(code)] if code else []))
        return
    left, right = st.columns([7, 6], gap="medium")
    with left:
        _curves(frame, known, found)
    with right:
        _table(frame, found, tried="cac" in ask.view.own)
    files.curves(frame, found)


def _curves(frame: Frame, known: pd.DataFrame, found: pd.DataFrame) -> None:
    currency, whole = frame.build.currency, total(known)
    enough = whole.members >= max(FEW, whole.members.max() * PART)
    whole = whole[enough] if enough.any() else whole
    everyone = _line(t("economics.cohorts.all"), whole, currency)
    lines = [_line(cuts.name(cohort, "quarter"), part, currency) for cohort, part in known.groupby("cohort")]
    title = _title(whole)
    theme.block(cards.section(title, joined(
        t("economics.cohorts.subtitle"), t(f"economics.cohorts.margin.{found.attrs['margin_source']}",
                                           rate=fmt.rate(found.attrs["gross_margin"])))))
    theme.chart(profit(lines, everyone, currency, mode=theme.mode(), language=frame.language), title,
                "economics-cohorts")


def _title(whole: pd.DataFrame) -> str:
    reached = whole[whole.profit >= 0]
    if len(reached):
        return t("economics.cohorts.title", months=int(reached.age.iloc[0]))
    return t("economics.cohorts.title_not", months=int(whole.age.iloc[-1]))


def _line(name: str, rows: pd.DataFrame, currency: str) -> Line:
    says = [t("economics.cohorts.point", name=name, months=int(row.age), n=f"{int(row.members):,}",
              profit=fmt.money(float(row.profit), currency, language())) for row in rows.itertuples()]
    low, high = ([float(value) if fmt.known(value) else None for value in rows[column]]
                 for column in ("profit_low", "profit_high"))
    return Line(name, [int(age) for age in rows.age], [float(value) for value in rows.profit], says, low, high)


def _table(frame: Frame, found: pd.DataFrame, tried: bool) -> None:
    back = paid_back(found).iloc[::-1].reset_index(drop=True)
    done = int(back.months.notna().sum())
    theme.block(cards.section(t("economics.cohorts.table_title", n=done, of=len(back)),
                              t("economics.cohorts.table_subtitle_tried" if tried else
                                "economics.cohorts.table_subtitle")))
    columns = [Column("cohort", t("cohorts.cohort")),
               Column("members", t("economics.column.members"), "number", drop=True),
               Column("cac", t("metric.cac.short"), "number", drop=True),
               Column("months", t("economics.column.months_to_profit"), "number"),
               Column("profit", t("economics.column.so_far"), "number")]
    every = len(back) <= SHOWN or unfolded.is_open("economics.cohorts.rows")
    rows: list[Row] = [_row(row, frame.build.currency) for row in back.head(len(back) if every else SHOWN).itertuples()]
    few = [not fmt.known(each) or int(each) < FEW for each in back.members]
    with st.container(key="economics-paid"):
        theme.block(table(columns, rows, few=few[:len(rows)], caption=t("economics.cohorts.none")))
    if len(back) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(back)), "economics.cohorts.rows")


def _row(row: Any, currency: str) -> dict[str, str | Cell]:
    unknown = words.reason(row.reason)
    months = t("economics.months", n=int(row.months)) if fmt.known(row.months) else fmt.UNKNOWN
    below = "" if fmt.known(row.months) else unknown or t("economics.reason.not_yet")
    so_far = fmt.money(float(row.profit), currency, language()) if fmt.known(row.profit) else fmt.UNKNOWN
    return {"cohort": cuts.name(row.cohort, "quarter"), "members": fmt.held(row.members),
            "cac": words.said("cac", row.cac, currency), "months": Cell(months, below=below),
            "profit": Cell(so_far, below=t("economics.cohorts.after", months=int(row.age)))}
