"""The look on the page: the style sheet, and how ready-made HTML and charts are drawn.

The tokens are in components/tokens.py; `.streamlit/config.toml` repeats them for Streamlit's own widgets, and a test
compares the two.
"""

import functools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from components import happened
from components.i18n import language
from components.tokens import DARK, FONT, LIGHT, Mode, Palette, palette

__all__ = [
    "CONFIG",
    "DARK",
    "FONT",
    "LIGHT",
    "Mode",
    "Palette",
    "block",
    "chart",
    "chart_or_list",
    "mode",
    "palette",
    "style",
]

# For st.plotly_chart: no mode bar, nothing to zoom, as wide as its column.
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def mode() -> Mode:
    """The mode the browser shows now: right on the first run; light where Streamlit does not know it."""
    return "dark" if st.context.theme.type == "dark" else "light"


@functools.cache
def style_sheet() -> str:
    """Both modes' tokens as CSS variables, then the style sheets of components/css, in the order of their names."""
    light, dark = asdict(LIGHT), asdict(DARK)
    pairs = "".join(f"--t-{role.replace('_', '-')}:light-dark({light[role]},{dark[role]});" for role in light)
    sheets = sorted((Path(__file__).parent / "css").glob("*.css"))
    tokens = f".stApp,[role=dialog]{{{pairs}--t-font:{FONT}}}"  # a dialog stands outside the app's own element
    return "\n".join([tokens, *(sheet.read_text(encoding="utf-8") for sheet in sheets)])


def style() -> None:
    """Put the style sheet on the page: once a run, before anything else is drawn."""
    st.html(f"<style>{style_sheet()}</style>")


def dialog_mode() -> str:
    """A style for the first block of a dialog: outside the app's own element `light-dark()` knows no mode."""
    return f"<style>[role=dialog]{{color-scheme:{mode()}}}</style>"


def block(html: str) -> None:
    """Draw ready-made, already escaped HTML, marked with the run's language, so that lines break as they should."""
    st.html(f'<div class="t" lang="{language()}">{html}</div>')


class _Ready(BaseFigure):  # type: ignore[misc]
    """A figure that is a dict already. Streamlit validates a plain dict at every rerun, 5 ms each; tests do it once."""

    def __init__(self, figure: dict[str, Any]) -> None:
        self._ready = figure

    def to_dict(self) -> dict[str, Any]:
        return self._ready


def chart(figure: dict[str, Any], alt: str, key: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a chart of components.charts, as wide as its column; `alt` says in words what it shows.

    On a time axis stands what people noted as having happened, and beneath the chart what each letter stands for.

    With `on_select` a click on a mark calls it: what was clicked stands in the session's state under `key`.
    """
    drawn, told = happened.on(figure, mode())
    st.plotly_chart(
        _Ready(drawn), theme=None, config=CONFIG, width="stretch", key=key, alt=alt, on_select=on_select or "ignore",
        selection_mode="points",
    )
    if told:
        block(told)


def chart_or_list(
    figure: dict[str, Any], narrow: str, alt: str, key: str, on_select: Callable[[], None] | None = None
) -> None:
    """A chart whose labels need 860 px, or the HTML that says the same where its column is narrower."""
    with st.container(key=f"fit-{key}", gap=None):
        block(narrow)
        with st.container(key=f"wide-{key}"):
            chart(figure, alt, key, on_select)
