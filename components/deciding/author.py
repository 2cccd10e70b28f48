"""The name under which a session writes: asked for once, remembered until the session ends."""

from __future__ import annotations

import streamlit as st

from components.i18n import t

REMEMBERED = "deciding.author"


def author() -> str:
    """The name remembered; empty before one was given."""
    return str(st.session_state.get(REMEMBERED, ""))


def author_field(place: str = "") -> str:
    """The field for one's name, filled with the name remembered. `place` tells a page's fields apart.

    What is typed into one of them is the name in all of them.
    """
    key, last = f"deciding.author.{place}", f"deciding.author.last.{place}"
    if st.session_state.get(key) in (None, st.session_state.get(last)):
        st.session_state[key] = author()
    name = st.text_input(t("deciding.author"), key=key, placeholder=t("deciding.author.hint"), max_chars=200)
    st.session_state[last] = name
    st.session_state[REMEMBERED] = name.strip()
    return name.strip()
