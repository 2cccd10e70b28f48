"""What is behind one cell: the rule of every level beside the figures, their way over the quarters, who said what."""

from __future__ import annotations

from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from components import cards, states, tables, theme
from components import format as fmt
from components.cards import Status
from components.charts.sparkline import sparkline
from components.i18n import language, plural, t
from components.maturity import words
from components.maturity.controls import open_cell
from components.maturity.questions import Questions
from components.tables import Cell, Column, Row
from data.warehouse import time_zone
from queries.maturity_claims import Claim

STATUS: dict[bool | None, Status] = {True: "good", False: "bad", None: "unknown"}
STATES = {True: "maturity.drill.met.word", False: "maturity.drill.open", None: "maturity.drill.unknown"}


def draw(ask: Questions) -> None:
    """The opened cell."""
    assert ask.view.cell is not None
    function, capability = ask.view.cell
    cells = ask.cells()
    row = next(each for each in cells.itertuples() if (each.function, each.capability) == ask.view.cell)
    theme.block(cards.section(title(row, ask.part), t("maturity.drill.sub", quarter=fmt.quarter(ask.view.quarter))))
    found = ask.conditions()
    theme.block(rule(found[(found.function == function) & (found.capability == capability)], ask.series()))
    said = ask.history()
    theme.block(f'<h3 class="t-part">{escape(_count(said))}</h3>' + history(said))
    st.button(t("maturity.drill.close"), key="maturity.close", type="tertiary", on_click=open_cell, args=("", True))


def title(row: Any, part: bool = False) -> str:
    """The cell, what is claimed of it and what is evidenced; under a filter the claim is not of these customers."""
    name = words.cell(row.function, row.capability)
    claimed = t(f"maturity.drill.unclaimed{'_part' * part}")
    if pd.notna(row.claimed):
        claimed = t("maturity.drill.claimed", n=int(row.claimed))
    told = words.reason(row) if pd.isna(row.evidenced) else t("maturity.drill.evidenced", level=words.level(
        row.evidenced))
    return t("maturity.drill.title", cell=name, claimed=claimed, evidenced=told)


def rule(conditions: pd.DataFrame, series: pd.DataFrame) -> str:
    """A row a condition, levels rising."""
    columns = [
        Column("condition", t("maturity.drill.condition")), Column("level", t("maturity.drill.level"), fold=True),
        Column("value", t("maturity.drill.value"), "number"), Column("needed", t("maturity.drill.needed"), "number"),
        Column("way", t("maturity.drill.way"), "bar"), Column("met", t("maturity.drill.met"), "status"),
    ]
    past = {key: rows.value.tolist() for key, rows in series.groupby("measure")}
    rows = [_condition(row, past.get(row.measure, [])) for row in conditions.itertuples()]
    return f'<div class="t-mx-rule">{tables.table(columns, rows, caption=t("maturity.drill.caption"))}</div>'


def _condition(row: Any, past: list[Any]) -> Row:
    low, high = (words.number(row.measure, value) for value in (row.low, row.high))
    span = t("maturity.drill.span", low=low, high=high) if fmt.known(row.low) else ""
    why = words.reason(row) if row.met is None else t("maturity.drill.by_chance") if row.by_chance else ""
    values = [None if value is None or pd.isna(value) else float(value) for value in past]
    picture = sparkline(values, mode=theme.mode(), alt=t("maturity.drill.way_alt", measure=words.measure(row.measure)),
                        target=row.threshold)
    return {
        "condition": Cell(words.measure(row.measure), below=words.counted(row.measure, row.n)),
        "level": words.level(row.level),
        "value": Cell(words.number(row.measure, row.value), below=t("maturity.drill.n", n=f"{row.n:,}", span=span)),
        "needed": words.threshold(row.measure, row.threshold, row.least), "way": Cell(bar=picture),
        "met": Cell(t(STATES[row.met]), below=why, status=STATUS[row.met]),
    }


def history(said: list[Claim]) -> str:
    """Every assessment, the newest first, with its note as it was written: text, never markup."""
    if not said:
        return states.notice(t("maturity.drill.no_history"), [t("maturity.drill.no_history_body")])
    columns = [Column("day", t("maturity.drill.day")), Column("level", t("maturity.drill.level")),
               Column("who", t("maturity.drill.who")), Column("note", t("maturity.drill.note")),
               Column("source", t("maturity.drill.source"), quiet=True, fold=True)]
    rows: list[Row] = [{
        "day": fmt.full_day(each.assessed_on, language()), "level": words.level(each.level), "who": each.assessor,
        "note": each.evidence or "", "source": _source(each)} for each in said]
    caption = _count(said)
    return f'<div class="t-mx-history">{tables.table(columns, rows, caption=caption)}</div>'


def _count(said: list[Claim]) -> str:
    return plural(language(), "maturity.drill.history", len(said))


def _source(claim: Claim) -> str:
    if claim.entered_at is None:
        return t("maturity.drill.loaded")
    moment = fmt.moment(claim.entered_at.astimezone(ZoneInfo(time_zone())), language(), year=True)
    return t("maturity.drill.entered", moment=moment, version=claim.version)
