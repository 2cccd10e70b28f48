"""What earlier meetings decided and where it stands, the charter's KPIs, and whether this week was frozen."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from components import cards, theme
from components.address import Address, write
from components.charter import differences, files, words
from components.charter.questions import Questions
from components.deciding import shown
from components.i18n import t
from components.router import PAGES, Frame
from components.tables import Cell, Column, Row, link, table
from data.targets import KPIS
from queries.charter_decisions import carried
from queries.frozen import changed

LISTED = 5
TOLD = 2


def line(frame: Frame) -> None:
    """On top of the review, in one line: what earlier meetings left, what of it is overdue, and the way to it.

    Nothing where nothing was left and the week is not frozen: the section beneath says so.
    """
    ask = Questions(frame)
    kept, found = frozen(frame, ask), left(ask)
    if kept or len(found):
        theme.block(f'<div class="t-carried">{kept}{said(found)} {_way(frame)}</div>')


def left(ask: Questions) -> pd.DataFrame:
    """What earlier meetings left: open, or settled since the Sunday before. Source: queries.charter_decisions."""
    return carried(ask.listed(), ask.week)


def said(found: pd.DataFrame) -> str:
    """The line's words as HTML: how many, how many overdue, the two that are overdue longest."""
    if found.empty:
        return ""
    late = found[found.state == "overdue"]
    if late.empty:
        return f'<span>{escape(t("charter.weekly.carried_fine", all=words.counted(found)))}</span>'
    named = t("list.comma").join(t("charter.weekly.late", text=_short(row.text), n=int(row.days_late))
                                 for row in late.head(TOLD).itertuples())
    head = t("charter.weekly.carried", all=words.counted(found), late=words.counted(late))
    return f"{cards.mark('bad', head)} <span>{escape(named)}</span>"


def _short(words_: str, longest: int = 40) -> str:
    first = words_.strip().splitlines()[0] if words_.strip() else ""
    return first if len(first) <= longest else first[: longest - 1] + "…"


def frozen(frame: Frame, ask: Questions) -> str:
    """Where this week is frozen: when, or what later data changed of what the meeting saw; nothing where it is not."""
    snapshot = ask.seen(ask.week.isoformat())
    if snapshot is None:
        return ""
    moved = changed(ask.compared(snapshot))
    if moved.empty:
        return f'<span>{escape(t("charter.weekly.frozen_same", moment=shown.moment(snapshot)))}</span> '
    main = moved[moved.figure.isin(differences.MAIN)].head(TOLD)
    named = t("list.comma").join(_moved(row, frame.build.currency) for row in main.itertuples())
    return cards.mark("warn", t("charter.weekly.frozen_changed", n=len(moved), main=named)) + " "


def _moved(row: Any, currency: str) -> str:
    then, now = (differences.value(row.kind, each, currency, row.figure) for each in (row.then, row.now))
    return t("charter.weekly.moved", name=differences.figure_name(row.figure), then=then, now=now)


def open_ones(frame: Frame) -> None:
    """The table of what earlier meetings left; without any one quiet line with the way to the charter."""
    ask = Questions(frame)
    found = left(ask)
    if found.empty:
        nothing = "charter.weekly.nothing" if frame.scope.viewer.whole else "charter.title.hidden"
        theme.block(f'<p class="t-sub">{escape(t(nothing))} {_way(frame)}</p>')
        return
    counted = {state: int((found.state == state).sum()) for state in words.STATES}
    title = t("charter.weekly.listed", late=counted["overdue"], open=counted["open"],
              settled=counted["done"] + counted["dropped"])
    drawn = table(_columns(), [_decision(row, ask.scope.as_of) for row in found.head(LISTED).itertuples()],
                  caption=t("charter.weekly.caption"))
    theme.block(f'{cards.section(title)}<div class="t-weekly t-left">{drawn}</div><p class="t-sub">{_way(frame)}</p>')


def export(frame: Frame) -> None:
    """What the table lists, to its end, as files; nothing without any."""
    if len(found := left(Questions(frame))):
        files.decisions(frame, found)


def _columns() -> list[Column]:
    return [Column("text", t("charter.column.text")), Column("owner", t("charter.column.owner"), fold=True),
            Column("due", t("charter.column.due"), "number"), Column("state", t("charter.column.state"), "status")]


def _decision(row: Any, as_of: date) -> Row:
    return {"text": _short(row.text, 60), "owner": words.person(row.owner), "due": words.day(row.due_on, as_of),
            "state": Cell(words.state(row), status=words.STATES[row.state])}


def kpis(frame: Frame) -> None:
    """The charter's KPIs: actual, bar with the target's tick, target, status; the worst first."""
    found = words.worst_first(Questions(frame).own())
    if found.empty:
        return
    others = found[~found.measure.isin(KPIS)]
    listed = others if len(others) else found  # the results of the company stand in the plan beneath
    met = int((found.status == "met").sum())
    columns = [Column("kpi", t("charter.column.kpi")), Column("value", t("charter.column.value"), "number"),
               Column("bar", "", "bar"), Column("target", t("charter.column.target"), "number"),
               Column("status", t("charter.column.status"), "status")]
    rows: list[Row] = [_kpi(row, frame.build.currency) for row in listed.head(LISTED).itertuples()]
    drawn = table(columns, rows, caption=t("charter.kpis.title_none"))
    shown_ = min(LISTED, len(listed))
    below = t("charter.weekly.kpis_sub", all=len(found), shown=shown_) if shown_ < len(found) else ""
    if 0 < len(others) < len(found):
        below = t("charter.weekly.kpis_beneath", all=len(found), shown=shown_, results=len(found) - len(others))
    said_ = t("charter.title.reference", all=len(found)) if (found.status == "reference").all() else t(
        "charter.weekly.kpis", all=len(found), met=met)
    head = cards.section(said_, below)
    theme.block(f'{head}<div class="t-weekly t-plan">{drawn}</div>')


def _kpi(row: Any, currency: str) -> Row:
    return {"kpi": words.name(row.measure), "value": Cell(words.figure(row.measure, row.value, currency), bold=True),
            "bar": Cell(bar="" if row.status == "reference" else words.goal(row.measure, row.value, row.target)),
            "target": words.wanted(row.measure, row.target, currency),
            "status": Cell(t(f"charter.status.{row.status}"), status=words.STATUSES[row.status])}


def _way(frame: Frame) -> str:
    page = next(page for page in PAGES if page.key == "charter")
    params = write(Address(frame.scope.as_of, frame.scope.unit, frame.scope.where), frame.language)
    return link(f"/{page.path}?{urlencode(params, doseq=True)}", t("charter.weekly.all"))
