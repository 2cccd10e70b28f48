"""The frame around every page: logo, language, the header row with its popovers, and what is filtered, in words."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import filters, link, sentence, standing, states, theme, url
from components import format as fmt
from components.address import LANGUAGE, Address, Unknown, language_of, without
from components.i18n import LANGUAGES, Language, language, preferred, t, text, use
from components.meeting import place as meeting
from components.reconcile import badge
from components.router import PAGES, Frame, Page
from queries.dimensions import Build
from queries.tables import year_before

WAVE = "M2 17 C6 17 7 7 12 7 C17 7 17 14 21 14 C23 14 24 13 26 12"
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

LATE_DAYS = 31
SPEAKING = (Path(__file__).parent / "header.js").read_text(encoding="utf-8")


def _svg(mode: theme.Mode, word: bool) -> str:
    colours = theme.palette(mode)
    style = f'font-family="{FONT}" font-size="19" font-weight="700" fill="{colours.ink}"'
    name = f'<text x="34" y="18" {style}>Tenure</text>' if word else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {112 if word else 28} 24" height="24">'
        f'<path d="{WAVE}" fill="none" stroke="{colours.accent}" stroke-width="2.5"/>{name}</svg>'
    )


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def configure(page: Page) -> None:
    """The browser tab's title and icon."""
    st.set_page_config(page_title=f"{t(page.title_key)} · Tenure", page_icon=_image(_svg("light", word=False)))


def brand() -> None:
    """The wave and the name, above the pages."""
    st.logo(_image(_svg(theme.mode(), word=True)), size="medium", icon_image=_image(_svg(theme.mode(), word=True)))


def _write_language() -> None:
    chosen = st.session_state["language"]
    url.change(LANGUAGE, [chosen or language()])


def choose_language() -> Language:
    """The run's language from here on: the link's, else the browser's."""
    chosen = language_of(url.current()) or preferred(st.context.locale)
    use(chosen)
    return chosen


def language_switch() -> None:
    """Japanese or English, kept in the URL: below the pages."""
    st.session_state["language"] = language()
    names: dict[Language, str] = {code: t(f"language.{code}") for code in LANGUAGES}
    with st.sidebar:
        st.segmented_control(
            t("language.title"), list(LANGUAGES), key="language", format_func=names.__getitem__,
            on_change=_write_language, label_visibility="collapsed",
        )
        speaking()


def speaking() -> None:
    """Tell the browser which language the page is in, and name in it what Streamlit names in English only; open menus
    are the next stop of the Tab key. Screen readers choose their voice by the document's language, fixed to English.
    """
    st.html(f"<script>{_script(language())}</script>", unsafe_allow_javascript=True)


def scripts() -> list[str]:
    """Every script that `speaking` may put on a page: what a policy on scripts must know of (components/serving)."""
    return [_script(each) for each in LANGUAGES]


def _script(spoken: Language) -> str:
    names = {"stSkipToContent": "header.skip", "stSidebar": "header.sidebar", "stSidebarNav": "header.pages"}
    words = {"lang": spoken, "said": {place: text(spoken, key) for place, key in names.items()}}
    return f"({SPEAKING})({json.dumps(words)})"


def draw(frame: Frame, address: Address) -> DeltaGenerator:
    """The header row and the sentence beneath it; the container where the page may put what it exports."""
    if frame.page.screen:
        return _line(frame, address)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="header"):
        theme.block(_title(frame, address))
        filters.draw(address, frame.dimensions, frame.build, frame.scope.viewer.filters)
        if frame.page.is_default:
            _meet()
        with st.popover(t("export.title"), key="popover.export"):
            link.draw(frame)
            export = st.container()
    if frame.scope.where:
        theme.block(f'<p class="t-scope">{escape(sentence.narrowed(frame.scope, frame.dimensions))}</p>')
    return export


def _meet() -> None:
    """The way from the weekly review into the meeting, in the same state."""
    if st.button(t("meeting.mode"), key="header.meeting"):
        st.switch_page(next(page.file for page in PAGES if page.key == "meeting"), query_params=url.current())


def _line(frame: Frame, address: Address) -> DeltaGenerator:
    """The header of a page that takes the whole screen: one line, and one menu that holds all the rest."""
    place = meeting.read(url.current())
    at = t("meeting.at", n=place.number, all=len(meeting.ORDER))
    narrowed = sentence.narrowed(frame.scope, frame.dimensions)
    scope = f'<span class="t-scope">{escape(narrowed)}</span> <span class="t-at">{escape(at)}</span>'
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="header"):
        theme.block(_title(frame, address, [frame.build.company], scope))
        with st.popover(t("meeting.menu"), key="popover.meeting"):
            own = st.container(key="meeting-menu", gap="xsmall")
            filters.inside(address, frame.dimensions, frame.build)
    return own


def _title(frame: Frame, address: Address, first: Sequence[str] = (), last: str = "") -> str:
    """Page, period, freshness; without filters also that the figures are of all customers. `first`, `last`: what a
    page that takes the whole screen says in the place of these.
    """
    now = datetime.now(UTC)
    old = standing.older(standing.state(), frame.build, now) or standing.damaged(frame.build, now)
    fresh = freshness(frame.build, now)
    said = [*first, period(frame.page, frame.scope.as_of, frame.build.first_day)]
    if not last:
        said += fresh[:-1] if old else fresh
        said += [] if address.where or address.unknown else [sentence.narrowed(frame.scope, frame.dimensions)]
    chip = f'<span class="t-demo" title="{escape(t("data.demo_help"))}">{escape(t("data.demo"))}</span>'
    return (
        f'<p class="t-name t-header"><b>{escape(t(frame.page.title_key))}</b> '
        f"{''.join(f'<span>{escape(part)}</span> ' for part in said)}{last}"
        f"{badge.drawn(frame.build)}"
        f"{_warned(old)}"
        f"{chip if frame.build.is_demo else ''}</p>"
    )


def _warned(said: str) -> str:
    return f'<span class="t-warn">{escape(said)}</span> ' if said else ""


def period(page: Page, as_of: date, first_day: date) -> str:
    """The time a page covers: the week that ends on the as-of date, the twelve months to it, or all there is."""
    if page.period == "week":
        return fmt.week_range(as_of - timedelta(days=6), as_of, language())
    first = min(first_day, as_of) if page.period == "history" else year_before(as_of)
    return t(f"period.{page.period}", first=fmt.full_day(first, language()), last=fmt.full_day(as_of, language()))


def freshness(build: Build, now: datetime) -> list[str]:
    """When the data were built, and the day they run to where that lies more than a month before `now`."""
    late = (now.astimezone(ZoneInfo(build.time_zone)).date() - build.newest_day).days > LATE_DAYS
    ends = [t("date.data_to", day=fmt.full_day(build.newest_day, language()))] if late else []
    return [*ends, t("date.data_updated", moment=standing.updated(build, now))]


def unknown(address: Address, build: Build) -> None:
    """Instead of a page whose link asks for what these data do not have: which parts, and a button to clear each."""
    lines = [*(sentence.fault(part, build) for part in address.unknown), t("address.nothing_shown")]
    theme.block(states.notice(t("state.unknown_filter.title"), lines, "warn"))
    with st.container(horizontal=True, gap="xsmall"):
        for position, part in enumerate(address.unknown):
            label = sentence.plain(sentence.remedy(part))
            st.button(label, key=f"unknown.{position}", on_click=_clear, args=(part,))


def _clear(part: Unknown) -> None:
    url.put(without(url.remembered(), part))
