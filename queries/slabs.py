"""The cubes' cells of a year in memory: figures of any dates, filters and label are sums over them.

A year of cells is fetched once a version and permission, by whoever asks first, and shared by all; a filter then costs
what its cells cost, without a statement over the cube. Whole numbers stay whole; sums of squares are doubles, as they
are where the cube itself is asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Date, Double, Select, TableClause, cast, literal, select

from data import measures
from data.warehouse import Warehouse
from queries import dialects, tables, trace
from queries.pairs import is_in, label_keys
from queries.profiled import Profiles, noted
from queries.runner import run
from queries.scope import Scope
from queries.versions import Served

MOST_BYTES = 320 * 2**20
"""For all slabs of a process. A year of 2,350 profiles in use is 31 MiB."""


@dataclass(frozen=True)
class Source:
    """A cube: its table, its additive columns, and what else chooses its rows."""

    table: TableClause
    names: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def cube(cls, unit: str) -> Source:
        return cls(tables.cube(unit), tables.MEASURES)

    @classmethod
    def flow(cls, unit: str, period: str) -> Source:
        return cls(tables.flow(unit), tables.FLOWS, (("period", period),))


@dataclass(frozen=True)
class Slab:
    """Cells in the order of their days: `first` says where a day's begin, `amounts` and `squares` have a row a cell."""

    first: dict[int, slice]
    profile: NDArray[np.int64]
    amounts: NDArray[np.int64]
    squares: NDArray[np.float64]

    @property
    def bytes(self) -> int:
        return self.profile.nbytes + self.amounts.nbytes + self.squares.nbytes


class Asked(Protocol):
    """Writes the statement that gives the same rows."""

    def __call__(self, scope: Scope, dates: Sequence[date], by: str | None) -> Select[Any]: ...


class Slabs:
    """The slabs used last, within a number of bytes, of the versions in use. Safe to use from several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self._held: OrderedDict[Hashable, Slab] = OrderedDict()
        self._served = Served()
        self._lock = threading.Lock()

    def of(self, warehouse: Warehouse, scope: Scope, source: Source, year: int) -> Slab:
        key = (warehouse.url, warehouse.version, scope.viewer.filters, source.table.name, source.where, year)
        with self._lock:
            if (found := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return found
        made = fetched(scope, source, year, warehouse)
        with self._lock:
            for each in self._served.outlived(key, self._held):
                del self._held[each]
            self._held[key] = made
            while len(self._held) > 1 and sum(each.bytes for each in self._held.values()) > self.most:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


slabs = Slabs()


def summed(profiles: Profiles, source: Source, ask: Asked, dates: Sequence[date], by: str | None) -> pd.DataFrame:
    """The rows of `ask(scope, dates, by)`: one per date (× label of `by`, as cell) that has a cell inside the scope.

    Columns: as_of, cell (null without `by`), the source's names. Where the profiles are not near, the statement is
    asked as it is.
    """
    scope, warehouse = profiles.scope, profiles.warehouse
    if not profiles.answer(by):
        return run(warehouse, ask(scope, dates, by))
    started = perf_counter()
    days = sorted(set(dates))
    codes, labels = profiles.labels(by) if by else (None, (None,))
    inside = profiles.inside()
    parts = [part for year in sorted({day.year for day in days})
             for part in _sums(slabs.of(warehouse, scope, source, year),
                               [day for day in days if day.year == year], inside, codes, len(labels))]
    found = _frame(parts, labels, source.names)
    noted(partial(ask, scope, days, by), len(found), started)
    return found


Part = tuple[date, NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _sums(slab: Slab, days: Sequence[date], inside: NDArray[np.bool_], codes: NDArray[np.int64] | None,
          cells: int) -> Iterator[Part]:
    """By day: which cells of the label occur, and their sums."""
    for day in days:
        rows = slab.first.get(tables.day_number(day), slice(0, 0))
        profile = slab.profile[rows]
        kept = inside[profile]
        if not kept.any():
            continue
        amounts, squares = slab.amounts[rows][kept], slab.squares[rows][kept]
        if codes is None:
            yield day, np.zeros(1, dtype=np.int64), amounts.sum(axis=0)[None], squares.sum(axis=0)[None]
            continue
        own = codes[profile[kept]]
        order = np.argsort(own, kind="stable")
        begins = np.flatnonzero(np.diff(own[order], prepend=-1))
        yield day, own[order][begins], np.add.reduceat(amounts[order], begins), np.add.reduceat(squares[order], begins)


def _frame(parts: Sequence[Part], labels: Sequence[str | None], names: Sequence[str]) -> pd.DataFrame:
    whole = [name for name in names if name not in measures.SQUARES]
    columns: dict[str, Any] = {
        "as_of": np.array([day for day, cells, _, _ in parts for _ in cells], dtype=object),
        "cell": np.array([labels[cell] for _, cells, _, _ in parts for cell in cells], dtype=object)}
    for kept, at in ((whole, 2), ([name for name in names if name in measures.SQUARES], 3)):
        table = np.concatenate([part[at] for part in parts]) if parts else np.zeros((0, len(kept)))
        columns |= dict(zip(kept, table.T, strict=True))
    return pd.DataFrame({name: columns[name] for name in ("as_of", "cell", *names)})


def fetched(scope: Scope, source: Source, year: int, warehouse: Warehouse) -> Slab:
    """A year of a cube's cells that the viewer may see."""
    with trace.recording():  # the evidence tells the statement that gives the figures
        found = run(warehouse, statement(scope, source, year))
    day = found.day.to_numpy(dtype=np.int64)
    begins = np.flatnonzero(np.diff(day, prepend=-1)) if len(day) else np.zeros(0, dtype=np.int64)
    ends = [*begins[1:], len(day)]
    first = {int(day[begin]): slice(int(begin), int(end)) for begin, end in zip(begins, ends, strict=False)}
    square = [name for name in source.names if name in measures.SQUARES]
    whole = [name for name in source.names if name not in measures.SQUARES]
    profile = found.profile_id.to_numpy(dtype=np.int64, copy=True)  # a view would keep the whole frame
    return Slab(first, profile, found[whole].to_numpy(dtype=np.int64), found[square].to_numpy(dtype=np.float64))


def statement(scope: Scope, source: Source, year: int) -> Select[Any]:
    """Grain: day (its number) × profile, in their order."""
    cube, seen = source.table, replace(scope, where=())
    day = dialects.day_number(cube.c.as_of)
    amounts = (cast(cube.c[name], Double if name in measures.SQUARES else BigInteger).label(name)
               for name in source.names)
    first, last = (cast(literal(each), Date) for each in (date(year, 1, 1), date(year, 12, 31)))
    cells = select(day.label("day"), cube.c.profile_id, *amounts).where(
        cube.c.as_of.between(first, last), *(cube.c[name] == value for name, value in source.where))
    if label_keys(seen, None):
        profile = tables.profiles(label_keys(seen, None))
        cells = cells.join_from(cube, profile, profile.c.profile_id == cube.c.profile_id).where(is_in(profile, seen))
    return cells.order_by(day, cube.c.profile_id)
