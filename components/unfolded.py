"""What is unfolded on a page, all rows instead of the first: kept in the URL, so that a link opens it as it was."""

from __future__ import annotations

import streamlit as st

from components import url

ALL = "all"


def is_open(key: str) -> bool:
    """Whether the URL asks for all of it. `key`: the page and the part: "retention.rows"."""
    return key in url.current().get(ALL, [])


def toggle(label: str, key: str) -> bool:
    """The switch, set to what the URL says and writing it when it changes."""
    st.session_state[key] = is_open(key)
    return st.toggle(label, key=key, on_change=_write, args=(key,))


def _write(key: str) -> None:
    others = {each for each in url.remembered().get(ALL, []) if each != key}
    url.change(ALL, sorted(others | {key} if st.session_state[key] else others))
