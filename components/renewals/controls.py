"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

import streamlit as st

from components import url
from components.i18n import t
from components.renewals.view import PERIOD, PERIODS, TAB, TABS, View


def _write(key: str, name: str, default: str) -> None:
    chosen = st.session_state[key]
    url.change(name, [] if chosen is None or chosen == default else [chosen])


def period(view: View) -> None:
    """Months, fiscal quarters or weeks."""
    names = {each: t(f"renewals.period.{each}") for each in PERIODS}
    st.session_state["renewals.period"] = view.period
    st.segmented_control(
        t("renewals.parameter.period"), list(names), key="renewals.period", format_func=names.__getitem__,
        required=True, on_change=_write, args=("renewals.period", PERIOD, PERIODS[0]), label_visibility="collapsed",
    )


def tab(view: View) -> None:
    """Which undecided renewals are listed."""
    names = {each: t(f"renewals.tab.{each}") for each in TABS}
    st.session_state["renewals.tab"] = view.tab
    st.segmented_control(
        t("renewals.parameter.tab"), list(names), key="renewals.tab", format_func=names.__getitem__, required=True,
        on_change=_write, args=("renewals.tab", TAB, TABS[0]), label_visibility="collapsed", wrap=True,
    )
