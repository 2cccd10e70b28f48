"""Values as paper shows them, in the report's language, and text from people as text alone. Pure.

Unknown (None, NaN, infinite, NaT) is "—".
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from typing import Any

import pandas as pd

from components import format as fmt
from components.report.model import Head, Role, Status, Table
from components.workbook import Kind

MARKS: dict[Status, str] = {"good": "●", "warn": "▲", "bad": "■", "unknown": "○"}
_STATUS_OF = {mark: status for status, mark in MARKS.items()}


def clean(said: object) -> str:
    """Text without what is no text: controls, bidirectional overrides, lone surrogates. A line break stays one."""
    kept = (c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in str(said))
    return "".join(kept).strip(" ")


def line(said: object) -> str:
    """As :func:`clean`, on one line."""
    return " ".join(clean(said).split())


def unknown(value: Any) -> bool:
    """Whether there is no value: None, NaN, NaT, infinite."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, float) and not math.isfinite(value)


def value(given: Any, kind: Kind, head: Head) -> str:
    """A value by its kind: 88.9 %, +0.12 pt, 6,240万円, 2.5, 412, 11月22日 (with its year if it is another)."""
    if unknown(given):
        return fmt.UNKNOWN
    if kind == "text":
        return clean(given)
    if kind == "date":
        return _day(given, head)
    return number(float(given), kind, head)


def number(given: float | None, kind: Kind, head: Head) -> str:
    """A number by its kind; amounts are those of lists."""
    if given is None or not math.isfinite(given):
        return fmt.UNKNOWN
    if kind == "money":
        return fmt.money(given, head.currency, head.language, "table")
    if kind == "rate":
        return fmt.rate(given)
    if kind == "points":
        return fmt.points(given, 2)
    return fmt.decimal(given, 1 if kind == "ratio" else 0)


def cell(table: Table, key: str, kind: Kind, row: int, head: Head) -> str:
    """What a cell of a table shows: its own wording where the table has one, else the value by its kind."""
    if key in table.shown:
        return clean(table.shown[key][row])
    kinds = table.by_row.get(key, ())
    return value(table.rows[key].iloc[row], kinds[row] if row < len(kinds) else kind, head)


def status_of(said: str) -> Status:
    """The status that a wording begins with, by its shape: ■ bad, ▲ warn, ● good, ○ unknown."""
    return _STATUS_OF.get(said[:1], "")


def role_of(status: Status) -> Role:
    """The colour of a status; ink where there is none."""
    return status or "ink"


def _day(given: Any, head: Head) -> str:
    if isinstance(given, datetime):
        given = given.date()
    if not isinstance(given, date):
        return clean(given)
    return (fmt.day if given.year == head.as_of.year else fmt.full_day)(given, head.language)


def link(address: str) -> str:
    """The address, if a reader may be sent there: http or https alone; else nothing."""
    return line(address) if address.startswith(("http://", "https://")) else ""
