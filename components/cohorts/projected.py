"""The cohorts carried on to five years: what was seen, what the model expects, and where nothing can be said."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.cohorts import cuts, files
from components.cohorts.questions import Questions
from components.cohorts.view import View
from components.cohorts.words import many, things
from components.i18n import t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from queries.cohorts import Period
from queries.projection import YEARS, together

SHOWN = 8
"""The newest cohorts that stand in the table; the file holds all."""


def section(frame: Frame, view: View, ask: Questions) -> None:
    """Members still there after 1 to 5 years: seen in bold, projected with its 95 % interval."""
    found, unit = ask.projection(), frame.scope.unit
    if found.attrs["reason"] or not len(found):
        theme.block(cards.section(t("cohorts.projection.none")))
        reason = found.attrs["reason"] or "few"
        theme.block(states.notice(t(f"cohorts.projection.{reason}_title"),
                                  [t(f"cohorts.projection.{reason}", things=things(unit))]))
        return
    whole = together(found)
    theme.block(cards.section(title(whole), subtitle(found, unit)))
    with st.container(key="cohorts-ahead"):
        theme.block(check(found, unit) + drawn(found, whole, view.period))
    files.projected(frame, found, view.period)


def title(whole: pd.DataFrame) -> str:
    """How many of a cohort's members are expected to be there at the end of the last year."""
    last = whole.iloc[-1]
    return t("cohorts.projection.title", years=int(last.year), rate=fmt.rate(float(last.share)))


def subtitle(found: pd.DataFrame, unit: str) -> str:
    """How it was projected and from how many, and which cohorts the table leaves to the file."""
    said = t("cohorts.projection.subtitle", n=many(int(found.attrs["seen"]), unit))
    total = found.cohort.nunique()
    return said + (t("cohorts.projection.newest", shown=SHOWN, of=total) if total > SHOWN else "")


def drawn(found: pd.DataFrame, whole: pd.DataFrame, period: Period) -> str:
    """The table as HTML. Grain: cohort, a column a year; all cohorts together beneath."""
    columns = [Column("cohort", t("cohorts.cohort")), Column("n", t("table.n"), "number", drop=True)]
    columns += [Column(str(year), t("cohorts.projection.year", n=year), "number", drop=year % 2 == 0)
                for year in range(1, YEARS + 1)]
    newest = sorted(found.cohort.unique())[-SHOWN:]
    rows = [_row(found[found.cohort == cohort].to_dict("records"), cuts.name(cohort, period)) for cohort in newest]
    total = _row(whole.to_dict("records"), t("cohorts.total"))
    return table(columns, rows, total=total, caption=t("cohorts.projection.caption"))


def _row(cells: list[dict[Hashable, Any]], name: str) -> Row:
    held: Row = {str(cell["year"]): _cell(cell) for cell in cells}
    return {"cohort": name, "n": f"{int(cells[0]['members']):,}", **held}


def _cell(cell: Mapping[Hashable, Any]) -> Cell:
    rate = fmt.rate(float(cell["share"]))
    if not cell["projected"]:
        return Cell(rate, bold=True)
    return Cell(f"({rate})", below=fmt.interval(cell["low"], cell["high"]) if fmt.known(cell["low"]) else "")


def check(found: pd.DataFrame, unit: str) -> str:
    """What the same model expected a year ago and what came, as HTML; else that there is no such check yet."""
    told = found.attrs
    if told["held_expected"] is None:
        return f'<p class="t-quiet">{escape(t("cohorts.projection.unchecked"))}</p>'
    members = int(told["held_members"])
    said = t("cohorts.projection.checked", n=many(members, unit), actual=fmt.rate(told["held_actual"] / members),
             expected=fmt.rate(told["held_expected"] / members))
    if not told["held_apart"]:
        return f'<p class="t-quiet">{escape(said)}</p>'
    way = "high" if told["held_expected"] > told["held_actual"] else "low"
    return f'<p class="t-sub">{cards.mark("warn", t(f"cohorts.projection.too_{way}"))} {escape(said)}</p>'
