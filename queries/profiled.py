"""Answers that are additive over profiles (all labels at once that the cubes know): asked once for every profile, kept,
and added up over those that a filter lets through. The next filter costs no statement over customers.

A unit stands under its label on one date in each of its amounts: by that label, its profile, and no other, the filter
decides. Where a filter names what the cubes do not know, or lines, or the profiles are not near, the statement is asked
as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select, select

from data.warehouse import Warehouse
from queries import access, dialects, tables, trace
from queries.dimensions import dimensions
from queries.pairs import is_in, label_keys
from queries.runner import reads_here, run
from queries.scope import LINE_KEYS, Filters, Scope
from queries.versions import per_version

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]


class Ask(Protocol):
    """Writes a statement of a scope, its amounts split by a label as `cell`."""

    def __call__(self, scope: Scope, *, by: str | None) -> Select[Any]: ...


@dataclass(frozen=True)
class Profiles:
    """The profiles, as a scope's questions use them."""

    warehouse: Warehouse
    scope: Scope

    def hold(self, by: str | None = None) -> bool:
        """Whether they, and so the cubes, know every dimension that the question names."""
        known = dimensions(self.warehouse)
        keys = [key for key, _ in (*self.scope.where, *self.scope.viewer.filters)] + ([by] if by else [])
        return all(key not in LINE_KEYS and known[key].in_cube for key in keys)

    def answer(self, by: str | None = None) -> bool:
        """Whether the question is added up over them: they stand in the local file, and hold all that it names."""
        return reads_here(select(tables.profiles(()).c.profile_id), self.warehouse) and self.hold(by)

    def summed(self, ask: Ask, keys: Sequence[str] = ()) -> pd.DataFrame:
        """The rows of `ask(scope, by=None)` without `cell`, one per value of `keys`; none where nothing is inside.

        Every column beside the keys must be additive over profiles.
        """
        if not self.answer():
            return run(self.warehouse, ask(self.scope, by=None)).drop(columns="cell", errors="ignore")
        started = perf_counter()
        cells = _beside(self.warehouse, ask(replace(self.scope, where=()), by=tables.PROFILE))
        kept = cells[self.inside()[cells.cell.to_numpy(dtype=np.int64)]].drop(columns="cell")
        if keys:
            found = kept.groupby(list(keys), as_index=False).sum()
        else:
            found = kept.sum().to_frame().T if len(kept) else kept
        noted(partial(ask, self.scope, by=None), len(found), started)
        return found

    def inside(self) -> Flags:
        """By profile_id: whether it lies inside the scope's filters, asked and permitted. For reading only."""
        return _inside(self.warehouse, self._labels_alone(self.scope.asked_labels))

    def labels(self, by: str) -> tuple[Codes, tuple[str | None, ...]]:
        """By profile_id, of those permitted, which label it bears, and the labels: by their characters' codes, the
        unknown last. For reading only.
        """
        return _labels(self.warehouse, self._labels_alone(()), by)

    def _labels_alone(self, where: Filters) -> Scope:
        """The filters without date and unit, to which a profile is the same."""
        return Scope(date.min, where=where, viewer=self.scope.viewer.permission)


@per_version(256)
def _inside(warehouse: Warehouse, scope: Scope) -> Flags:
    profile = tables.profiles(label_keys(scope, None))
    found = _beside(warehouse, select(profile.c.profile_id).where(is_in(profile, scope)))
    inside: Flags = np.zeros(_places(warehouse), dtype=bool)
    inside[found.profile_id.to_numpy(dtype=np.int64)] = True
    inside.flags.writeable = False
    return inside


@per_version(256)
def _labels(warehouse: Warehouse, permitted: Scope, by: str) -> tuple[Codes, tuple[str | None, ...]]:
    profile = tables.profiles(label_keys(permitted, by))
    label = profile.c[tables.attribute(by)]
    found = _beside(warehouse, select(profile.c.profile_id, label.label("cell")).where(
        is_in(profile, permitted)).order_by(dialects.rising(label)))
    cells = [None if pd.isna(cell) else str(cell) for cell in found.cell]
    labels = tuple(dict.fromkeys(cells))
    place = {label: at for at, label in enumerate(labels)}
    codes: Codes = np.zeros(_places(warehouse), dtype=np.int64)
    codes[found.profile_id.to_numpy(dtype=np.int64)] = [place[cell] for cell in cells]
    codes.flags.writeable = False
    return codes, labels


@per_version()
def _places(warehouse: Warehouse) -> int:
    found = _beside(warehouse, select(tables.profiles(()).c.profile_id))
    return int(found.profile_id.max()) + 1 if len(found) else 1


def _beside(warehouse: Warehouse, statement: Select[Any]) -> pd.DataFrame:
    """Rows that the evidence does not tell: it tells the statement that the filter stands in."""
    with trace.recording():
        return run(warehouse, statement)


def noted(make: Callable[[], Select[Any]], rows: int, started: float) -> None:
    """Tells the evidence of rows that were summed in memory since `started`."""
    if access.recorded():
        trace.note(trace.Equal(make, rows, (perf_counter() - started) * 1000))
