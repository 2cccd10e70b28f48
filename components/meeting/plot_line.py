"""Lines over days: NRR above GRR in panels of one span, other series in one panel. Pure."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, clean, layout, nice_step, note, width_of
from components.charts.line import rates
from components.charts.series import time_axis
from components.meeting.plot_place import Place, fill, text
from components.report.model import Chart, Series


def line(chart: Chart, place: Place) -> Figure:
    """NRR above GRR in panels of one span; other series in one panel."""
    if chart.kind == "rate" and chart.series[0].role == "accent":
        return _panels(chart, place)
    colours, days = place.colours, [day for day in chart.categories if isinstance(day, date)]
    known = [value for each in chart.series for value in clean(each.values) if value is not None]
    low, high = (min(0.0, min(known)), max(known) * 1.12) if known else (0.0, 1.0)
    labels = [f"{each.name} {place.said(_last(each), chart.kind)}" for each in chart.series]
    drawn = layout(place.mode, place.height, {"l": 56, "r": max(map(width_of, labels)) + 18, "t": 10, "b": 50})
    ticks = _ticks(high)
    drawn["yaxis"] = axis(colours, range=[low, high], tickvals=ticks, showgrid=True, gridcolor=colours.grid,
                          ticktext=[_tick(tick, chart, place) for tick in ticks])
    drawn["xaxis"] = time_axis(days, colours, place.language, 4 if len(days) > 1 else 1)
    x = [day.isoformat() for day in days]
    data = [{"type": "scatter", "mode": "lines+markers" if len(x) < 12 else "lines", "x": x, "y": clean(each.values),
             "line": {"color": fill(each.role, colours), "width": 3}, "hoverinfo": "skip",
             "marker": {"size": 8, "color": fill(each.role, colours)}, "cliponaxis": False} for each in chart.series]
    places = _apart([_last(each) or 0.0 for each in chart.series], (high - low) * 24 / max(place.height - 60, 1))
    drawn["annotations"] = [note(f"<b>{label}</b>", text(each.role, colours), xref="paper", x=1, xanchor="left",
                                 xshift=10, yref="y", y=min(max(place, low), high), size=LABEL)
                            for each, label, place in zip(chart.series, labels, places, strict=True)]
    return {"data": data, "layout": drawn}


def _last(series: Series) -> float | None:
    return next((value for value in reversed(clean(series.values)) if value is not None), None)


def _ticks(high: float) -> list[float]:
    step = nice_step(high)
    return [index * step for index in range(int(high / step + 1e-9) + 1)]


def _tick(value: float, chart: Chart, place: Place) -> str:
    return fmt.rate(value, 0) if chart.kind == "rate" else place.said(value, chart.kind)


def _apart(values: list[float], least: float) -> list[float]:
    """Where labels stand so that no two of them meet: pushed apart, the order kept."""
    order, places = sorted(range(len(values)), key=values.__getitem__), list(values)
    for before, at in pairwise(order):
        gap = least - (places[at] - places[before])
        if gap > 0:
            places[at] += gap / 2
            places[before] -= gap / 2
    return places


def _panels(chart: Chart, place: Place) -> Figure:
    """Rates over days, a panel a series, all panels of one span."""
    keys = ["nrr" if each.role == "accent" else f"line{at}" for at, each in enumerate(chart.series)]
    found = pd.DataFrame({"as_of": list(chart.categories)})
    for key, series in zip(keys, chart.series, strict=True):
        found[key] = pd.Series(series.values, dtype=float)
        if series.low and series.high:
            found[f"{key}_low"], found[f"{key}_high"] = (pd.Series(each, dtype=float)
                                                         for each in (series.low, series.high))
    names = {key: each.name for key, each in zip(keys, chart.series, strict=True)}
    targets = {key: chart.targets.get(each.name) for key, each in zip(keys, chart.series, strict=True)}
    drawn = rates(found, mode=place.mode, language=place.language, metrics=keys, targets=targets, names=names,
                  height=place.height)
    drawn["layout"]["annotations"] = []  # a target's name would stand on the line: the figures above tell it
    return drawn
