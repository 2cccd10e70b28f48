"""The button beside a figure. A click opens its panel and leaves the page as it is; closed, the panel costs nothing."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components import asking, i18n, identity
from components.evidence import panel
from components.evidence.about import Figure
from components.i18n import t
from components.router import Frame

ASKED = "evidence.asked"


def draw(frame: Frame, figure: Figure) -> None:
    """The button of a figure that was drawn, in a fragment of its own."""
    _button(replace(frame, export=None), figure)


@st.fragment
def _button(frame: Frame, figure: Figure) -> None:
    i18n.use(frame.language)
    if not asking.within_a_page():
        identity.hold(frame.scope.viewer)
    key = f"explain.{figure.key}"
    st.button(t("evidence.open"), key=key, type="tertiary", on_click=_ask, args=(key,))
    if st.session_state.get(ASKED) == key:
        del st.session_state[ASKED]
        st.dialog(t("evidence.title"), width="large")(panel.draw)(frame, figure)


def _ask(key: str) -> None:
    """A callback, so that the click outlives a run that must start again through the router."""
    st.session_state[ASKED] = key
