"""Whom to call: one section of the health page. `draw(frame)` is all that a page needs."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st

from components import cards, loaders, states, theme, unfolded
from components import format as fmt
from components.figure import About, figure
from components.i18n import language, t
from components.lists import controls, files
from components.lists.behind import Listed
from components.lists.drawn import SHOWN, drawn
from components.lists.kinds import ASKED, KINDS, LIST, Kind
from components.router import Frame
from components.sentence import joined, narrowed, plain
from components.url import change, current
from components.views import asked, tools
from queries.narrowing import narrowed as narrow

NEEDED: Mapping[str, tuple[str, ...]] = {
    "usage_week": ("customer_id", "week_on", "feature", "active_users", "events"),
    "subscription.seats": ("seats",),
    "pulse": ("pulse_id", "customer_id", "recorded_on", "rating"),
    "ticket": ("ticket_id", "customer_id", "opened_at", "severity"),
    "touch": ("touch_id", "customer_id", "occurred_on", "function", "kind"),
}


def draw(frame: Frame) -> None:
    """The lists beside each other, with their number and ARR, and the chosen one beneath: who, and why."""
    key, unknown = controls.chosen(current())
    with figure(frame, "lists"), loaders.listening():
        found = {each: kind.ask(frame) for each, kind in KINDS.items()}
        shown = narrow(KINDS[key].ask(frame, None), asked.narrow(key))
        with st.container(key="lists"):
            theme.block(cards.section(title(frame, key, shown)))
            controls.draw(frame, key, found)
            _chosen(frame, KINDS[key], unknown)


def _chosen(frame: Frame, kind: Kind, unknown: str | None) -> None:
    if unknown is not None:
        theme.block(states.unknown_filter(t("lists.parameter.list"), unknown))
        st.button(plain(t("filter.remove", value=unknown)), key="clear.lists", on_click=change, args=(LIST, []))
        return
    about = About(behind=Listed(kind, frame.build.fiscal_year_start, asked.narrow(kind.key)))
    with figure(frame, f"lists.{kind.key}", (kind.metric,), about):
        found = kind.ask(frame, None)
        theme.block(f'<p class="t-sub">{escape(subtitle(kind.key, found))}</p>')
        if not found.attrs["missing"] and found.attrs["total"]:
            found = tools.draw(frame, kind.key, found)
        _table(frame, kind, found)


def _table(frame: Frame, kind: Kind, found: pd.DataFrame) -> None:
    if found.attrs["missing"]:
        theme.block("".join(_missing(name) for name in found.attrs["missing"]))
        return
    if not found.attrs["total"]:
        theme.block(states.notice(t("lists.nobody"), [f"{narrowed(frame.scope, frame.dimensions)}"]))
        return
    found = found.head(ASKED)
    every = len(found) <= SHOWN or unfolded.is_open(f"lists.rows.{kind.key}")
    theme.block(drawn(kind.key, found, ASKED if every else SHOWN, frame.build.currency, frame.build.fiscal_year_start))
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(found)), f"lists.rows.{kind.key}")
    files.offer(frame, kind)


def _missing(name: str) -> str:
    table = name.partition(".")[0]
    return states.missing_table(table, t("lists.missing"), NEEDED[name])


def title(frame: Frame, key: str, found: pd.DataFrame) -> str:
    """The chosen list with how many are on it and their ARR; that nobody is; or its name, where it cannot be made."""
    name = t(f"lists.name.{key}")
    if found.attrs["missing"]:
        return name
    if not found.attrs["total"]:
        return t("lists.title.nobody", name=name)
    claim = "candidates" if found.attrs["unknown"] else key
    amount = float(found.attrs["unused_arr" if key == "shelfware" else "arr"])
    return t(f"lists.title.{claim}", n=fmt.count(int(found.attrs["total"]), frame.scope.unit, language()),
             arr=fmt.money(amount, frame.build.currency, language()))


def subtitle(key: str, found: pd.DataFrame) -> str:
    """The list's rule, what of it is unknown, and its order."""
    return joined(t(f"lists.rule.{key}"), t("lists.outcome_unknown") if found.attrs["unknown"] else "",
                  t(f"lists.order.{'unused' if key == 'shelfware' else 'arr'}"))
