"""Bars inside a table's cell or a list's row, as HTML. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

Number = float | int


@dataclass(frozen=True)
class Scale:
    """The ends that all bars of one column share; 0 is always between them."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[Number | None]) -> "Scale":
        """The scale of a column; unknown values are passed over."""
        shown = [float(value) for value in values if value is not None and math.isfinite(value)]
        return cls(min([0.0, *shown]), max([0.0, *shown]))

    def place(self, value: float) -> float:
        """Where a value stands between the ends, in per cent."""
        return 100 * (value - self.low) / (self.high - self.low) if self.high > self.low else 0.0


def diverging(value: Number | None, scale: Scale, *, good_is_up: bool = True) -> str:
    """A bar from 0 to the value: bad colour to the losing side, good to the other. Unknown: no bar."""
    if value is None or not math.isfinite(value):
        return ""
    left, right = sorted((scale.place(0), scale.place(float(value))))
    tone = "good" if (value >= 0) == good_is_up else "bad"
    return floating(left, right, tone, zero=scale.place(0))


def floating(left: float, right: float, tone: str, zero: float | None = None) -> str:
    """A bar from `left` to `right` per cent of its cell, at least a hairline; `tone` names a colour of the palette."""
    width = max(right - left, 0.6)
    left = min(left, 100 - width)
    line = f'<i class="t-zero" style="left:{zero:.1f}%"></i>' if zero is not None else ""
    bar = f'<i style="left:{left:.1f}%;width:{width:.1f}%;background:var(--t-{tone})"></i>'
    return f'<span class="t-bar" aria-hidden="true">{line}{bar}</span>'
