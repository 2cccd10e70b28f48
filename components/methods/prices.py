"""Price against seats: expansion and contraction in parts. Pure apart from the language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.bars import Scale, diverging
from components.i18n import language, t
from components.methods.words import share
from components.tables import Cell, Column, Row, table
from queries.prices import MOVEMENTS, PARTS

ALWAYS = ("seats", "price", "products")
SIGNS = {"expansion": 1, "contraction": -1}


def drawn(found: pd.DataFrame, currency: str) -> str:
    """A row a part, expansion and contraction beside each other; both add up to the bridge's. Source: prices.split."""
    columns = [Column("part", t("methods.column.part"))]
    for movement in MOVEMENTS:
        columns += [Column(f"{movement}.bar", "", "bar"), Column(movement, t(f"metric.{movement}.short"), "number")]
    at = found.set_index("movement")
    scales = {movement: Scale.over([SIGNS[movement] * float(at[part][movement]) for movement in MOVEMENTS
                                    for part in PARTS]) for movement in MOVEMENTS}
    parts = [part for part in PARTS if part in ALWAYS or float(at[part].abs().sum())]
    return table(columns, [_row(at, part, scales, currency) for part in parts], total=_total(at, currency),
                 caption=t("methods.prices.caption"))


def _row(at: pd.DataFrame, part: str, scales: dict[str, Scale], currency: str) -> Row:
    row: dict[str, str | Cell] = {"part": Cell(t(f"methods.part.{part}"), below=t(f"methods.part_how.{part}"))}
    for movement, sign in SIGNS.items():
        amount = sign * float(at[part][movement])
        row[f"{movement}.bar"] = Cell(bar=diverging(amount, scales[movement]) if amount else "")
        row[movement] = Cell(fmt.signed_money(amount, currency, language()),
                             below=share(at[part][movement], at.amount[movement]))
    return row


def _total(at: pd.DataFrame, currency: str) -> Row:
    named = {movement: fmt.signed_money(sign * float(at.amount[movement]), currency, language())
             for movement, sign in SIGNS.items()}
    return {"part": t("methods.part.total"), **named}
