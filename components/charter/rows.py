"""Rows that can be opened: cells in columns of one width, and a button at the right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from components import lines, theme
from components.cards import Status, mark
from components.charter import state
from components.i18n import t


def head(kind: str, columns: Sequence[str]) -> None:
    """The heads of the columns, named by their keys in the catalogue; an empty key has no head."""
    theme.block(lines.head(kind, _labels(columns)))


def _labels(columns: Sequence[str]) -> list[str]:
    return [t(f"charter.column.{key}") if key else "" for key in columns]


def row(kind: str, record: str, key: str, version: int, columns: Sequence[str], cells: Sequence[str],
        closed: bool = False) -> None:
    """One row of ready-made cells (escaped) with its button, which opens the editor of (`record`, `key`).

    `closed`: it cannot be edited, and has no button.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"charter-line-{kind}-{key}"):
        theme.block(lines.line(kind, _labels(columns), cells))
        if closed:
            return
        label = t("charter.close" if state.is_open(record, key) else "charter.edit")
        st.button(label, key=f"charter.open.{record}.{key}", type="tertiary", on_click=state.toggle,
                  args=(record, key, version))


def text(words: str, below: str = "", bold: bool = False) -> str:
    """A cell of words, with a quiet second line."""
    first = f"<b>{escape(words)}</b>" if bold else escape(words)
    return first + (f'<small class="t-below">{escape(below)}</small>' if below else "")


def status(shape: Status, word: str, below: str = "") -> str:
    """A cell with shape, colour and word."""
    return mark(shape, word) + (f'<small class="t-below">{escape(below)}</small>' if below else "")
