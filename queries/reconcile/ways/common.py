"""What the families share: rows of both ways by their key, and the pairs of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from queries.reconcile.asked import Asked
from queries.reconcile.pair import Kind, Pair, amount, unknown

Rows = Mapping[Any, Mapping[Any, Any]]
EVERY = 2**31 - 1
"""A limit above any number of rows: Spark's limits are integers of 32 bits."""


def label(value: Any) -> Any:
    """A key's value as the oracle has it: unknown is None."""
    return None if unknown(value) else value


def keyed(frame: pd.DataFrame, *keys: str) -> dict[Any, dict[Any, Any]]:
    """The frame's rows by their key; of one column the value itself, of none None."""
    found = {}
    for row in frame.to_dict("records"):
        key = tuple(label(row[name]) for name in keys)
        found[key[0] if len(key) == 1 else key or None] = row
    return found


def pairs(check: str, said: str, ours: Rows, second: Rows, columns: Mapping[str, Kind],
          nothing: Mapping[str, Any] | None = None, of: str = "") -> Iterator[Pair]:
    """A pair a row and column; the check's name is CHECK.COLUMN. A row that one side lacks is `nothing` there, by
    default unknown; `of`: what the rows' keys are.
    """
    empty = nothing or {}
    for key in dict.fromkeys([*ours, *second]):
        words = f"{said} {of}={key}".strip() if of else said
        for column, kind in columns.items():
            mine, theirs = ours.get(key, empty).get(column), second.get(key, empty).get(column)
            yield Pair(f"{check}.{column}", words, mine, theirs, kind)


def together(check: str, said: str, ours: Rows, second: Rows, columns: Mapping[str, Kind],
             nothing: Mapping[str, Any] | None = None, of: str = "") -> Iterator[Pair]:
    """The pairs of all columns under one check's name, which figures are shown by; each says its column."""
    for pair in pairs(check, said, ours, second, columns, nothing, of):
        yield replace(pair, check=check, scope=f"{pair.scope} column={pair.check.removeprefix(f'{check}.')}")


def in_currency(asked: Asked, row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """The oracle's row with these amounts in units of the currency."""
    return {**row, **{name: amount(row[name], asked.digits) for name in columns}}
