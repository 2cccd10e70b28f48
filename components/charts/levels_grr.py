"""Teams as dots: level of maturity across, GRR with its interval upwards, the area the base. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.charts.base import Figure, axis, layout, nice_step, note, rate_axis
from components.tokens import Mode, palette

LARGEST, LEAST = 24.0, 9.0


@dataclass(frozen=True)
class Dot:
    """One team. `size`: its base, in any unit; `named`: whether its name stands beside it; `few`: hollow and grey."""

    name: str
    level: float
    grr: float
    low: float | None
    high: float | None
    size: float
    says: str
    named: bool = False
    few: bool = False


def levels_grr(dots: Sequence[Dot], company: float | None, axis_words: str, *, mode: Mode, height: int) -> Figure:
    """The dots over the levels that there are. Errors: ValueError without a dot."""
    colours, most = palette(mode), max(dot.size for dot in dots) or 1.0
    figure = layout(mode, height, {"l": 50, "r": 20, "t": 14, "b": 48})
    lows = [dot.low if dot.low is not None else dot.grr for dot in dots if not dot.few] or [dot.grr for dot in dots]
    low = max(0.0, min(min(lows), company if company is not None else 1.0) - 0.02)
    left, right = (min(dot.level for dot in dots) - 0.12, max(dot.level for dot in dots) + 0.12)
    step = nice_step(right - left, 5)
    ticks = [at * step for at in range(math.ceil(left / step), math.floor(right / step) + 1)]
    figure["xaxis"] = axis(colours, range=[left, right], tickvals=ticks, ticktext=[f"{each:.3g}" for each in ticks],
                           title={"text": axis_words, "font": {"size": 15, "color": colours.ink2}, "standoff": 8})
    figure["yaxis"] = rate_axis(colours, low, 1.02, nice_step(1.02 - low))
    if company is not None:
        figure["shapes"].append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": company, "y1": company,
                                 "line": {"color": colours.accent, "width": 1.5}, "layer": "below"})
    data: list[Figure] = []
    for dot in dots:
        colour = colours.ink3 if dot.few else colours.ink2
        if dot.low is not None and dot.high is not None:
            data.append({"type": "scatter", "mode": "lines", "x": [dot.level] * 2, "y": [max(dot.low, low), dot.high],
                         "line": {"color": colours.mute, "width": 1.5}, "hoverinfo": "skip"})
        size = max(LARGEST * (dot.size / most) ** 0.5, LEAST)
        look = {"color": colours.bg if dot.few else colour, "size": size, "line": {"color": colour, "width": 2}}
        data.append({"type": "scatter", "mode": "markers", "x": [dot.level], "y": [dot.grr], "marker": look,
                     "hovertext": [escape(dot.says)], "hoverinfo": "text", "cliponaxis": False})
        if dot.named:
            side = "right" if dot.level > (left + right) / 2 else "left"
            shift = (size / 2 + 5) * (-1 if side == "right" else 1)
            figure["annotations"].append(note(escape(dot.name), colours.ink, x=dot.level, y=dot.grr, xanchor=side,
                                              xshift=shift, yanchor="top", yshift=-size / 2))
    return {"data": data, "layout": figure}
