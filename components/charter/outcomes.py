"""What we decided, what happened: the measure before and after each decision that names one. After, never because."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, states, theme
from components import format as fmt
from components.cards import Status
from components.charter import files, words
from components.charter.questions import Questions
from components.charts.sparkline import sparkline
from components.i18n import language, plural, t
from components.router import Frame
from components.tables import Cell, Column, Row, table

DIRECTIONS: dict[str, Status] = {"better": "good", "worse": "bad"}


def draw(frame: Frame, ask: Questions) -> None:
    """A row a decision, the newest first."""
    found = ask.outcomes()
    theme.block(cards.section(heading(found), t("charter.outcomes.sub")))
    if found.empty:
        theme.block(states.notice(t("charter.outcomes.none"), [t("charter.outcomes.none_way")]))
        return
    theme.block(f'<div class="t-weekly t-after">{drawn(found, frame.build.currency)}</div>')
    files.outcomes(frame, found)


def heading(found: pd.DataFrame) -> str:
    """The claim: after how many decisions the measure got worse beyond chance, better, and better beyond chance."""
    if found.empty:
        return t("charter.outcomes.title_none")
    better = int((found.direction == "better").sum())
    sure, worse = (sum(row.direction == way and row.beyond is True for row in found.itertuples())
                   for way in ("better", "worse"))
    if worse:
        return plural(language(), "charter.outcomes.title_worse", len(found), worse=worse, better=better, sure=sure)
    return plural(language(), "charter.outcomes.title", len(found), better=better, sure=sure)


def drawn(found: pd.DataFrame, currency: str) -> str:
    """Decision, measure, its line around the decision, before, now, the difference, whether beyond chance."""
    columns = [
        Column("text", t("charter.column.decision")), Column("measure", t("charter.column.measure"), fold=True),
        Column("line", t("charter.column.line"), "bar"),
        Column("before", t("charter.column.before"), "number", drop=True),
        Column("now", t("charter.column.now"), "number", drop=True),
        Column("change", t("metric.charter_after.short"), "number", definition=t("metric.charter_after.definition")),
        Column("chance", t("charter.column.chance"), "status"),
    ]
    rows: list[Row] = [_row(row, currency) for row in found.itertuples()]
    return table(columns, rows, caption=t("charter.outcomes.caption"))


def _row(row: Any, currency: str) -> Row:
    decided = t("charter.outcomes.decided", day=words.day(row.decided_on, row.now_on), owner=words.person(row.owner),
                state=t(f"charter.state.{'open' if row.state == 'overdue' else row.state}"))
    seen = t("charter.outcomes.seen", value=words.figure(row.measure, row.seen, currency)) \
        if fmt.known(row.seen) and row.seen != row.before else ""
    due = t("charter.outcomes.due", value=words.figure(row.measure, row.due, currency)) if fmt.known(row.due) else ""
    return {
        "text": Cell(row.text, below=decided), "measure": words.name(row.measure), "line": Cell(bar=line(row)),
        "before": Cell(words.figure(row.measure, row.before, currency), below=seen),
        "now": Cell(words.figure(row.measure, row.now, currency), below=due),
        "change": Cell(words.change(row.measure, row.delta, currency), below=_span(row), bold=row.beyond is True),
        "chance": Cell(verdict(row), status=_status(row)),
    }


def line(row: Any) -> str:
    """13 weeks before the decision and as many after, as far as there are any."""
    if sum(each is not None for each in row.line) < 2:
        return ""
    return sparkline(row.line, mode=theme.mode(), alt=t("charter.outcomes.alt", name=words.name(row.measure)))


def _span(row: Any) -> str:
    if not fmt.known(row.delta_low):
        return ""
    low, high = (words.change(row.measure, end, "").removesuffix(" pt") for end in (row.delta_low, row.delta_high))
    return t("charter.outcomes.span", low=low, high=high)


def _status(row: Any) -> Status:
    return DIRECTIONS.get(row.direction or "", "unknown") if row.beyond is True else "unknown"


def verdict(row: Any) -> str:
    """Better or worse than before, and whether beyond chance; never more."""
    if row.direction is None:
        return t("charter.after.unknown")
    if row.beyond is None:
        return t(f"charter.after.{row.direction}_untold")
    return t(f"charter.after.{row.direction}" if row.beyond else "charter.after.chance")
