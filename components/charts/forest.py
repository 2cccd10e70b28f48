"""Figures with their 95 % intervals beneath each other: a dot and a bar a row, names at left, values at right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components.charts.base import LABEL, TICK, Figure, axis, layout, note, width_of
from components.tokens import Mode, Palette, palette

Tone = Literal["accent", "ink", "mute", "good", "warn", "bad", "unknown"]
ROW = 46
_AXIS, _TOP = 34, 10


@dataclass(frozen=True)
class Row:
    """One figure: null is drawn as no dot, its `words` then say why. `few`: grey, hollow, marked ○.

    `below`: a quiet second line under the name (n). `says`: what a pointer is told.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    words: str
    below: str = ""
    tone: Tone = "ink"
    few: bool = False
    says: str = ""


@dataclass(frozen=True)
class Scale:
    """The axis: its ends, its ticks with their words, and a dashed line with its words where there is a reference."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    reference: float | None = None
    reference_words: str = ""


def forest(rows: Sequence[Row], scale: Scale, *, mode: Mode) -> Figure:
    """The rows from top to bottom on one scale. Errors: ValueError without a row."""
    colours = palette(mode)
    left = max(max(width_of(_name(row), LABEL), width_of(row.below, TICK)) for row in rows) + 14
    right = max(width_of(row.words, TICK) for row in rows) + 14
    top = _TOP + (20 if scale.reference_words else 0)
    figure = layout(mode, top + ROW * len(rows) + _AXIS, {"l": left, "r": right, "t": top, "b": _AXIS})
    figure["xaxis"] = axis(colours, range=[scale.low, scale.high], tickvals=[at for at, _ in scale.ticks],
                           ticktext=[words for _, words in scale.ticks], showgrid=True, gridcolor=colours.grid)
    places = list(range(len(rows)))[::-1]
    figure["yaxis"] = axis(colours, range=[-0.6, len(rows) - 0.4], tickvals=places,
                           ticktext=[_label(row, colours) for row in rows], ticklabelstandoff=10)
    data: list[Figure] = []
    for place, row in zip(places, rows, strict=True):
        colour = _colour(row, colours)
        data += [*_bar(row, place, scale, colour), *_dot(row, place, colour, colours)]
        at = {"xref": "paper", "x": 1, "yref": "y", "y": place, "xanchor": "left", "xshift": 8}
        figure["annotations"].append(note(escape(row.words), colour if row.value is not None else colours.ink3, **at))
    if scale.reference is not None:
        figure["shapes"].append(_line(scale.reference, colours))
        if scale.reference_words:
            side = "right" if scale.reference > (scale.low + scale.high) / 2 else "left"  # a phone has no room beyond
            at = {"x": scale.reference, "yref": "paper", "y": 1, "yanchor": "bottom", "xanchor": side}
            figure["annotations"].append(note(escape(scale.reference_words), colours.ink3, **at))
    return {"data": data, "layout": figure}


def _name(row: Row) -> str:
    return f"{'○ ' * row.few}{row.name}"


def _label(row: Row, colours: Palette) -> str:
    below = f'<br><span style="color:{colours.ink3}">{escape(row.below)}</span>' if row.below else ""
    return f'<span style="color:{colours.ink}">{escape(_name(row))}</span>{below}'


def _colour(row: Row, colours: Palette) -> str:
    if row.few or row.tone == "unknown":
        return colours.ink3
    words = {"warn": colours.warn_text, "mute": colours.ink2}
    return words.get(row.tone) or str(getattr(colours, row.tone))


def _bar(row: Row, place: int, scale: Scale, colour: str) -> list[Figure]:
    """The interval, cut where the axis ends."""
    if row.low is None or row.high is None:
        return []
    ends = [min(max(end, scale.low), scale.high) for end in (row.low, row.high)]
    return [{"type": "scatter", "mode": "lines", "x": ends, "y": [place, place], "line": {"color": colour, "width": 3},
             "opacity": 0.55, "hoverinfo": "skip", "cliponaxis": False}]


def _dot(row: Row, place: int, colour: str, colours: Palette) -> list[Figure]:
    if row.value is None:
        return []
    look = {"color": colours.bg if row.few else colour, "size": 9, "line": {"color": colour, "width": 2}}
    says = {"hovertext": [escape(row.says)], "hoverinfo": "text"} if row.says else {"hoverinfo": "skip"}
    return [{"type": "scatter", "mode": "markers", "x": [row.value], "y": [place], "marker": look, "cliponaxis": False,
             **says}]


def _line(at: float, colours: Palette) -> Figure:
    look = {"color": colours.mute, "width": 1, "dash": "4px,4px"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": look,
            "layer": "below"}
