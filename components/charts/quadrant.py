"""Score against judgement: a dot a customer, its area the ARR, the two corners where both disagree tinted. Pure."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components.charts.base import TICK, Figure, axis, layout, note, width_of
from components.i18n import Language
from components.tokens import Mode, Palette, palette

Corner = Literal["unhealthy", "leaving"]
MOST = 2000
NAMES = 7
"""At most so many dots are named, the largest in the corners first."""
_REACH = 0.28
_LOW, _HIGH = 0.0, 5.55
_FLOOR = 0.45
"""The second corner ends here: beneath it stands its name."""
_AREA = 26.0
_LEFT = 56
# A plot of about this many pixels: where names are placed and whether two of them would touch.
_WIDTH, _HEIGHT = 800, 330
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Dot:
    """One customer: `pulse` a whole number 1-5, `score` 0-100, `says` what a pointer is told."""

    key: str
    name: str
    score: float
    pulse: int
    arr: float
    corner: Corner | None = None
    says: str = ""


@dataclass(frozen=True)
class Words:
    """What is written on the chart: both axes, and above each corner its name with how many and how much."""

    score: str
    pulse: str
    unhealthy: tuple[str, str]
    leaving: tuple[str, str]


def drawn(keys: Sequence[str], cornered: Sequence[bool], most: int = MOST) -> list[int]:
    """Which dots are drawn, by their places: all up to `most`; of more all in the corners, and of the middle a sample
    that stays the same from run to run, whatever the order.
    """
    if len(keys) <= most:
        return list(range(len(keys)))
    corners = [at for at, inside in enumerate(cornered) if inside]
    middle = [at for at, inside in enumerate(cornered) if not inside]
    middle.sort(key=lambda at: (zlib.crc32(keys[at].encode()), keys[at]))
    return corners + middle[: max(most - len(corners), most // 10)]


def quadrant(
    dots: Sequence[Dot], *, low: float, high: float, words: Words, mode: Mode, language: Language, height: int = 396
) -> Figure:
    """The dots that `drawn` chose. `low`, `high`: where red ends and green begins, in points of the score.

    Source: one row an active customer with both a score and a pulse; null in either is left out by the caller.
    """
    colours, places = palette(mode), _places(dots)
    figure = layout(mode, height, {"l": _LEFT, "r": 12, "t": 30, "b": 52})
    figure["shapes"] = [*_tinted(colours, low, high), *_borders(colours, low, high)]
    figure["annotations"] = _corners(colours, words, low, high)
    figure["xaxis"] = axis(colours, range=[0, 100.5], tickvals=[0, low, high, 100],
                           ticktext=[f"{tick:g}" for tick in (0, low, high, 100)],
                           title={"text": words.score, "font": {"size": TICK, "color": colours.ink2}, "standoff": 8},
                           showline=True, linecolor=colours.line)
    figure["yaxis"] = axis(colours, range=[_LOW, _HIGH], tickvals=[1, 2, 3, 4, 5], ticktext=["1", "2", "3", "4", "5"],
                           title={"text": words.pulse, "font": {"size": TICK, "color": colours.ink2}, "standoff": 10},
                           showgrid=True, gridcolor=colours.grid)
    most = max((dot.arr for dot in dots), default=0.0)
    quiet = [dot for dot in dots if not dot.corner]
    loud = [dot for dot in dots if dot.corner]
    data = [_marks(quiet, places, most, colours.mute, 0.55), _marks(loud, places, most, colours.warn, 0.85)]
    return {"data": [*data, _names(loud, places, most, colours)], "layout": figure}


def _places(dots: Sequence[Dot]) -> Mapping[str, float]:
    """Each dot's height: its pulse, moved by less than a third so that equal ones lie beside each other. The same on
    every run: the place in the order of the keys decides.
    """
    made: dict[str, float] = {}
    for pulse in range(1, 6):
        alike = sorted(dot.key for dot in dots if dot.pulse == pulse)
        made |= {key: pulse + ((at * _GOLDEN) % 1 - 0.5) * 2 * _REACH for at, key in enumerate(alike)}
    return made


def _tinted(colours: Palette, low: float, high: float) -> list[Figure]:
    corners = [(0, low, 3.5, _HIGH), (high, 100.5, _FLOOR, 2.5)]
    return [{"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "fillcolor": colours.warn, "opacity": 0.1,
             "line": {"width": 0}, "layer": "below"} for x0, x1, y0, y1 in corners]


def _borders(colours: Palette, low: float, high: float) -> list[Figure]:
    return [{"type": "line", "x0": at, "x1": at, "y0": _LOW, "y1": _HIGH, "layer": "below",
             "line": {"color": colours.line, "width": 1}} for at in (low, high)]


def _corners(colours: Palette, words: Words, low: float, high: float) -> list[Figure]:
    """The first stands above its corner, the second beneath its own, so that neither touches the other on a phone."""
    return [note(f"▲ <b>{words.unhealthy[0]}</b>  {words.unhealthy[1]}", colours.warn_text, xref="paper", x=0,
                 yref="paper", y=1, xanchor="left", yanchor="bottom", xshift=-_LEFT, yshift=6, size=TICK),
            note(f"▲ <b>{words.leaving[0]}</b>  {words.leaving[1]}", colours.warn_text, xref="paper", x=1,
                 yref="paper", y=0, xanchor="right", yanchor="bottom", yshift=3, size=TICK)]


def _size(arr: float, most: float) -> float:
    """The dot's diameter: its area is the ARR, from a size that can be pointed at."""
    return max(7.0, _AREA * math.sqrt(max(arr, 0) / most)) if most > 0 else 7.0


