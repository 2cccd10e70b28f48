"""The page's own choices: the quarter, the company's phase, and the cell that is opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import deciding, states, theme, url
from components import format as fmt
from components.i18n import t
from components.maturity.questions import PHASE, Questions
from components.maturity.view import CELL, PERIOD, View
from components.sentence import plain
from data.maturity.model import PHASES
from queries.measures.calendar import quarter_name, trend_days

QUARTER_KEY = "maturity.quarter"


def draw(ask: Questions) -> None:
    """The quarter and the phase, at the right of the finding's base."""
    quarters = [quarter_name(day) for day in trend_days(ask.frame.scope.as_of)]
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", key="maturity-controls"):
        _quarter(ask.view, quarters)
        if deciding.may("setting"):
            with st.popover(_phase_words(ask)):
                _phase(ask)


def _quarter(view: View, quarters: Sequence[str]) -> None:
    names = {name: fmt.quarter(name) for name in reversed(quarters)}
    st.session_state[QUARTER_KEY] = view.quarter
    st.selectbox(t("maturity.control.quarter"), list(names), key=QUARTER_KEY, width=210,
                 format_func=names.__getitem__, on_change=_write_quarter, args=(quarters[-1],),
                 label_visibility="collapsed")


def _write_quarter(newest: str) -> None:
    chosen = st.session_state[QUARTER_KEY]
    url.change(PERIOD, [] if chosen in (None, newest) else [chosen])


def _phase_words(ask: Questions) -> str:
    record = ask.phase()
    known = record is not None and str(record.get("value")) in PHASES
    return plain(t("maturity.phase.set", phase=t(f"maturity.phase.{record.get('value')}")) if known and record else t(
        "maturity.phase.unset"))


def _phase(ask: Questions) -> None:
    """The phase is a decision of the company: it is written with its author, and its history is kept."""
    record = ask.phase()
    now = str(record.get("value")) if record else None
    with st.form("maturity.phase", border=False):
        theme.block(f'<p class="t-ink2">{t("maturity.phase.help")}</p>')
        names = {each: t(f"maturity.phase.{each}") for each in PHASES}
        at = PHASES.index(now) if now in PHASES else None
        chosen = st.selectbox(t("maturity.phase.field"), list(PHASES), at, format_func=names.__getitem__,
                              key="maturity.phase.value", placeholder=t("maturity.phase.unset"))
        deciding.author_field("maturity.phase.author")
        sent = st.form_submit_button(t("maturity.form.save"), type="primary")
    if sent and chosen and deciding.save("setting", PHASE, {"value": chosen}, record.version if record else 0):
        st.rerun()


def open_cell(key: str, chosen: bool) -> None:
    """A click on a cell opens what is behind it; on the open one, closes it."""
    url.change(CELL, [] if chosen else [key])


def refused(view: View) -> None:
    """What the link asks for and does not exist, with the way back."""
    for name, value in view.unknown:
        theme.block(states.unknown_filter(t(f"maturity.control.{'quarter' if name == PERIOD else 'cell'}"), value))
        st.button(plain(t("filter.remove", value=value)), key=f"maturity.clear.{name}", on_click=url.change,
                  args=(name, []))
