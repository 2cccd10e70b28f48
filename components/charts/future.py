"""Lines over the years to come, or over dates that were: amounts or rates, with a band and a name at each end. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from components import format as fmt
from components.charts.base import LABEL, TICK, Figure, axis, layout, nice_step, note, rate_axis, width_of
from components.charts.series import fade
from components.i18n import Language
from components.tokens import Mode, Palette, palette

Role = Literal["accent", "ink", "mute", "good"]
_TICKS, _APART = 4, 20


@dataclass(frozen=True)
class Line:
    """One line over the labels: its name at the end, what each point says, its band; unknown values are gaps."""

    name: str
    values: Sequence[float | None]
    role: Role = "accent"
    says: Sequence[str] = ()
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    dashed: bool = False


@dataclass(frozen=True)
class Scale:
    """The axis upwards: amounts in a currency, or rates where that is empty; from 0 where amounts."""

    currency: str = ""
    marks: Sequence[tuple[float, str]] = field(default_factory=tuple)


def future(
    labels: Sequence[str], lines: Sequence[Line], scale: Scale, *, mode: Mode, language: Language, height: int = 320
) -> Figure:
    """The lines, the last in front. Errors: ValueError without a line or a label."""
    colours = palette(mode)
    named = [line for line in lines if _last(line.values) is not None]
    right = max([width_of(line.name, TICK if len(named) > 2 else LABEL) for line in named] + [20])
    tall = any("<br>" in label for label in labels)
    margin = {"l": 76 if scale.currency else 52, "r": right + 22, "t": 14, "b": 54 if tall else 34}
    figure = layout(mode, height, margin)
    low, high = _range(lines, scale)
    figure["yaxis"] = _upwards(low, high, scale, colours, language)
    every = max(1, math.ceil(len(labels) / _TICKS))
    ticks = list(range(len(labels) - 1, -1, -every))[::-1]
    figure["xaxis"] = axis(colours, range=[0, max(len(labels) - 1, 1)], tickvals=ticks,
                           ticktext=[labels[at] for at in ticks], showline=True, linecolor=colours.line)
    data: list[Figure] = []
    for line in lines:
        data += _drawn(line, getattr(colours, line.role))
    spread = _spread([_last(line.values) or 0.0 for line in named], high - low, height)
    for line, shift in zip(named, spread, strict=True):
        figure["annotations"].append(note(
            f"<b>{line.name}</b>", getattr(colours, "ink2" if line.role == "mute" else line.role), x=1, xref="paper",
            y=_last(line.values), yref="y", xanchor="left", yanchor="middle", xshift=12, yshift=shift,
            size=TICK if len(named) > 2 else LABEL))
    figure["shapes"] += [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "layer": "below",
                          "line": {"color": colours.ink3, "width": 1.5, "dash": "dash"}} for value, _ in scale.marks]
    figure["annotations"] += [_mark(value, name, lines, colours.ink3) for value, name in scale.marks]
    return {"data": data, "layout": figure}


def _mark(value: float, name: str, lines: Sequence[Line], colour: str) -> Figure:
    """A mark's name above it, at the end of the chart from which the lines stay further away."""
    def near(part: slice) -> float:
        return min((abs(each - value) for line in lines for each in line.values[part] if each is not None), default=0.0)

    third = max(1, max((len(line.values) for line in lines), default=1) // 3)
    at, anchor = (0, "left") if near(slice(third)) >= near(slice(-third, None)) else (1, "right")
    return note(name, colour, x=at, xref="paper", y=value, yref="y", xanchor=anchor, yanchor="bottom")


def _last(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _range(lines: Sequence[Line], scale: Scale) -> tuple[float, float]:
    values = [value for line in lines for value in (*line.values, *line.low, *line.high) if value is not None]
    values += [value for value, _ in scale.marks]
    top, bottom = max(values, default=1.0), min(values, default=0.0)
    if scale.currency:
        return min(bottom, 0.0), (top or 1.0) * 1.08
    span = max(top - bottom, 0.02) * 1.15
    return (top + bottom - span) / 2, (top + bottom + span) / 2


def _upwards(low: float, high: float, scale: Scale, colours: Palette, language: Language) -> Figure:
    if not scale.currency:
        return rate_axis(colours, low, high, nice_step(high - low, 5))
    rough = (high - low) / _TICKS
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    step = next((size * each for each in (1, 2, 5, 10) if size * each >= rough), size)
    ticks = [at * step for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return axis(colours, range=[low, high], tickvals=ticks, showgrid=True, gridcolor=colours.grid, ticklabelstandoff=8,
                ticktext=[fmt.money(tick, scale.currency, language) for tick in ticks])


def _drawn(line: Line, colour: str) -> list[Figure]:
    places = list(range(len(line.values)))
    traces: list[Figure] = []
    known = [at for at, pair in enumerate(zip(line.low, line.high, strict=True)) if None not in pair]
    if len(known) > 1:
        ends = [line.high[at] for at in known] + [line.low[at] for at in reversed(known)]
        traces.append({"type": "scatter", "mode": "lines", "x": known + known[::-1], "y": ends, "fill": "toself",
                       "fillcolor": fade(colour), "line": {"width": 0}, "hoverinfo": "skip"})
    look = {"color": colour, "width": 2.5, **({"dash": "dot"} if line.dashed else {})}
    says = {"hovertext": list(line.says), "hoverinfo": "text"} if line.says else {"hoverinfo": "skip"}
    return [*traces, {"type": "scatter", "mode": "lines+markers", "x": places, "y": list(line.values), "line": look,
                      "marker": {"size": 7, "color": colour}, "cliponaxis": False, **says}]


def _spread(ends: Sequence[float], span: float, height: int) -> list[float]:
    """By how many pixels each name moves up so that none stands on another."""
    pixels = [(end / span if span else 0.0) * (height - 48) for end in ends]
    placed = dict(enumerate(pixels))
    order = sorted(placed, key=placed.__getitem__)
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + _APART)
    return [placed[at] - pixels[at] for at in range(len(ends))]
