"""The page's amounts of a week: to the size that adds up on the page. Pure."""

from __future__ import annotations

from components import format as fmt
from components.i18n import language

EXACT_FROM = 1_000_000


def style(value: float) -> fmt.Style:
    """Two neighbouring sizes from a million on (1,997万円), three figures below (6,240米ドル, not 6,240.00)."""
    return "table" if abs(value) >= EXACT_FROM else "compact"


def amount(value: float, currency: str) -> str:
    """An amount without a sign of its own if it is positive."""
    return fmt.money(value, currency, language(), style(value))


def signed(value: float, currency: str) -> str:
    """A change of an amount, with its sign."""
    return fmt.signed_money(value, currency, language(), style(value))
