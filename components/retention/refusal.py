"""Where a link asks for what does not exist: that is said with a way back, and nothing else is drawn."""

from __future__ import annotations

import streamlit as st

from components import states, theme
from components.i18n import t
from components.retention.view import View
from components.sentence import plain
from components.url import change


def refused(view: View, section: str, *parameters: str) -> bool:
    """Whether one of these parameters asks for what does not exist; then it is said here."""
    asked = view.lacks(*parameters)
    if asked:
        name, value = asked
        theme.block(states.unknown_filter(t(f"retention.parameter.{name}"), value))
        label = t("filter.remove", value=value or t("filter.unknown"))
        st.button(plain(label), key=f"clear.{section}.{name}", on_click=change, args=(name, []))
    return asked is not None
