"""Small multiples: one panel a label on one scale, the company behind each. Pure: frames in, a Plotly dict out."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from components import format as fmt
from components.charts.base import TICK, Figure, layout, nice_step, note, rate_axis, width_of
from components.charts.series import Series, end_dot, hover, series_of, time_axis
from components.i18n import Language, text
from components.tokens import Mode, palette

_FEW = 10
_GAP = 0.27
_RISE = 0.24
_LEAST_SPAN = 0.02
# A panel at its narrowest on a desk, and what a line of words needs of its height, in pixels.
_NARROW = 130
_TALL = 24


@dataclass(frozen=True)
class Spot:
    """Where a panel stands: the names of its axes, its place on the paper, and whether it carries the ticks."""

    name: str
    x: list[float]
    y: list[float]
    left: bool
    bottom: bool


def small_multiples(
    frames: Mapping[str, pd.DataFrame],
    company: pd.DataFrame,
    *,
    mode: Mode,
    language: Language,
    metric: str = "grr",
    counts: Mapping[str, int] | None = None,
    warned: Collection[str] = (),
    columns: int = 2,
    height: int = 320,
) -> Figure:
    """One panel a label, in the order given, all on one scale, the company's line grey behind each.

    Grain: each frame has a row per as-of date; the rate is a fraction, null drawn as a gap. `counts` are the units of
    the opening base: fewer than 10 are drawn grey, hollow and with ○. `warned` labels are drawn in the bad colour.
    Source: trend frames by label.
    """
    colours, counts = palette(mode), counts or {}
    whole = series_of(company, metric)
    items = {label: series_of(frame, metric) for label, frame in frames.items()}
    low, high, step = _scale([whole, *items.values()])
    figure = layout(mode, height, {"l": 48, "r": 66, "t": 30, "b": 54})
    data: list[Figure] = []
    for spot, (label, item) in zip(spots(len(items), columns), items.items(), strict=True):
        n = counts.get(label)
        few = n is not None and n < _FEW
        colour = colours.ink3 if few else colours.bad if label in warned else colours.ink
        on = {"xaxis": "x" + spot.name, "yaxis": "y" + spot.name}
        data += [{**trace, **on} for trace in _traces(item, whole, colour, colours.mute, colours.bg * few, language)]
        vertical = rate_axis(colours, low, high, step, domain=spot.y, anchor="x" + spot.name)
        figure["yaxis" + spot.name] = {**vertical, "showticklabels": spot.left}
        line = {"showline": True, "linecolor": colours.line, "showticklabels": spot.bottom}
        place = {"domain": spot.x, "anchor": "y" + spot.name}
        figure["xaxis" + spot.name] = time_axis(whole.days, colours, language, 3, **place) | line
        title = {"xref": f"x{spot.name} domain", "x": 0, "yref": f"y{spot.name} domain", "y": 1, "xanchor": "left"}
        words = _title(label, n, few, colours.ink3, language)
        figure["annotations"].append(note(words, colours.ink, **title, yanchor="bottom", yshift=5))
    shown = spots(len(items), columns)[0].y if items else [0.0, 1.0]
    tall = round((height - 84) * (shown[1] - shown[0]))
    named = _company_name(whole, list(items.values()), low, high, tall, colours.ink3, language)
    figure["annotations"] += named
    return {"data": data, "layout": figure}


def _title(label: str, n: int | None, few: bool, grey: str, language: Language) -> str:
    count = f'  <span style="color:{grey}">{text(language, "chart.n", n=f"{n:,}")}</span>' if n is not None else ""
    return f"{'○ ' * few}<b>{escape(label)}</b>{count}"


def spots(number: int, columns: int, gap: float = _GAP, rise: float = _RISE) -> list[Spot]:
    """The panels' places row by row, first top left. `gap` and `rise`: what lies between them, shares of the paper."""
    rows = max(1, math.ceil(number / columns))
    width, height = (1 - gap * (columns - 1)) / columns, (1 - rise * (rows - 1)) / rows
    places = []
    for index in range(number):
        row, column = divmod(index, columns)
        left, top = column * (width + gap), 1 - row * (height + rise)
        name = "" if index == 0 else str(index + 1)
        place = [left, min(1.0, left + width)], [max(0.0, top - height), top]
        places.append(Spot(name, *place, left=column == 0, bottom=index + columns >= number))
    return places


def _scale(items: list[Series]) -> tuple[float, float, float]:
    values = [value for item in items for value in item.y if value is not None] or [0.95, 1.05]
    span = max(max(values) - min(values), _LEAST_SPAN) * 1.16
    middle = (max(values) + min(values)) / 2
    return middle - span / 2, middle + span / 2, nice_step(span, 3)


def _traces(item: Series, whole: Series, colour: str, grey: str, hollow: str, language: Language) -> list[Figure]:
    lines = {"type": "scatter", "mode": "lines"}
    behind = {"x": whole.x, "y": whole.y, "line": {"color": grey, "width": 1.5}, "hoverinfo": "skip"}
    front = {"x": item.x, "y": item.y, "line": {"color": colour, "width": 2.5}}
    says = {"hovertext": hover(item, language), "hoverinfo": "text"}
    last = item.last()
    label = fmt.rate(item.y[last]) if last is not None else fmt.UNKNOWN
    return [{**lines, **behind}, {**lines, **front, **says}, *end_dot(item, label, colour, TICK, hollow)]


def _company_name(
    whole: Series, items: list[Series], low: float, high: float, height: int, colour: str, language: Language
) -> list[Figure]:
    """The grey line's name, once: in the first panel where a stretch beside it is free of both lines; else nowhere.

    It stands inside the panel, on the side of the grey line that the panel's own line is not on, or between the two
    where they are far enough apart. The subtitle names the grey line too.
    """
    words = text(language, "chart.company")
    points, room = max(2, math.ceil(len(whole.y) * width_of(words) / _NARROW)), (high - low) * _TALL / height
    for place, item in enumerate(items):
        for at in range(1, len(whole.y) - points - 1):
            first, last = whole.x[at - 1], whole.x[at + points]
            theirs = [value for day, value in zip(item.x, item.y, strict=True) if first <= day <= last]
            level = _free(whole.y[at : at + points], theirs, room, low, high)
            if level is not None:
                name = str(place + 1) if place else ""
                spot = {"xref": f"x{name}", "x": whole.x[at], "yref": f"y{name}", "y": level[0], "xanchor": "left"}
                side = {"yanchor": level[1], "yshift": 3 if level[1] == "bottom" else -3}
                return [note(words, colour, **spot, **side, size=14)]
    return []


def _free(
    mine: list[float | None], theirs: list[float | None], room: float, low: float, high: float
) -> tuple[float, str] | None:
    """Where a name fits beside the grey line over a stretch: the level and the side that is anchored there."""
    greys, others = [value for value in mine if value is not None], [value for value in theirs if value is not None]
    if len(greys) < len(mine) or len(others) < max(len(theirs), 2):
        return None
    top, bottom = max(greys), min(greys)
    if top + room <= high and max(others) < bottom:
        return top, "bottom"
    if (bottom - room >= low and min(others) > top) or bottom - max(others) >= room:
        return bottom, "top"
    return (top, "bottom") if min(others) - top >= room else None
