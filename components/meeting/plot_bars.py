"""Lying bars, each from 0 or parts of a whole. Pure."""

from __future__ import annotations

from components import format as fmt
from components.cards import SHAPES
from components.charts.base import LABEL, Figure, axis, clean, layout, note, width_of
from components.meeting.plot_place import Place, fill, inside, text
from components.report.model import Chart, Role, Series
from components.tokens import Palette

BAR, GAP = 0.62, 10


def bars(chart: Chart, place: Place) -> Figure:
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
            "marker": {"color": [fill(role, colours) for role in roles], "line": {"width": 0}}, "text": texts,
            "textposition": "outside", "textfont": {"size": LABEL, "color": colours.ink}, "cliponaxis": False,
            "textangle": 0, "hoverinfo": "skip", "constraintext": "none"}


def stacked(chart: Chart, place: Place) -> Figure:
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
    names = "   ".join(f'<span style="color:{text(each.role, colours)}">{_shape(each.role)} {each.name}</span>'
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
            "textfont": {"size": LABEL, "color": inside(series.role, colours)}, "hoverinfo": "skip",
            "marker": {"color": fill(series.role, colours), "line": {"width": 2, "color": colours.bg}}}
