"""Lines over days as native charts: a chart a panel, with the interval's ends and the target as lines of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from components.i18n import text
from components.report.model import Chart, Head, Series
from components.report.paper import measure
from components.report.paper.axis import Scale, spread, target_above, tick_label
from components.report.paper.roles import fill, words
from components.report.paper.written import line, number, unknown
from components.report.pptx.formats import number_format
from components.report.pptx.marks import LABEL, SMALL, labels, plot_room, quiet
from components.report.pptx.texts import rgb
from components.tokens import LIGHT

TYPE = XL_CHART_TYPE.LINE
_TARGET_AT, _APART = 0.12, 15.0
"""Where along the line the target's name stands: far enough from the edge to be whole."""


def line_data(chart: Chart, head: Head) -> CategoryChartData:
    """Days, and for each line its values, its interval's ends and its target. Unknown is a gap."""
    shape = number_format(chart.kind, head, [value for one in chart.series for value in one.values])
    data = CategoryChartData(number_format=shape)
    data.categories = _days(chart)
    for one in chart.series:
        data.add_series(line(one.name), [_known(value) for value in one.values])
        for key, ends in (("paper.low", one.low), ("paper.high", one.high)):
            if ends:
                data.add_series(text(head.language, key, name=line(one.name)), [_known(value) for value in ends])
    for name, target in chart.targets.items():
        if not unknown(target):
            data.add_series(_target_name(name, target, chart, head), [target] * len(chart.categories))
    return data


def _days(chart: Chart) -> list[date] | list[str]:
    """The days, for an axis of days; where they have names of their own, these."""
    years = {day: year for day, _, year in chart.ticks if year}
    named = [f"{name} {years[day]}" if day in years else name for day, name, _ in chart.ticks]
    return named or [day for day in chart.categories if isinstance(day, date)]


def _known(value: float | None) -> float | None:
    return None if unknown(value) else value


def _target_name(name: str, target: float, chart: Chart, head: Head) -> str:
    said = text(head.language, "chart.target", value=number(target, chart.kind, head))
    return said if len(chart.series) == 1 else f"{line(name)} {said}"


def add_lines(native: Native, chart: Chart, head: Head, scale: Scale, size: tuple[float, float], dated: bool) -> None:
    """Dresses the chart: lines by role, names at their ends, targets dashed, one scale as in the PDF."""
    native.has_legend = False
    plot, scale = list(native.plots[0].series), scale.thinned(size[1] - 28)
    lifts = _lifts(chart, scale, size[1] - (28 if dated else 10))
    at = 0
    for one, lift in zip(chart.series, lifts, strict=True):
        _stroke(plot[at], fill(one.role), 2.25)
        _end(plot[at], one, chart, head, lift / size[1])
        at += 1
        for ends in (one.low, one.high):
            if ends:
                _stroke(plot[at], fill(one.role), 0.75, MSO_LINE.ROUND_DOT)
                at += 1
    named = [(name, target) for name, target in chart.targets.items() if not unknown(target)]
    for series, (name, target) in zip(plot[at:], named, strict=True):
        whose = next((one for one in chart.series if one.name == name), None)
        above = whose is None or target_above(whose, target)
        _stroke(series, LIGHT.ink3, 1.0, MSO_LINE.DASH)
        labels(
            series,
            "General",
            LIGHT.ink2,
            head.language,
            at=[int(len(chart.categories) * _TARGET_AT)],
            named=True,
            place="t" if above else "b",
            value=False,
        )
    _axes(native, chart, head, scale, dated)
    _room(native, chart, head, scale, size, dated)


def _stroke(series: Any, colour: str, width: float, dash: Any = None) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(width)
    if dash is not None:
        series.format.line.dash_style = dash
    series.marker.style = None
    series._element.get_or_add_marker().get_or_add_symbol().set("val", "none")


def _lifts(chart: Chart, scale: Scale, height: float) -> list[float]:
    """By how much each line's name stands above its end, in points, so that none covers another."""
    ends = [
        next((value for value in reversed(one.values) if value is not None and not unknown(value)), scale.low)
        for one in chart.series
    ]
    places = [height * (1 - scale.share(value)) for value in ends]
    order = sorted(range(len(places)), key=lambda at: places[at])
    free = dict(zip(order, spread([places[at] for at in order], 0.0, height, _APART), strict=True))
    return [places[at] - free[at] for at in range(len(places))]


def _end(series: Any, one: Series, chart: Chart, head: Head, lift: float) -> None:
    last = next((at for at in reversed(range(len(one.values))) if not unknown(one.values[at])), None)
    if last is not None:
        shape = number_format(chart.kind, head, one.values)
        labels(
            series,
            shape,
            words(one.role),
            head.language,
            at=[last],
            named=True,
            place="r",
            bold=True,
            lift=[lift] if abs(lift) > 1e-6 else [],
        )


def _axes(native: Native, chart: Chart, head: Head, scale: Scale, dated: bool) -> None:
    up, across = native.value_axis, native.category_axis
    up.minimum_scale, up.maximum_scale, up.major_unit = scale.low, scale.high, scale.step
    up.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    up.tick_labels.number_format = number_format(chart.kind, head, scale.ticks(), ticks=scale.step >= 0.0099)
    up.tick_labels.number_format_is_linked = False
    quiet(up)
    up.format.line.fill.background()
    quiet(across)
    across.tick_labels.number_format = 'yyyy"年"m"月"' if head.language == "ja" else "mmm yyyy"
    across.tick_labels.number_format_is_linked = False
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW if dated else XL_TICK_LABEL_POSITION.NONE
    days = [day for day in chart.categories if isinstance(day, date)]
    months = max((days[-1] - days[0]).days // 30, 1) if days else 1
    _every(across, 1 if months <= 5 else 3 if months <= 18 else 6 if months <= 36 else 12)


def _every(axis: Any, months: int) -> None:
    """A tick every so many months, where the axis is one of days."""
    element = axis._element
    if element.tag != qn("c:dateAx"):
        return
    for tag in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    for tag, value in (("c:baseTimeUnit", "days"), ("c:majorUnit", str(months)), ("c:majorTimeUnit", "months")):
        element.append(element.makeelement(qn(tag), {"val": value}))


def _room(native: Native, chart: Chart, head: Head, scale: Scale, size: tuple[float, float], dated: bool) -> None:
    """Leaves room for the ticks at the left and the names at the right."""
    width, height = size
    left = max(measure.width(tick_label(tick, scale, chart, head), SMALL) for tick in scale.ticks()) + 10
    said = [
        f"{line(one.name)} {number(one.values[-1] if one.values else None, chart.kind, head)}" for one in chart.series
    ]
    right = min(max((measure.width(one, LABEL, bold=True) for one in said), default=0) + 14, width * 0.34)
    foot = 22 if dated else 4
    plot_room(native, left / width, 6 / height, (width - left - right) / width, (height - 6 - foot) / height)
