"""The flow as a matrix of stages then and now: a button a cell, so that a keyboard reaches its accounts too."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import format as fmt
from components import theme, url
from components.charts.migration import LEVELS, Tile, Tone, variables
from components.i18n import language, t
from components.journey import words
from components.journey.view import CELL
from components.sentence import plain
from data.journey.model import LEFT
from queries.journey import ACTIVE
from queries.journey_flow import NEW

KEY = "journey-matrix"
FORWARD = ("signed", "onboarding", "adopting", "value_proven", "expanding")
"""The way up: a step along it is better, one back worse, but for the end of growth, which is neither."""


def tone(before: str, after: str) -> Tone:
    """Worse: into risk, away, or back on the way up. Better: out of risk, or up. Else neither."""
    if before == after:
        return "same"
    if after in (LEFT, "at_risk"):
        return "worse" if before != NEW else "other"
    if before == "at_risk":
        return "better"
    if before in FORWARD and after in FORWARD and before != "expanding":
        return "better" if FORWARD.index(after) > FORWARD.index(before) else "worse"
    return "other"


def tiles(found: pd.DataFrame) -> list[list[Tile]]:
    """The matrix row by row: the stages and, where anybody came, new; columns the stages and, where anybody left, left.
    ARR is that of now, of who left that of then. Pure.
    """
    held = {(str(row.stage_from), str(row.stage_to)):
            (int(row.customers), float(row.arr_from if row.stage_to == LEFT else row.arr))
            for row in found.itertuples()}
    rows = [*ACTIVE, *([NEW] if any(before == NEW for before, _ in held) else [])]
    columns = [*ACTIVE, *([LEFT] if any(after == LEFT for _, after in held) else [])]
    most = {each: max([count for pair, (count, _) in held.items() if tone(*pair) == each], default=0)
            for each in ("better", "worse")}
    return [[_tile(before, after, held.get((before, after), (0, 0.0)), most) for after in columns] for before in rows]


def _tile(before: str, after: str, held: tuple[int, float], most: dict[str, int]) -> Tile:
    kind, (customers, arr) = tone(before, after), held
    level = -(-customers * LEVELS // most[kind]) if most.get(kind) else 0
    return Tile(before, after, customers, arr, kind, level)


def moved(matrix: list[list[Tile]], kind: Tone) -> tuple[int, float]:
    """Customers and ARR of all cells of a tone."""
    cells = [tile for row in matrix for tile in row if tile.tone == kind]
    return sum(tile.customers for tile in cells), sum(tile.arr for tile in cells)


def draw(matrix: list[list[Tile]], chosen: tuple[str, str] | None, then: str, now: str, currency: str) -> None:
    """Rows: the stage then; columns: the stage now. `then`, `now`: the two times in words."""
    columns = [tile.after for tile in matrix[0]]
    with st.container(key=KEY, gap=None):
        st.html(f"<style>.st-key-{KEY}{{{variables()}--t-n:{len(columns)}}}</style>")
        theme.block(f'<p class="t-matrix-now">{escape(now)} →</p>')
        theme.block(f'<p class="t-matrix-then">{escape(then)} ↓</p>')
        for place, after in enumerate(columns):
            theme.block(_name(after, sum(row[place].customers for row in matrix), "column"))
        for row in matrix:
            theme.block(_name(row[0].before, sum(tile.customers for tile in row), "row"))
            for tile in row:
                _cell(tile, (tile.before, tile.after) == chosen, currency)


def _name(stage: str, customers: int, place: str) -> str:
    """A stage's name with how many are in it."""
    return (f'<p class="t-matrix-{place}"><b>{escape(words.short(stage))}</b> '
            f'<span>{escape(words.number(customers))}</span></p>')


def _cell(tile: Tile, chosen: bool, currency: str) -> None:
    """Count and ARR; an empty cell stays empty. The key carries the tint for the sheet."""
    if not tile.customers:
        theme.block('<p class="t-matrix-none">0</p>' if tile.before != NEW or tile.after != LEFT else "")
        return
    level = tile.level if tile.tone in ("better", "worse") else 0
    key = f"cell-{'chosen-' * chosen}{tile.tone}{min(level, LEVELS)}-{tile.before}-{tile.after}"
    amount = fmt.money(tile.arr, currency, language())
    said = f"**{tile.customers:,}**  \n{plain(amount)}"
    names = t("journey.cell", before=words.stage(tile.before), after=words.stage(tile.after))
    st.button(said, key=f"journey.{key}", width="stretch", on_click=choose,
              args=("" if chosen else f"{tile.before}.{tile.after}",), help=plain(names))


def choose(cell: str) -> None:
    """Lists the accounts of a cell or stage; of none where it is empty."""
    url.change(CELL, [cell] if cell else [])
