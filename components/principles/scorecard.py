"""The ten rows: each principle with its measures against their targets, its verdict, and the way to its details."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import theme, url
from components.cards import SHAPES, mark
from components.charts.sparkline import sparkline
from components.i18n import t
from components.principles import standing, words
from components.principles.view import MEASURE, PRINCIPLE
from components.sentence import plain


def draw(card: pd.DataFrame, chosen: int) -> None:
    """A row a principle; the chosen one is marked. Its name opens it."""
    for number, own in card.groupby("principle", sort=False):
        state = "open" if number == chosen else "shut"
        with st.container(horizontal=True, vertical_alignment="center", gap="small",
                          key=f"principle-row-{number}-{state}"):
            st.button(plain(f"{number}  {words.principle(int(number))}"), key=f"principle.open.{number}",
                      type="tertiary", on_click=_open, args=(int(number),))
            theme.block(row(own))


def _open(number: int) -> None:
    url.change(MEASURE, [])
    url.change(PRINCIPLE, [str(number)])


def row(own: pd.DataFrame) -> str:
    """One principle's measures and verdict. Escaped HTML."""
    cells = "".join(_measure(each) for each in own.itertuples())
    verdict = f'<span class="t-pr-verdict">{mark(*standing.principle(own))}</span>'
    return f'<div class="t-pr"><div class="t-pr-measures" style="--t-n:{len(own)}">{cells}</div>{verdict}</div>'


def _measure(row: Any) -> str:
    """A measure: its shape, its name, value → target, its line."""
    status, said = standing.measure(row)
    shape = f'<span class="t-{status}" title="{escape(said)}">{SHAPES[status]}</span>'
    hidden = f'<span class="t-hidden">{escape(said)}</span>'
    few = " t-few" * (words.few(row) and row.verdict != "unknown")
    return (f'<div class="t-pr-measure{few}"><div class="t-pr-name">{shape}{hidden} {escape(words.name(row.measure))}'
            f'</div><div class="t-pr-figure">{_figure(row)}{_spark(row)}</div></div>')


def _figure(row: Any) -> str:
    if row.verdict == "unknown":
        return f'<span class="t-pr-why">{escape(t("principles.unknown", why=_why(row)))}</span>'
    goal = f' <small>→ {escape(words.target(row.measure, row.target))}</small>' if row.target == row.target else ""
    few = f' <small>{escape(t("principles.verdict.reference"))}</small>' if words.few(row) else ""
    return f'<span class="t-pr-value"><b>{escape(words.figure(row.measure, row.value))}</b>{goal}{few}</span>'


def _why(row: Any) -> str:
    """What would answer, in a word: the table, or why there is nobody to tell it of."""
    if row.reason == "missing_table":
        return words.tables(row.missing)
    if row.reason == "no_records":
        return t("principles.why.no_records")
    return words.nobody(row.measure) or t("principles.why.nobody")


def _spark(row: Any) -> str:
    """The line of the quarters; nothing where fewer than two are known, or the newest is not and its reason stands."""
    if row.verdict == "unknown" or sum(each is not None for each in row.trend) < 2:
        return ""
    alt = t("principles.spark", name=words.name(row.measure), n=len(row.trend))
    target = row.target if row.target == row.target else None
    return sparkline(row.trend, mode=theme.mode(), alt=alt, target=target)
