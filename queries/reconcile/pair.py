"""One number twice: as a page's own function gives it, and as the rows give it. Integers are compared exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Kind = Literal["exact", "double", "root", "text"]
TOLERANCE = 1e-9
ROOT_TOLERANCE = 1e-7
"""Of an interval narrower than a millionth: its error is the root of a difference that doubles know to 1e-16."""


@dataclass(frozen=True)
class Pair:
    """A figure of one scope. `scope`: whose it is, in words; `kind`: how the two are compared. Null is unknown."""

    check: str
    scope: str
    ours: Any
    second: Any
    kind: Kind = "double"

    @property
    def equal(self) -> bool:
        """Exact, or within 1e-9 of the second way (relative above 1); unknown equals unknown alone."""
        if unknown(self.ours) or unknown(self.second):
            return unknown(self.ours) and unknown(self.second)
        if self.kind == "text":
            return str(self.ours) == str(self.second)
        if self.kind == "exact":
            return exact(self.ours) == exact(self.second)
        allowed = ROOT_TOLERANCE if self.kind == "root" else TOLERANCE
        return abs(float(self.ours) - float(self.second)) <= allowed * max(1.0, abs(float(self.second)))

    @property
    def difference(self) -> float | None:
        """Ours less the second way's; null where either is unknown or no number."""
        if self.kind == "text" or unknown(self.ours) or unknown(self.second):
            return None
        return float(exact(self.ours) - exact(self.second))


def unknown(value: Any) -> bool:
    """Null, as frames and the oracle say it."""
    return value is None or bool(value != value)


def exact(value: Any) -> Fraction:
    """A number without loss: a double as its shortest decimal, which is how an amount was written."""
    if isinstance(value, Fraction | int | Decimal):
        return Fraction(value)
    return Fraction(Decimal(repr(float(value))))


def amount(minor_units: int | Fraction | None, digits: int) -> Fraction | None:
    """Minor units as units of the currency, exactly."""
    return None if minor_units is None else Fraction(minor_units) / 10**digits


def plain(value: Any) -> Any:
    """A value as a file or a table says it: whole numbers whole, others as doubles, unknown as null."""
    if unknown(value):
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    number = exact(value)
    return int(number) if number.denominator == 1 else float(number)