def _marks(dots: Sequence[Dot], places: Mapping[str, float], most: float, colour: str, opacity: float) -> Figure:
    return {"type": "scatter", "mode": "markers", "x": [dot.score for dot in dots],
            "y": [places[dot.key] for dot in dots], "hovertext": [dot.says for dot in dots], "hoverinfo": "text",
            "customdata": [dot.key for dot in dots],
            "marker": {"color": colour, "opacity": opacity, "size": [_size(dot.arr, most) for dot in dots],
                       "line": {"width": 0}}}


def _names(dots: Sequence[Dot], places: Mapping[str, float], most: float, colours: Palette) -> Figure:
    """The largest by name, beside their dots on the side that has room; one that would touch another is left out."""
    taken: list[tuple[float, float, float, float]] = []
    chosen: list[tuple[Dot, str]] = []
    spots = {dot.key: _spot(dot, places[dot.key], most) for dot in dots}
    for dot in sorted(dots, key=lambda each: (-each.arr, each.key)):
        others = [*taken, *(spot for key, spot in spots.items() if key != dot.key)]
        box = next((box for box in _boxes(dot, places[dot.key], most) if not any(_touch(box[1:], b) for b in others)),
                   None)
        if box is not None and len(chosen) < NAMES:
            chosen.append((dot, box[0]))
            taken.append(box[1:])
    return {"type": "scatter", "mode": "text", "x": [dot.score for dot, _ in chosen],
            "y": [places[dot.key] for dot, _ in chosen], "hoverinfo": "skip", "cliponaxis": False,
            "text": [_padded(dot, side, most) for dot, side in chosen],
            "textposition": [f"middle {side}" if side in ("right", "left") else f"{side} center"
                             for _, side in chosen],
            "textfont": {"color": colours.ink, "size": TICK}}


def _padded(dot: Dot, side: str, most: float) -> str:
    """The name clear of its dot: Plotly puts text at the middle, so blanks as wide as the radius stand between."""
    if side in ("top", "bottom"):
        return escape(dot.name)
    gap = "\u2002" * math.ceil(_size(dot.arr, most) / 2 / 8)
    return f"{gap}{escape(dot.name)}" if side == "right" else f"{escape(dot.name)}{gap}"


def _boxes(dot: Dot, height: float, most: float) -> list[tuple[str, float, float, float, float]]:
    """Where the name may stand, in pixels of the assumed plot: right of the dot, left, above, below; what would leave
    the plot is none.
    """
    x, y = dot.score / 100.5 * _WIDTH, (height - _LOW) / (_HIGH - _LOW) * _HEIGHT
    radius, wide = _size(dot.arr, most) / 2 + 8, width_of(dot.name, TICK)
    right, left = ("right", x + radius, x + radius + wide), ("left", x - radius - wide, x - radius)
    beside = [(side, start, end, y - 11, y + 11) for side, start, end in (right, left)]
    over = [(side, x - wide / 2, x + wide / 2, y + sign * 13 - 11, y + sign * 13 + 11)
            for side, sign in (("top", 1), ("bottom", -1))]
    return [box for box in (*beside, *over) if box[1] >= 0 and box[2] <= _WIDTH]


def _spot(dot: Dot, height: float, most: float) -> tuple[float, float, float, float]:
    """The square that a dot takes."""
    x, y, radius = dot.score / 100.5 * _WIDTH, (height - _LOW) / (_HIGH - _LOW) * _HEIGHT, _size(dot.arr, most) / 2
    return x - radius, x + radius, y - radius, y + radius


def _touch(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
