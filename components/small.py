"""What whoever may not see names is shown instead: of customers one by one their sum, of small groups a reason.

Queries decide what is hidden (queries/small_shown.py, queries/small_scope.py); here it is only said, where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import TypeVar

import pandas as pd
import streamlit as st

from components import cards, filters, loaders, small_table, states, theme
from components import format as fmt
from components.address import Address
from components.cards import SHAPES
from components.i18n import language, t
from components.money import money
from components.router import Frame
from queries.small_held import pooled_seen
from queries.small_rows import POOLED
from queries.small_scope import TooFew, allowed
from queries.small_shown import NotShown

Answer = TypeVar("Answer")
HEAD = (".head", "kpis")
"""What the keys of pages' heads end with."""
_drawn: ContextVar[frozenset[str]] = ContextVar("drawn", default=frozenset())
"""The answers that this run has drawn in a figure's place: each is drawn once."""
BY_NAME = ("account", "week")
"""Pages about customers by name, and nothing else."""


@contextmanager
def said(frame: Frame, key: str) -> Iterator[None]:
    """What is not shown in the block is said there, and the rest of the page stands; so is what a pooled row is."""
    pooled_seen.set(False)
    try:
        yield
        if pooled_seen.get():
            theme.block(f'<p class="t-sub">{escape(t("small.pooled", mark=POOLED))}</p>')
            pooled_seen.set(False)
    except TooFew:
        theme.block(line(t("small.few.title"), t("small.few.body")))
    except NotShown as error:
        theme.block(_instead(frame, key, error))


def told(question: Callable[[], Answer]) -> Answer | None:
    """The answer; null where it is not shown to whoever asks, so that a page says the rest without it."""
    try:
        return question()
    except (NotShown, TooFew):
        return None


def partly(question: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The answer with what is hidden in it as null, for what is drawn with gaps."""
    try:
        return question()
    except NotShown as error:
        if error.answer is None:
            raise
        return error.answer


def _instead(frame: Frame, key: str, error: NotShown) -> str:
    if key.endswith(HEAD):
        return cards.finding(t("small.head.title"), t(f"small.{error.reason}.body"))
    again = error.question in _drawn.get()
    _drawn.set(_drawn.get() | {error.question})
    if again:
        return ""
    if error.reason == "few" and error.answer is not None:
        return small_table.drawn(frame, error.question, error.answer)
    body = line(t(f"small.{error.reason}.title"), _body(error, frame.scope.unit, frame.build.currency))
    return small_table.titled(error.question, "") + body if error.question else body


def _body(error: NotShown, unit: str, currency: str) -> str:
    if error.reason != "names" or not error.number:
        return t(f"small.{error.reason}.body")
    many = fmt.count(error.number, unit, language())
    if not error.arr:
        return t("small.names.number", many=many)
    return t("small.names.together", many=many, arr=money(error.arr, currency, language()))


def line(title: str, body: str) -> str:
    return f'<p class="t-line t-withheld"><b>{SHAPES["unknown"]} {escape(title)}</b> <span>{escape(body)}</span></p>'


def refused(frame: Frame, address: Address) -> bool:
    """Instead of a page that this role gets nothing of: by name only, or filtered to too few. Whether it was drawn."""
    _drawn.set(frozenset())
    if frame.scope.viewer.names:
        return False
    if frame.page.key in BY_NAME:
        theme.block(states.notice(t("small.page.title"), [t(f"small.page.{frame.page.key}")]))
        return True
    try:
        return not loaders.load(allowed, frame.scope)
    except TooFew:
        _too_few(address)
        return True


def _too_few(address: Address) -> None:
    lines = [t("small.scope.body" if address.where else "small.scope.company")]
    theme.block(states.notice(t("small.scope.title"), lines))
    if address.where:
        st.button(t("filter.clear_all"), key="small.clear", on_click=filters.clear, args=(address,))
