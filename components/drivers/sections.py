"""The page's figures, each with its claim, from the top of the page to its end."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.address import Address
from components.drivers import chart, files, paths, tables, words
from components.drivers.questions import Questions
from components.filters import clear
from components.i18n import t
from components.router import Frame
from components.sentence import narrowed
from queries.conditions import CONDITIONS

SHOWN = 18


def head(frame: Frame, ask: Questions) -> None:
    """The largest sure difference, who was compared, and that it is an association."""
    found = ask.drivers()
    theme.block(cards.finding(words.title(found, frame.dimensions), words.base(found, frame.scope.unit)))


def nothing(frame: Frame) -> None:
    """In the place of the whole page where nobody was active twelve months before: that it is so, and the way back."""
    theme.block(states.no_rows(t("drivers.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="drivers.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def forest(frame: Frame, ask: Questions) -> None:
    """Adjusted differences with their intervals, the plain ones as hollow marks."""
    found = ask.drivers()
    if not chart.shown(found).adjusted.notna().any():
        theme.block(states.notice(t("drivers.chart.none"), [words.few(found) or t("drivers.chart.none_why")]))
        return
    theme.block(cards.section(chart.title(found), t("drivers.chart.subtitle", n=found.attrs["comparisons"])))
    with st.container(key="drivers-narrow"):
        theme.block(tables.short(chart.shown(found), frame.dimensions))
    with st.container(key="drivers-wide"):
        theme.chart(chart.figure(found, frame.dimensions, theme.mode()), chart.title(found), "drivers-forest")


def chain(frame: Frame, ask: Questions) -> None:
    """The map from activity to sign to staying."""
    found, links = ask.drivers(), ask.paths()
    theme.block(cards.section(paths.title(links, found), t("drivers.map.subtitle")))
    theme.chart_or_list(paths.figure(found, links, theme.mode()), paths.listed(found, links), paths.title(links, found),
                        "drivers-map")
    files.paths(frame, links)


def table(frame: Frame, ask: Questions) -> None:
    """Every condition with every number, and what it comes mixed with."""
    found = tables.ordered(ask.drivers())
    theme.block(cards.section(t("drivers.table.title", n=len(found)), t("drivers.table.subtitle")))
    every = len(found) <= SHOWN or unfolded.is_open("drivers.rows")
    with st.container(key="drivers-table"):
        theme.block(tables.conditions(found if every else found[:SHOWN], frame.dimensions))
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(found)), "drivers.rows")
    files.conditions(frame, found)


def onboarding(frame: Frame, ask: Questions) -> None:
    """The basic and the deep end compared: how many get there, when, and who stays."""
    found = ask.endpoints()
    if found.empty:
        theme.block(cards.section(t("drivers.onboarding.title")))
        theme.block(_missing("onboarding", ("onboarding_basic", "onboarding_deep", "ttv_fast")))
        return
    theme.block(cards.section(_claim(ask), t("drivers.onboarding.subtitle")))
    with st.container(key="drivers-onboarding"):
        theme.block(tables.endpoints(found) + f'<p class="t-sub">{escape(t("drivers.onboarding.note"))}</p>')
    files.endpoints(frame, found)


def _claim(ask: Questions) -> str:
    rows = {str(row.endpoint): row for row in ask.endpoints().itertuples()}
    shares = {key.removeprefix("onboarding_"): fmt.rate(row.share) for key, row in rows.items()}
    return t("drivers.onboarding.claim", **shares) if len(shares) == 2 else t("drivers.onboarding.title")


def missing(ask: Questions) -> None:
    """What could not be compared because a table is not there, or does not reach back far enough."""
    absent = ask.drivers().attrs["absent"]
    tables_of = dict.fromkeys(CONDITIONS[key].table for key in absent if CONDITIONS[key].table != "onboarding"
                              or not ask.endpoints().empty)
    boxes = "".join(_missing(table, tuple(key for key in absent if CONDITIONS[key].table == table))
                    for table in tables_of)
    if boxes:
        theme.block(cards.section(t("drivers.missing.title"), t("drivers.missing.subtitle"))
                    + f'<div class="t-boxes">{boxes}</div>')


def _missing(table: str, keys: tuple[str, ...]) -> str:
    names = t("list.comma").join(t(f"drivers.condition.{key}") for key in keys)
    columns = dict.fromkeys(column for key in keys for column in CONDITIONS[key].columns)
    return states.missing_table(table, t("drivers.missing.shows", names=names), tuple(columns))
