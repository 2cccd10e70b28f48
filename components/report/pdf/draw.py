"""A chart of the report as SVG. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components.report.model import Chart, Head
from components.report.pdf.bars import draw_bars, draw_stacked
from components.report.pdf.bridge import draw_bridge
from components.report.pdf.canvas import Canvas
from components.report.pdf.lines import draw_lines

_FORMS: dict[str, Callable[[Canvas, Chart, Head], None]] = {
    "line": draw_lines,
    "bars": draw_bars,
    "stacked": draw_stacked,
    "bridge": draw_bridge,
}


def svg(chart: Chart, head: Head, width: float, height: float, fonts: Sequence[str]) -> str:
    """The chart in a box of that size, as SVG; its text in the first of the typefaces that has its letters."""
    canvas = Canvas(width, height, fonts)
    _FORMS[chart.form](canvas, chart, head)
    return canvas.svg()
