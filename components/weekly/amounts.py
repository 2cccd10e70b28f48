"""The page's amounts of a week: to the size that adds up on the page. Pure."""

from __future__ import annotations

from components import format as fmt
from components.i18n import language

STYLE: fmt.Style = "table"
"""Two neighbouring sizes from a million on (1,997万円), whole units below (6,240米ドル)."""


def amount(value: float, currency: str) -> str:
    """An amount without a sign of its own if it is positive."""
    return fmt.money(value, currency, language(), STYLE)


def signed(value: float, currency: str) -> str:
    """A change of an amount, with its sign."""
    return fmt.signed_money(value, currency, language(), STYLE)
