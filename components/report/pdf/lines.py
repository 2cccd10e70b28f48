"""Lines over days: intervals as bands, targets dashed, events marked, each line named at its end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from components import format as fmt
from components.i18n import text
from components.report.model import Chart, Head, Series
from components.report.paper import measure
from components.report.paper.axis import Scale, spread, target_above, tick_label, ticks
from components.report.paper.panels import PANEL_GAP, panels, scales
from components.report.paper.roles import fill, words
from components.report.paper.written import line, number, unknown
from components.report.pdf.canvas import SMALL, TEXT, Canvas, Point
from components.tokens import LIGHT

_BOTTOM, _APART, _MARK = 30.0, 14.0, 13.0


class Frame:
    """Where days and values stand on the canvas."""

    def __init__(
        self, canvas: Canvas, chart: Chart, head: Head, scale: Scale, right: float, place: tuple[float, float]
    ) -> None:
        self.canvas, self.chart, self.head, self.right = canvas, chart, head, right
        self.days: list[date] = [day for day in chart.categories if isinstance(day, date)]
        self.top, self.bottom = place[0] + 8 + _marks_room(chart), place[1]
        self.scale = scale.thinned(self.bottom - self.top)
        labels = [tick_label(tick, self.scale, chart, head) for tick in self.scale.ticks()]
        self.left = max(measure.width(label, SMALL) for label in labels) + 8

    def x(self, day: date) -> float:
        """A day's place."""
        span = (self.days[-1] - self.days[0]).days or 1
        return self.left + (self.right - self.left) * (day - self.days[0]).days / span

    def y(self, value: float) -> float:
        """A value's place."""
        return self.bottom - (self.bottom - self.top) * self.scale.share(value)


def end_label(one: Series, chart: Chart, head: Head) -> str:
    """The line's name with its last value; unknown if its last day's is."""
    last = one.values[-1] if one.values else None
    return f"{line(one.name)} {number(last, chart.kind, head)}"


def draw_lines(canvas: Canvas, chart: Chart, head: Head) -> None:
    """Draws the chart. Grain: a category is a day, ascending; null is a gap."""
    if not chart.categories:
        return
    charts, top = panels(chart), 0.0
    names = [measure.width(end_label(one, chart, head), TEXT, bold=True) for one in chart.series]
    right = canvas.width - min(max(names, default=0) + 12, canvas.width * 0.34)
    above = _marks_room(chart)
    each = (canvas.height - _BOTTOM - above - PANEL_GAP * (len(charts) - 1)) / len(charts)
    for at, (one, scale) in enumerate(zip(charts, scales(charts), strict=True)):
        bottom = top + each + (above if at == 0 else 0)
        _panel(Frame(canvas, one, head, scale, right, (top, bottom)), dated=at == len(charts) - 1)
        top = bottom + PANEL_GAP


def _marks_room(chart: Chart) -> float:
    return 2 * _MARK if len(chart.marks) > 1 else _MARK if chart.marks else 0.0


def _panel(frame: Frame, dated: bool) -> None:
    canvas, chart = frame.canvas, frame.chart
    _ground(frame, dated)
    _marks(frame)
    for one in chart.series:
        for run in _runs(one.low, one.high):
            edge = [(frame.x(frame.days[at]), frame.y(one.high[at] or 0.0)) for at in run]
            foot = [(frame.x(frame.days[at]), frame.y(one.low[at] or 0.0)) for at in reversed(run)]
            canvas.area([*edge, *foot], fill(one.role), 0.1)
    _targets(frame)
    for one in chart.series:
        for run in _runs(one.values):
            _stroke(frame, one, [(frame.x(frame.days[at]), frame.y(one.values[at] or 0.0)) for at in run])
    _names(frame)


def _stroke(frame: Frame, one: Series, points: list[Point]) -> None:
    if len(points) > 1:
        frame.canvas.path(points, fill(one.role))
    frame.canvas.dot(points[-1], fill(one.role), 3.5 if len(points) == 1 or points[-1][0] >= frame.right - 1 else 1.1)


