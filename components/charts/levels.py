"""Levels over quarters: what is claimed and what is evidenced, and the level that fits the phase. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from components.charts.base import LABEL, Figure, axis, clean, layout, note, width_of
from components.tokens import Mode, palette

HEIGHT = 248


@dataclass(frozen=True)
class Line:
    """One line: its values by quarter (null: a gap), the words at its end, what each point says; accent or ink."""

    values: Sequence[float | None]
    label: str
    says: Sequence[str]
    role: str = "ink"


def levels(
    quarters: Sequence[str], lines: Sequence[Line], *, mode: Mode, expected: float | None = None,
    expected_words: str = "",
) -> Figure:
    """The lines over the quarters on a scale of whole levels from 1 on. `expected` is dashed, named at its left."""
    colours, xs = palette(mode), list(range(len(quarters)))
    known = [value for line in lines for value in clean(line.values) if value is not None]
    top = max([2.0, *(math.ceil(value) for value in known), *([expected] if expected else [])])
    right = max(width_of(line.label) for line in lines) + 22
    figure = layout(mode, HEIGHT, {"l": 30, "r": right, "t": 26, "b": 46})
    figure["xaxis"] = axis(colours, range=[-0.3, len(xs) - 0.85], tickvals=xs, ticktext=list(quarters))
    ticks = list(range(1, int(top) + 1))
    figure["yaxis"] = axis(colours, range=[0.9, top + 0.12], tickvals=ticks, ticktext=[str(each) for each in ticks],
                           showgrid=True, gridcolor=colours.grid)
    if expected is not None:
        look = {"color": colours.mute, "width": 1.5, "dash": "4px,3px"}
        figure["shapes"].append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": expected,
                                 "y1": expected, "line": look, "layer": "below"})
        figure["annotations"].append(note(expected_words, colours.ink2, xref="paper", x=0, xanchor="left", yref="y",
                                          y=expected, yanchor="bottom", xshift=3))
    return {"data": [trace for line, place in zip(lines, _apart(lines, top), strict=True)
                     for trace in _line(line, place, xs, getattr(colours, line.role))], "layout": figure}


def _apart(lines: Sequence[Line], top: float) -> list[float | None]:
    """Where each line's words stand: at its end, moved apart where two ends would print over each other."""
    ends = [next((value for value in reversed(clean(line.values)) if value is not None), None) for line in lines]
    gap = (top - 0.8) * 22 / (HEIGHT - 72)
    places = list(ends)
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None and abs(ends[0] - ends[1]) < gap:
        middle, up = (ends[0] + ends[1]) / 2, 1 if ends[0] >= ends[1] else -1
        places = [middle + up * gap / 2, middle - up * gap / 2]
    return places


def _line(line: Line, place: float | None, xs: Sequence[int], colour: str) -> list[Figure]:
    values = clean(line.values)
    traces: list[Figure] = [{"type": "scatter", "mode": "lines", "x": list(xs), "y": values, "hoverinfo": "text",
                             "hovertext": list(line.says), "line": {"color": colour, "width": 2.5}}]
    last = next((at for at in reversed(range(len(values))) if values[at] is not None), None)
    if last is None or place is None:
        return traces
    return [*traces,
            {"type": "scatter", "mode": "markers", "x": [xs[last]], "y": [values[last]], "hoverinfo": "skip",
             "marker": {"color": colour, "size": 9}, "cliponaxis": False},
            {"type": "scatter", "mode": "text", "x": [xs[last]], "y": [place], "text": [f"  <b>{line.label}</b>"],
             "textposition": "middle right", "textfont": {"color": colour, "size": LABEL}, "cliponaxis": False,
             "hoverinfo": "skip"}]
