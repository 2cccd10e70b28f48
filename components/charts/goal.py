"""One measure by quarter against its target. Pure: numbers in, a Plotly dict out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from components.charts.base import LABEL, Figure, axis, clean, layout, note, width_of
from components.charts.series import bands
from components.tokens import Mode, palette

Side = Literal["left", "right"]
_ROOM = 0.12
_LEAST = 0.02
_TALL, _WIDE = 0.17, 0.36
"""What the target's name takes of the drawing, measured on a phone."""


def goal(
    values: Sequence[float | None],
    labels: Sequence[str],
    said: Sequence[str],
    *,
    mode: Mode,
    end: str,
    low: Sequence[float | None] = (),
    high: Sequence[float | None] = (),
    target: float | None = None,
    target_name: str = "",
    missed: bool = False,
    near: bool = False,
    few: bool = False,
    height: int = 184,
) -> Figure:
    """A line over equally spaced days, oldest first; unknown values are gaps.

    labels: what the axis says under each day (empty: nothing); said: what each point says when it is pointed at; end:
    the newest value in words, at its right; low and high: the interval of each; target: dashed, with its name at left;
    missed: the newest value is drawn bad, near: as a warning; few: grey and hollow. Errors: ValueError
    for lists of unequal length.
    """
    if not len(values) == len(labels) == len(said):
        raise ValueError("values, labels and said must be of one length")
    colours, y = palette(mode), clean(values)
    colour = colours.ink3 if few else colours.ink
    x = [str(number) for number in range(len(y))]
    span = _span([*y, *clean(low), *clean(high), target])
    below = 44 if any("<br>" in each for each in labels) else 26
    figure = layout(mode, height, {"l": 4, "r": width_of(end) + 16, "b": below, "t": 10})
    figure["xaxis"] = axis(colours, type="category", categoryarray=x, categoryorder="array", tickvals=x,
                           ticktext=list(labels), range=[-0.2, len(x) - 0.8])
    figure["yaxis"] = axis(colours, range=span, showticklabels=False)
    data: list[Figure] = list(bands(x, clean(low), clean(high), colour)) if len(low) else []
    data.append({"type": "scatter", "mode": "lines+markers", "x": x, "y": y, "line": {"color": colour, "width": 2.5},
                 "marker": {"size": 5, "color": colour}, "hovertext": list(said), "hoverinfo": "text"})
    last = next((index for index in reversed(range(len(y))) if y[index] is not None), None)
    if last is not None:
        bad, bad_text = (colours.warn, colours.warn_text) if near else (colours.bad, colours.bad)
        tone, ink = (colour, colour) if few or not missed else (bad, bad_text)
        data.append({"type": "scatter", "mode": "markers+text", "x": [x[last]], "y": [y[last]],
                     "text": [f" <b>{end}</b>"], "textposition": "middle right", "cliponaxis": False,
                     "textfont": {"color": ink, "size": LABEL}, "hoverinfo": "skip",
                     "marker": {"color": colours.bg if few else tone, "size": 9, "line": {"color": tone, "width": 2}}})
    if target is not None:
        figure["shapes"].append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": target,
                                 "y1": target, "line": {"color": colours.mute, "width": 1.5, "dash": "4px,3px"}})
        side, above = _place(y, target, span)
        figure["annotations"].append(note(
            target_name, colours.ink2, xref="paper", x=float(side == "right"), xanchor=side, yref="y", y=target,
            yanchor="bottom" if above else "top", xshift=3 if side == "left" else -3))
    return {"data": data, "layout": figure}


def _place(values: Sequence[float | None], target: float, span: Sequence[float]) -> tuple[Side, bool]:
    """Where the target's name stands: at which side, and whether above its line: the first place without values."""
    tall, last = _TALL * (span[1] - span[0]), len(values) - 1
    passed = [(at + step / 4, one + (other - one) * step / 4)
              for at, (one, other) in enumerate(pairwise(values)) if one is not None and other is not None
              for step in range(5)]
    places: list[tuple[Side, bool]] = [("left", True), ("left", False), ("right", True), ("right", False)]
    for side, above in places:
        low, high = (target, target + tall) if above else (target - tall, target)
        near = [value for at, value in passed if (at <= _WIDE * last if side == "left" else at >= (1 - _WIDE) * last)]
        if low >= span[0] and high <= span[1] and not any(low < value < high for value in near):
            return side, above
    return places[0]


def _span(values: Sequence[float | None]) -> list[float]:
    """The axis' range: all that is drawn, with room above for the target's name."""
    known = [value for value in values if value is not None]
    if not known:
        return [0.0, 1.0]
    low, high = min(known), max(known)
    room = max(high - low, _LEAST * max(1.0, abs(high)))
    return [low - _ROOM * room, high + 2.5 * _ROOM * room]
