"""A bridge as native stacked columns: an invisible base, then totals, rises and falls as series of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from components.i18n import text
from components.report.model import Chart, Head
from components.report.paper.axis import Step, bridge_scale, steps
from components.report.paper.roles import bridge_role, fill, words
from components.report.paper.written import line
from components.report.pptx.formats import lost, number_format
from components.report.pptx.marks import hidden, labels, painted, plot_room, quiet
from components.report.pptx.texts import decorative, rgb
from components.tokens import LIGHT

TYPE = XL_CHART_TYPE.COLUMN_STACKED
PLAIN = XL_CHART_TYPE.COLUMN_CLUSTERED
GAP, _TEETH = 45, 6
_PLOT, _HEADROOM = 0.8, 0.14
_LEFT, _TOP, _WIDE = 0.01, 0.02, 0.98


def floats(chart: Chart) -> bool:
    """Whether its bars can float: stacked columns cannot where a level lies below zero."""
    return all(bar.low >= 0 for bar in steps(chart))


def bridge_data(chart: Chart, head: Head) -> CategoryChartData:
    """Base, totals, rises, falls (as heights: their labels have the minus); unknown is empty.

    Where a level lies below zero, the values as they are, as plain columns.
    """
    bars = steps(chart)
    shape = number_format(chart.kind, head, [bar.value for bar in bars])
    data = CategoryChartData(number_format=shape)
    data.categories = [line(bar.label) for bar in bars]
    if not floats(chart):
        data.add_series(line(chart.series[0].name), [bar.value for bar in bars])
        return data
    data.add_series(
        text(head.language, "paper.rest"), [None if bar.total or bar.value is None else bar.low for bar in bars]
    )
    data.add_series(line(chart.series[0].name), [bar.value if bar.total else None for bar in bars])
    data.add_series(text(head.language, "paper.up"), [bar.value if _rises(bar) else None for bar in bars])
    data.add_series(
        text(head.language, "paper.down"),
        [-bar.value if bar.value is not None and _falls(bar) else None for bar in bars],
        number_format=lost(shape),
    )
    return data


def _rises(bar: Step) -> bool:
    return not bar.total and bar.value is not None and bar.value >= 0


def _falls(bar: Step) -> bool:
    return not bar.total and bar.value is not None and bar.value < 0


def add_bridge(native: Native, chart: Chart, head: Head, height: float) -> None:
    """Dresses the chart: the base is not drawn, each bar has its colour and, above it, its value."""
    bars, scale = steps(chart), bridge_scale(steps(chart))
    native.has_legend = False
    native.plots[0].gap_width, native.plots[0].overlap = GAP, 100
    series = list(native.plots[0].series)
    if len(series) > 1:
        series[0].format.fill.background()
        series[0].format.line.fill.background()
    for one in series[1:] or series:
        one.invert_if_negative = False
        for at in range(len(bars)):
            painted(one.points[at], fill(bridge_role(chart, bars, at)))
    top = scale.high + (scale.high - scale.low) * _HEADROOM
    _values(
        chart,
        series,
        head,
        lambda bar: _PLOT * (bar.high - max(bar.low, scale.low)) / (top - scale.low) / 2 + 9 / height,
    )
    native.value_axis.minimum_scale, native.value_axis.maximum_scale = scale.low, top
    hidden(native.value_axis)
    quiet(native.category_axis)
    native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    plot_room(native, _LEFT, _TOP, _WIDE, _PLOT)


def add_cuts(slide: Slide, chart: Chart, box: tuple[float, float, float, float]) -> None:
    """A white zigzag through every total that does not begin at zero, as in the PDF."""
    bars, (x, y, width, height) = steps(chart), box
    if bridge_scale(bars).low <= 0:
        return
    left, each, foot = x + width * _LEFT, width * _WIDE / len(bars), y + height * (_TOP + _PLOT) - 9
    half = each / (1 + GAP / 100) / 2 + 2
    for at in (at for at, bar in enumerate(bars) if bar.total and bar.value is not None):
        middle = left + each * (at + 0.5)
        points = [(middle - half + 2 * half * tooth / _TEETH, foot + (3 if tooth % 2 else 0))
                  for tooth in range(_TEETH + 1)]
        drawn = slide.shapes.build_freeform(Pt(points[0][0]), Pt(points[0][1]))
        drawn.add_line_segments([(Pt(across), Pt(down)) for across, down in points[1:]], close=False)
        shape = drawn.convert_to_shape()
        shape.name = "cut"
        shape.fill.background()
        shape.line.color.rgb, shape.line.width = rgb(LIGHT.bg), Pt(2.4)
        for style in shape._element.findall(qn("p:style")):
            shape._element.remove(style)
        decorative(shape._element)


def _values(chart: Chart, series: list[Any], head: Head, lift: Callable[[Step], float]) -> None:
    """Each bar's value above it, in the colour of its words: lifted from its middle: stacks have no place above."""
    bars = steps(chart)
    shape = number_format(chart.kind, head, [bar.value for bar in bars])
    if len(series) == 1:
        labels(series[0], shape, LIGHT.ink, head.language, place="outEnd")
        return
    for one, belongs, wording in zip(series[1:], (_total, _rises, _falls), (shape, shape, lost(shape)), strict=True):
        at = [index for index, bar in enumerate(bars) if belongs(bar)]
        colour = words(bridge_role(chart, bars, at[0])) if at else LIGHT.ink
        labels(
            one,
            wording,
            colour,
            head.language,
            at=at,
            place="ctr",
            bold=belongs is _total,
            lift=[lift(bars[index]) for index in at],
        )


def _total(bar: Step) -> bool:
    return bar.total and bar.value is not None
