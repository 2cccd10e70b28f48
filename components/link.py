"""The link to what the page shows: the address bar's, with day and language, so that it opens the same later."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.address import AS_OF, LANGUAGE
from components.i18n import language, t
from components.router import Frame

WORDS = ("address", "by_hand", "copied", "copy")
_draw = st.components.v2.component(
    "tenure.link", isolate_styles=False, js=(Path(__file__).parent / "link.js").read_text(encoding="utf-8"),
    html='<div class="t-picture"><button type="button" hidden></button><input readonly hidden>'
         '<i role="status"></i></div>',
)


def draw(frame: Frame) -> None:
    """The button that copies it. An address without a day follows the newest week; the copied one stays at this."""
    fixed = {AS_OF: frame.scope.as_of.isoformat(), LANGUAGE: language()}
    _draw(key="link", data={"fixed": fixed, "words": {key: t(f"link.{key}") for key in WORDS}})
