"""A bridge: totals from the ground, movements between them, cut visibly where they are far above zero. Pure."""

from __future__ import annotations

from components.report.model import Chart, Head, Role
from components.report.paper import measure
from components.report.paper.axis import Scale, Step, bridge_scale, steps
from components.report.paper.roles import bridge_role, fill, words
from components.report.paper.written import number
from components.report.pdf.canvas import SMALL, TEXT, Canvas
from components.tokens import LIGHT

_TOP, _FOOT, _HALF = 18.0, 40.0, 0.34


def draw_bridge(canvas: Canvas, chart: Chart, head: Head) -> None:
    """Draws the bars, each with its value above and its name beneath; unknown is "—" where the level stands."""
    bars = steps(chart)
    if not bars:
        return
    scale = bridge_scale(bars)
    bottom = canvas.height - _FOOT
    each = canvas.width / len(bars)
    ground = bottom - (bottom - _TOP) * max(scale.share(0.0), 0.0)
    for at, bar in enumerate(bars):
        x = each * (at + 0.5)
        _one(canvas, bar, bridge_role(chart, bars, at), number(bar.value, chart.kind, head), (x, each), (scale, bottom))
        _name(canvas, bar.label, x, bottom, each)
        if at + 1 < len(bars) and bar.value is not None:
            y = _y(bar.end, scale, bottom)
            canvas.line((x + each * _HALF, y), (x + each * (1 - _HALF), y), LIGHT.mute, 0.8)
    canvas.line((0, ground), (canvas.width, ground), LIGHT.mute)


def _y(value: float, scale: Scale, bottom: float) -> float:
    return bottom - (bottom - _TOP) * min(max(scale.share(value), 0.0), 1.0)


def _one(
    canvas: Canvas, bar: Step, role: Role, said: str, across: tuple[float, float], down: tuple[Scale, float]
) -> None:
    (x, each), (scale, bottom) = across, down
    top, foot = _y(bar.high, scale, bottom), _y(bar.low, scale, bottom)
    size = measure.fitting_size(said, each - 2, 1, (TEXT, SMALL, 8.5), bold=bar.total)
    colour = words("unknown" if bar.value is None else role)
    canvas.text((x, top - 4), said, colour, size, "middle", bold=bar.total)
    if bar.value is None:
        return
    canvas.bar(x - each * _HALF, top, each * 2 * _HALF, max(foot - top, 0.8), fill(role))
    if bar.total and scale.low > 0:
        _break(canvas, x, each, bottom - 9)


def _break(canvas: Canvas, x: float, each: float, y: float) -> None:
    """A white zigzag through the bar: it does not begin at zero."""
    left, wide, teeth = x - each * _HALF - 1, each * 2 * _HALF + 2, 6
    points = [(left + wide * at / teeth, y + (3 if at % 2 else 0)) for at in range(teeth + 1)]
    canvas.path(points, LIGHT.bg, 2.4)


def _name(canvas: Canvas, said: str, x: float, bottom: float, each: float) -> None:
    found = measure.wrapped(measure.cut(said, SMALL, each - 3, 3), SMALL, each - 3)[:3]
    for at, part in enumerate(found):
        canvas.text((x, bottom + 12 + at * SMALL * 1.2), part, LIGHT.ink2, SMALL, "middle")
