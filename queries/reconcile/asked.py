"""What one reconciliation asks: a warehouse, a date, filters; and the second way's reading of the same company."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from data.warehouse import Warehouse
from queries.dimensions import Build, Dimension, build_info, dimensions
from queries.oracle.company import Company, Where
from queries.reconcile import given
from queries.reconcile.pair import Pair
from queries.scope import LINE_KEYS, Scope


class NeedsAll(Exception):
    """The figure rests on the whole company, of which a part is at hand."""


@dataclass(frozen=True)
class Asked:
    """The question. Readings are made once, when a check first needs them."""

    warehouse: Warehouse
    scope: Scope
    tables: given.Given = field(compare=False)
    asked_once: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What families share and is dear to make: by a name of theirs."""

    @cached_property
    def build(self) -> Build:
        return build_info(self.warehouse)

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return dimensions(self.warehouse)

    @cached_property
    def company(self) -> Company:
        """The oracle's company."""
        return given.company(self.tables, self.dimensions)

    @property
    def as_of(self) -> date:
        return self.scope.as_of

    @property
    def where(self) -> Where:
        return self.scope.where

    @property
    def digits(self) -> int:
        return self.build.minor_digits

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """The keys of customers that figures are split by."""
        return tuple(key for key in self.dimensions if key not in LINE_KEYS)

    @property
    def part(self) -> bool:
        """Whether the rows of some customers only are at hand."""
        return self.tables.only is not None

    def needs_all(self) -> None:
        """Before figures that rest on the other customers too, as on a median. Errors: NeedsAll without their rows."""
        if self.part:
            raise NeedsAll

    def said(self, of: Mapping[str, Any] | None = None, /, **more: Any) -> str:
        """Whose figure, in words: filters, what more is said, and the label: a company's own key may be any word."""
        filters = {key: "|".join("(null)" if value is None else value for value in values)
                   for key, values in self.where}
        return " ".join(f"{key}={value}" for key, value in [*filters.items(), *more.items(), *(of or {}).items()])


Check = Callable[[Asked], Iterator[Pair]]


@dataclass(frozen=True)
class Way:
    """A family of checks. `key`: the first part of its checks' names; `how`: the second way, in words (English)."""

    key: str
    how: str
    check: Check
