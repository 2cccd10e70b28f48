"""The rows that a figure was drawn from, and the SQL that gave them: each question in its turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import export, loaders, team_names, theme
from components.evidence import accounts
from components.evidence.about import Figure
from components.evidence.kinds import LIKE, Kind, frame_of, head, kind, worded
from components.i18n import catalogue, language, plural, t
from components.money import UNKNOWN
from components.questions import Question
from components.router import Frame
from queries.trace import Said

FIRST = 100
ROWS_SHOWN = 6
ROW_HEIGHT = 35
SQL_HEIGHT = 180
FORMATS = {"rate": "%.1f%%", "points": "%.2f", "money": "localized", "count": "localized", "ratio": "%.2f"}


@dataclass(frozen=True)
class Answer:
    """A question's answer, ready to be shown and written: rows in words, heads, kinds, and the statements.

    counted: whether it is told how many rows each statement gave: they are those of before small groups were hidden.
    """

    name: str
    title: str
    rows: pd.DataFrame
    heads: dict[str, str]
    kinds: dict[str, Kind]
    statements: tuple[Said, ...]
    counted: bool = True


def answers(frame: Frame, figure: Figure) -> list[Answer]:
    """The answers that a figure was drawn from, in the order of the questions. Errors: questions.VersionGone."""
    return [_answer(frame, question, figure.scope(frame).unit) for question in figure.questions]


def _answer(frame: Frame, question: Question, unit: str) -> Answer:
    found = loaders.evidence(question)
    rows = accounts.without_names(frame, frame_of(found.value))
    rows.columns = [str(name) for name in rows.columns]
    heads = {name: head(name, frame.dimensions, unit, question.name) for name in rows.columns}
    kinds = {name: kind(rows, name) for name in rows.columns}
    title = catalogue(language()).get(f"evidence.question.{question.name}", question.name)
    known = team_names.with_all(frame.dimensions) if set(LIKE) & set(rows.columns) else frame.dimensions
    return Answer(question.name, title, worded(rows, known), heads, kinds, found.statements,
                  accounts.may_name(frame))


def draw(answer: Answer, file: str, key: str) -> None:
    """The first rows of an answer, with how many there are, and all of them as a CSV file."""
    total = len(answer.rows)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"evidence-head-{key}"):
        theme.block(f'<p class="t-evidence-name"><b>{escape(answer.title)}</b> <span>{escape(_many(total))}</span></p>')
        if total:
            made = partial(export.csv, answer.rows, answer.heads)
            export.button(None, t("evidence.file.csv"), file, made, f"evidence.csv.{key}", title=answer.title)
    if total:
        shown = shown_values(answer.rows.head(FIRST), answer.kinds)
        height = ROW_HEIGHT * (min(total, ROWS_SHOWN) + 1) + 3
        columns = {name: _column(answer, name) for name in shown.columns}
        st.dataframe(shown, hide_index=True, height=height, placeholder=UNKNOWN, column_config=columns)


def _many(total: int) -> str:
    n = plural(language(), "count.row", total)
    if total <= FIRST:
        return t("evidence.rows_all", n=n) if total else t("evidence.rows_none")
    return t("evidence.rows_first", n=n, shown=plural(language(), "count.row", FIRST))


def shown_values(rows: pd.DataFrame, kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Rates as percentages and contributions in points; everything else as it is."""
    hundred = {name: rows[name].astype(float) * 100 for name, held in kinds.items() if held in ("rate", "points")}
    return rows.assign(**hundred)


def _column(answer: Answer, name: str) -> Any:
    held, label = answer.kinds[name], answer.heads[name]
    if held == "date":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if held == "text":
        return st.column_config.TextColumn(label)
    return st.column_config.NumberColumn(f"{label} (pt)" if held == "points" else label, format=FORMATS[held])


def sql(answer: Answer) -> None:
    """Each statement of an answer: rows, milliseconds, and its text with the values in place."""
    theme.block(f'<p class="t-evidence-name"><b>{escape(answer.title)}</b> <span>{escape(answer.name)}</span></p>')
    if not answer.statements:
        theme.block(f'<p class="t-quiet">{escape(t("evidence.no_statement"))}</p>')
    for statement in answer.statements:
        st.code(statement.text, language="sql", height=SQL_HEIGHT, wrap_lines=True)
        theme.block(f'<p class="t-quiet">{escape(measured(statement, answer.counted))}</p>')


def measured(statement: Said, counted: bool = True) -> str:
    """Rows and milliseconds of a statement; the rows only where they may be told."""
    rows = plural(language(), "count.row", statement.rows) if counted else UNKNOWN
    return t("evidence.statement", rows=rows, ms=f"{statement.milliseconds:.1f}")
