"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import sentence, url
from components.cohorts.cuts import PERIODS
from components.cohorts.view import AGES, BY, CUT, METRIC, METRICS, MONTHS, PERIOD, View
from components.cohorts.words import day
from components.i18n import t
from components.router import Frame
from components.sentence import metric_word
from queries.dimensions import Dimension
from queries.survival import default_cut


def _write(key: str, name: str, default: str) -> None:
    chosen = st.session_state[key]
    url.change(name, [] if chosen is None or chosen == default else [chosen])


def metric(view: View, unit: str) -> None:
    """Revenue (NRR), gross (GRR) or units."""
    names = {key: metric_word(key, "short", unit) for key in METRICS}
    st.session_state["cohorts.metric"] = view.metric
    st.segmented_control(
        t("cohorts.parameter.metric"), list(names), key="cohorts.metric", format_func=names.__getitem__, required=True,
        on_change=_write, args=("cohorts.metric", METRIC, METRICS[0]), label_visibility="collapsed",
    )


def period(view: View) -> None:
    """The length of a cohort's period."""
    names = {key: t(f"cohorts.period.{key}") for key in sorted(PERIODS, key=lambda each: -PERIODS[each])}
    st.session_state["cohorts.period"] = view.period
    st.segmented_control(
        t("cohorts.parameter.period"), list(names), key="cohorts.period", format_func=names.__getitem__, required=True,
        on_change=_write, args=("cohorts.period", PERIOD, "quarter"), label_visibility="collapsed",
    )


def ages(view: View) -> None:
    """A column for every month."""
    st.session_state["cohorts.ages"] = view.ages == MONTHS
    st.toggle(t("cohorts.every_month"), key="cohorts.ages", on_change=_write_ages)


def _write_ages() -> None:
    url.change(AGES, [MONTHS] if st.session_state["cohorts.ages"] else [])


def cut(view: View, frame: Frame) -> None:
    """The first day that counts as newer: first days of fiscal quarters."""
    usual = default_cut(frame.build, frame.scope.as_of)
    names = {each.isoformat(): t("cohorts.cut", day=day(each)) for each in reversed(view.cuts)}
    if len(names) < 2 or view.cut.isoformat() not in names:
        return
    st.session_state["cohorts.cut"] = view.cut.isoformat()
    st.selectbox(
        t("cohorts.parameter.cut"), list(names), key="cohorts.cut", format_func=names.__getitem__, on_change=_write,
        args=("cohorts.cut", CUT, usual.isoformat()), label_visibility="collapsed", width=200,
    )


def by(view: View, dimensions: Mapping[str, Dimension]) -> None:
    """The dimension that survival is split by."""
    if view.by is None:
        return
    names = {key: sentence.dimension_name(key) for key, each in dimensions.items() if len(each.values) > 1}
    names.setdefault(view.by.key, sentence.dimension_name(view.by.key))
    st.session_state["cohorts.by"] = view.by.key
    st.selectbox(
        t("cohorts.parameter.by"), list(names), key="cohorts.by", format_func=names.__getitem__, on_change=_write,
        args=("cohorts.by", BY, ""), label_visibility="collapsed", width=156,
    )

