"""A section of the report on one screen: claim, figures, what is said, and beneath or beside it charts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from components import states, theme
from components.charts import marks
from components.i18n import language
from components.meeting import html, plot, room
from components.meeting.html import Opened
from components.meeting.keys import LETTERS, screen
from components.meeting.ordered import ordered
from components.report.model import Chart, Section, Table
from components.router import Frame


@dataclass(frozen=True)
class Plan:
    """What a section's screen shows, in its order from the left: keys of charts and tables, and their shares of it."""

    pieces: tuple[str, ...]
    shares: tuple[float, ...] = (1.0, 1.0)
    says: bool = True
    """Whether the sentences stand above; where the table is what the room came for, its rows take their place."""


PLANS: Mapping[str, Plan] = {
    "week": Plan(("rates", "movements"), (1.3, 1.0)),
    "retention": Plan(("bridge", "by")),
    "why": Plan(("movers", "cells"), (1.15, 1.0)),
    "health": Plan(("bands", "red")),
    "risk": Plan(("saves", "coming"), (1.6, 1.0), says=False),
    "teams": Plan(("teams",)),
    "maturity": Plan(("todo", "levels"), (2.1, 1.0)),
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "by": ("nrr", "grr", "logo_retention"),
    "saves": ("notice_on", "arr_due", "why"),
    "movers": ("movement", "contribution", "week_change"),
    "cells": ("contribution", "mix", "rate"),
    "teams": ("logos_base", "arr_base", "grr", "grr_expected", "grr_difference", "nrr"),
    "todo": ("need", "value", "threshold"),
}
"""Of wide tables, what the room is told beside the first column; the others show their first columns."""


def draw(frame: Frame, section: Section) -> list[Opened]:
    """The section; the accounts that a letter opens, as they are lettered on the screen."""
    if not PLANS.get(section.key, Plan(())).says:
        section = replace(section, says=())
    held = room.of(section)
    above = html.title(section) + html.kpis(section.kpis)
    told = html.sentences(section.says[:held.says])
    if section.missing:
        theme.block(above + told + states.notice(section.missing, []))
        return []
    pieces, shares = _pieces(section)
    theme.block(above + told)
    if not pieces:
        return []
    opened: list[Opened] = []
    for place, piece, share in zip(st.columns(shares, gap="medium"), pieces, shares, strict=True):
        with place:
            size = (round(room.WIDTH * share / sum(shares)) - room.GAP, held.body)
            opened += _piece(frame, section, piece, size, LETTERS[len(opened):] if frame.scope.viewer.names else "")
    return opened


def _pieces(section: Section) -> tuple[list[Chart | Table], list[float]]:
    """What is shown, as far as the section has it; of a section without a plan the first two."""
    held: dict[str, Chart | Table] = {each.key: each for each in section.tables}
    held |= {each.key: each for each in section.charts}  # of one key it is the picture that is shown
    plan = PLANS.get(section.key, Plan(tuple(held)[:2]))
    found = [(held[key], share) for key, share in zip(plan.pieces, plan.shares, strict=False) if key in held]
    return [piece for piece, _ in found], [share for _, share in found]


def _piece(
    frame: Frame, section: Section, piece: Chart | Table, size: tuple[int, int], letters: str
) -> list[Opened]:
    if isinstance(piece, Table):
        most = room.rows(size[1] - piece.total * room.ROW)
        piece = ordered(section, piece, most)
        drawn, opened = html.table(piece, most, frame.build.currency, letters, COLUMNS.get(piece.key, ()))
        theme.block(drawn)
        return opened
    theme.block(html.caption(piece.title))
    tall = size[1] - room.HEAD - room.events(size[0], [marks.words(each, language()) for each in piece.marks])
    made = plot.figure(piece, mode=theme.mode(), language=language(), currency=frame.build.currency,
                       width=size[0], height=max(120, tall), factor=screen().factor)
    theme.chart(made, piece.alt, f"meeting.{piece.key}")
    return []
