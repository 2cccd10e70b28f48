"""Shares of one band over time, by ARR and by count, from 0. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from components import format as fmt
from components.charts.base import LABEL, Figure, clean, layout, nice_step, rate_axis, width_of
from components.charts.series import Series, end_dot, hover, time_axis
from components.i18n import Language
from components.tokens import Mode, palette

_LEAST = 0.04
_APART = 24


@dataclass(frozen=True)
class Line:
    """One share: its name at the end, a fraction a day (null: a gap), and whether the title speaks of it."""

    name: str
    shares: Sequence[float | None]
    spoken: bool = False


def shares(
    days: Sequence[date], lines: Sequence[Line], *, mode: Mode, language: Language, height: int = 228
) -> Figure:
    """The lines on one scale from 0, each with its name and newest share at the right; those that lie close together
    have their labels moved apart.
    """
    colours = palette(mode)
    items = [Series(line.name, list(days), [day.isoformat() for day in days], clean(line.shares), name=line.name)
             for line in lines]
    ends = [f"{item.name} {fmt.rate(item.y[last])}" if (last := item.last()) is not None else "" for item in items]
    top = max([_LEAST, *(value for item in items for value in item.y if value is not None)]) * 1.15
    figure = layout(mode, height, {"l": 46, "r": max(map(width_of, ends), default=0) + 18, "b": 50, "t": 12})
    shifts = _apart([item.y[last] if (last := item.last()) is not None else None for item in items], top, height - 62)
    data: list[Figure] = []
    for item, line, label, shift in zip(items, lines, ends, shifts, strict=True):
        colour = colours.bad if line.spoken else colours.ink2
        data.append({"type": "scatter", "mode": "lines", "x": item.x, "y": item.y, "hoverinfo": "text",
                     "hovertext": hover(item, language), "line": {"color": colour, "width": 2.5}})
        data += end_dot(item, "" if shift else label, colour)
        if shift:
            last = item.last() or 0
            data.append({"type": "scatter", "mode": "text", "x": [item.x[last]], "y": [(item.y[last] or 0) + shift],
                         "text": [f"   <b>{label}</b>"], "textposition": "middle right", "cliponaxis": False,
                         "textfont": {"color": colour, "size": LABEL}, "hoverinfo": "skip"})
    figure["yaxis"] = rate_axis(colours, 0, top, nice_step(top, 3))
    figure["xaxis"] = time_axis(days, colours, language, showline=True, linecolor=colours.line)
    return {"data": data, "layout": figure}


def _apart(values: Sequence[float | None], top: float, height: int) -> list[float]:
    """How far each label is moved along the axis so that two of them do not touch: none, or apart by a line."""
    known = [value for value in values if value is not None]
    least = _APART * top / height
    if len(known) != 2 or len(values) != 2 or abs(known[0] - known[1]) >= least:
        return [0.0] * len(values)
    move = (least - abs(known[0] - known[1])) / 2
    first = 1 if known[0] >= known[1] else -1
    lift = max(move - min(known), 0.0)  # never below the axis
    return [first * move + lift, -first * move + lift]
