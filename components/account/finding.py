"""The search box and what it finds, the largest accounts without one; what is said of an id that leads nowhere."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import audit, cards, states, tables, theme, url
from components import format as fmt
from components.account import link, words
from components.account.behind import Found
from components.account.questions import Questions
from components.figure import About, figure
from components.i18n import language, plural, t
from components.lists.drawn import health
from components.router import Frame
from components.sentence import joined, narrowed
from components.tables import Cell, Column, Row

BOX = "account.search"


def box(ask: Questions) -> None:
    """The text field: what is typed is in the URL, so that a search can be sent on."""
    st.session_state[BOX] = ask.view.text
    with st.container(key="account-search"):
        st.text_input(t("account.search.label"), key=BOX, placeholder=t("account.search.hint"), max_chars=100,
                      on_change=_write, label_visibility="collapsed")


def _write() -> None:
    typed = str(st.session_state[BOX]).strip()
    url.change(link.TEXT, [typed] if typed else [])


def results(frame: Frame, ask: Questions) -> None:
    """What the text finds; nothing without a text."""
    if not ask.view.text:
        return
    audit.searched(frame.page.key, ask.view.text, frame.scope, frame.build.version)
    with figure(frame, "account.search", ("arr", "health_score"), About(behind=Found(ask.scope))):
        found = ask.found()
        total = int(found.attrs["total"])
        if not total:
            theme.block(states.notice(t("account.search.nobody", text=ask.view.text), [t("account.search.nobody_why")]))
            return
        title = plural(language(), "account.search.found", total, text=ask.view.text)
        more = t("account.search.first", n=len(found), of=f"{total:,}") if total > len(found) else ""
        theme.block(cards.section(title, joined(t("account.search.order"), more)) + _drawn(found, frame.build.currency))


def largest(frame: Frame, ask: Questions) -> None:
    """The largest accounts of whoever looks, inside the page's filters."""
    with figure(frame, "account.largest", ("arr", "health_score"), About(behind=Found(frame.scope))):
        found = ask.largest()
        total = int(found.attrs["total"])
        if not total:
            theme.block(cards.finding(t("account.largest.nobody"), narrowed(frame.scope, frame.dimensions)))
            return
        listed = float(found["arr"].sum())
        share = fmt.rate(listed / float(found.attrs["arr"]), 0)
        title = plural(language(), "account.largest.title", len(found), share=share,
                       arr=words.money(listed, frame.build.currency))
        said = t("account.largest.base", n=fmt.count(total, "customer", language()))
        theme.block(cards.finding(title, said) + _drawn(found, frame.build.currency))


def _drawn(found: pd.DataFrame, currency: str) -> str:
    """Accounts as links, with what tells them apart."""
    columns = [Column("account", t("table.account")), Column("id", t("lists.file.account_id"), fold=True, quiet=True),
               Column("health", t("lists.column.health"), "status", fold=True), Column("arr", t("table.arr"), "number")]
    rows: list[Row] = []
    for row in found.itertuples():
        was = t("account.search.was", name=str(row.matched)) if link.text(row.matched) else ""
        rows.append({"account": link.named(row, was), "id": str(row.account_id),
                     "health": health(row) if link.text(row.band) else Cell(fmt.UNKNOWN),
                     "arr": words.amount(float(row.arr), currency)})
    return f'<nav class="t-account-found">{tables.table(columns, rows, caption=t("account.search.caption"))}</nav>'


def nowhere(frame: Frame) -> None:
    """An id that nobody has and one that may not be seen are told in the same words."""
    theme.block(states.notice(t("account.nowhere.title"), [t("account.nowhere.why")]))
    st.button(t("account.nowhere.back"), key="account.back", on_click=url.change, args=(link.ACCOUNT, []))


def not_shown() -> None:
    """For a role that sees no names."""
    theme.block(cards.finding(t("account.not_shown.title"), t("account.not_shown.why")))


def said(text: str) -> str:
    """A quiet sentence under a section's title."""
    return f'<p class="t-sub">{escape(text)}</p>' if text else ""
