"""What may be shown of an answer with small groups, as a plain table: hidden figures are "‹5"."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, tables
from components import format as fmt
from components.evidence.kinds import Kind, head, kind, worded
from components.i18n import catalogue, language, t
from components.money import money
from components.router import Frame
from components.tables import Column, Row
from queries.small_kinds import COUNTS, LINES

MOST, WIDE = 12, 6
LAST = ("as_of", "on", "week")
"""Of many days the last is shown."""
LEFT_OUT = ("low", "high", "std")


def drawn(frame: Frame, question: str, answer: pd.DataFrame) -> str:
    """The question in words, why something is missing, and the rows. Two keys make a matrix of customers."""
    rows = _newest(answer)
    lines = [name for name in rows.columns if name in LINES or name in frame.dimensions]
    counts = [name for name in rows.columns if name in COUNTS]
    said = worded(rows, frame.dimensions)
    table = _matrix(frame, question, said, lines, counts[0]) if len(lines) == 2 else _listed(frame, question, said)
    return f'{titled(question, t("small.few.some", mark=fmt.HELD))}<div class="t-small-fit">{table}</div>'


def titled(question: str, said: str) -> str:
    """The head of what stands in a figure's place: what was asked, in the words of its panel."""
    title = catalogue(language()).get(f"evidence.question.{question}", "")
    return cards.section(title, said) if title else f'<p class="t-sub">{said}</p>'


def _newest(answer: pd.DataFrame) -> pd.DataFrame:
    for name in LAST:
        if name in answer.columns and answer[name].nunique() > 1:
            return answer[answer[name] == answer[name].max()].drop(columns=name)
    return answer


def _matrix(frame: Frame, question: str, rows: pd.DataFrame, lines: list[str], count: str) -> str:
    """First key down, second across: customers, "‹5" where hidden, "0" where nobody is."""
    down, across = lines
    held = {(str(row[down]), str(row[across])): row[count] for row in rows.to_dict("records")}
    names = list(dict.fromkeys(rows[across].astype(str)))
    columns = [Column("key", head(down, frame.dimensions, frame.scope.unit, question)),
               *(Column(name, name, "number") for name in names)]
    made: list[Row] = [{"key": key, **{name: _many(held.get((key, name), 0)) for name in names}}
                       for key in dict.fromkeys(rows[down].astype(str))]
    return tables.table(columns, made)


def _many(value: Any) -> str:
    return fmt.held(None if value is None else float(value))


def _listed(frame: Frame, question: str, rows: pd.DataFrame) -> str:
    names = [str(name) for name in rows.columns if not str(name).endswith(LEFT_OUT)]
    kinds: dict[str, Kind] = {name: kind(rows, name) for name in names}
    names = [name for name in names if not rows[name].isna().all() and kinds[name] != "date"][:WIDE]
    if not names:
        return ""
    columns = [Column(name, head(name, frame.dimensions, frame.scope.unit, question),
                      "text" if kinds[name] == "text" else "number") for name in names]
    made: list[Row] = [{name: _cell(row[name], kinds[name], frame.build.currency) for name in names}
                       for row in rows.head(MOST).to_dict("records")]
    return tables.table(columns, made)


def _cell(value: Any, held: Kind, currency: str) -> str:
    if value is None or value != value:
        return fmt.HELD
    if held == "money":
        return money(float(value), currency, language(), "table")
    if held in ("rate", "points"):
        return fmt.rate(float(value))
    return str(value) if held == "text" else f"{float(value):,.10g}"
