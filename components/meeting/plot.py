"""A chart of the report as it is drawn in the meeting: the board's own line, bars and bridge, large. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import SHAPES
from components.charts.base import LABEL, Figure, axis, clean, layout, nice_step, note, width_of
from components.charts.larger import larger
from components.charts.line import rates
from components.charts.series import time_axis
from components.i18n import Language
from components.meeting.numbers import said
from components.report.model import Chart, Role, Series
from components.tokens import Mode, Palette, palette
from components.workbook import Kind

LEAST = 18
"""The smallest type in a window of 1280 × 720, in pixels."""
GROWTH = LEAST / 15
"""By how much a figure of the board grows, whose smallest type here is 15."""
BAR, GAP = 0.62, 10


@dataclass(frozen=True)
class Place:
    """Where a chart stands: colours, language, currency of its amounts, and the board's pixels that it may take."""

    mode: Mode
    language: Language
    currency: str
    width: int
    height: int

    def said(self, value: float | None, kind: Kind) -> str:
        """A value as its kind is written here."""
        return said(value, kind, self.language, self.currency)

    @property
    def colours(self) -> Palette:
        return palette(self.mode)


ON_DARK: tuple[Role, ...] = ("ink", "ink2", "accent", "good", "bad")


def figure(
    chart: Chart, *, mode: Mode, language: Language, currency: str, width: int, height: int, factor: float = 1.0
) -> Figure:
    """The chart, so many pixels wide and high in a window of 1280 × 720 and `factor` times that in a larger one.

    It takes the width that it is given; `width` says which words fit inside it.
    """
    place = Place(mode, language, currency, round(width / GROWTH), round(height / GROWTH))
    made = _FORMS[chart.form](chart, place)
    return larger(made, GROWTH * factor)


