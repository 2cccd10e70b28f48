"""Scope: what a figure is asked for. As-of date, unit of measure, filters, and who is asking.

Frozen and hashable, so that it can key a cache; it alone turns filters into WHERE clauses with bound, sorted values.
A filter with one key and several values means or; different keys mean and; the value None selects what is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Text, and_, bindparam, false, or_, true

from data.access import EVERYONE, Viewer
from data.access.model import Filters

__all__ = ["LINE_KEYS", "UNITS", "Filters", "Scope", "UnknownFilter", "allowed", "conditions", "matches", "normalise"]

UNITS = ("customer", "group", "contract", "department", "product")
LINE_KEYS = ("product", "department", "kind")
PERMIT = "permit"
"""How the values of a permission are bound: the runner looks for this name (queries/access.py)."""


class UnknownFilter(ValueError):
    """A filter key or value that these data do not have; `known` names those that they have."""

    def __init__(self, key: str, value: str | None, known: tuple[str, ...], is_key: bool) -> None:
        self.key, self.value, self.known, self.is_key = key, value, known, is_key
        what = f"unknown filter {key!r}" if is_key else f"unknown value {value!r} of {key}"
        super().__init__(f"{what}; known: {', '.join(known) or '(none)'}")


def normalise(filters: Mapping[str, Iterable[str | None]]) -> Filters:
    """Filters in one order, without repeats: equal questions become equal scopes. Null sorts last."""
    return tuple(
        (key, tuple(sorted(set(filters[key]), key=lambda value: (value is None, value or ""))))
        for key in sorted(filters)
    )


def allowed(viewer: Viewer, column: Callable[[str], ColumnElement[str | None]]) -> ColumnElement[bool]:
    """Whether a row lies inside a viewer's permission. `column` finds the column of a key. May be null: then it is not.

    Marked, so that a statement that carries it can be told from one that does not.
    """
    if viewer.barred:
        return false()
    parts = [or_(*(column(key) == permitted(value) for value in values)) for key, values in viewer.filters]
    return and_(true(), *parts)


def permitted(value: str | None) -> BindParameter[str | None]:
    """A value of a permission, bound under a name that tells it from what was asked for."""
    return bindparam(PERMIT, value, Text(), unique=True)


def matches(column: ColumnElement[str | None], values: tuple[str | None, ...]) -> ColumnElement[bool]:
    """column ∈ values, where None means null."""
    known = [value for value in values if value is not None]
    parts: list[ColumnElement[bool]] = [column.in_(known)] if known else []
    if None in values:
        parts.append(column.is_(None))
    return or_(*parts)


@dataclass(frozen=True)
class Scope:
    """One question's frame. `where` is normalised on construction; an unknown unit is a ValueError."""

    as_of: date
    unit: str = "customer"
    where: Filters = ()
    viewer: Viewer = EVERYONE

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; known: {', '.join(UNITS)}")
        object.__setattr__(self, "where", normalise(dict(self.where)))

    @property
    def label_filters(self) -> Filters:
        """Filters on the customer's labels, asked and permitted: each unit is chosen by its label on each date.

        A key that is both asked for and permitted stands twice, and both hold.
        """
        return (*self.asked_labels, *self.viewer.filters)

    @property
    def asked_labels(self) -> Filters:
        """The filters on labels that were asked for, without the permission."""
        return tuple((key, values) for key, values in self.where if key not in LINE_KEYS)

    @property
    def effective(self) -> Filters:
        """The filters that hold, asked and permitted, in one: of a key that stands twice, what both let through."""
        held: dict[str, tuple[str | None, ...]] = {}
        for key, values in (*self.where, *self.viewer.filters):
            held[key] = tuple(value for value in values if value in held[key]) if key in held else values
        return normalise(held)

    @property
    def narrowed(self) -> bool:
        """Whether anything, asked or permitted, narrows it: if not, the company's totals answer."""
        return bool(self.where or self.viewer.filters or self.viewer.barred)

    @property
    def line_filters(self) -> Filters:
        """Filters on subscription lines: they restrict what is summed."""
        return tuple((key, values) for key, values in self.where if key in LINE_KEYS)

    def at(self, as_of: date) -> Scope:
        return replace(self, as_of=as_of)

    def with_filter(self, key: str, *values: str | None) -> Scope:
        """The same scope with this key's values replaced."""
        return replace(self, where=normalise({**dict(self.where), key: values}))

    def without(self, key: str) -> Scope:
        return replace(self, where=tuple(item for item in self.where if item[0] != key))


def conditions(
    filters: Filters, column: Callable[[str], ColumnElement[str | None]]
) -> list[ColumnElement[bool]]:
    """WHERE clauses of filters, one a key, in the filters' sorted order; `column` finds a key's column."""
    return [matches(column(key), values) for key, values in filters]
