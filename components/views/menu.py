"""The popover of views beside a list: those that can be opened, and the forms to save, change and remove one."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from components import cards, deciding, loaders, theme
from components.deciding import shown
from components.i18n import t
from components.router import Frame
from components.sentence import plain, short
from components.tables import link
from components.views import asked, opened
from data.store import Problem
from queries import views
from queries.narrowing import Narrow
from queries.views import View


def draw(frame: Frame, key: str, narrowed: Narrow) -> None:
    """The views of this list, the opened one first."""
    view = opened.current(frame) if opened.key() else None
    label = t("views.menu_open", name=plain(short(view.name))) if view else t("views.menu")
    with st.popover(label, key=f"popover.views.{key}"):
        theme.block(theme.dialog_mode())
        able = [each for each in views.readable(loaders.decided(opened.VIEW), frame.scope.viewer) if each.list == key]
        theme.block(listed(frame, able) if able else f'<p class="t-quiet">{escape(t("views.none"))}</p>')
        if view is not None and view.list == key:
            _opened(frame, key, view, narrowed)
        _new(frame, key, narrowed)


def listed(frame: Frame, able: list[View]) -> str:
    """Views as links, with whose they are."""
    rows = "".join(f"<li>{link(opened.address(each), each.name)} <small class=\"t-quiet\">{escape(_whose(frame, each))}"
                   "</small></li>" for each in able)
    return f'<ul class="t-views">{rows}</ul>'


def _whose(frame: Frame, view: View) -> str:
    kind = t("views.shared" if view.shared else "views.own")
    return kind if views.mine(view, frame.scope.viewer) else t("views.by", kind=kind, author=view.author)


def _opened(frame: Frame, key: str, view: View, narrowed: Narrow) -> None:
    theme.block(cards.section(view.name, t("views.changed") if opened.changed(frame, view, key) else ""))
    if not views.mine(view, frame.scope.viewer):
        theme.block(f'<p class="t-quiet">{escape(t("views.not_mine"))}</p>')
        return
    base = deciding.opened(opened.VIEW, view.key)
    with st.form(f"views.edit.{key}.{view.key}.{base}", border=False):
        name = st.text_input(t("deciding.field.name"), view.name, key=f"views.name.{view.key}.{base}", max_chars=200)
        shared = st.checkbox(t("views.share"), view.shared, key=f"views.shared.{view.key}.{base}")
        deciding.author_field(f"views.edit.{key}")
        sent = st.form_submit_button(t("views.update"), type="primary")
    if sent:
        now = asked.where(frame, key, narrowed)
        _save(frame, replace(now, key=view.key, name=name.strip(), shared=shared, owner=view.owner), base)
    if st.button(t("views.remove"), key=f"views.remove.{view.key}.{base}") and _remove(frame, view, base):
        opened.show("")
        st.rerun()


def _new(frame: Frame, key: str, narrowed: Narrow) -> None:
    """The form that saves the list as it is filtered now; another one after each save."""
    place = f"views.new.{key}.{st.session_state.get('views.saved', 0)}"
    with st.form(place, border=False):
        name = st.text_input(t("views.save_as"), key=f"{place}.name", max_chars=200)
        shared = st.checkbox(t("views.share"), key=f"{place}.shared")
        deciding.author_field(f"views.new.{key}")
        sent = st.form_submit_button(t("views.save"))
    if sent:
        made = replace(asked.where(frame, key, narrowed), key=deciding.new_key(), name=name.strip(), shared=shared)
        _save(frame, made, 0)


def _save(frame: Frame, view: View, base: int) -> None:
    """Writes a view, and opens it. Refused: a name that this person has already given, another one's view."""
    records = loaders.decided(opened.VIEW)
    if views.taken(records, view.name, view.key, frame.scope.viewer):
        theme.block(shown.problems([Problem("name", "twice", view.name)]))
        return
    if base and not any(views.mine(views.of(each), frame.scope.viewer) for each in records if each.key == view.key):
        theme.block(shown.problems([Problem("owner", "not_its_key", view.name)]))
        return
    if deciding.save(opened.VIEW, view.key, views.body(view), base):
        st.session_state["views.saved"] = st.session_state.get("views.saved", 0) + 1
        opened.show(view.key)
        st.rerun()


def _remove(frame: Frame, view: View, base: int) -> bool:
    return views.mine(view, frame.scope.viewer) and deciding.remove(opened.VIEW, view.key, base)
