"""What a key does, as buttons: the bar at the foot, the menu, the way back. Each key has one for the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import url
from components.address import LANGUAGE
from components.i18n import LANGUAGES, language, t
from components.meeting import help as help_
from components.meeting import place
from components.meeting.html import Opened
from components.meeting.place import ORDER, Place
from components.router import PAGES, Frame


def go(section: str, account: str = "") -> None:
    """Makes this the screen; the week, the filters and the language stay."""
    url.put(place.moved(url.remembered(), section, account))


def bar(at: Place) -> None:
    """The running order at the foot: back and on, and every section by its number and name."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xxsmall",
                      key="meeting-bar", wrap=False):
        _turn("previous", "‹", at.neighbour(-1))
        for number, section in enumerate(ORDER, start=1):
            st.button(f"{number} {t(f'meeting.short.{section}')}", key=f"meeting-go-{number}", on_click=go,
                      args=(section,), type="primary" if section == at.section else "tertiary")
        _turn("next", "›", at.neighbour(1))


def _turn(name: str, sign: str, to: str | None) -> None:
    st.button(sign, key=f"meeting-{name}", on_click=go, args=(to or "",), disabled=to is None, type="tertiary",
              help=t(f"meeting.{name}"))


def menu(frame: Frame) -> None:
    """Full screen, colours, language, the keys and the way out, in the header's menu."""
    if frame.export is None:
        return
    with frame.export:
        for name in ("full", "dark"):  # the browser's own: the listener hears the click
            st.button(t(f"meeting.{name}"), key=f"meeting-{name}", width="stretch")
        _language("menu-language")
        if st.button(t("meeting.help"), key="meeting-menu-help", width="stretch"):
            help_.draw(frame)
        if st.button(f"{t('meeting.leave')} (Q)", key="meeting-leave", width="stretch"):
            _leave(frame)


def _language(name: str) -> None:
    other = next(each for each in LANGUAGES if each != language())
    st.button(t(f"language.{other}"), key=f"meeting-{name}", on_click=url.change, args=(LANGUAGE, [other]),
              width="stretch")


def _leave(frame: Frame) -> None:
    kept = {name: values for name, values in url.current().items() if name not in (place.SECTION, place.ACCOUNT)}
    st.switch_page(PAGES[0].file, query_params=kept)


def hidden(frame: Frame, at: Place, opened: Sequence[Opened]) -> None:
    """What keys press and the eye needs not: for readers of the screen they are buttons like all others."""
    with st.container(key="meeting-hidden"):
        _language("language")
        if st.button(t("meeting.help"), key="meeting-help"):
            help_.draw(frame)
        st.button(t("meeting.entry"), key="meeting-entry", on_click=go, args=("decisions",))
        if st.button(t("meeting.leave"), key="meeting-quit"):
            _leave(frame)
        if at.account:
            st.button(t("meeting.back"), key="meeting-back", on_click=go, args=(at.section,))
        for each in opened:
            st.button(t("meeting.open", name=each.name), key=f"meeting-open-{each.letter}", on_click=go,
                      args=(at.section, each.account))


def first() -> None:
    """From a link that leads nowhere to the first screen."""
    st.button(t("meeting.to_first"), key="meeting-first", on_click=go, args=(place.ORDER[0],), type="primary")


def way_back(at: Place) -> None:
    """For the mouse, from an account to the section that it was opened from."""
    st.button(t("meeting.back_to", name=t(f"meeting.short.{at.section}")), key="meeting-back-way", on_click=go,
              args=(at.section,), type="tertiary")
