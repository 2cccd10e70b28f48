"""Fiscal quarters as queries and pages use them; what one is stands in data/fiscal.py."""

from __future__ import annotations

from data.fiscal import Quarter, quarter_of

__all__ = ["Quarter", "past", "quarter_of"]


def past(quarter: Quarter, number: int) -> tuple[Quarter, ...]:
    """The quarters before one, oldest first."""
    return tuple(quarter.back(back) for back in range(number, 0, -1))
