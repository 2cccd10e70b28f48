"""Who owns a function, and what is wanted of its measures: entered in place, kept in the store."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import deciding, states, theme
from components.charter import words as figures
from components.functions import words
from components.i18n import t
from components.router import Frame
from queries.functions import KEYS

OPEN = "functions.editing"


def draw(frame: Frame, function: str, found: pd.DataFrame) -> None:
    """The button, and while it is on the two forms beside each other."""
    if not deciding.may("owner"):
        return
    st.toggle(t("functions.edit"), key=OPEN)
    if not st.session_state.get(OPEN):
        return
    with st.container(key="functions-editor"):
        left, right = st.columns(2, gap="medium")
        with left:
            _owner(frame, function, found)
        with right:
            _target(frame, function, found)


def _owner(frame: Frame, function: str, found: pd.DataFrame) -> None:
    key = f"function:{function}"
    version = deciding.opened("owner", key)
    stands = found.owner.iloc[0] if len(found) and isinstance(found.owner.iloc[0], str) else ""
    with st.form(f"functions.owner.{function}.{version}"):
        theme.block(f"<h3>{t('functions.form.owner', name=words.name(function))}</h3>")
        owner = st.text_input(t("functions.form.owner_field"), stands,
                              key=f"functions.owner.name.{function}.{version}")
        deciding.author_field(f"functions.owner.{function}")
        sent = st.form_submit_button(t("functions.form.save_owner"), type="primary")
    body = {"owner": owner.strip()}
    if sent and deciding.save("owner", key, body, version):
        st.rerun()


def _target(frame: Frame, function: str, found: pd.DataFrame) -> None:
    key = st.selectbox(t("deciding.field.measure"), KEYS[function], key=f"functions.target.measure.{function}",
                       format_func=words.measure)
    version, currency = deciding.opened("target", key), frame.build.currency
    row: Any = next(each for each in found.itertuples() if each.measure == key)
    unit = figures.unit(key, currency)
    label = t("functions.form.value", unit=unit) if unit else t("deciding.field.target")
    named = f"functions.target.{key}.{version}"
    with st.form(named):
        theme.block(f"<h3>{t('functions.form.target', name=words.measure(key))}</h3>")
        given = st.text_input(label, figures.editable(key, float(row.target)) if row.target is not None else "",
                              key=f"{named}.value")
        stands = figures.person(row.target_owner) if isinstance(row.target_owner, str) else ""
        owner = st.text_input(t("functions.form.target_owner"), stands, key=f"{named}.owner")
        due = st.date_input(t("deciding.field.due_on"), row.due_on, key=f"{named}.due")
        deciding.author_field(f"functions.target.{function}")
        sent = st.form_submit_button(t("functions.form.save_target"), type="primary")
    if not sent:
        return
    value = figures.number(key, given)
    if isinstance(value, float) and not figures.within(key, value):
        theme.block(states.notice(t("deciding.problems.title", n=1), [t("functions.form.bounds", value=given)], "bad"))
        return
    kept = row.target_owner if stands and owner == stands else owner.strip()
    body = {"measure": key, "value": value, "owner": kept, "due_on": due.isoformat() if due else None}
    if deciding.save("target", key, body, version):
        st.rerun()
