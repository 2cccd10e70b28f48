"""The name under which a session writes: that of who is signed in, else one that is asked for once and remembered."""

from __future__ import annotations

import streamlit as st

from components import asking
from components.i18n import t

REMEMBERED = "deciding.author"


def signed() -> str:
    """The name of who is signed in; empty where nobody signs in."""
    viewer = asking.viewer()
    return viewer.name or viewer.who if asking.signed_in(viewer) else ""


def author() -> str:
    """The name of who is signed in, else the one remembered; empty before one was given."""
    return signed() or str(st.session_state.get(REMEMBERED, ""))


def author_field(place: str = "") -> str:
    """The field for one's name, filled with the name remembered. `place` tells a page's fields apart.

    What is typed into one of them is the name in all of them. Who is signed in writes under their own name alone.
    """
    if signed():
        return _fixed(place)
    key, last = f"deciding.author.{place}", f"deciding.author.last.{place}"
    if st.session_state.get(key) in (None, st.session_state.get(last)):
        st.session_state[key] = author()
    name = st.text_input(t("deciding.author"), key=key, placeholder=t("deciding.author.hint"), max_chars=200)
    st.session_state[last] = name
    st.session_state[REMEMBERED] = name.strip()
    return name.strip()


def _fixed(place: str) -> str:
    name, key = signed(), f"deciding.author.{place}"
    st.session_state[key] = name
    st.text_input(t("deciding.author"), key=key, disabled=True, help=t("access.author.help"))
    return name
