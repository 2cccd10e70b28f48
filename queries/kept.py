"""Rows that were fetched before, of statements whose version of the data is still asked.

Many questions of a page, of two people, or of two filters share a statement: which weeks were scored, which tables have
rows, the base that two figures divide by. A published version never changes, so that its rows may be given again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse

MOST_BYTES = 64 * 2**20
LARGEST_BYTES = 8 * 2**20
"""A longer list is one person's: the answers of pages (components/loaders.py) keep it long enough."""


@dataclass(frozen=True)
class Fetched:
    """A statement's rows as they came, with what the record of executed statements tells."""

    frame: pd.DataFrame
    bytes: int
    sql: str
    values: Sequence[Any]
    taken: float


class Kept:
    """The answers used last, within a number of bytes. Safe to use from several threads."""

    def __init__(self, most: int = MOST_BYTES, largest: int = LARGEST_BYTES) -> None:
        self.most, self.largest, self.bytes = most, largest, 0
        self._held: OrderedDict[Hashable, Fetched] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable | None) -> Fetched | None:
        if key is None:
            return None
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: Hashable | None, fetched: Fetched) -> None:
        """Keeps it, and lets go of what was not asked for longest."""
        if key is None or fetched.bytes > self.largest:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self._held[key] = fetched
            self.bytes += fetched.bytes - (before.bytes if before else 0)
            while self.bytes > self.most:
                self.bytes -= self._held.popitem(last=False)[1].bytes

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.bytes = 0


def key_of(statement: Select[Any], warehouse: Warehouse) -> Hashable | None:
    """What tells a statement from every other: its version of the data, its shape, its values with their types.

    None where it cannot be told: such a statement is always executed.
    """
    shape = statement._generate_cache_key()
    if shape is None:
        return None
    values = tuple(_value(each.effective_value) for each in shape.bindparams)
    key = (warehouse.url, warehouse.version, shape.key, values)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _value(value: Any) -> Hashable:
    if isinstance(value, list | tuple):
        return (type(value), *map(_value, value))
    return (type(value), value)


kept = Kept()
