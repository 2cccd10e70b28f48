"""A chart as it is read from the back of a room: the same figure, with everything in it larger. Pure."""

from __future__ import annotations

from typing import Any

from components.charts.base import Figure

GROWING = ("size", "width", "ticklen", "xshift", "yshift", "standoff", "borderpad", "l", "r", "t", "b", "height",
           "gridwidth")
"""What a figure measures in pixels. A bar's `width` is a share of its place, and stays."""


def larger(figure: Figure, factor: float) -> Figure:
    """A copy whose type, margins, lines, marks and height are `factor` times as large; its width is its place's own.

    Errors: ValueError for a factor that is not above 0.
    """
    if factor <= 0:
        raise ValueError(f"a figure cannot be {factor} times as large")
    data = [{**_grown(trace, factor), **({"width": trace["width"]} if "width" in trace else {})}
            for trace in figure["data"]]
    return {"data": data, "layout": _grown(figure["layout"], factor)}


def _grown(part: dict[str, Any], factor: float) -> dict[str, Any]:
    return {name: _value(name, value, factor) for name, value in part.items()}


def _value(name: str, value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return _grown(value, factor)
    if isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
        return [_grown(each, factor) if isinstance(each, dict) else each for each in value]
    if name in GROWING and isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * factor, 2)
    return value
