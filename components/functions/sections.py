"""The page's head, the seven functions, and the measures of the one that is looked into."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components.address import Address
from components.charts.sparkline import sparkline
from components.filters import clear
from components.functions import controls, files, forms, words
from components.functions.questions import Questions
from components.functions.view import FUNCTION
from components.i18n import t
from components.router import Frame
from components.sentence import narrowed
from components.tables import Cell, Column, Row, table
from queries import functions
from queries.functions import KEYS
from queries.metrics import FEW


def head(frame: Frame, ask: Questions) -> None:
    """How many of the functions reach what is wanted of them; over whom."""
    found = ask.told()
    mains = found[found.measure.isin(functions.mains())]
    theme.block(cards.finding(words.title(mains), words.base(mains, ask.active())))
    if frame.scope.unit != "customer":
        unit = t(f"unit.{frame.scope.unit}")
        body = t("functions.unit.body", page=t("nav.page.retention"))
        theme.block(states.notice(t("functions.unit.title", unit=unit), [body]))


def nothing(frame: Frame) -> None:
    """In the place of the whole page where nobody is active in the scope: that nobody is, and the way back."""
    theme.block(states.no_rows(t("functions.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="functions.clear", on_click=clear,
                  args=(Address(where=frame.scope.where),))


def overview(frame: Frame, ask: Questions) -> None:
    """A row a function: main measure, target, status, trend, owner, part in retention."""
    found, parts, mains = ask.told(), {str(row.function): row for row in ask.parts().itertuples()}, functions.mains()
    rows = found[found.measure.isin(mains)]
    trends = ask.trend(mains)
    theme.block(cards.section(t("functions.overview.title"), t("functions.overview.subtitle")))
    columns = [Column("name", t("functions.column.function")),
               Column("value", t("functions.column.value"), "number"),
               Column("target", t("functions.column.target"), "number", drop=True),
               Column("status", t("functions.column.status"), "status"),
               Column("trend", t("functions.column.trend"), "bar"),
               Column("owner", t("functions.column.measures.owner"), drop=True),
               Column("part", t("functions.column.part"), drop=True, quiet=True)]
    made: list[Row] = []
    for row in rows.itertuples():
        status, said = words.verdict(row)
        made.append({
            "name": Cell(words.name(str(row.function)), below=words.measure(str(row.measure)),
                         href=f"?{FUNCTION}={row.function}"),
            "value": Cell(words.value(row, frame.build.currency), below=words.beneath(row)),
            "target": words.target(row, frame.build.currency), "owner": words.owner(row),
            "status": Cell(said, status=status, below=words.chance(row)),
            "trend": Cell(bar=_spark(str(row.measure), trends[str(row.measure)], row.target)),
            "part": words.part(parts[str(row.function)], frame.dimensions)})
    with st.container(key="functions-overview"):
        theme.block(table(columns, made, few=_few(rows), caption=t("functions.overview.title")))
    with st.container(key="functions-parts"):
        theme.block(_parts({name: words.part(row, frame.dimensions) for name, row in parts.items()}))
    files.measures(frame, found, parts)


def _parts(said: Mapping[str, str]) -> str:
    """The parts in retention as a list, for where the table has no room for them."""
    lines = "".join(f"<li><b>{escape(words.name(name))}</b> {escape(part)}</li>" for name, part in said.items())
    return f'<p class="t-sub">{escape(t("functions.column.part"))}</p><ul>{lines}</ul>'


def _few(rows: pd.DataFrame) -> list[bool]:
    return [row.reason is None and int(row.n) < FEW for row in rows.itertuples()]


def _spark(key: str, values: list[float | None], target: float | None) -> str:
    """The line of eight quarter ends; nothing where fewer than two are known."""
    if sum(value is not None for value in values) < 2:
        return ""
    return sparkline(values, mode=theme.mode(), alt=t("functions.trend.alt", name=words.measure(key)), target=target)


def chosen(frame: Frame, ask: Questions) -> None:
    """The choice of a function, its measures with their targets, and the forms to change them."""
    theme.block(cards.section(_claim(ask), t("functions.measures.subtitle")))
    controls.function(ask.view)
    if ask.view.unknown is not None:
        controls.refuse(FUNCTION, ask.view.unknown)
        return
    found, keys = ask.told((ask.view.function,)), KEYS[ask.view.function]
    trends, currency = ask.trend(keys), frame.build.currency
    columns = [Column("name", t("functions.column.measure_name")),
               Column("value", t("functions.column.value"), "number"),
               Column("target", t("functions.column.target"), "number", fold=True),
               Column("status", t("functions.column.status"), "status"),
               Column("trend", t("functions.column.trend"), "bar"),
               Column("meaning", t("functions.column.meaning"), drop=True, quiet=True)]
    rows: list[Row] = [{
        "name": words.measure(str(row.measure)),
        "value": Cell(words.value(row, currency), below=words.beneath(row)), "target": words.target(row, currency),
        "status": Cell(words.verdict(row)[1], status=words.verdict(row)[0], below=words.chance(row)),
        "trend": Cell(bar=_spark(str(row.measure), trends[str(row.measure)], row.target)),
        "meaning": t(f"metric.{row.measure}.definition")} for row in found.itertuples()]
    with st.container(key="functions-measures"):
        theme.block(table(columns, rows, few=_few(found), caption=words.name(ask.view.function)))
    forms.draw(frame, ask.view.function, found)


def _claim(ask: Questions) -> str:
    """The chosen function, with how many of its targets are reached."""
    found = ask.told((ask.view.function,))
    judged = found[found.verdict.isin(["met", "not_met"])]
    met = int((judged.verdict == "met").sum())
    return t("functions.measures.title", name=words.name(ask.view.function), met=met, of=len(judged)) if len(
        judged) else t("functions.measures.unjudged", name=words.name(ask.view.function))

