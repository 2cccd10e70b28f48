"""The page's own choices: whose queue, and which reasons. Each shows what the URL says and writes it on a change."""

from __future__ import annotations

import streamlit as st

from components import url
from components.address import parameter
from components.filters import option_labels
from components.i18n import t
from components.router import Frame
from components.sentence import dimension_name
from components.week import words
from components.week.questions import Questions
from queries.narrowing import DUE, REASON
from queries.week import URGENCIES
from queries.week_lists import REASONS

KEYS = ("team_id", "csm_id")
EVERYBODY = ""


def whose(frame: Frame) -> None:
    """Everybody's queue, a team's or a CSM's: for who sees the whole company. It is the shared filter, nothing else."""
    if not frame.scope.viewer.whole:
        return
    names = {EVERYBODY: t("week.whose.everybody")}
    for key in KEYS:
        if key in frame.dimensions:
            label = dimension_name(key)
            names |= {f"{key}={value}": t("week.whose", kind=label, name=name)
                      for value, name in option_labels(frame.dimensions[key]).items() if value is not None}
    chosen = [f"{key}={values[0]}" for key, values in frame.scope.where if key in KEYS and len(values) == 1]
    st.session_state["week.whose"] = chosen[0] if len(chosen) == 1 and chosen[0] in names else EVERYBODY
    st.selectbox(t("week.whose.label"), list(names), key="week.whose", format_func=names.__getitem__,
                 on_change=_write_whose, label_visibility="collapsed")


def _write_whose() -> None:
    chosen = str(st.session_state["week.whose"])
    key, _, value = chosen.partition("=")
    kept = {name: values for name, values in url.remembered().items() if name not in map(parameter, KEYS)}
    url.put({**kept, parameter(key): [value]} if chosen else kept)


def due(ask: Questions) -> None:
    """How near the deadline is, each with its number of accounts; several are joined by or."""
    counts = ask.queue.urgency.value_counts()
    names = {key: t("week.choice", name=t(f"week.due.{key}"), n=f"{int(counts.get(key, 0)):,}") for key in URGENCIES
             if key in counts or key in ask.narrow.due}
    if not names:
        return
    st.session_state["week.due"] = [each for each in ask.narrow.due if each in names]
    st.pills(t("week.column.deadline"), list(names), key="week.due", format_func=names.__getitem__, default=None,
             selection_mode="multi", on_change=_write_due, label_visibility="collapsed", wrap=True)


def _write_due() -> None:
    url.change(DUE, list(st.session_state["week.due"] or []))


def reasons(ask: Questions) -> None:
    """The reasons of the queue, each with its number of accounts; several are joined by or."""
    counts = ask.queue.attrs["counts"]
    names = {key: t("week.choice", name=words.name(key), n=f"{counts[key][0]:,}") for key in REASONS if key in counts}
    names |= {key: words.name(key) for key in ask.narrow.reasons if key in REASONS and key not in names}
    if not names:
        return
    st.session_state["week.reasons"] = [each for each in ask.narrow.reasons if each in names]
    st.pills(t("lists.column.reason"), list(names), key="week.reasons", format_func=names.__getitem__, default=None,
             selection_mode="multi", on_change=_write_reasons, label_visibility="collapsed", wrap=True)


def _write_reasons() -> None:
    url.change(REASON, list(st.session_state["week.reasons"] or []))
