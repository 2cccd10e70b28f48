"""The charter's KPIs: target, figure, status, owner and due date, and the editor of a target in its row."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from components import cards, deciding, loaders, states, theme
from components import format as fmt
from components.charter import files, history, rows, state, words
from components.charter.questions import Questions
from components.charter.state import Editor
from components.charts.sparkline import sparkline
from components.deciding import shown
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from data.targets import KPIS
from data.warehouse import time_zone
from queries.charter import CHARTER
from queries.measures import MEASURES
from queries.metrics import FEW

HEADS = ("kpi", "trend", "value", "", "target", "status", "owner", "due")
FIELDS = ("value", "owner", "due_on")


def draw(frame: Frame, ask: Questions) -> None:
    """The KPIs of the charter, each with its editor, and a new one from those that are none yet."""
    found = ask.kpis()
    own, others = words.worst_first(found[found.source.isin(CHARTER)]), found[~found.source.isin(CHARTER)]
    theme.block(cards.section(_heading(own, ask), _sub(frame)))
    if len(own):
        rows.head("kpi", HEADS)
    else:
        theme.block(states.notice(t("charter.kpis.none"), [t("charter.kpis.none_way")]))
    with st.container(gap=None, key="charter-kpi-rows"):
        for row in own.itertuples():
            _row(frame, row, ask.back or not frame.scope.viewer.names)
    if ask.back:
        theme.block(f'<p class="t-sub">{escape(t("charter.kpis.back"))}</p>')
    elif frame.scope.viewer.names:  # who may not see names writes nothing
        _add(frame, found)
    if len(others):
        _practice(frame, others)
    files.kpis(frame, found)


def _sub(frame: Frame) -> str:
    """What the rows are over: the whole company, or the customers of whoever looks beside the company's targets."""
    day = fmt.as_of(frame.scope.as_of, language())
    return t("access.charter.sub", day=day) if frame.scope.viewer.filters else t("charter.kpis.sub", day=day)


def _heading(own: pd.DataFrame, ask: Questions) -> str:
    if ask.before_charter() is not None:
        return t("charter.kpis.title_before", n=len(own)) if len(own) else t("charter.title.before")
    if len(own) and (own.status == "reference").all():
        return t("charter.title.reference", all=len(own))
    met = int((own.status == "met").sum())
    return t("charter.kpis.title", met=met, all=len(own)) if len(own) else t("charter.kpis.title_none")


def _row(frame: Frame, row: Any, back: bool) -> None:
    key, currency = row.measure, frame.build.currency
    version = loaders.standing("target", key)
    rows.row("kpi", "target", key, version, HEADS, cells(row, currency, frame.scope.as_of), closed=back)
    if not back and (editor := state.opened()) and (editor.kind, editor.key) == ("target", key):
        _editor(frame, editor, row.target, row.owner, row.due_on)


def cells(row: Any, currency: str, as_of: date) -> list[str]:
    """A KPI's cells, escaped: name, line of 13 weeks, value, bar, target, status, owner with the last edit, due."""
    key = row.measure
    few = 0 < row.n < FEW
    below = t("charter.few", n=row.n) if few else words.reason(row.reason) or _interval(row)
    edited = t(f"charter.source.{row.source}")
    if row.edited_by:
        moment = words.day(_day(row.edited_at), as_of)
        edited = t("charter.edited", who=words.short_person(row.edited_by), moment=moment)
    return [
        rows.text(words.name(key)), spark(row.weeks, key, row.target), rows.text(
            words.figure(key, row.value, currency), below, bold=True),
        "" if row.status == "reference" else words.goal(key, row.value, row.target),
        f'<i class="t-lead">{escape(t("charter.column.target"))} </i>'
        + rows.text(words.wanted(key, row.target, currency)),
        rows.status(words.STATUSES[row.status], t(f"charter.status.{row.status}"), _distance(row, currency)),
        rows.text(words.person(row.owner), edited), rows.text(words.day(row.due_on, as_of)),
    ]


def _interval(row: Any) -> str:
    return fmt.interval(row.low, row.high) if fmt.known(row.low) else ""


def _distance(row: Any, currency: str) -> str:
    if row.status not in ("not_met", "overdue"):
        return ""
    return t("charter.short_by", amount=words.change(row.measure, abs(row.distance), currency).removeprefix("+"))


def spark(trend: tuple[float | None, ...], key: str, target: float | None) -> str:
    """The line of the last weeks with the target dashed; nothing where fewer than two are known."""
    if sum(each is not None for each in trend) < 2:
        return ""
    alt = t("weekly.spark", name=words.name(key), weeks=len(trend) - 1)
    return sparkline(trend, mode=theme.mode(), alt=alt, target=target)