def _line(chart: Chart, place: Place) -> Figure:
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
             "line": {"color": _fill(each.role, colours), "width": 3}, "hoverinfo": "skip",
             "marker": {"size": 8, "color": _fill(each.role, colours)}, "cliponaxis": False} for each in chart.series]
    places = _apart([_last(each) or 0.0 for each in chart.series], (high - low) * 24 / max(place.height - 60, 1))
    drawn["annotations"] = [note(f"<b>{label}</b>", _text(each.role, colours), xref="paper", x=1, xanchor="left",
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
    colours = place.colours
    drawn["layout"]["annotations"] = []  # a target's name would stand on the line: the figures above tell it
    drawn["layout"]["shapes"] += [_happened(each.day, colours) for each in chart.marks]
    return drawn


def _happened(day: date, colours: Palette) -> Figure:
    ends = {"xref": "x", "x0": day.isoformat(), "x1": day.isoformat(), "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **ends, "line": {"color": colours.mute, "width": 1, "dash": "2px,2px"}}


def _bars(chart: Chart, place: Place) -> Figure:
    """Lying bars from 0, the first on top, the value at the end of each."""
    colours, names = place.colours, [str(each) for each in chart.categories]
    left = max(map(width_of, names), default=0) + GAP
    values = [value for each in chart.series for value in clean(each.values) if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    ends = max((width_of(place.said(value, chart.kind)) for value in values), default=0) + GAP
    drawn = layout(place.mode, place.height, {"l": left, "r": ends if high > 0 else GAP, "t": 4, "b": 4})
    if low < 0:
        drawn["margin"]["l"] += ends
    drawn["barmode"], drawn["bargap"] = "group", 1 - BAR
    drawn["xaxis"] = axis(colours, range=[low, high], showticklabels=False)
    drawn["yaxis"] = axis(colours, autorange="reversed", showticklabels=False, range=[-0.5, len(names) - 0.5])
    drawn["annotations"] = [note(name, colours.ink, xref="paper", x=0, xanchor="right", yref="y", y=at, size=LABEL,
                                 xshift=-GAP - (ends if low < 0 else 0)) for at, name in enumerate(names)]
    data = [_lying(each, chart, place) for each in chart.series]
    return {"data": data, "layout": drawn}


def _lying(series: Series, chart: Chart, place: Place) -> Figure:
    colours = place.colours
    values = clean(series.values)
    roles = series.roles or (series.role,) * len(values)
    texts = [f"<b>{place.said(value, chart.kind)}</b>" for value in values]
    return {"type": "bar", "orientation": "h", "y": list(range(len(values))), "x": [value or 0 for value in values],
            "marker": {"color": [_fill(role, colours) for role in roles], "line": {"width": 0}}, "text": texts,
            "textposition": "outside", "textfont": {"size": LABEL, "color": colours.ink}, "cliponaxis": False,
            "textangle": 0, "hoverinfo": "skip", "constraintext": "none"}


def _stacked(chart: Chart, place: Place) -> Figure:
    """Bars of 100 %, a part a series; what is too narrow for its share stays without words."""
    colours, names = place.colours, [str(each) for each in chart.categories]
    left = max(map(width_of, names), default=0) + GAP
    columns = list(zip(*(clean(each.values) for each in chart.series), strict=True))
    whole = [sum(value or 0 for value in column) for column in columns]
    ends = [] if chart.kind == "rate" else [width_of(place.said(each, chart.kind)) + GAP for each in whole]
    right = max([4, *ends])
    drawn = layout(place.mode, place.height, {"l": left, "r": right, "t": 34, "b": 4})
    drawn["barmode"], drawn["bargap"] = "stack", 1 - BAR
    drawn["xaxis"] = axis(colours, range=[0, 1], showticklabels=False)
    drawn["yaxis"] = axis(colours, autorange="reversed", showticklabels=False, range=[-0.5, len(names) - 0.5])
    drawn["annotations"] = [note(name, colours.ink, xref="paper", x=0, xanchor="right", xshift=-GAP, yref="y", y=at,
                                 size=LABEL) for at, name in enumerate(names)]
    enough = (width_of("100.0%") + 4) / max(place.width - left - right, 1)
    drawn["annotations"] += [_legend(chart, left, colours), *(_total(at, total, chart, place)
                                                        for at, total in enumerate(whole))]
    shares = [[(value or 0) / (total or 1) for value, total in zip(clean(each.values), whole, strict=True)]
              for each in chart.series]
    data = [_part(series, held, enough, colours) for series, held in zip(chart.series, shares, strict=True)]
    return {"data": data, "layout": drawn}


def _legend(chart: Chart, left: int, colours: Palette) -> Figure:
    """The parts by shape, colour and name, above the first bar."""
    names = "   ".join(f'<span style="color:{_text(each.role, colours)}">{_shape(each.role)} {each.name}</span>'
                       for each in chart.series)
    return note(names, colours.ink, xref="paper", x=0, xanchor="left", yref="paper", y=1, yanchor="bottom", size=LABEL,
                xshift=-left, yshift=6)


def _shape(role: Role) -> str:
    return next((shape for status, shape in SHAPES.items() if status == role), "■")


def _total(at: int, total: float, chart: Chart, place: Place) -> Figure:
    """What a bar is the whole of; a dash where there is nothing."""
    words = place.said(total, chart.kind) if total else fmt.UNKNOWN
    return note(f"<b>{words}</b>" if chart.kind != "rate" else "", place.colours.ink, xref="paper", x=1, xanchor="left",
                xshift=GAP, yref="y", y=at, size=LABEL)


def _part(series: Series, shares: list[float], enough: float, colours: Palette) -> Figure:
    texts = [f"<b>{fmt.rate(share)}</b>" if share >= enough else "" for share in shares]
    return {"type": "bar", "orientation": "h", "y": list(range(len(shares))), "x": shares, "text": texts,
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
            "textfont": {"size": LABEL, "color": _inside(series.role, colours)}, "hoverinfo": "skip",
            "marker": {"color": _fill(series.role, colours), "line": {"width": 2, "color": colours.bg}}}


def _bridge(chart: Chart, place: Place) -> Figure:
    """From the opening at the top to the closing: totals from the foot, movements between, the amounts behind.

    The bars lie, so that their names stay whole beside a table.
    """
    colours, values = place.colours, clean(chart.series[0].values)
    roles = chart.series[0].roles or (chart.series[0].role,) * len(values)
    spans, names = _spans(values, chart.totals), [_two_lines(str(each)) for each in chart.categories]
    foot, top = _foot(spans), max(max(each) for each in spans)
    words = [_moved(value, at in chart.totals, chart, place) for at, value in enumerate(values)]
    left = max(width_of(line) for name in names for line in name.split("<br>")) + GAP
    right = max(width_of(each) for each in words) - 4 * LABEL + GAP
    drawn = layout(place.mode, place.height, {"l": left, "r": right, "t": 2, "b": 2})
    drawn["xaxis"] = axis(colours, range=[foot, top], showticklabels=False)
    drawn["yaxis"] = axis(colours, range=[len(values) - 0.5, -0.5], showticklabels=False)
    drawn["annotations"] = [note(name, colours.ink, xref="paper", x=0, xanchor="right", align="right", yref="y", y=at,
                                 xshift=-GAP) for at, name in enumerate(names)]
    lows, highs = [max(min(each), foot) for each in spans], [max(each) for each in spans]
    bars = {"type": "bar", "orientation": "h", "y": list(range(len(values))), "base": lows, "width": 0.66,
            "x": [high - low for low, high in zip(lows, highs, strict=True)], "hoverinfo": "skip",
            "marker": {"color": [_fill(role, colours) for role in roles], "line": {"width": 0}}}
    texts = {"type": "scatter", "mode": "text", "y": list(range(len(values))), "hoverinfo": "skip", "x": highs,
             "text": [f" {each}" for each in words], "textposition": "middle right", "cliponaxis": False,
             "textfont": {"size": LABEL, "color": [_text(role, colours) for role in roles]}}
    return {"data": [bars, texts], "layout": drawn}


def _two_lines(name: str) -> str:
    """A total's name, and beneath it the rate that it is: "Kept GRR 87.0%" in two lines."""
    parts = name.rsplit(" ", 2)
    return f"{parts[0]}<br>{parts[1]} {parts[2]}" if len(parts) == 3 and parts[2].endswith("%") else name


def _moved(value: float | None, total: bool, chart: Chart, place: Place) -> str:
    shown = place.said(value, chart.kind)
    if not total and value is not None and chart.kind == "money":
        shown = fmt.signed_money(value, place.currency, place.language, "compact")
    return f"<b>{shown}</b>"


def _spans(values: list[float | None], totals: tuple[int, ...]) -> list[tuple[float, float]]:
    """Where each bar begins and ends: a total at 0, a movement where the one before it ended."""
    spans, level = [], 0.0
    for at, value in enumerate(values):
        start = 0.0 if at in totals else level
        level = (value or 0.0) if at in totals else level + (value or 0.0)
        spans.append((start, level))
    return spans


def _foot(spans: list[tuple[float, float]]) -> float:
    """Where the totals are cut, so that the movements can be seen: beneath the lowest level that any bar ends at."""
    ends = [end for _, end in spans]
    low, high = min(ends), max(ends)
    return max(0.0, low - 0.6 * (high - low)) if low > 0 else min(0.0, low)


def _fill(role: Role, colours: Palette) -> str:
    return str(getattr(colours, role))


def _text(role: Role, colours: Palette) -> str:
    """The role's colour as text: a mark's own colour is too faint for words."""
    return {"warn": colours.warn_text, "mute": colours.ink2, "unknown": colours.ink2}.get(role, _fill(role, colours))


def _inside(role: Role, colours: Palette) -> str:
    if role == "warn":
        return colours.level4_ink
    return colours.bg if role in ON_DARK else colours.ink


_FORMS: dict[str, Callable[..., Any]] = {"line": _line, "bars": _bars, "stacked": _stacked, "bridge": _bridge}
