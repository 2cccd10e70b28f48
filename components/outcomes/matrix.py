"""Outcome × experience: a grid of buttons, so that a keyboard reaches the accounts too; the unknown at its edge."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from components import cards, theme
from components import format as fmt
from components.i18n import language, t
from components.outcomes import controls, files, words
from components.outcomes.questions import Questions
from components.outcomes.sections import missing
from components.router import Frame
from components.sentence import plain
from queries.outcome_rows import CORNERS

KEY = "outcomes-matrix"


def draw(frame: Frame, ask: Questions) -> None:
    """The corners with how many and how much; a click lists the accounts beneath."""
    found = ask.matrix()
    cells = {(str(row.co), str(row.cx)): row for row in found.itertuples()}
    theme.block(cards.section(_title(cells), t("outcomes.matrix.subtitle")))
    for name in found.attrs["missing"]:
        missing(name)
    with st.container(key=KEY, gap=None):
        theme.block(f'<p class="t-matrix-then">{escape(t("outcomes.matrix.co"))} ↓</p>')
        theme.block(f'<p class="t-matrix-now">{escape(t("outcomes.matrix.cx"))} →</p>')
        theme.block("")
        for cx in CORNERS:
            theme.block(_name("felt", cx, "column"))
        for co in CORNERS:
            theme.block(_name("side", co, "row"))
            for cx in CORNERS:
                _cell(cells[co, cx], (co, cx) == ask.view.corner, frame.build.currency)
    files.button(frame, "matrix", found)


def _title(cells: dict[tuple[str, str], Any]) -> str:
    """How many are well on both sides, and how many are known on both."""
    known = [cells[co, cx].customers for co in CORNERS[:2] for cx in CORNERS[:2]]
    if not all(map(fmt.known, known)):
        return t("outcomes.matrix.title.few")
    return t("outcomes.matrix.title", known=words.customers(sum(known)), both=words.customers(known[0]))


def _name(kind: str, side: str, place: str) -> str:
    mark = cards.mark(words.FELT[side], t(f"outcomes.{kind}.{side}"))
    return f'<p class="t-matrix-{place}">{mark}</p>'


def _cell(row: Any, chosen: bool, currency: str) -> None:
    """Count and ARR; nobody is a plain 0 that opens nothing. The key carries the tint for the sheet."""
    tone = "unknown" if "unknown" in (row.co, row.cx) else f"{row.co}{row.cx}"
    key = f"outcome-{'chosen-' * chosen}{tone}-{row.co}-{row.cx}"
    if not fmt.known(row.customers):
        st.button(fmt.HELD, key=f"{key}-held", disabled=True, width="stretch")
        return
    if not row.customers:
        st.button("0", key=f"{key}-none", disabled=True, width="stretch")
        return
    amount = fmt.money(float(row.arr), currency, language()) if fmt.known(row.arr) else fmt.UNKNOWN
    number = t("outcomes.matrix.n", n=f"{int(row.customers):,}")
    st.button(f"**{number}**  \n{plain(amount)}", key=key, width="stretch",
              on_click=controls.corner, args=(row.co, row.cx))
