"""The form of an assessment: who says which level of which cell, on what day, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import cards, deciding, theme
from components.i18n import t
from components.maturity import words
from components.maturity.questions import Questions
from data.maturity.model import CAPABILITIES, FUNCTIONS
from data.store import Record
from data.store.kinds import today
from queries.measures.calendar import quarter_name


def draw(ask: Questions) -> None:
    """The form, and what becomes of it, for whoever may assess. The opened cell is chosen beforehand."""
    if not deciding.may("assessment"):
        return
    theme.block(cards.section(t("maturity.form.title"), t("maturity.form.sub")))
    function, capability = ask.view.cell or (FUNCTIONS[0], CAPABILITIES[0])
    place = f"maturity.form.{function}.{capability}"
    with st.form(place, border=False, enter_to_submit=False):
        body = _fields(ask, place, function, capability)
        deciding.author_field(place)
        sent = st.form_submit_button(t("maturity.form.save"), type="primary")
    key, base = _target(ask.assessments, body)
    if sent and deciding.save("assessment", key, body, base):
        st.rerun()


def _fields(ask: Questions, place: str, function: str, capability: str) -> dict[str, Any]:
    functions = {each: words.function(each) for each in FUNCTIONS}
    capabilities = {each: words.capability(each) for each in CAPABILITIES}
    left, right = st.columns(2, gap="small")
    of = left.selectbox(t("deciding.field.function"), FUNCTIONS, FUNCTIONS.index(function), key=f"{place}.function",
                        format_func=functions.__getitem__)
    what = right.selectbox(t("deciding.field.capability"), CAPABILITIES, CAPABILITIES.index(capability),
                           key=f"{place}.capability", format_func=capabilities.__getitem__)
    left, right = st.columns(2, gap="small")
    on = left.date_input(t("deciding.field.assessed_on"), _day(ask), key=f"{place}.day")
    level = right.number_input(t("maturity.form.level"), value=None, step=1, key=f"{place}.level", format="%d")
    assessor = st.text_input(t("deciding.field.assessor"), key=f"{place}.assessor")
    evidence = st.text_area(t("maturity.form.evidence"), key=f"{place}.evidence", height=90)
    return {"function": of, "capability": what, "assessed_on": on.isoformat() if isinstance(on, date) else None,
            "level": int(level) if level is not None else None, "assessor": assessor.strip(),
            "evidence": evidence or None}


def _day(ask: Questions) -> date:
    """The day on which the quarter shown is read, so that what is saved stands in the grid; never one to come."""
    return min(today(), ask.view.on)


def _target(records: tuple[Record, ...], body: dict[str, Any]) -> tuple[str, int]:
    """The record that the form writes, and the version that stands."""
    quarter = quarter_name(date.fromisoformat(body["assessed_on"])) if body["assessed_on"] else "—"
    key = f"{body['function']}|{body['capability']}|{quarter}"
    return key, next((each.version for each in records if each.key == key), 0)
