"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import sentence, states, theme, url
from components.functions import words
from components.functions.view import FUNCTION, PARTNER, View
from components.i18n import t
from queries.measures.model import FUNCTIONS


def function(view: View) -> None:
    """Which function is looked into."""
    st.session_state["functions.function"] = view.function
    st.segmented_control(
        t("functions.parameter.function"), list(FUNCTIONS), key="functions.function", format_func=words.name,
        required=True, on_change=_function, label_visibility="collapsed")


def _function() -> None:
    url.change(PARTNER, [])
    url.change(FUNCTION, [st.session_state["functions.function"]])


def partner(names: Mapping[str, str], chosen: str) -> None:
    """Whose pack is open."""
    st.session_state["functions.partner"] = chosen
    st.selectbox(t("functions.parameter.partner"), list(names), key="functions.partner",
                 format_func=names.__getitem__, on_change=_partner, label_visibility="collapsed", width=300)


def _partner() -> None:
    url.change(PARTNER, [st.session_state["functions.partner"]])


def refuse(name: str, value: str) -> None:
    """That the link asks for what there is not, with a button that takes just this part out of it."""
    theme.block(states.unknown_filter(t(f"functions.parameter.{name}"), value))
    st.button(sentence.plain(t("filter.remove", value=value)), key=f"clear.functions.{name}", on_click=url.change,
              args=(name, []))
