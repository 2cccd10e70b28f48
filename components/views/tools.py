"""The three tools beside a list: filter it further, keep it as a view, turn its accounts into actions."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import states, theme
from components.i18n import t
from components.router import Frame
from components.views import acting, asked, menu
from queries.narrowing import DUE, LEAST, Narrow, narrowed
from queries.shelves import REASONS_OF


def draw(frame: Frame, key: str, found: pd.DataFrame, reasons: dict[str, str] | None = None) -> pd.DataFrame:
    """The tools of one list; its rows as the URL filters them. What the URL asks and nobody can understand is said."""
    wanted = asked.narrow(key)
    kept = narrowed(found, wanted)
    with st.container(horizontal=True, gap="small", key=f"tools-{key.replace('.', '-')}"):
        owners = found.owner.where(found.owner.notna(), None).tolist() if "owner" in found else []
        asked.popover(frame, key, wanted, owners, reasons or {})
        menu.draw(frame, key, wanted)
        acting.popover(frame, key, kept)
    for each in wanted.reasons:
        if each not in REASONS_OF.get(key, ()):
            theme.block(states.unknown_filter(t("lists.column.reason"), each))
    state(frame, wanted)
    return kept


def state(frame: Frame, wanted: Narrow) -> None:
    """By what the list is filtered, in words, and what of it cannot be understood."""
    for name, value in wanted.lacking:
        label = t("views.least", currency=frame.build.currency) if name == LEAST else t(
            "week.column.deadline" if name == DUE else "lists.column.health")
        theme.block(states.unknown_filter(label, value))
    words = asked.said(wanted, frame.build.currency)
    if words:
        theme.block(f'<p class="t-scope">{escape(words)}</p>')
