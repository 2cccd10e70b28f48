"""The charts of a figure as pictures: PNG at twice the size, SVG, or into the clipboard, with title, scope and date.

The browser makes them of what it shows, in the theme that it shows, on that theme's ground: no browser is needed on the
server, and nothing is drawn twice. A figure without a chart of Plotly's offers none.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import streamlit as st

from components import audit, sentence, theme
from components import format as fmt
from components.asking import signed_in
from components.evidence.about import Figure
from components.i18n import language, t
from components.router import Frame
from components.standing import updated

FONT_FILE = "app/static/inter-latin-variable.woff2"
WAYS = ("png", "svg", "copy", "copied", "failed")
_draw = st.components.v2.component(
    "tenure.picture", html='<div class="t-picture"></div>', isolate_styles=False,
    js=(Path(__file__).parent / "picture.js").read_text(encoding="utf-8"),
)


def offer(frame: Frame, figure: Figure, name: str) -> None:
    """The buttons, in the panel of a figure. `name`: what its files are called, without an ending."""
    key = f"evidence.picture.{figure.key}"

    def taken() -> None:
        file = re.sub(r"[^\w.-]", "", str(st.session_state[key].get("taken", "")))
        audit.exported(file, frame.page.key, figure.scope(frame), frame.build.version)

    _draw(key=key, data=_told(frame, figure, name), on_taken_change=taken)


def _told(frame: Frame, figure: Figure, name: str) -> dict[str, Any]:
    """What the browser has to know: which figure, the words around the picture and on the buttons, the look."""
    colours = theme.palette(theme.mode())
    return {
        "figure": "figure-" + re.sub(r"[^a-zA-Z0-9_-]", "-", figure.key), "name": name, "language": language(),
        "foot": foot(frame, figure), "font": theme.FONT, "face": FONT_FILE, "ground": colours.bg, "ink": colours.ink,
        "ink2": colours.ink2, "line": colours.line, "words": {way: t(f"picture.{way}") for way in WAYS},
        "logged": signed_in(frame.scope.viewer),
    }


def foot(frame: Frame, figure: Figure) -> list[str]:
    """The lines beneath a picture: over whom, counted by what, on which day, from which data."""
    scope = figure.scope(frame)
    return [
        t("picture.scope", scope=sentence.narrowed(scope, frame.dimensions), unit=t(f"unit.{scope.unit}")),
        t("picture.source", day=fmt.full_day(scope.as_of, language()), moment=updated(frame.build),
          version=frame.build.version),
    ]
