"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

import streamlit as st

from components import sentence, states, theme, url
from components.i18n import t
from components.outcomes.view import CLOCK, CORNER, SPLIT, View
from queries.ttv_rows import CLOCKS


def clock(view: View) -> None:
    """How long to what."""
    names = {key: t(f"outcomes.clock.{key}") for key in CLOCKS}
    st.session_state["outcomes.clock"] = view.clock
    st.segmented_control(t("outcomes.parameter.clock"), list(names), key="outcomes.clock", required=True,
                         format_func=names.__getitem__, on_change=_write, args=(CLOCK,),
                         label_visibility="collapsed")


def split(view: View, among: tuple[str, ...]) -> None:
    """By what the times are split."""
    names = {key: t(f"outcomes.split.{key}") for key in among}
    st.session_state["outcomes.split"] = view.split
    st.segmented_control(t("outcomes.parameter.split"), list(names), key="outcomes.split", required=True,
                         format_func=names.__getitem__, on_change=_write, args=(SPLIT,),
                         label_visibility="collapsed")


def _write(name: str) -> None:
    url.change(name, [st.session_state[f"outcomes.{name}"]])


def corner(co: str, cx: str) -> None:
    """Whose accounts are listed from now on."""
    url.change(CORNER, [f"{co}.{cx}"])


def refused(view: View, *names: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back, and nothing else is drawn."""
    asked = view.lacks(*names)
    if asked is None:
        return False
    name, value = asked
    theme.block(states.unknown_filter(t(f"outcomes.parameter.{name}"), value))
    st.button(sentence.plain(t("filter.remove", value=value)), key=f"clear.outcomes.{name}", on_click=url.change,
              args=(name, []))
    return True
