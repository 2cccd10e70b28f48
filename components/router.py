"""The registry of pages, and the way each is reached: always through app.py, which draws the frame around it.

On a server that has just started, Streamlit runs the page file of a deep link on its own, without app.py: no filters,
no identity. So every page begins with `frame = router.guard()`: it hands out the frame that app.py has made for this
run, and where there is none it registers the pages and starts the run again, through app.py this time. No page's
figure is ever computed without a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn, TypedDict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page as StreamlitPage

from components import identity
from components.asking import asked_by
from components.i18n import Language, t
from queries.dimensions import Build, Dimension
from queries.scope import Scope

ROOT = Path(__file__).resolve().parent.parent


class Layout(TypedDict):
    layout: Literal["wide"]
    initial_sidebar_state: int


LAYOUT: Layout = {"layout": "wide", "initial_sidebar_state": 236}
"""Streamlit takes the sidebar's width from a browser's first run only, so the guard sets it too."""


@dataclass(frozen=True)
class Page:
    """A page of the board. `path` is its ASCII URL; `period` is how its header says the time it covers."""

    key: str
    file: str
    title_key: str
    group_key: str
    path: str
    period: Literal["week", "year", "history"] = "year"
    screen: bool = False
    """Takes the whole screen: reached from another page, in no list of pages, its header one line and one menu."""

    @property
    def is_default(self) -> bool:
        """The default page is served at `/`: its own path would answer "Page not found"."""
        return self is PAGES[0]


PAGES = (
    Page("weekly", "pages/weekly.py", "nav.page.weekly", "nav.group.leadership", "weekly", "week"),
    Page("retention", "pages/retention.py", "nav.page.retention", "nav.group.leadership", "retention"),
    Page("cohorts", "pages/cohorts.py", "nav.page.cohorts", "nav.group.leadership", "cohorts", "history"),
    Page("economics", "pages/economics.py", "nav.page.economics", "nav.group.leadership", "economics"),
    Page("whatif", "pages/whatif.py", "nav.page.whatif", "nav.group.leadership", "whatif"),
    Page("charter", "pages/charter.py", "nav.page.charter", "nav.group.leadership", "charter", "week"),
    Page("health", "pages/health.py", "nav.page.health", "nav.group.leading", "health", "week"),
    Page("renewals", "pages/renewals.py", "nav.page.renewals", "nav.group.leading", "renewals"),
    Page("journey", "pages/journey.py", "nav.page.journey", "nav.group.leading", "journey", "week"),
    Page("outcomes", "pages/outcomes.py", "nav.page.outcomes", "nav.group.leading", "outcomes"),
    Page("drivers", "pages/drivers.py", "nav.page.drivers", "nav.group.leading", "drivers"),
    Page("maturity", "pages/maturity.py", "nav.page.maturity", "nav.group.organisation", "maturity", "history"),
    Page("functions", "pages/functions.py", "nav.page.functions", "nav.group.organisation", "functions"),
    Page("principles", "pages/principles.py", "nav.page.principles", "nav.group.organisation", "principles"),
    Page("expansion", "pages/expansion.py", "nav.page.expansion", "nav.group.organisation", "expansion"),
    Page("teams", "pages/teams.py", "nav.page.teams", "nav.group.organisation", "teams"),
    Page("week", "pages/week.py", "nav.page.week", "nav.group.daily", "week", "week"),
    Page("account", "pages/account.py", "nav.page.account", "nav.group.daily", "account", "history"),
    Page("methods", "pages/methods.py", "nav.page.methods", "nav.group.detail", "methods"),
    Page("data", "pages/data.py", "nav.page.data", "nav.group.detail", "data", "history"),
    Page("reconciliation", "pages/reconciliation.py", "nav.page.reconciliation", "nav.group.detail", "reconciliation",
         "history"),
    Page("meeting", "pages/meeting.py", "nav.page.meeting", "nav.group.leadership", "meeting", "week", screen=True),
)


@dataclass(frozen=True)
class Frame:
    """What a page is given: the question, and what it is asked of."""

    page: Page
    scope: Scope
    build: Build
    dimensions: Mapping[str, Dimension]
    language: Language
    export: DeltaGenerator | None = None
    """Where the page puts its download buttons: the header's export popover."""


_frame: ContextVar[Frame | None] = ContextVar("frame", default=None)


def navigation(hidden: bool = False) -> tuple[Page, StreamlitPage]:
    """Register the pages under their translated titles and groups; the one that the URL asks for. hidden: list none."""
    made = [(page, st.Page(ROOT / page.file, title=t(page.title_key), url_path=page.path, default=page.is_default,
                           visibility="hidden" if page.screen else "visible")) for page in PAGES]
    groups: dict[str, list[StreamlitPage]] = {}
    for page, shown in made:
        groups.setdefault(t(page.group_key), []).append(shown)
    asked = st.navigation(dict(groups), position="hidden" if hidden else "sidebar", expanded=True)
    return next(page for page, shown in made if shown is asked), asked


@contextmanager
def framed(frame: Frame) -> Iterator[None]:
    """While the block runs, pages are given this frame, and what they read and write is its viewer's."""
    token = _frame.set(frame)
    try:
        with asked_by(frame.scope.viewer):
            yield
    finally:
        _frame.reset(token)


def current() -> Frame | None:
    """The frame that is being drawn; null outside of one."""
    return _frame.get()


def guard() -> Frame:
    """A page's first line: this run's frame, for the person whose session it is now.

    Without a frame, or with another's, the run starts again through app.py: it does not return, and shows nothing.
    """
    frame = _frame.get()
    if frame is None:
        _enter()
    identity.hold(frame.scope.viewer)
    return frame


def _enter() -> NoReturn:
    st.set_page_config(**LAYOUT)
    navigation()
    st.rerun()
    raise AssertionError("st.rerun returned")
