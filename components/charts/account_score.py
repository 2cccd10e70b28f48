"""One account's health score over time, the bands behind it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, clean, layout, width_of
from components.charts.series import fade, time_axis
from components.i18n import Language
from components.tokens import Mode, palette


def account_score(
    days: Sequence[date], scores: Sequence[float | None], names: Sequence[str], borders: Mapping[str, float], *,
    mode: Mode, language: Language, height: int = 230,
) -> Figure:
    """The score a week from 0 to 100; a week without one is a gap. `names`: each week's band in words; `borders`: where
    yellow and green begin. `days`: two or more.
    """
    colours = palette(mode)
    values = clean(list(scores))
    last = next((at for at in reversed(range(len(values))) if values[at] is not None), None)
    label = fmt.score(values[last]) if last is not None else ""
    figure = layout(mode, height, {"l": 40, "r": width_of(label) + 22, "b": 50, "t": 10})
    edges = (0.0, borders["yellow"], borders["green"], 100.0)
    for low, high, colour in zip(edges, edges[1:], (colours.bad, colours.warn, colours.good), strict=False):
        figure["shapes"].append({"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": low, "y1": high,
                                 "fillcolor": fade(colour), "line": {"width": 0}, "layer": "below"})
    said = [f"{fmt.full_day(day, language)}<br><b>{fmt.score(value)} {name}</b>"
            for day, value, name in zip(days, values, names, strict=True)]
    data: list[Figure] = [{"type": "scatter", "mode": "lines", "x": [day.isoformat() for day in days], "y": values,
                           "hovertext": said, "hoverinfo": "text", "line": {"color": colours.ink, "width": 2.5}}]
    if last is not None:
        data.append({"type": "scatter", "mode": "markers+text", "x": [days[last].isoformat()], "y": [values[last]],
                     "text": [f" <b>{label}</b>"], "textposition": "middle right", "cliponaxis": False,
                     "marker": {"color": colours.ink, "size": 9}, "hoverinfo": "skip",
                     "textfont": {"color": colours.ink, "size": LABEL}})
    figure["yaxis"] = axis(colours, range=[0, 100], tickvals=list(edges), showgrid=True, gridcolor=colours.grid,
                           ticktext=[f"{edge:g}" for edge in edges])
    figure["xaxis"] = time_axis(list(days), colours, language, showline=True, linecolor=colours.line)
    return {"data": data, "layout": figure}
