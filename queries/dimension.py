"""A dimension: what one can filter by, and its values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """One value of a dimension. `name` is what a person calls it; `customers`: how many ever bore it."""

    value: str | None
    name: str | None
    customers: int


@dataclass(frozen=True)
class Dimension:
    """A filter. kind: category, band, year (labels of the customer) or line (of the subscription lines)."""

    key: str
    kind: str
    in_cube: bool
    values: tuple[Value, ...]

    def name_of(self, value: str | None) -> str | None:
        """The display name of a value; the value itself where it is not known."""
        return next((each.name for each in self.values if each.value == value), value)
