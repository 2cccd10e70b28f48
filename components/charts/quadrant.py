"""Score against judgement: a dot a customer, its area the ARR, the two corners where both disagree tinted. Pure."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components.charts import named
from components.charts.base import TICK, Figure, axis, layout, note, width_of
from components.charts.named import Box
from components.i18n import Language
from components.tokens import Mode, Palette, palette

Corner = Literal["unhealthy", "leaving"]
MOST = 2000
NAMES = 3
"""So many dots of each corner are named: those with the largest ARR."""
_REACH = 0.28
_LOW, _HIGH = 0.0, 5.55
_END = 100.5
_MIDDLES = (3.5, 2.5)
"""The first corner begins above a pulse of three, the second ends beneath it."""
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
    figure["xaxis"] = axis(colours, range=[0, _END], tickvals=[0, low, high, 100],
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
    return {"data": [*data, *_names(loud, places, most, colours, (low, high))], "layout": figure}


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
    corners = _rectangles(low, high).values()
    return [{"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "fillcolor": colours.warn, "opacity": 0.1,
             "line": {"width": 0}, "layer": "below"} for x0, x1, y0, y1 in corners]


def _rectangles(low: float, high: float) -> dict[Corner, tuple[float, float, float, float]]:
    """Each corner's first and last score, lowest and highest pulse."""
    above, beneath = _MIDDLES
    return {"unhealthy": (0, low, above, _HIGH), "leaving": (high, _END, _FLOOR, beneath)}


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


def _names(dots: Sequence[Dot], places: Mapping[str, float], most: float, colours: Palette,
           borders: tuple[float, float]) -> list[Figure]:
    """The largest of each corner by name, at the corner's outer edge, and a thin line from each name to its dot."""
    spots = [_spot(dot, places[dot.key], most) for dot in dots]
    made: list[tuple[Dot, Box]] = []
    for corner, (x0, x1, y0, y1) in _rectangles(*borders).items():
        room = (_pixels(x0, 0)[0], _pixels(x1, 0)[0], _pixels(0, y0)[1], _pixels(0, y1)[1])
        alike = sorted((dot for dot in dots if dot.corner == corner), key=lambda each: (-each.arr, each.key))
        chosen = [dot for dot in alike[:NAMES] if named.fits(width_of(dot.name, TICK), room)]
        points = [_pixels(dot.score, places[dot.key]) for dot in chosen]
        wide = [width_of(dot.name, TICK) for dot in chosen]
        made += zip(chosen, named.arranged(points, wide, room, x0 <= 0, spots), strict=True)
    return [_leaders(made, places, colours), _written(made, colours)]


def _leaders(made: Sequence[tuple[Dot, Box]], places: Mapping[str, float], colours: Palette) -> Figure:
    x: list[float | None] = []
    y: list[float | None] = []
    for dot, box in made:
        ends = [_scores(*end) for end in named.leader(_pixels(dot.score, places[dot.key]), box, box[0] < _WIDTH / 2)]
        x += [*(score for score, _ in ends), None]
        y += [*(pulse for _, pulse in ends), None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
            "line": {"color": colours.ink3, "width": 1}}


def _written(made: Sequence[tuple[Dot, Box]], colours: Palette) -> Figure:
    first = [box[0] < _WIDTH / 2 for _, box in made]
    at = [_scores(box[0 if left else 1], (box[2] + box[3]) / 2) for left, (_, box) in zip(first, made, strict=True)]
    return {"type": "scatter", "mode": "text", "x": [x for x, _ in at], "y": [y for _, y in at], "hoverinfo": "skip",
            "text": [escape(dot.name) for dot, _ in made], "cliponaxis": False,
            "textposition": [f"middle {'right' if left else 'left'}" for left in first],
            "textfont": {"color": colours.ink, "size": TICK}}


def _scores(x: float, y: float) -> tuple[float, float]:
    """A point of the assumed plot as score and pulse."""
    return x / _WIDTH * _END, _LOW + y / _HEIGHT * (_HIGH - _LOW)


def _pixels(score: float, pulse: float) -> tuple[float, float]:
    """A point of the assumed plot."""
    return score / _END * _WIDTH, (pulse - _LOW) / (_HIGH - _LOW) * _HEIGHT


def _spot(dot: Dot, height: float, most: float) -> Box:
    """The square that a dot takes."""
    (x, y), radius = _pixels(dot.score, height), _size(dot.arr, most) / 2
    return x - radius, x + radius, y - radius, y + radius
