"""What cohorts have brought so far per customer, by age: from what winning one cost, below zero, upwards. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, layout, width_of
from components.charts.survival import month_axis
from components.i18n import Language
from components.tokens import Mode, Palette, palette

_TICKS = 7


@dataclass(frozen=True)
class Line:
    """One curve: age in months, amount per customer, what each point says; low and high where they are known."""

    name: str
    ages: list[int]
    values: list[float]
    says: list[str]
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)


def profit(lines: Sequence[Line], total: Line, currency: str, *, mode: Mode, language: Language, height: int = 500
           ) -> Figure:
    """The cohorts grey, all together in accent with the intervals at whole years; the zero line ruled.

    Errors: ValueError for a total without a point.
    """
    colours = palette(mode)
    last = max(line.ages[-1] for line in (*lines, total))
    low, high, step = _scale([*lines, total])
    ticks = [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
    labels = [fmt.money(tick, currency, language) for tick in ticks]
    end = fmt.money(total.values[-1], currency, language)
    figure = layout(mode, height, {"l": max(map(width_of, labels)) + 6, "r": width_of(end) + 18, "t": 12, "b": 34})
    figure["yaxis"] = axis(colours, range=[low, high], tickvals=ticks, ticktext=labels, showgrid=True,
                           gridcolor=colours.grid, ticklabelstandoff=8)
    figure["xaxis"] = month_axis(last, colours, language)
    figure["shapes"] = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
                         "line": {"color": colours.ink, "width": 1.5}}]
    grey = [_drawn(line, colours.mute, 1.3) for line in lines]
    return {"data": [*grey, *_reach(total, colours), _drawn(total, colours.accent, 2.5), _end(total, end, colours)],
            "layout": figure}


def _scale(lines: Sequence[Line]) -> tuple[float, float, float]:
    """The span of all curves and the total's intervals, with zero in it, and a round step."""
    values = [value for line in lines for value in line.values] + [0.0]
    values += [value for value in (*lines[-1].low, *lines[-1].high) if value is not None]
    bottom, top = min(values), max(values)
    room = (top - bottom or 1.0) * 0.06
    rough = (top - bottom + 2 * room) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough)
    return bottom - room, top + room, step


def _drawn(line: Line, colour: str, width: float) -> Figure:
    return {"type": "scatter", "mode": "lines", "x": line.ages, "y": line.values, "hovertext": line.says,
            "hoverinfo": "text", "line": {"color": colour, "width": width}}


def _reach(line: Line, colours: Palette) -> list[Figure]:
    """The interval at each whole year, as a bar through the curve."""
    known = [at for at, pair in enumerate(zip(line.low, line.high, strict=True)) if None not in pair]
    if not known:
        return []
    values: list[Any] = [line.values[at] for at in known]
    more, less = ([float(side[at] or 0) - line.values[at] for at in known] for side in (line.high, line.low))
    return [{"type": "scatter", "mode": "markers", "x": [line.ages[at] for at in known], "y": values,
             "hovertext": [line.says[at] for at in known], "hoverinfo": "text",
             "marker": {"color": colours.accent, "size": 8},
             "error_y": {"type": "data", "symmetric": False, "array": more, "arrayminus": [-each for each in less],
                         "color": colours.accent, "thickness": 1.5, "width": 5}}]


def _end(line: Line, words: str, colours: Palette) -> Figure:
    return {"type": "scatter", "mode": "markers+text", "x": [line.ages[-1]], "y": [line.values[-1]],
            "text": [f" <b>{words}</b>"], "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip",
            "textfont": {"color": colours.accent, "size": LABEL}, "marker": {"color": colours.accent, "size": 8}}
