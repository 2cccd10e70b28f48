"""Teams as dots: level of maturity across, GRR with its interval upwards, the area the base. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.charts.base import Figure, axis, layout, nice_step, note, rate_axis
from components.tokens import Mode, palette

LARGEST, LEAST = 24.0, 9.0
ACROSS, LETTER, LINE = 660.0, 14.0, 18.0
"""What names are placed for: a figure about so many pixels wide, letters and lines at most so large. Narrower ones hide
them; a pointer is told the names all the same.
"""
Box = tuple[float, float, float, float]


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
    figure["yaxis"] = rate_axis(colours, low, 1.02, nice_step(1.02 - low, 5))
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
    spots = [((dot.level - left) / (right - left) * ACROSS, (dot.grr - low) / (1.02 - low) * (height - 62))
             for dot in dots]
    taken = [(x - 9, x + 9, y - 9, y + 9) for x, y in spots]
    for dot, spot in zip(dots, spots, strict=True):
        if dot.named:
            size = max(LARGEST * (dot.size / most) ** 0.5, LEAST)
            side, up, box = _free(dot.name, spot, size / 2 + 5, taken)
            taken.append(box)
            figure["annotations"].append(note(
                escape(dot.name), colours.ink, x=dot.level, y=dot.grr, xanchor="left" if side > 0 else "right",
                xshift=side * (size / 2 + 5), yanchor="middle", yshift=up, bgcolor=colours.bg))
    return {"data": data, "layout": figure}


def _free(name: str, spot: tuple[float, float], away: float, taken: Sequence[Box]) -> tuple[int, float, Box]:
    """The side and height of a name beside its dot at which it covers least of what is there, straight beside first."""
    (x, y), wide = spot, LETTER * sum(1.0 if ord(each) > 255 else 0.6 for each in name)
    places = [(side, up) for up in (0.0, LINE * 0.8, -LINE * 0.8) for side in (1, -1)]
    boxes = [(x + away if side > 0 else x - away - wide, x + away + wide if side > 0 else x - away,
              y + up - LINE / 2, y + up + LINE / 2) for side, up in places]
    costs = [sum(_over(box, each) for each in taken) + (1e6 if box[0] < 0 or box[1] > ACROSS else 0) for box in boxes]
    best = costs.index(min(costs))
    return (*places[best], boxes[best])


def _over(one: Box, other: Box) -> float:
    """How much two boxes have in common."""
    across, up = min(one[1], other[1]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[2], other[2])
    return across * up if across > 0 and up > 0 else 0.0
