"""The report's charts as native ones: every value of the model is in the chart's own data."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.slide import Slide
from pptx.util import Pt

from components import format as fmt
from components.report.model import Chart, Head, Series
from components.report.paper import measure
from components.report.paper.axis import bar_scale, known, totals
from components.report.paper.blocks import Placed
from components.report.paper.panels import PANEL_GAP, panels, scales
from components.report.paper.roles import fill, keyed, on, role_at, words
from components.report.paper.written import clean, line, number, unknown
from components.report.pptx import bridge, lines
from components.report.pptx.book import secured
from components.report.pptx.formats import number_format
from components.report.pptx.marks import LABEL, SMALL, chart_text, described, hidden, labels, painted, plot_room, quiet
from components.report.pptx.texts import Run
from components.report.pptx.texts import box as text_box
from components.tokens import LIGHT

Box = tuple[float, float, float, float]
_DATED, _KEYS = 18.0, 24.0


def add_chart(slide: Slide, block: Placed, head: Head) -> None:
    """Puts the chart of a block on the slide: lines in a chart a panel, everything else in one."""
    chart = block.chart
    if chart is None or not chart.categories or not chart.series:
        return
    box = (block.x, block.body_y, block.width, block.body_height)
    if chart.form == "line":
        _panels(slide, chart, head, box)
    elif chart.form == "bridge":
        form = bridge.TYPE if bridge.floats(chart) else bridge.PLAIN
        bridge.add_bridge(_native(slide, chart, head, form, bridge.bridge_data(chart, head), box), chart, head, box[3])
        bridge.add_cuts(slide, chart, box)
    elif chart.form == "stacked":
        _stacked(slide, chart, head, box)
    else:
        _bars(
            _native(slide, chart, head, XL_CHART_TYPE.BAR_CLUSTERED, _data(chart, head, box[2]), box),
            chart,
            head,
            box[2],
        )


def _panels(slide: Slide, chart: Chart, head: Head, box: Box) -> None:
    x, y, width, height = box
    said = events(chart, head)
    if said:
        tall = measure.height(said, SMALL, width)
        text_box(slide, (x, y, width, tall), [[Run(said, SMALL, LIGHT.ink2)]], head.language, "events")
        y, height = y + tall, height - tall
    parts = panels(chart)
    each = (height - _DATED - PANEL_GAP * (len(parts) - 1)) / len(parts)
    for at, (part, scale) in enumerate(zip(parts, scales(parts), strict=True)):
        dated = at == len(parts) - 1
        tall = each + (_DATED if dated else 0)
        native = _native(slide, part, head, lines.TYPE, lines.line_data(part, head), (x, y, width, tall))
        lines.add_lines(native, part, head, scale, (width, tall), dated)
        y += tall + PANEL_GAP


def events(chart: Chart, head: Head) -> str:
    """What happened on which of the chart's days: a native chart has no place for it, so it is said above."""
    days = [day for day in chart.categories if isinstance(day, date)]
    return "  ".join(
        f"▼ {fmt.day(mark.day, head.language)} {line(mark.text)}"
        for mark in sorted(chart.marks, key=lambda one: one.day)
        if days and days[0] <= mark.day <= days[-1]
    )


def _native(slide: Slide, chart: Chart, head: Head, form: Any, data: CategoryChartData, box: Box) -> Native:
    """A chart on the slide, with its text alternative, its typefaces and a workbook in which nothing runs."""
    frame = slide.shapes.add_chart(form, *(Pt(value) for value in box), data)
    frame.name = line(chart.title)[:80] or chart.key
    described(frame, clean(chart.alt) or line(chart.title))
    native: Native = frame.chart
    native.has_title = False
    chart_text(native, head.language)
    secured(native, data)
    return native


