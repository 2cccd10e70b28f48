"""The page's own choices: each shows what the URL says, set before it is drawn, and writes the URL when it changes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import sentence, states, theme, url
from components.health.view import ACCOUNT, BACK, BY, CELL, FEATURE, WEEKS, View
from components.i18n import t
from queries.dimensions import Dimension


def _write(key: str, name: str, default: str) -> None:
    chosen = st.session_state[key]
    url.change(name, [] if chosen is None or str(chosen) == default else [str(chosen)])


def weeks(view: View) -> None:
    """How many weeks back the bands are compared with."""
    names = {each: t("health.weeks", n=each) for each in BACK}
    st.session_state["health.weeks"] = view.weeks
    st.segmented_control(
        t("health.parameter.weeks"), list(names), key="health.weeks", format_func=names.__getitem__, required=True,
        on_change=_write, args=("health.weeks", WEEKS, str(BACK[0])), label_visibility="collapsed",
    )


def by(view: View, dimensions: Mapping[str, Dimension]) -> None:
    """The dimension that the bands are split by."""
    if view.by is None:
        return
    names = {key: sentence.dimension_name(key) for key, each in dimensions.items() if len(each.values) > 1}
    names.setdefault(view.by.key, sentence.dimension_name(view.by.key))
    st.session_state["health.by"] = view.by.key
    st.selectbox(
        t("health.parameter.by"), list(names), key="health.by", format_func=names.__getitem__, on_change=_write,
        args=("health.by", BY, ""), label_visibility="collapsed", width=180,
    )


def account(names: Mapping[str, str], chosen: str) -> None:
    """The account whose change is explained: one of those listed beside it, or the one that the link names."""
    st.session_state["health.account"] = chosen
    st.selectbox(
        t("health.parameter.account"), list(names), key="health.account", format_func=names.__getitem__,
        on_change=_write, args=("health.account", ACCOUNT, ""), label_visibility="collapsed", width=230,
    )


def feature(names: list[str], chosen: str | None) -> None:
    """The feature whose low customers are listed; without one all features are."""
    words = {"": t("health.features.every"), **{name: name for name in names}}
    st.session_state["health.feature"] = chosen or ""
    st.selectbox(
        t("health.parameter.feature"), list(words), key="health.feature", format_func=words.__getitem__,
        on_change=_write, args=("health.feature", FEATURE, ""), label_visibility="collapsed", width=220,
    )


def open_cell(before: str, after: str, chosen: bool) -> None:
    """A click on a cell: its accounts are listed; on the chosen one, all that moved are again."""
    url.change(ACCOUNT, [])
    url.change(CELL, [] if chosen else [f"{before}.{after}"])


def every_cell() -> None:
    """Away from the chosen cell, back to the scores that moved most."""
    st.button(t("health.accounts.every"), key="health.every", type="tertiary", on_click=_every_cell)


def _every_cell() -> None:
    url.change(ACCOUNT, [])
    url.change(CELL, [])


def refused(view: View, section: str, *parameters: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back, and nothing else is drawn."""
    asked = view.lacks(*parameters)
    if asked:
        refuse(section, *asked)
    return asked is not None


def refuse(section: str, name: str, value: str) -> None:
    """That the link asks for what these data do not have, with a button that takes just this part out of it."""
    theme.block(states.unknown_filter(t(f"health.parameter.{name}"), value))
    st.button(sentence.plain(t("filter.remove", value=value)), key=f"clear.{section}.{name}", on_click=url.change,
              args=(name, []))
