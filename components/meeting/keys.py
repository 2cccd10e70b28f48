"""The keys: which button each presses, and the small component that listens for them in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from components.meeting.place import ORDER

LETTERS = "abceghij"
"""What opens an account of the list; the other letters mean something already."""
KEYS = {
    **dict.fromkeys(("ArrowRight", "PageDown", " "), "next"),
    **dict.fromkeys(("ArrowLeft", "PageUp"), "previous"),
    **{str(number): f"go-{number}" for number in range(1, len(ORDER) + 1)},
    "f": "full", "l": "language", "d": "dark", "n": "entry", "?": "help", "q": "quit",
    "Enter": f"open-{LETTERS[0]}", **{letter: f"open-{letter}" for letter in LETTERS},
}
"""Key → the button `meeting-…` that it presses. Esc and Backspace press `meeting-back`."""
SCREEN = "meeting.screen"


@dataclass(frozen=True)
class Screen:
    """How many times 1280 × 720 the browser's window is: at least once, so that no type becomes smaller."""

    factor: float = 1.0


_listener = component("tenure.meeting_keys", js=Path(__file__).with_name("keys.js").read_text(encoding="utf-8"))


def screen() -> Screen:
    """The window as the browser last told; the least one before it did."""
    told = st.session_state.get(SCREEN, "")
    first = told.split(" ")[0] if isinstance(told, str) else ""
    try:
        return Screen(min(max(float(first), 1.0), 4.0))
    except ValueError:
        return Screen()


def listen() -> None:
    """Puts the listener on the page. Where the window's size or its colours change, it runs the page again."""
    found = _listener(key="meeting.keys", data={"keys": KEYS, "told": st.session_state.get(SCREEN, "")},
                      default={"screen": ""}, on_screen_change=_told)
    if found.screen:
        st.session_state[SCREEN] = found.screen


def _told() -> None:
    """A callback makes the value a state that is kept; what it is, is read where the listener is drawn."""
    held = st.session_state.get("meeting.keys")
    if held is not None and held.get("screen"):
        st.session_state[SCREEN] = held["screen"]
