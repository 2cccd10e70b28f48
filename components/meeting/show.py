"""A section of the report on one screen: claim, figures, what is said, and beneath or beside it charts and tables."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import states, theme
from components.i18n import language
from components.meeting import html, plot, room
from components.meeting.html import Opened
from components.meeting.keys import LETTERS, screen
from components.report.model import Chart, Section, Table
from components.router import Frame

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "by": ("nrr", "grr", "logo_retention"),
    "saves": ("due_on", "arr_due", "band", "reasons"),
}
"""Of wide tables, what the room is told beside the name; the others show their first columns."""


def draw(frame: Frame, section: Section) -> list[Opened]:
    """The section; the accounts that a letter opens, as they are lettered on the screen."""
    held = room.of(section)
    above = html.title(section) + html.kpis(section.kpis)
    told = html.sentences(section.says[:held.says])
    if section.missing:
        theme.block(above + told + states.notice(section.missing, []))
        return []
    pieces: list[Chart | Table] = [*section.charts[:1], *section.tables][:2]
    if held.beside:
        theme.block(above)
        left, right = st.columns([1 - room.NARROW * 1.25, room.NARROW * 1.25], gap="medium")
        with right:
            theme.block(told)
        with left:
            return _piece(frame, pieces[0], held.body, LETTERS)
    theme.block(above + told)
    if not pieces:
        return []
    shares = [1.0] if len(pieces) == 1 else [1.0, 1.0]
    opened: list[Opened] = []
    for place, piece in zip(st.columns(shares, gap="medium"), pieces, strict=True):
        with place:
            opened += _piece(frame, piece, held.body, LETTERS[len(opened):] if frame.scope.viewer.names else "")
    return opened


def _piece(frame: Frame, piece: Chart | Table, body: int, letters: str) -> list[Opened]:
    if isinstance(piece, Table):
        drawn, opened = html.table(piece, room.rows(body), frame.build.currency, letters, COLUMNS.get(piece.key, ()))
        theme.block(drawn)
        return opened
    theme.block(html.caption(piece.title))
    made = plot.figure(piece, mode=theme.mode(), language=language(), currency=frame.build.currency,
                       height=max(120, body - room.HEAD), factor=screen().factor)
    theme.chart(made, piece.alt, f"meeting.{piece.key}")
    return []