def _ground(frame: Frame, dated: bool) -> None:
    canvas = frame.canvas
    for tick in frame.scale.ticks():
        y = frame.y(tick)
        canvas.line((frame.left, y), (frame.right, y), LIGHT.line if tick == frame.scale.low else LIGHT.grid)
        canvas.text(
            (frame.left - 5, y + 3.4), tick_label(tick, frame.scale, frame.chart, frame.head), LIGHT.ink2, SMALL, "end"
        )
    for day, month, year in () if not dated else _ticks(frame):
        x = frame.x(day)
        canvas.line((x, frame.bottom), (x, frame.bottom + 3), LIGHT.mute)
        canvas.text((x, frame.bottom + 13), month, LIGHT.ink2, SMALL, "middle")
        canvas.text((x, frame.bottom + 25), year, LIGHT.ink2, SMALL, "middle")


def _ticks(frame: Frame) -> list[tuple[date, str, str]]:
    return ticks(frame.chart, frame.days[0], frame.days[-1], frame.head.language)


def _marks(frame: Frame) -> None:
    """Events within the days shown: a dotted line, its words on one of two rows above, cut where the next begins."""
    shown = sorted(
        (mark for mark in frame.chart.marks if frame.days[0] <= mark.day <= frame.days[-1]), key=lambda m: m.day
    )
    for at, mark in enumerate(shown):
        x, row = frame.x(mark.day), at % 2 if len(frame.chart.marks) > 1 else 0
        y = 9 + row * _MARK
        frame.canvas.line((x, y + 2), (x, frame.bottom), LIGHT.ink3, 0.8, "1.5,2")
        said = f"{fmt.day(mark.day, frame.head.language)} {line(mark.text)}"
        over = next((frame.x(other.day) for other in shown[at + 2 :: 2]), frame.canvas.width)
        over = over if len(frame.chart.marks) > 1 else frame.canvas.width
        if frame.canvas.width - x < 150 and x - frame.left > 150:
            frame.canvas.text((x, y), measure.cut(said, SMALL, x - frame.left), LIGHT.ink2, SMALL, "end")
        else:
            frame.canvas.text((x, y), measure.cut(said, SMALL, max(over - x - 6, 40)), LIGHT.ink2, SMALL)


def _targets(frame: Frame) -> None:
    for name, target in frame.chart.targets.items():
        if unknown(target):
            continue
        y = frame.y(target)
        frame.canvas.line((frame.left, y), (frame.right, y), LIGHT.ink3, 1.0, "4,3")
        said = text(frame.head.language, "chart.target", value=number(target, frame.chart.kind, frame.head))
        whose = f"{line(name)} " if len(frame.chart.series) > 1 else ""
        one = next((each for each in frame.chart.series if each.name == name), None)
        above = one is None or target_above(one, target)
        frame.canvas.text((frame.left + 3, y - 4 if above else y + 11), whose + said, LIGHT.ink2, SMALL)


def _names(frame: Frame) -> None:
    """The lines' names at the right, beside their ends, pushed apart so that none covers another."""
    ends = []
    for one in frame.chart.series:
        last = next((value for value in reversed(one.values) if not unknown(value)), None)
        middle = (frame.top + frame.bottom) / 2
        ends.append((frame.y(last) if last is not None else middle, one))
    ends.sort(key=lambda end: end[0])
    for place, (_, one) in zip(spread([y for y, _ in ends], frame.top, frame.bottom, _APART), ends, strict=True):
        said = measure.cut(
            end_label(one, frame.chart, frame.head), TEXT, frame.canvas.width - frame.right - 8, bold=True
        )
        frame.canvas.text((frame.right + 8, place + 3.6), said, words(one.role), bold=True)


def _runs(*columns: Sequence[float | None]) -> list[list[int]]:
    """Stretches of positions where every column is known: a gap ends a stretch."""
    length = min((len(column) for column in columns), default=0)
    good = [at for at in range(length) if not any(unknown(column[at]) for column in columns)]
    runs: list[list[int]] = [[good[0]]] if good else []
    for before, at in pairwise(good):
        if at == before + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs
