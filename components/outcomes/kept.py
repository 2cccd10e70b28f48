"""Who stayed, by what was known of their outcomes twelve months before. Association, never cause."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from components import cards, theme
from components import format as fmt
from components.i18n import language, t
from components.outcomes import files, words
from components.outcomes.questions import Questions
from components.outcomes.sections import missing
from components.router import Frame
from components.sentence import joined
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW


def draw(frame: Frame, ask: Questions) -> None:
    """A row a group of the base."""
    found = ask.kept()
    rows = list(found.itertuples())
    day = fmt.full_day(found.attrs["d0"], language())
    theme.block(cards.section(_title(rows, found.attrs), t("outcomes.kept.subtitle", day=day)))
    if found.attrs["missing"]:
        missing("outcome")
        return
    columns = [Column("name", t("outcomes.kept.column")),
               Column("retention", t("metric.logo_retention.short"), "number"),
               Column("grr", t("metric.grr.short"), "number"),
               Column("nrr", t("metric.nrr.short"), "number", drop=True)]
    made: list[Row] = [_row(row) for row in rows]
    few = [fmt.known(row.retention) and int(row.customers) < FEW for row in rows]
    with st.container(key="outcomes-kept"):
        theme.block(table(columns, made, few=few, caption=t("outcomes.kept.caption"))
                    + f'<p class="t-sub">{escape(_note(found.attrs))}</p>')
    files.button(frame, "kept", found)


def _row(row: Any) -> Row:
    name = Cell(t(f"outcomes.kept.{row.known_then}"))
    if not fmt.known(row.retention):
        unknown = Cell(fmt.UNKNOWN, below=words.reason(row.reason or "few"))
        return {"name": name, "retention": unknown, "grr": fmt.UNKNOWN, "nrr": fmt.UNKNOWN}
    return {"name": name, **{
        key: Cell(words.share(getattr(row, value)), bold=key == "retention", below=words.ends(
            getattr(row, low), getattr(row, high), row.customers) if key == "retention" else _span(row, low, high))
        for key, value, low, high in (("retention", "retention", "low", "high"), ("grr", "grr", "grr_low", "grr_high"),
                                      ("nrr", "nrr", "nrr_low", "nrr_high"))}}


def _span(row: Any, low: str, high: str) -> str:
    said = fmt.interval(getattr(row, low), getattr(row, high))
    return "" if said == fmt.UNKNOWN else said


def _title(rows: list[Any], told: dict[Any, Any]) -> str:
    """Who stayed more, or that the difference is within chance."""
    held = {str(row.known_then): row for row in rows}
    reached, none = held["reached"], held["none"]
    if not fmt.known(reached.retention) or not fmt.known(none.retention):
        return t("outcomes.kept.title.none")
    sure = told["difference_low"] > 0 or told["difference_high"] < 0
    return t("outcomes.kept.title" if sure else "outcomes.kept.title.chance", reached=fmt.rate(reached.retention),
             none=fmt.rate(none.retention))


def _note(told: dict[Any, Any]) -> str:
    """The comparison like for like where there is one, what was left out, and what must not be read into it."""
    like = t("outcomes.kept.no_adjusted")
    if fmt.known(told["adjusted"]):
        ends = t("drivers.span", low=fmt.points(told["adjusted_low"], unit=False),
                 high=fmt.points(told["adjusted_high"], unit=False))
        like = t("outcomes.kept.adjusted", gap=fmt.points(told["adjusted"]), span=ends)
    left = t("outcomes.kept.undated", n=words.customers(told["undated"])) if told["undated"] else ""
    return joined(like, left, t("outcomes.kept.association"))
