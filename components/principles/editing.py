"""The target and the owner of a measure, edited in place: a form whose every fault is said in it.

One editor is open at a time, with the version that stood when it was opened: what somebody else writes meanwhile is a
conflict, and what was typed stays.
"""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import deciding, loaders, states, theme
from components.i18n import t
from components.principles import words
from components.router import Frame
from queries.measures.goals import JUDGED, bounds

OPEN = "principles.editor"


def button(key: str) -> None:
    """What opens and closes a measure's editor."""
    if not deciding.may("target"):
        return
    label = t("principles.edit.close") if _opened() == key else t("principles.edit")
    st.button(label, key=f"principles.edit.{key}", type="tertiary", help=words.name(key, "name"), on_click=_toggle,
              args=(key,))


def _opened() -> str | None:
    found: tuple[str, int] | None = st.session_state.get(OPEN)
    return found[0] if found else None


def _toggle(key: str) -> None:
    st.session_state[OPEN] = None if _opened() == key else (key, loaders.standing("target", key))


def draw(frame: Frame, own: pd.DataFrame) -> None:
    """The open editor, where it belongs to one of these measures."""
    key = _opened()
    if key not in set(own.measure):
        return
    row = next(each for each in own.itertuples() if each.measure == key)
    version = int(st.session_state[OPEN][1])
    place = f"principles.{key}.{version}"
    with st.container(key="principles-editor"):
        _form(frame, row, version, place)
        if version and st.button(t("principles.edit.remove"), key=f"{place}.remove") and deciding.remove(
                "target", str(key), version):
            _done()


def _form(frame: Frame, row: Any, version: int, place: str) -> None:
    key = str(row.measure)
    with st.form(f"{place}.form", border=False):
        theme.block(f"<h3>{escape(t('principles.edit.title', name=words.name(key, 'name')))}</h3>")
        left, middle, right, last = st.columns(4, gap="small")
        told = words.unit(key)
        label = t("principles.edit.value", unit=told) if told else t("deciding.field.target")
        with left:
            given = st.text_input(label, words.editable(key, row.target), key=f"{place}.value")
        with middle:
            owner = st.text_input(t("deciding.field.owner"), words.person(row.owner) if row.owner else "",
                                  key=f"{place}.owner")
        with right:
            due = st.date_input(t("deciding.field.due_on"), None if pd.isna(row.due_on) else row.due_on,
                                key=f"{place}.due")
        with last:
            deciding.author_field(place)
        sent = st.form_submit_button(t("principles.edit.save"), type="primary")
    if sent:
        kept = str(row.owner) if row.owner and owner == words.person(row.owner) else owner
        _save(frame, key, given, kept, due, version)


def _save(frame: Frame, key: str, given: str, owner: str, due: Any, version: int) -> None:
    value = words.number(key, given)
    if isinstance(value, float) and bounds(JUDGED[key], value):
        title, said = t("deciding.problems.title", n=1), t("principles.edit.bounds", value=given)
        theme.block(states.notice(title, [said], "bad"))
        return
    body = {"measure": key, "value": value, "owner": owner.strip(), "due_on": due.isoformat() if due else None}
    if deciding.save("target", key, body, version):
        _done()


def _done() -> None:
    st.session_state[OPEN] = None
    st.rerun()
