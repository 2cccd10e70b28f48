"""The bridge with lying bars, so that its names stay whole beside a table. Pure."""

from __future__ import annotations

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, clean, layout, note, width_of
from components.meeting.plot_place import Place, fill, text
from components.report.model import Chart

GAP = 10


def bridge(chart: Chart, place: Place) -> Figure:
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
            "marker": {"color": [fill(role, colours) for role in roles], "line": {"width": 0}}}
    texts = {"type": "scatter", "mode": "text", "y": list(range(len(values))), "hoverinfo": "skip", "x": highs,
             "text": [f" {each}" for each in words], "textposition": "middle right", "cliponaxis": False,
             "textfont": {"size": LABEL, "color": [text(role, colours) for role in roles]}}
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
