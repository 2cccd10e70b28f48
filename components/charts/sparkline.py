"""A sparkline as an image: Streamlit drops inline SVG, so the colours of the mode are baked into a data URI. Pure."""

import base64
import math
from collections.abc import Sequence
from html import escape

from components.tokens import Mode, palette

_WIDTH, _HEIGHT, _EDGE = 112, 36, 5


def sparkline(
    values: Sequence[float | None],
    *,
    mode: Mode,
    alt: str,
    role: str = "ink2",
    target: float | None = None,
    falling: int = 0,
) -> str:
    """An <img> of a series, oldest first: unknown values are gaps, the newest known one is a dot.

    `role` names a colour of the palette; `target` is dashed; the last `falling` steps are drawn bad. Nothing known:
    an empty string. `alt` says in words what the line shows.
    """
    numbers = [float(value) if value is not None and math.isfinite(value) else None for value in values]
    shown = [value for value in numbers if value is not None]
    if not shown:
        return ""
    colours = palette(mode)
    low, high = min([*shown, *_target(target)]), max([*shown, *_target(target)])
    points = [_point(index, value, len(numbers), low, high) for index, value in enumerate(numbers)]
    colour = getattr(colours, role)
    parts = [_dashes(_y(target, low, high), colours.mute)] if target is not None else []
    parts += _strokes(points, colour)
    if falling:
        colour = colours.bad
        parts += _strokes(points[-falling - 1 :], colour)
    x, y = next(point for point in reversed(points) if point is not None)
    parts.append(f'<circle cx="{x}" cy="{y}" r="3.4" fill="{colour}"/>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>'
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="t-spark" alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


def _target(target: float | None) -> list[float]:
    return [] if target is None else [target]


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)


def _point(index: int, value: float | None, number: int, low: float, high: float) -> tuple[float, float] | None:
    if value is None:
        return None
    share = index / (number - 1) if number > 1 else 1
    return round(_EDGE + share * (_WIDTH - 2 * _EDGE), 1), _y(value, low, high)


def _strokes(points: Sequence[tuple[float, float] | None], colour: str) -> list[str]:
    """A polyline for each stretch without gaps."""
    strokes, stretch = [], ""
    for point in [*points, None]:
        if point is not None:
            stretch += f"{point[0]},{point[1]} "
        elif stretch:
            look = f'fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"'
            strokes.append(f'<polyline points="{stretch.strip()}" {look}/>')
            stretch = ""
    return strokes


def _dashes(y: float, colour: str) -> str:
    return f'<path d="M0 {y}H{_WIDTH}" stroke="{colour}" stroke-width="1.5" stroke-dasharray="3 3"/>'