def _day(at: Any) -> date:
    return date.fromisoformat(at.astimezone(ZoneInfo(time_zone())).date().isoformat())


def _add(frame: Frame, found: pd.DataFrame) -> None:
    """A target for a KPI that the charter does not have yet."""
    taken = set(found[found.source.isin(CHARTER)].measure)
    free = [key for key in (*KPIS, *MEASURES) if key not in taken]
    st.button(t("charter.kpis.add"), key="charter.add.target", on_click=state.toggle, args=("target", state.ADD))
    editor = state.opened()
    if editor is None or (editor.kind, editor.key) != ("target", state.ADD):
        return
    key = st.selectbox(t("deciding.field.measure"), free, key="charter.target.new.measure", format_func=words.name)
    goal = found[found.measure == key]
    value, owner = (goal.target.iloc[0], goal.owner.iloc[0]) if len(goal) else (None, None)
    _editor(frame, Editor("target", key, deciding.opened("target", key)), value, owner, None)


def _editor(frame: Frame, editor: Editor, value: float | None, owner: str | None, due_on: Any) -> None:
    """The form of one target beside its history."""
    key = editor.key
    with st.container(key="charter-editor"):
        form, past = st.columns([3, 2], gap="medium")
        with form:
            with st.form(editor.named("form"), border=False):
                theme.block(f"<h3>{escape(words.name(key))}</h3>")
                told = words.unit(key, frame.build.currency)
                label = t("charter.target.value", unit=told) if told else t("deciding.field.target")
                given = st.text_input(label, words.editable(key, value) if value is not None else "",
                                      key=editor.named("value"))
                who = st.text_input(t("deciding.field.owner"), words.person(owner) if owner else "",
                                    key=editor.named("owner"))
                due = st.date_input(words.dated(t("deciding.field.due_on")), None if pd.isna(due_on) else due_on,
                                    key=editor.named("due"))
                deciding.author_field(editor.named("author"))
                sent = st.form_submit_button(t("charter.save"), type="primary")
            if sent:
                kept = owner if owner and who == words.person(owner) else who
                _save(frame, editor, given, kept, due)
            if editor.version and st.button(t("charter.target.remove"), key=editor.named("remove")) and deciding.remove(
                    "target", key, editor.version):
                _done()
        with past:
            history.draw("target", key, FIELDS, lambda name, each: _said(key, name, each, frame.build.currency))


def _said(key: str, name: str, value: Any, currency: str) -> str:
    return words.figure(key, float(value), currency) if name == "value" else shown.value(value, name)


def _save(frame: Frame, editor: Editor, given: str, owner: str, due: Any) -> None:
    value = words.number(editor.key, given)
    if isinstance(value, float) and not words.within(editor.key, value):
        theme.block(states.notice(t("deciding.problems.title", n=1), [t("charter.target.bounds", value=given)], "bad"))
        return
    body = {"measure": editor.key, "value": value, "owner": owner.strip(), "due_on": due.isoformat() if due else None}
    if deciding.save("target", editor.key, body, editor.version):
        _done()


def _done() -> None:
    state.close()
    st.rerun()


def _practice(frame: Frame, others: pd.DataFrame) -> None:
    """The goals that nobody has taken up into the charter, folded."""
    met, currency = int((others.status == "met").sum()), frame.build.currency
    key = "title_reference" if (others.status == "reference").all() else "title"
    with st.expander(t(f"charter.practice.{key}", n=len(others), met=met)):
        theme.block(f'<p class="t-sub">{escape(t("charter.practice.sub"))}</p>')
        theme.block(practice(others, currency))


def practice(others: pd.DataFrame, currency: str) -> str:
    """A row a goal of the practice: value, target, status, owner."""
    columns = [Column("name", t("charter.column.kpi")), Column("value", t("charter.column.value"), "number"),
               Column("target", t("charter.column.target"), "number"),
               Column("status", t("charter.column.status"), "status"),
               Column("owner", t("charter.column.owner"), drop=True)]
    made: list[Row] = [{
        "name": words.name(row.measure), "value": Cell(words.figure(row.measure, row.value, currency), bold=True),
        "target": words.wanted(row.measure, row.target, currency),
        "status": Cell(t(f"charter.status.{row.status}"), status=words.STATUSES[row.status]),
        "owner": words.person(row.owner)} for row in others.itertuples()]
    return table(columns, made, caption=t("charter.practice.caption"))
