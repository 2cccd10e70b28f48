"""A workbook with typed cells: rates as percentages, money with thousands, dates as dates, text never as a formula.

Pure. The first sheet says what the figures are and over whom, the last one which SQL gave them; the sheets between hold
one frame each, head frozen, with a filter on every column.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Kind = Literal["rate", "points", "money", "ratio", "count", "date", "text"]
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000
LONGEST_CELL = 32_000
LONGEST_NAME = 31
A4 = 9
NAMES, WORDS = 30, 60
LINE, MOST_LINES = 15, 27
FILTER, SLACK = 2, 1.1
"""Widths of the columns of words, in characters; the height of a line, in points, and how many Excel lets a row have;
what a filter's arrow takes of a head, and words that do not fill their line.
"""
LONGEST_LINK = 2_000
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
FORMATS: dict[Kind, str] = {"rate": "0.0%", "points": "+0.00%;-0.00%;0.00%", "money": "#,##0", "ratio": "0.00",
                            "count": "#,##0", "date": "yyyy-mm-dd", "text": "@"}
WIDTHS: dict[Kind, int] = {"rate": 12, "points": 12, "money": 18, "ratio": 10, "count": 10, "date": 12, "text": 24}


@dataclass(frozen=True)
class Sheet:
    """One frame as a sheet: `heads` are its columns in order with their heads, `kinds` what each holds.

    `by_row`: what each row of a column holds, where rows differ: a list of figures of several kinds. `widths`: of
    columns that need another width than their kind, in characters.
    """

    name: str
    rows: pd.DataFrame
    heads: Mapping[str, str]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    by_row: Mapping[str, Sequence[Kind]] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """Words in rows under a head, for the first and the last sheet: definitions, statements."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def workbook(
    first: tuple[str, Sequence[tuple[str, str]], Table], sheets: Sequence[Sheet], last: tuple[str, Table] | None = None,
    minor_digits: int = 0,
) -> bytes:
    """The file's bytes. `first`: its name, what it says in pairs, and the definitions; `last`: its name and the SQL.

    Unknown (None, NaN, infinite) is an empty cell. `minor_digits` of the reporting currency are shown in amounts.
    Errors: KeyError for a column that a frame does not have; ValueError for more rows than a sheet holds.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "remove_timezone": True}
    with xlsxwriter.Workbook(out, options) as book:
        writer = _Writer(book, minor_digits)
        writer.words(*first)
        for sheet in sheets:
            writer.rows(sheet)
        if last is not None:
            writer.words(last[0], (), last[1])
    return out.getvalue()


class _Writer:
    """Writes sheets into one workbook, under names that no two share."""

    def __init__(self, book: xlsxwriter.Workbook, minor_digits: int) -> None:
        self.book, self.taken = book, set[str]()
        money = "#,##0" + (f".{'0' * minor_digits}" if minor_digits else "")
        self.formats = {kind: book.add_format({"num_format": money if kind == "money" else shape,
                                               "indent": int(kind == "text")}) for kind, shape in FORMATS.items()}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "indent": 1})
        self.above = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"})
        self.link = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#2450C8", "underline": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def sheet(self, name: str) -> Worksheet:
        """A new sheet: what Excel forbids in a name is left out, a name that is taken is numbered."""
        plain = FORBIDDEN.sub(" ", name).strip()[:LONGEST_NAME] or "-"
        made, number = plain, 2
        while made.casefold() in self.taken:
            tail = f" ({number})"
            made, number = plain[: LONGEST_NAME - len(tail)] + tail, number + 1
        self.taken.add(made.casefold())
        sheet = self.book.add_worksheet(made)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)  # as wide as the paper, as long as it is
        return sheet

    def words(self, name: str, pairs: Sequence[tuple[str, str]], table: Table) -> None:
        sheet = self.sheet(name)
        sheet.set_column(0, 0, NAMES)
        sheet.set_column(1, max(len(table.head) - 1, 1), WORDS)
        line = 0
        for label, said in pairs:
            sheet.write_string(line, 0, label, self.head)
            if said.startswith(("http://", "https://")) and len(said) <= LONGEST_LINK:
                sheet.write_url(line, 1, said, self.link, said)
            else:
                sheet.write_string(line, 1, said, self.wrapped)
            line += 1
        line += bool(pairs)
        for column, label in enumerate(table.head):
            sheet.write_string(line, column, label, self.head)
        for row in table.rows:
            for part in _parts(row):
                line += 1
                sheet.set_row(line, _height(part, [NAMES] + [WORDS] * (len(part) - 1)))
                for column, said in enumerate(part):
                    sheet.write_string(line, column, said, self.wrapped)

    def rows(self, made: Sheet) -> None:
        if len(made.rows) > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS:,} rows, not {len(made.rows):,}")
        sheet = self.sheet(made.name)
        widths = {key: made.widths.get(key, WIDTHS[made.kinds.get(key, "text")]) for key in made.heads}
        sheet.set_row(0, _height(list(made.heads.values()), [each - FILTER for each in widths.values()]))
        for column, (key, label) in enumerate(made.heads.items()):
            kind = made.kinds.get(key, "text")
            sheet.set_column(column, column, widths[key])
            sheet.write_string(0, column, label, self.head if kind == "text" else self.above)
            held = made.by_row.get(key, (kind,) * len(made.rows))
            for line, (value, of) in enumerate(zip(made.rows[key].tolist(), held, strict=True), start=1):
                _write(sheet, line, column, value, self.formats[of])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if len(made.heads):
            sheet.autofilter(0, 0, max(len(made.rows), 1), len(made.heads) - 1)


def _parts(row: Sequence[str]) -> list[list[str]]:
    """A row as one or more: Excel cuts a cell at 32,767 characters, so longer text goes on in the row beneath."""
    deepest = max([1, *(math.ceil(len(said) / LONGEST_CELL) for said in row)])
    return [[said[at * LONGEST_CELL : (at + 1) * LONGEST_CELL] for said in row] for at in range(deepest)]


def _height(cells: Sequence[str], widths: Sequence[int]) -> float:
    """How high a row of wrapped text is: not every program finds that out itself. Full-width characters count twice."""
    lines = [math.ceil(sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in said) * SLACK / width)
             for said, width in zip(cells, widths, strict=True)]
    return LINE * min(max([1, *lines]), MOST_LINES)


def _write(sheet: Worksheet, line: int, column: int, value: Any, shape: Format) -> None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, shape)
    elif isinstance(value, datetime | date):
        sheet.write_datetime(line, column, value, shape)
    else:
        sheet.write_string(line, column, str(value)[:LONGEST_CELL], shape)
