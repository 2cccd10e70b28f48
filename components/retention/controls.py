"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from components import sentence, theme, url
from components.filters import LISTED
from components.i18n import t
from components.retention import drill, spans
from components.retention.periods import PERIODS
from components.retention.questions import Questions
from components.retention.view import (
    BY,
    CELL,
    EXPLAIN,
    METRIC,
    METRICS,
    MOVEMENT,
    PERIOD,
    SPAN,
    TAB,
    TABLE,
    TABS,
    View,
)
from queries.accounts import MOVEMENTS
from queries.dimensions import Dimension

WATERFALL = "bridge"
SOUGHT = "q"


@contextmanager
def head(key: str, html: str) -> Iterator[None]:
    """A section's head with its choices at the right: what is drawn in the block stands there."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"head-{key}"):
        theme.block(html)
        yield


def _write(key: str, name: str, default: str, *also: str) -> None:
    """Write one parameter, none for its default; `also` are parameters that end with the old value."""
    chosen = st.session_state[key]
    for other in also:
        url.change(other, [])
    url.change(name, [] if chosen is None or chosen == default else [chosen])


def _write_always(key: str, name: str, *also: str) -> None:
    """Write one parameter, whose default depends on what the page finds; `also` end with the old value."""
    for other in also:
        url.change(other, [])
    url.change(name, [st.session_state[key]])


def _drilling() -> None:
    """A movement or a row is chosen: the tab that lists its accounts stays open."""
    if not url.remembered().get(TAB):
        url.change(TAB, [TABLE])


def period(view: View) -> None:
    """The bridge's period."""
    names = {key: t(f"retention.period.{key}") for key in PERIODS}
    st.session_state["retention.period"] = view.period
    st.segmented_control(
        t("retention.period.title"), list(names), key="retention.period", format_func=names.__getitem__,
        required=True, on_change=_write, args=("retention.period", PERIOD, PERIODS[0]), label_visibility="collapsed",
        wrap=True,
    )


def by(view: View, dimensions: Mapping[str, Dimension]) -> None:
    """The dimension of the table and the small multiples; a row that was chosen belongs to the old one."""
    names = {key: sentence.dimension_name(key) for key, each in dimensions.items() if len(each.values) > 1}
    if view.by is None:
        return
    names.setdefault(view.by.key, sentence.dimension_name(view.by.key))
    st.session_state["retention.by"] = view.by.key
    st.selectbox(
        t("retention.by"), list(names), key="retention.by", format_func=names.__getitem__, on_change=_write,
        args=("retention.by", BY, "", CELL), label_visibility="collapsed", width=180,
    )


def search(of: int) -> str:
    """What is sought among more values than are listed, as the link has it; empty where all are listed."""
    if of <= LISTED:
        return ""
    st.session_state["retention.search"] = "".join(url.current().get(SOUGHT, [])[-1:])
    return st.text_input(
        t("retention.search"), key="retention.search", placeholder=t("filter.search_hint", n=f"{of:,}"),
        label_visibility="collapsed", on_change=_write, args=("retention.search", SOUGHT, ""),
    )


def metric(ask: Questions) -> None:
    """The rate whose change is explained."""
    unit = ask.frame.scope.unit
    names = {key: sentence.metric_word(key, "short", unit) for key in METRICS}
    st.session_state["retention.metric"] = ask.metric()
    st.segmented_control(
        t("retention.parameter.metric"), list(names), key="retention.metric", format_func=names.__getitem__,
        required=True, on_change=_write_always, args=("retention.metric", METRIC), label_visibility="collapsed",
    )


def span(ask: Questions) -> None:
    """The span whose change is explained: a week, 13 weeks, a year, or since an earlier Sunday."""
    names = spans.options(ask.frame.build.weeks, ask.frame.scope.as_of)
    st.session_state["retention.span"] = ask.span()
    st.selectbox(
        t("retention.parameter.span"), list(names), key="retention.span", format_func=names.__getitem__,
        on_change=_write_always, args=("retention.span", SPAN), label_visibility="collapsed", width=190,
    )


def movement(view: View) -> None:
    """The movement to drill into: all of them, or one."""
    names = drill.options()
    st.session_state["retention.movement"] = view.movement or ""
    st.pills(
        t("retention.drill.movement"), list(names), key="retention.movement", format_func=names.__getitem__,
        required=True, on_change=_write_movement, label_visibility="collapsed", wrap=True,
    )


def _write_movement() -> None:
    _drilling()
    _write("retention.movement", MOVEMENT, "")


def cell(view: View, names: Mapping[str | None, str]) -> None:
    """The row of the table to drill into. The chosen one is always among the options."""
    if view.by is None or not names:
        return
    rows = {"all": t("retention.drill.every", name=sentence.dimension_name(view.by.key))}
    chosen = {value: sentence.value_name(view.by, value) for value in view.cell}
    rows |= {f"={value or ''}": name for value, name in {**names, **chosen}.items()}
    st.session_state["retention.cell"] = f"={view.cell[0] or ''}" if view.cell else "all"
    st.selectbox(
        t("retention.drill.row"), list(rows), key="retention.cell", format_func=rows.__getitem__, on_change=_write_cell,
        label_visibility="collapsed", width=220,
    )


def _write_cell() -> None:
    _drilling()
    chosen = st.session_state["retention.cell"]
    url.change(CELL, [] if chosen == "all" else [chosen.removeprefix("=")])


def clicked(keys: list[str]) -> Callable[[], None]:
    """What a click on the bridge does: the bar's movement is chosen; on a bar that is none, or on the same, all are."""

    def choose() -> None:
        points = st.session_state[WATERFALL]["selection"]["points"]
        bars = [keys[point["point_index"]] for point in points if point.get("curve_number") == 0]
        url.change(TAB, [TABLE])
        url.change(MOVEMENT, [bar for bar in bars[:1] if bar in MOVEMENTS])

    return choose


def tabs(view: View) -> None:
    """The explanation of a change, the table, or the rates over time; what was drilled into ends with the former."""
    names = {key: t(f"retention.tab.{key}") for key in TABS}
    st.session_state["retention.tab"] = view.tab
    st.segmented_control(
        t("retention.parameter.tab"), list(names), key="retention.tab", format_func=names.__getitem__, required=True,
        on_change=_write_tab, label_visibility="collapsed",
    )


def _write_tab() -> None:
    chosen = st.session_state["retention.tab"]
    _write_always("retention.tab", TAB, *((MOVEMENT, CELL) if chosen == EXPLAIN else ()))
