"""The page's explanation of a change: mix and rate by a dimension beside the accounts by name, with the same total."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import cards, mix, states, theme
from components import format as fmt
from components.i18n import language, t
from components.retention import controls, files, moved, spans
from components.retention.questions import Questions
from components.retention.refusal import refused
from components.retention.view import BY, EXPLAIN, METRIC, SPAN, TAB, View
from components.router import Frame
from components.sentence import dimension_inside

LISTED, FETCHED = 4, 10
CELLS = 6


def effects(frame: Frame, view: View, ask: Questions) -> None:
    """Mix and rate of every label of the dimension, and the line of event and roll."""
    head = cards.section(t("mix.caption"))
    dimension = view.by if view.by and ask.splits(view.by) else None
    shares = None if view.lacks(SPAN, METRIC) or dimension is None else ask.shares(dimension)
    if shares is not None and len(shares):
        week = ask.span() == spans.WEEK
        head = cards.section(moved.mix_title(shares, ask.metric(), frame.scope.unit),
                             moved.mix_subtitle(shares, (ask.earlier(), frame.scope.as_of), week))
    if view.lacks(BY, TAB, SPAN, METRIC):
        theme.block(head)
        refused(view, "mix", BY, TAB, SPAN, METRIC)
        return
    if dimension is None or shares is None:
        theme.block(head + _unsplit(view))
    elif not len(shares):
        theme.block(head + _no_base(frame, ask))
    else:
        theme.block(head + _dense(mix.drawn(shares, dimension, ask.metric(), frame.scope.unit, CELLS, wide=True)))
        files.effects(frame, shares, dimension, ask.metric(), ask.earlier())
    _events(ask)


def _dense(table: str) -> str:
    """A table whose rows stand closer, so that the whole page fits on one screen."""
    return f'<div class="t-weekly">{table}</div>'


def choices(frame: Frame, view: View, ask: Questions) -> None:
    """What the row of tables shows: which of them, by which dimension; of a change, which rate's and since when."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="choices"):
        controls.tabs(view)
        controls.by(view, frame.dimensions)
        if view.tab == EXPLAIN:
            controls.metric(ask)
            controls.span(ask)


def _events(ask: Questions) -> None:
    said = moved.event_line(ask.events(), ask.metric())
    if said:
        theme.block(f'<p class="t-sub">{escape(said)}</p>')


def _unsplit(view: View) -> str:
    """Why there is no table by a dimension: none is there, or its values split one unit."""
    if view.by is None:
        return states.notice(t("retention.table.none"), [t("retention.table.none_why")])
    return states.notice(t("retention.mix.splits", name=dimension_inside(view.by.key)), [t("retention.mix.splits_why")])


def _no_base(frame: Frame, ask: Questions) -> str:
    """Nothing was active twelve months before one of the dates: which one, so that another can be chosen."""
    days = {"start": fmt.full_day(ask.earlier(), language()), "end": fmt.full_day(frame.scope.as_of, language())}
    return states.notice(t("retention.mix.no_base"), [t("retention.mix.no_base_why", **days)])


def contributions(frame: Frame, view: View, ask: Questions) -> None:
    """The accounts by name, the others in one row, adding up to the same change."""
    if view.lacks(SPAN, METRIC):
        theme.block(cards.section(t("retention.moved.caption")))
        return
    found, unit = ask.moved(FETCHED), frame.scope.unit
    known = found.attrs["reason"] is None
    title = moved.accounts_title(found, ask.metric(), unit) if known else t("retention.moved.caption")
    under = t("retention.moved.subtitle") if known else ""
    head = cards.section(title, under)
    if not known:
        theme.block(head + _no_base(frame, ask))
        return
    if moved.nobody(found):
        theme.block(head)
        return
    theme.block(head + _dense(moved.accounts_table(found, LISTED, frame.build.currency)))
    files.contributions(frame, ask.metric(), ask.earlier())
