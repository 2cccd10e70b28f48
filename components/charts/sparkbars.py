"""A series of amounts as small bars in an image: one a period, the newest in its own colour. Pure."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from html import escape

from components.tokens import Mode, palette

_WIDTH, _HEIGHT, _GAP = 220, 48, 4


def sparkbars(
    values: Sequence[float | None], *, mode: Mode, alt: str, low: float, high: float, role: str = "ink2"
) -> str:
    """An <img> of bars from 0, oldest first, on the scale from `low` to `high`, which 0 is always part of.

    Several images with the same ends and as many values can be compared. Unknown values leave their place empty;
    nothing known: an empty string. `role` names the newest bar's colour; `alt` says in words what the bars show.
    """
    known = [index for index, value in enumerate(values) if value is not None and math.isfinite(value)]
    if not known:
        return ""
    low, high = min(0.0, low), max(0.0, high)
    colours, step = palette(mode), _WIDTH / len(values)
    parts = [f'<path d="M0 {_y(0, low, high)}H{_WIDTH}" stroke="{colours.line}" stroke-width="1"/>']
    for index in known:
        top, bottom = sorted((_y(float(values[index] or 0), low, high), _y(0, low, high)))
        colour = getattr(colours, role) if index == len(values) - 1 else colours.mute
        place = f'x="{index * step:.1f}" y="{top}" width="{step - _GAP:.1f}" height="{max(bottom - top, 0.0):.1f}"'
        parts.append(f'<rect {place} fill="{colour}"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none">'
    encoded = base64.b64encode(f"{svg}{''.join(parts)}</svg>".encode()).decode()
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{encoded}">'


def _y(value: float, low: float, high: float) -> float:
    """Where a value stands, from the top; half a pixel is kept free at both ends for the line of 0."""
    share = (value - low) / (high - low) if high > low else 0.0
    return round(_HEIGHT - 0.5 - share * (_HEIGHT - 1), 1)
