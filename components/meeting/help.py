"""The keys, told on request."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import identity, theme
from components.i18n import t
from components.router import Frame

KEYS = {"next": "→ PageDown Space", "previous": "← PageUp", "jump": "1 – 9", "open": "A B C … Enter",
        "back": "Esc Backspace", "entry": "N", "full": "F", "language": "L", "dark": "D", "help": "?", "leave": "Q"}
"""What is told of the keys, in this order."""


def draw(frame: Frame) -> None:
    """A dialog with every key and what it does."""
    st.dialog(t("meeting.help"), width="medium")(lambda: _told(frame))()


def _told(frame: Frame) -> None:
    identity.hold(frame.scope.viewer)
    rows = "".join(f"<div><dt>{''.join(f'<kbd>{escape(key)}</kbd>' for key in keys.split(' '))}</dt>"
                   f"<dd>{escape(t(f'meeting.key.{name}'))}</dd></div>" for name, keys in KEYS.items())
    theme.block(f'{theme.dialog_mode()}<dl class="t-m-keys">{rows}</dl>')
