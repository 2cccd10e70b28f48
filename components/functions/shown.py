"""How a breakdown is shown: one record a column, one function that draws any of them. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from components import format as fmt
from components import undue
from components.account import link
from components.cards import Status
from components.i18n import catalogue, language, t
from components.lists.drawn import STATUS
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW

Kind = Literal["text", "rate", "points", "days", "count", "money", "date", "number", "band", "flag", "word", "account",
               "sources"]
SHOWN, LISTED = 8, 200
FRESH: dict[str, Status] = {"on_time": "good", "late": "warn", "silent": "bad", "unknown": "unknown",
                            "missing": "unknown"}


@dataclass(frozen=True)
class Shown:
    """One column. `ends`: the columns of its interval; `n`: the column that says over how many; `words`: where the
    word of a value stands in the catalogue; `fold`, `drop`: as in components.tables.
    """

    key: str
    kind: Kind = "text"
    ends: tuple[str, str] | None = None
    n: str = ""
    words: str = ""
    fold: bool = False
    drop: bool = False


@dataclass(frozen=True)
class Spec:
    """One breakdown: its key (words: functions.<key>.…) and columns; `few`: the count below 10 of which a row greys."""

    key: str
    columns: tuple[Shown, ...]
    few: str = ""


def drawn(spec: Spec, found: pd.DataFrame, shown: int, currency: str) -> str:
    """The first rows as a table, in their order."""
    heads = [Column(each.key, head(each.key, spec.key), _look(each.kind), each.fold, each.drop)
             for each in spec.columns]
    rows: list[Row] = [{each.key: cell(each, row, currency) for each in spec.columns}
                       for row in found.head(shown).itertuples()]
    few = [_few(spec, row) for row in found.head(shown).itertuples()]
    return table(heads, rows, few=few, caption=t(f"functions.{spec.key}.caption"))


def _few(spec: Spec, row: Any) -> bool:
    number = getattr(row, spec.few) if spec.few else None
    return number is not None and fmt.known(number) and number < FEW


def head(key: str, of: str = "") -> str:
    """A column's head: the list's own word, else the page's."""
    own = f"functions.column.{of}.{key}"
    return t(own if own in catalogue(language()) else f"functions.column.{key}")


def _look(kind: Kind) -> Literal["text", "number", "status"]:
    if kind in ("band", "sources"):
        return "status"
    return "text" if kind in ("text", "word", "account", "flag", "date") else "number"


def cell(column: Shown, row: Any, currency: str) -> str | Cell:
    """One cell, with its interval and number beneath."""
    value = getattr(row, column.key)
    if column.kind == "account":
        return link.named(row)
    if column.kind == "band":
        score = f" {fmt.score(float(row.score))}" if fmt.known(row.score) else ""
        return Cell(f"{t(f'health.band.{value}')}{score}", status=STATUS[str(value)])
    if column.kind == "sources":
        return Cell(t(f"functions.fresh.{value}"), status=FRESH[str(value)])
    if column.key == "renewal_due" and not _given(value):
        return Cell(getattr(row, undue.COLUMN, None) or fmt.UNKNOWN)
    return Cell(words(column, value, currency), below=_below(column, row))


def _below(column: Shown, row: Any) -> str:
    ends = [getattr(row, name) for name in column.ends or ()]
    parts = []
    if ends and all(fmt.known(each) for each in ends):
        made = fmt.interval if column.kind == "rate" else _points if column.kind == "points" else _numbers
        parts.append(made(*ends))
    if column.n and fmt.known(getattr(row, column.n)):
        parts.append(t("functions.n", n=f"{int(getattr(row, column.n)):,}"))
    return t("list.comma").join(parts)


def _points(low: Any, high: Any) -> str:
    return t("drivers.span", low=fmt.points(low, unit=False), high=fmt.points(high, unit=False))


def _numbers(low: Any, high: Any) -> str:
    return f"{fmt.decimal(low, 2)}–{fmt.decimal(high, 2)}"


def _given(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def words(column: Shown, value: Any, currency: str) -> str:
    """A value as people write it; unknown is a dash, except where nothing has words of its own."""
    if column.words:
        own = f"{column.words}.{'none' if not _given(value) else value}"
        return catalogue(language()).get(own, str(value) if _given(value) else fmt.UNKNOWN)
    if not _given(value):
        return fmt.UNKNOWN
    made: dict[str, Callable[[Any], str]] = {
        "rate": fmt.rate, "points": fmt.points, "count": lambda x: f"{int(x):,}",
        "days": lambda x: t("functions.days", n=fmt.decimal(x, 0)), "number": lambda x: fmt.decimal(x, 2),
        "money": lambda x: fmt.money(float(x), currency, language(), "table"),
        "date": lambda x: fmt.full_day(x, language()), "flag": lambda x: t(f"functions.flag.{'yes' if x else 'no'}")}
    return made.get(column.kind, str)(value)


def files_columns(spec: Spec, found: pd.DataFrame) -> Sequence[str]:
    """Every column of the answer, those shown first: a file holds what the page has no room for."""
    first = [each.key for each in spec.columns if each.key in found.columns]
    return [*first, *(str(name) for name in found.columns if name not in first)]
