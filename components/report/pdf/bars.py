"""Horizontal bars, a row a category, and 100 % bars, a band a series. Pure."""

from __future__ import annotations

from components.i18n import text
from components.report.model import Chart, Head, Series
from components.report.paper import measure
from components.report.paper.axis import Scale, bar_scale, known, totals
from components.report.paper.roles import fill, keyed, on, role_at, words
from components.report.paper.written import line, number, unknown
from components.report.pdf.canvas import SMALL, TEXT, Canvas
from components.tokens import LIGHT

_LABEL_SHARE, _KEY = 0.36, 18.0


def draw_bars(canvas: Canvas, chart: Chart, head: Head) -> None:
    """Draws a bar for each category and series; unknown is "—" at zero. Intervals are whiskers."""
    scale = bar_scale(chart)
    top = _keys(canvas, chart) if len(chart.series) > 1 else 2.0
    left, right = _label_room(canvas, chart), canvas.width - 4
    shown = [number(value, chart.kind, head) for one in chart.series for value in one.values]
    room = max((measure.width(said, TEXT) for said in shown), default=0) + 8
    plot = (left + (room if scale.low < 0 else 0), right - room)
    each = (canvas.height - top - 2) / max(len(chart.categories), 1)
    for at, category in enumerate(chart.categories):
        _label(canvas, str(category), left, top + each * (at + 0.5), each)
        thick = each * 0.72 / max(len(chart.series), 1)
        for place, one in enumerate(chart.series):
            _bar(canvas, chart, head, one, at, scale, plot, (top + each * (at + 0.14) + thick * place, thick))
    zero = _x(0.0, scale, plot)
    canvas.line((zero, top), (zero, canvas.height - 2), LIGHT.mute)
    _target_lines(canvas, chart, head, scale, plot, top)


def _x(value: float, scale: Scale, plot: tuple[float, float]) -> float:
    return plot[0] + (plot[1] - plot[0]) * scale.share(value)


def _bar(
    canvas: Canvas,
    chart: Chart,
    head: Head,
    one: Series,
    at: int,
    scale: Scale,
    plot: tuple[float, float],
    place: tuple[float, float],
) -> None:
    y, thick = place
    value, role, zero = one.values[at], role_at(one, at), _x(0.0, scale, plot)
    foot = y + thick / 2 + TEXT * 0.36
    if value is None or unknown(value):
        canvas.text((zero + 5, foot), number(None, chart.kind, head), LIGHT.ink3)
        return
    end = _x(value, scale, plot)
    canvas.bar(zero, y, end - zero, thick * 0.9, fill(role))
    edge = end
    if at < len(one.low) and at < len(one.high) and len(known([one.low[at], one.high[at]])) == 2:
        low, high = known([one.low[at], one.high[at]])
        middle = y + thick * 0.45
        canvas.line((_x(low, scale, plot), middle), (_x(high, scale, plot), middle), LIGHT.ink2, 1.2)
        edge = _x(high if value >= 0 else low, scale, plot)
    side = 5 if value >= 0 else -5
    canvas.text(
        (edge + side, foot), number(value, chart.kind, head), words(role), anchor="start" if value >= 0 else "end"
    )


def _target_lines(
    canvas: Canvas, chart: Chart, head: Head, scale: Scale, plot: tuple[float, float], top: float
) -> None:
    for target in known(chart.targets.values()):
        x = _x(target, scale, plot)
        canvas.line((x, top), (x, canvas.height - 2), LIGHT.ink3, 1.0, "4,3")
        said = text(head.language, "chart.target", value=number(target, chart.kind, head))
        canvas.text((x + 3, canvas.height - 4), said, LIGHT.ink2, SMALL)


def _label_room(canvas: Canvas, chart: Chart) -> float:
    widest = max((measure.width(line(category), TEXT) for category in chart.categories), default=0)
    return min(widest, canvas.width * _LABEL_SHARE) + 8


def _label(canvas: Canvas, said: str, room: float, middle: float, height: float) -> None:
    """The category's name on one line, or two where they fit, cut if it is longer still."""
    most = 2 if height >= 2.6 * SMALL else 1
    size = TEXT if measure.lines(line(said), TEXT, room - 8) == 1 else SMALL
    found = measure.wrapped(measure.cut(line(said), size, room - 8, most), size, room - 8)[:most]
    for at, part in enumerate(found):
        canvas.text(
            (room - 8, middle + size * 0.36 + (at - (len(found) - 1) / 2) * size * 1.15), part, LIGHT.ink, size, "end"
        )


def _keys(canvas: Canvas, chart: Chart) -> float:
    """The series' names with their colours, above; on further lines where one is too short. Returns where they end."""
    x, y = 0.0, 11.0
    for one in chart.series:
        said = measure.cut(keyed(one.name, one.role), SMALL, canvas.width - 30)
        wide = measure.width(said, SMALL) + 26
        if x and x + wide > canvas.width:
            x, y = 0.0, y + _KEY - 3
        canvas.bar(x, y - 8, 9, 9, fill(one.role))
        canvas.text((x + 13, y), said, LIGHT.ink2, SMALL)
        x += wide
    return y + _KEY - 11


def draw_stacked(canvas: Canvas, chart: Chart, head: Head) -> None:
    """Draws a bar of full width for each category; each band's value stands on it where there is room.

    A band's width is its share of the known values of its bar, whose total stands at its right where it is an amount.
    No known value: "—".
    """
    top = _keys(canvas, chart)
    whole = totals(chart, head)
    room = max((measure.width(said, TEXT, bold=True) for said in whole), default=0.0)
    left, right = _label_room(canvas, chart), canvas.width - 2 - (room + 8 if room else 0)
    each = (canvas.height - top - 2) / max(len(chart.categories), 1)
    for at, category in enumerate(chart.categories):
        y, thick = top + each * (at + 0.1), each * 0.8
        _label(canvas, str(category), left, y + thick / 2, each)
        total = sum(max(value, 0.0) for value in known(one.values[at] for one in chart.series))
        if total <= 0:
            canvas.text((left + 5, y + thick / 2 + 3.6), number(None, chart.kind, head), LIGHT.ink3)
            continue
        x = left
        if room:
            canvas.text((canvas.width - 2, y + thick / 2 + 3.6), whole[at], LIGHT.ink, anchor="end", bold=True)
        for one in chart.series:
            value, role = one.values[at], role_at(one, at)
            wide = (right - left) * max(value or 0.0, 0.0) / total if not unknown(value) else 0.0
            canvas.bar(x, y, max(wide - 1, 0), thick, fill(role))
            said = number(value, chart.kind, head)
            if measure.width(said, TEXT) + 6 <= wide:
                canvas.text((x + 5, y + thick / 2 + 3.6), said, on(role))
            x += wide
