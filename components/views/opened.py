"""The view that the URL opens (`?view=<key>`): its filters are put into the URL, once; what is gone is said.

A view is opened with the permission of whoever opens it, never of whoever saved it.
"""

from __future__ import annotations

import streamlit as st

from components import loaders, states, theme, url
from components.address import Address, write
from components.i18n import t
from components.router import PAGES, Frame
from components.sentence import dimension_name
from components.tables import link
from components.views import asked
from queries import features, views
from queries.shelves import SHELVES
from queries.views import Gone, View, ViewUnknown

VIEW, EXPANDED = "view", "views.expanded"


def key() -> str:
    """The key that the URL asks for; empty without one."""
    return (url.current().get(VIEW) or [""])[-1]


def stands(frame: Frame) -> bool:
    """Whether the page may show its lists: it may not where the URL opens a view that is not there, or not as saved.

    Said in its place, with one way back. The filters of a view that is whole are put into the URL, and the run starts
    again with them.
    """
    if not key():
        st.session_state.pop(EXPANDED, None)
        return True
    view = current(frame)
    if view is None:
        theme.block(states.notice(t("views.unknown.title"), [t("views.unknown.body")], "warn"))
    elif missing := gone(frame, view):
        theme.block(states.notice(t("views.gone.title", name=view.name), [*(words(each) for each in missing),
                                                                        t("views.gone.body")], "warn"))
    elif SHELVES[view.list].page != frame.page.key:
        theme.block(states.notice(t("views.elsewhere", name=view.name), []) + link(address(view), view.name))
    else:
        _expand(view)
        return True
    st.button(t("views.leave"), key="views.leave", on_click=url.put, args=({},))
    return False


def hold(frame: Frame) -> None:
    """Go on where the page may show its lists; else the page ends here."""
    if not stands(frame):
        st.stop()


def current(frame: Frame) -> View | None:
    """The view that the URL opens, where there is one that this person may open."""
    try:
        return views.found((each for each in loaders.decided(VIEW) if each.key == key()), key(), frame.scope.viewer)
    except ViewUnknown:
        return None


def gone(frame: Frame, view: View) -> tuple[Gone, ...]:
    """What of a view these data, or this person, do not have."""
    scored: tuple[str, ...] = ()
    if view.narrow.feature:
        with loaders.listening():
            scored = tuple(loaders.load(features.names))
    return views.gone(view, frame.dimensions, scored)


def words(gone_: Gone) -> str:
    """One part that is gone, in a sentence that quotes it."""
    name = dimension_name(gone_.name) if gone_.part in ("key", "value") else gone_.name
    return t(f"views.gone.{gone_.part}", name=name, value=gone_.value or t("filter.unknown"))


def params(view: View) -> dict[str, list[str]]:
    """The URL's parameters that show the view; those of a page's lists beside the shared filters."""
    shelf = SHELVES[view.list]
    own = {shelf.parameter[0]: [shelf.parameter[1]]} if shelf.parameter else {}
    return {**write(Address(None, view.unit, view.where)), **own, **view.narrow.params(), VIEW: [view.key]}


def address(view: View) -> str:
    """The link that opens the view on its page."""
    page = next(each for each in PAGES if each.key == SHELVES[view.list].page)
    return f"/{page.path}?{VIEW}={view.key}"


def changed(frame: Frame, view: View, list_key: str) -> bool:
    """Whether the list is filtered otherwise than the view says."""
    now = asked.where(frame, list_key, asked.narrow(list_key))
    return (now.list, now.unit, now.where, now.narrow) != (view.list, view.unit, view.where, view.narrow)


def _expand(view: View) -> None:
    """Put a view's filters into the URL, where this session has not: afterwards the URL rules, so that one may change
    them.
    """
    if st.session_state.get(EXPANDED) == (view.key, view.version):
        return
    st.session_state[EXPANDED] = (view.key, view.version)
    kept = {name: values for name, values in url.current().items() if name in ("as_of", "lang")}
    wanted = {**kept, **params(view)}
    if wanted != url.current():
        url.put(wanted)
        st.rerun()


def show(key_: str) -> None:
    """Name this view in the URL, whose filters are there already; empty: none."""
    st.session_state[EXPANDED] = (key_, loaders.standing(VIEW, key_))
    url.change(VIEW, [key_] if key_ else [])
