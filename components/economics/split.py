"""The figures by segment, fit, source, partner or another label: costs only where the data give them by it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded, url
from components import format as fmt
from components.economics import assume, files, words
from components.economics.questions import Questions
from components.economics.view import BY
from components.i18n import t
from components.retention.controls import head
from components.router import Frame
from components.sentence import dimension_inside, dimension_name, joined
from components.tables import Column, Row, table
from queries.economics_costs import KEYS
from queries.economics_sums import SOURCE
from queries.metrics import FEW

FIGURES = ("ltv", "cac", "payback_months", "ltv_to_cac", "arpa", "logo_churn")
SHOWN = 8


def draw(frame: Frame, ask: Questions) -> None:
    """A row a value, the largest revenue first."""
    found, by = ask.split(), ask.view.by
    rows = found[found.arpa.notna() | (pd.to_numeric(found.logos_base) > 0)]
    rows = rows.sort_values("revenue", ascending=False, kind="stable", ignore_index=True)
    with head("economics-split", cards.section(_title(rows, frame, by))):
        _control(ask, frame)
    unknown = ask.view.lacks(BY)
    if unknown:
        assume.refuse(*unknown)
        return
    theme.block(f'<p class="t-sub">{joined(t("economics.split.subtitle"), _costs(rows, ask))}</p>')
    if rows.empty:
        theme.block(states.notice(t("economics.split.none"), [words.reason(ask.whole().reason)]))
        return
    every = len(rows) <= SHOWN or unfolded.is_open("economics.split.rows")
    shown = rows if every else rows.head(SHOWN)
    with st.container(key="economics-split-table"):
        theme.block(_drawn(shown, frame, by))
    if len(rows) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(rows)), "economics.split.rows")
    files.split(frame, rows, by, name(by))


def name(by: str) -> str:
    """What a split is called."""
    return t("economics.by.source") if by == SOURCE else dimension_name(by)


def _inside(by: str) -> str:
    """The same within a sentence."""
    return t("economics.by.source.inside") if by == SOURCE else dimension_inside(by)


def _control(ask: Questions, frame: Frame) -> None:
    names = {each: name(each) for each in ask.view.splits}
    st.session_state["economics.by"] = ask.view.by
    st.selectbox(t("economics.by"), list(names), key="economics.by", format_func=names.__getitem__, on_change=_write,
                 label_visibility="collapsed", width=200)


def _write() -> None:
    url.change(BY, [st.session_state["economics.by"]])


def _title(rows: pd.DataFrame, frame: Frame, by: str) -> str:
    """From the shortest to the longest payback, else from the lowest to the highest LTV, of those with 10 or more."""
    enough = rows[pd.to_numeric(rows.logos_base) >= FEW]
    for figure in ("payback_months", "ltv"):
        known = enough[enough[figure].notna()].sort_values(figure, kind="stable")
        if len(known) > 1:
            ends = [known.iloc[0], known.iloc[-1]]
            said = [words.said(figure, row[figure], frame.build.currency) for row in ends]
            low, high = (words.label(by, row[by], dict(frame.dimensions)) for row in ends)
            return t(f"economics.split.title.{figure}", low=said[0], first=low, high=said[1], last=high)
    return t("economics.split.title", name=_inside(by))


def _costs(rows: pd.DataFrame, ask: Questions) -> str:
    """What the data give of costs by this label."""
    by = ask.view.by
    if ask.view.assumed.cac is not None:
        return t("economics.split.assumed")
    if by not in KEYS or rows.empty or rows.cac_reason.eq("costs_not_given").all():
        return t("economics.split.not_given", name=_inside(by))
    partial = bool(rows.cac_partial.astype(bool).any() or rows.margin_partial.astype(bool).any())
    company = bool(rows.margin_source.eq("company").any())
    return joined(t(f"economics.split.{'partial' if partial else 'given'}", name=_inside(by)),
                  t("economics.split.company") if company else "")


def _drawn(rows: pd.DataFrame, frame: Frame, by: str) -> str:
    columns = [Column("label", name(by)), Column("base", t("economics.column.base"), "number", drop=True),
               *(Column(each, t(f"metric.{each}.short"), "number",
                        drop=each not in ("ltv", "payback_months")) for each in FIGURES)]
    made: list[Row] = [_row(row, frame, by) for row in rows.to_dict("records")]
    few = [not fmt.known(row["logos_base"]) or int(row["logos_base"]) < FEW for row in rows.to_dict("records")]
    return table(columns, made, few=few, caption=t("economics.split.title", name=_inside(by)))


def _row(row: Any, frame: Frame, by: str) -> Row:
    base = f"{int(row['logos_base']):,}" if fmt.known(row["logos_base"]) else fmt.UNKNOWN
    return {"label": words.label(by, row[by], dict(frame.dimensions)), "base": base,
            **{each: words.cell(each, row, frame.build.currency) for each in FIGURES}}
