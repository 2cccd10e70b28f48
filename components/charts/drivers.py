"""Drivers: a forest whose adjusted dots have the plain difference beside them as a hollow mark. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from components.charts.base import Figure
from components.charts.forest import Row, Scale, forest
from components.tokens import Mode, palette


def drivers(rows: Sequence[Row], plain: Sequence[tuple[float | None, str]], scale: Scale, *, mode: Mode) -> Figure:
    """The rows of `forest`; `plain` is each row's difference as counted, and what a pointer is told of it.

    Marks outside the scale stand at its end. Errors: ValueError where the two differ in length, or without a row.
    """
    figure, colours = forest(rows, scale, mode=mode), palette(mode)
    marks = [(place, value, says) for place, (value, says) in
             zip(range(len(rows))[::-1], plain, strict=True) if value is not None]
    hollow = {"color": colours.bg, "size": 9, "symbol": "diamond", "line": {"color": colours.mute, "width": 1.5}}
    figure["data"].insert(0, {
        "type": "scatter", "mode": "markers", "x": [min(max(value, scale.low), scale.high) for _, value, _ in marks],
        "y": [place for place, _, _ in marks], "marker": hollow, "cliponaxis": False,
        "hovertext": [escape(says) for _, _, says in marks], "hoverinfo": "text"})
    return figure