def _data(chart: Chart, head: Head, width: float) -> CategoryChartData:
    """Categories, cut where they are longer than two lines beside the bars; the series as they are, unknown empty."""
    values = [value for one in chart.series for value in one.values]
    data = CategoryChartData(number_format=number_format(chart.kind, head, values))
    bare = [
        all(at >= len(one.values) or unknown(one.values[at]) for one in chart.series)
        for at in range(len(chart.categories))
    ]
    data.categories = [
        measure.cut(line(name), SMALL, width * 0.34, 1) + (f" {fmt.UNKNOWN}" if none else "")
        for name, none in zip(chart.categories, bare, strict=True)
    ]
    for one in chart.series:
        name = keyed(one.name, one.role) if len(chart.series) > 1 else line(one.name)
        data.add_series(name, [None if unknown(value) else value for value in one.values])
    return data


def _bars(native: Native, chart: Chart, head: Head, width: float) -> None:
    plot, scale = native.plots[0], bar_scale(chart)
    plot.gap_width, plot.overlap = 40, 0
    shape = number_format(chart.kind, head, [value for one in chart.series for value in one.values])
    for series, one in zip(plot.series, chart.series, strict=True):
        series.invert_if_negative = False
        painted(series, fill(one.role))
        for at in range(len(one.roles)):
            painted(series.points[at], fill(role_at(one, at)))
        labels(series, shape, words(one.role), head.language, place="outEnd")
    said = [number(value, chart.kind, head) for one in chart.series for value in one.values]
    room = max((measure.width(one, SMALL) for one in said), default=0.0) * 1.3 / (width * 0.6)
    span = (scale.high - scale.low) / max(1 - room * (2 if scale.low < 0 else 1), 0.3)
    native.value_axis.minimum_scale = scale.low - (span * room if scale.low < 0 else 0)
    native.value_axis.maximum_scale = scale.high + span * room
    _rows(native)
    _legend(native, len(chart.series) > 1)


def _roomy(chart: Chart, one: Series, at: int, head: Head, width: float) -> bool:
    """Whether a band is wide enough for its value."""
    total = sum(max(value, 0.0) for value in known(each.values[at] for each in chart.series))
    share = sum(known([one.values[at]])) / total if total > 0 else 0.0
    return share * width >= measure.width(number(one.values[at], chart.kind, head), SMALL) + 4


def _stacked(slide: Slide, chart: Chart, head: Head, box: Box) -> None:
    """Bars of one length, each with its total beside it where it is an amount."""
    whole = totals(chart, head)
    room = max((measure.width(said, LABEL, bold=True) for said in whole), default=0.0) * 1.15
    x, y, width, height = box[0], box[1], box[2] - (room + 6 if room else 0), box[3]
    data = _data(chart, head, width)
    native = _native(slide, chart, head, XL_CHART_TYPE.BAR_STACKED_100, data, (x, y, width, height))
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 30, 100
    shape = number_format(chart.kind, head, [value for one in chart.series for value in one.values])
    for series, one in zip(plot.series, chart.series, strict=True):
        painted(series, fill(one.role))
        wide = [at for at in range(len(one.values)) if _roomy(chart, one, at, head, width * 0.7)]
        labels(series, shape, on(one.role), head.language, place="ctr", at=wide)
    _rows(native)
    _legend(native, True)
    if not room:
        return
    left = max(measure.width(str(each.label), SMALL) for each in data.categories) + 10
    plot_room(native, left / width, _KEYS / height, 1 - (left + 2) / width, 1 - (_KEYS + 4) / height)
    each = (height - _KEYS - 4) / len(whole)
    for at, said in enumerate(whole):
        place = (x + width + 4, y + _KEYS + each * (at + 0.5) - LABEL * 0.7, room + 2, LABEL * 1.5)
        text_box(slide, place, [[Run(said, LABEL, LIGHT.ink, bold=True)]], head.language, "total")


def _rows(native: Native) -> None:
    """The first category on top, its name at the left, no axis of values."""
    native.category_axis.reverse_order = True
    native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    quiet(native.category_axis)
    hidden(native.value_axis)


def _legend(native: Native, wanted: bool) -> None:
    native.has_legend = wanted
    if wanted:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        native.legend.font.size = Pt(SMALL)
