"""Rows that were fetched before, of statements whose version of the data is still asked.

Many questions of a page, of two people, or of two filters share a statement: which weeks were scored, which tables have
rows, the base that two figures divide by. A published version never changes, so that its rows may be given again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse
from queries.versions import Served

MOST_BYTES = 64 * 2**20
LARGEST_BYTES = 8 * 2**20
"""A longer list is one person's: the answers of pages (components/loaders.py) keep it long enough."""
MOST_SHAPES = 600
FRAME_BYTES, COLUMN_BYTES, VALUE_BYTES = 4096, 1024, 200
"""What a frame takes beside its values: itself, each of its columns, each value of its statement."""


@dataclass(frozen=True)
class Fetched:
    """A statement's rows as they came, with what the record of executed statements tells. bytes: as `weight` says."""

    frame: pd.DataFrame
    bytes: int
    sql: str
    values: Sequence[Any]
    taken: float


def weight(frame: pd.DataFrame, sql: str, values: Sequence[Any]) -> int:
    """Bytes of rows as they are kept. Texts and days are objects: several times what they were on their way here."""
    rows = int(frame.memory_usage(deep=True).sum())
    return rows + FRAME_BYTES + COLUMN_BYTES * len(frame.columns) + len(sql) + VALUE_BYTES * len(values)


class Kept:
    """The answers used last, within a number of bytes, of the versions in use. Safe to use from several threads."""

    def __init__(self, most: int = MOST_BYTES, largest: int = LARGEST_BYTES) -> None:
        self.most, self.largest, self.bytes = most, largest, 0
        self._held: OrderedDict[Hashable, Fetched] = OrderedDict()
        self._served = Served()
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
        """Keeps it, and lets go of what was not asked for longest, and of versions that are served no more."""
        if key is None or fetched.bytes > self.largest:
            return
        with self._lock:
            for each in self._served.outlived(key, self._held):
                self.bytes -= self._held.pop(each).bytes
            before = self._held.pop(key, None)
            self._held[key] = fetched
            self.bytes += fetched.bytes - (before.bytes if before else 0)
            while self.bytes > self.most:
                self.bytes -= self._held.popitem(last=False)[1].bytes

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.bytes = 0


class Shapes:
    """A number for each shape of a statement, within a number of shapes: those asked last. A shape is tens of
    thousands of bytes, and every answer is kept under one. No number is given twice, so that a shape that was
    forgotten is a new one. Safe to use from several threads.
    """

    def __init__(self, most: int = MOST_SHAPES) -> None:
        self._most = most
        self._numbers: OrderedDict[Hashable, int] = OrderedDict()
        self._next = count()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, shape: Hashable) -> int:
        """Errors: TypeError of what cannot be hashed."""
        with self._lock:
            found = self._numbers.get(shape)
            if found is None:
                found = self._numbers[shape] = next(self._next)
            self._numbers.move_to_end(shape)
            if len(self._numbers) > self._most:
                self._numbers.popitem(last=False)
            return found


def key_of(statement: Select[Any], warehouse: Warehouse) -> Hashable | None:
    """What tells a statement from every other: its version of the data, its shape, its values with their types.

    None where it cannot be told: such a statement is always executed.
    """
    shape = statement._generate_cache_key()
    if shape is None:
        return None
    values = tuple(_value(each.effective_value) for each in shape.bindparams)
    try:
        hash(values)
        return (warehouse.url, warehouse.version, shapes.number(shape.key), values)
    except TypeError:
        return None


def _value(value: Any) -> Hashable:
    if isinstance(value, list | tuple):
        return (type(value), *map(_value, value))
    return (type(value), value)


kept, shapes = Kept(), Shapes()
