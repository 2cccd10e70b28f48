"""The heat map: a button a cell, the claim large, its evidence small; what contradicts is framed."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import format as fmt
from components import theme
from components.i18n import t
from components.maturity import words
from components.maturity.controls import open_cell
from components.sentence import plain
from data.maturity.model import CAPABILITIES, FUNCTIONS

KEY = "maturity-grid"


def draw(cells: pd.DataFrame, chosen: tuple[str, str] | None) -> None:
    """Rows: functions; columns: capabilities. On narrow screens a function's cells stand beneath its name."""
    alone = not cells.claimed.notna().any()
    held = {(row.function, row.capability): row for row in cells.itertuples()}
    with st.container(key=KEY, gap=None):
        theme.block('<p class="t-mx-corner"></p>')
        for capability in CAPABILITIES:
            theme.block(f'<p class="t-mx-head">{escape(words.capability(capability))}</p>')
        for function in FUNCTIONS:
            theme.block(f'<p class="t-mx-row">{escape(words.function(function))}</p>')
            for capability in CAPABILITIES:
                _cell(held[function, capability], (function, capability) == chosen, alone)


def _cell(row: Any, chosen: bool, alone: bool) -> None:
    """The key carries the level and the frame for the style sheet."""
    shown = row.evidenced if alone else row.claimed
    level = 0 if pd.isna(shown) else int(shown)
    name = f"{row.function}.{row.capability}"
    key = f"mx-l{level}-{'bad-' * bool(row.contradicted)}{'chosen-' * chosen}{row.function}-{row.capability}"
    st.button(label(row, alone), key=key, width="stretch", on_click=open_cell, args=(name, chosen))


def label(row: Any, alone: bool = False) -> str:
    """*引き継ぎ* **3** ■ 証拠 1: the capability's name is seen on phones only, where there are no columns. `alone`:
    nothing is claimed of any cell, the evidence is the large figure.
    """
    name = plain(words.capability(row.capability))
    if alone and pd.notna(row.evidenced):
        return f"*{name}* **{int(row.evidenced)}** {plain(t('maturity.cell.alone'))}"
    claimed = fmt.UNKNOWN if pd.isna(row.claimed) else str(int(row.claimed))
    if pd.isna(row.evidenced):
        said = t("maturity.cell.unknown")
    elif row.contradicted:
        said = t("maturity.cell.contradicted", n=int(row.evidenced))
    else:
        said = t("maturity.cell.evidence", n=int(row.evidenced))
    return f"*{name}* **{claimed}** {plain(said)}"
