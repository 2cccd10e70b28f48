"""The matrix of bands then and now on the page: a button a cell, so that a keyboard reaches its accounts too."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from components import cards, theme
from components import format as fmt
from components.charts.bands import BANDS, STATUS
from components.charts.migration import LEVELS, Tile, variables
from components.health import words
from components.health.controls import open_cell
from components.i18n import language, t
from components.sentence import plain

KEY = "health-matrix"


def draw(matrix: Sequence[Sequence[Tile]], chosen: tuple[str, str] | None, then: str, now: str, unit: str,
         currency: str) -> None:
    """Rows: the band then; columns: the band now. `then`, `now`: the two times in words."""
    columns = [tile.after for tile in matrix[0]]
    with st.container(key=KEY, gap=None):
        _style(len(columns))
        theme.block(f'<p class="t-matrix-now">{escape(t("health.matrix.now", day=now))}</p>')
        theme.block(f'<p class="t-matrix-then">{escape(then)} ↓</p>')
        for place, after in enumerate(columns):
            theme.block(_name(after, sum(row[place].customers for row in matrix), unit, "column"))
        for row in matrix:
            theme.block(_name(row[0].before, sum(tile.customers for tile in row), unit, "row"))
            for tile in row:
                _cell(tile, (tile.before, tile.after) == chosen, unit, currency)


def _style(columns: int) -> None:
    """The tints, and how many columns there are: the sheet has the rest."""
    st.html(f"<style>.st-key-{KEY}{{{variables()}--t-n:{columns}}}</style>")


def _name(band: str, customers: int, unit: str, place: str) -> str:
    """A band's name with how many are in it; the column's is over its column, the row's at the right."""
    said = cards.mark(STATUS[band], words.band(band)) if band in BANDS else f"<b>{escape(words.band(band))}</b>"
    return f'<p class="t-matrix-{place}">{said} <span>{escape(words.number(customers, unit))}</span></p>'


def _cell(tile: Tile, chosen: bool, unit: str, currency: str) -> None:
    """Count and ARR; nobody is a plain 0 that opens nothing. The key carries the tint for the sheet."""
    level = tile.level if tile.tone in ("better", "worse") else 0
    key = f"cell-{'chosen-' * chosen}{tile.tone}{min(level, LEVELS)}-{tile.before}-{tile.after}"
    if (tile.before, tile.after) == ("new", "gone"):
        theme.block("")
        return
    if not tile.customers:
        st.button("0", key=f"{key}-none", disabled=True, width="stretch")
        return
    amount = fmt.money(tile.arr, currency, language()).removesuffix(words.currency_word(currency))
    said = f"**{words.number(tile.customers, unit)}**  \n{plain(amount)}"
    st.button(said, key=key, width="stretch", on_click=open_cell, args=(tile.before, tile.after, chosen))
