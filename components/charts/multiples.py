"""Small multiples: one panel a label on one scale, the company behind each. Pure: frames in, a Plotly dict out."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import pandas as pd

from components import format as fmt
from components.charts.base import TICK, Figure, layout, nice_step, note, rate_axis
from components.charts.series import Series, end_dot, hover, series_of, time_axis
from components.i18n import Language, text
from components.tokens import Mode, palette

_FEW = 10
_GAP = 0.27
_LEAST_SPAN = 0.02


@dataclass(frozen=True)
class _Spot:
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
    for spot, (label, item) in zip(_spots(len(items), columns), items.items(), strict=True):
        n = counts.get(label)
        few = n is not None and n < _FEW
        colour = colours.ink3 if few else colours.bad if label in warned else colours.ink
        on = {"xaxis": "x" + spot.name, "yaxis": "y" + spot.name}
        data += [{**trace, **on} for trace in _traces(item, whole, colour, colours.mute, colours.bg * few, language)]
        vertical = rate_axis(colours, low, high, step, domain=spot.y, anchor="x" + spot.name)
        figure["yaxis" + spot.name] = {**vertical, "showticklabels": spot.left}
        line = {"showline": True, "linecolor": colours.line, "showticklabels": spot.bottom}
        place = {"domain": spot.x, "anchor": "y" + spot.name}
        figure["xaxis" + spot.name] = time_axis(whole.days, colours, language, 2, **place) | line
        title = {"xref": f"x{spot.name} domain", "x": 0, "yref": f"y{spot.name} domain", "y": 1, "xanchor": "left"}
        words = _title(label, n, few, colours.ink3, language)
        figure["annotations"].append(note(words, colours.ink, **title, yanchor="bottom", yshift=5))
    figure["annotations"] += _company_name(whole, next(iter(items.values()), None), colours.ink3, language)
    return {"data": data, "layout": figure}


def _title(label: str, n: int | None, few: bool, grey: str, language: Language) -> str:
    count = f'  <span style="color:{grey}">{text(language, "chart.n", n=f"{n:,}")}</span>' if n is not None else ""
    return f"{'○ ' * few}<b>{escape(label)}</b>{count}"


def _spots(number: int, columns: int) -> list[_Spot]:
    rows = max(1, math.ceil(number / columns))
    width, height = (1 - _GAP * (columns - 1)) / columns, (1 - 0.24 * (rows - 1)) / rows
    spots = []
    for index in range(number):
        row, column = divmod(index, columns)
        left, top = column * (width + _GAP), 1 - row * (height + 0.24)
        name = "" if index == 0 else str(index + 1)
        place = [left, min(1.0, left + width)], [max(0.0, top - height), top]
        spots.append(_Spot(name, *place, left=column == 0, bottom=index + columns >= number))
    return spots


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


def _company_name(whole: Series, first: Series | None, colour: str, language: Language) -> list[Figure]:
    """The grey line's name, once, in the first panel: where the two lines are farthest apart, on the free side."""
    if first is None:
        return []
    early = list(enumerate(zip(whole.y, first.y, strict=False)))[len(whole.y) // 12 : 1 + len(whole.y) * 6 // 10]
    gaps = [(mine - theirs, at) for at, (mine, theirs) in early if mine is not None and theirs is not None]
    if not gaps:
        return []
    gap, at = max(gaps, key=lambda pair: abs(pair[0]))
    above = gap > 0
    day = (whole.days[at] + timedelta(days=1)).isoformat()
    place = {
        "xref": "x",
        "x": day,
        "yref": "y",
        "y": whole.y[at],
        "xanchor": "left" if 2 * at < len(whole.y) else "right",
    }
    side = {"yanchor": "bottom" if above else "top", "yshift": 2 if above else -2}
    return [note(text(language, "chart.company"), colour, **place, **side, size=14)]
