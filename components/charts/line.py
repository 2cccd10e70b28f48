"""Rates over time in panels of equal span. Pure: frames in, a Plotly dict out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from components import format as fmt
from components.charts.base import LABEL, Figure, layout, nice_step, note, rate_axis, width_of
from components.charts.multiples import small_multiples
from components.charts.series import Series, bands, end_dot, hover, series_of, time_axis
from components.i18n import Language, text
from components.tokens import Mode, Palette, palette

__all__ = ["Fall", "rates", "small_multiples"]

_LEAST_SPAN = 0.02


@dataclass(frozen=True)
class Fall:
    """A stretch that the title warns of: from `since` to the end it is drawn in the bad colour, with a note."""

    metric: str
    since: date
    note: str = ""


def rates(
    frame: pd.DataFrame,
    *,
    mode: Mode,
    language: Language,
    metrics: Sequence[str] = ("nrr", "grr"),
    targets: Mapping[str, float | None] | None = None,
    fall: Fall | None = None,
    few: bool = False,
    names: Mapping[str, str] | None = None,
    height: int = 372,
) -> Figure:
    """Rates by week, one panel each, all panels of the same span so that a point looks alike in both.

    Grain: a row of `frame` is one as-of date (column as_of, ascending); rates and their interval (`nrr_low` …) are
    fractions, null where unknown, drawn as a gap. Targets, fractions, are dashed. Errors: KeyError for a metric that
    the frame lacks. `few`: fewer than 10 units, drawn grey and hollow. `names` replace the
    metrics' short names. Source: the trend frame.
    """
    colours, wanted = palette(mode), {key: value for key, value in (targets or {}).items() if value is not None}
    series = [series_of(frame, metric, (names or {}).get(metric, "")) for metric in metrics]
    labels = [_end_label(item, language) for item in series]
    right = max((width_of(label) for label in labels), default=0) + 18
    figure = layout(mode, height, {"l": 52, "r": right, "b": 50})
    data: list[Figure] = []
    ranges, step = _equal_ranges(series, wanted)
    for index, (item, label) in enumerate(zip(series, labels, strict=True)):
        name, domain = _axis_name(index), _panel(index, len(series))
        figure["yaxis" + name] = rate_axis(colours, *ranges[index], step, domain=domain)
        if item.last() is None:
            figure["yaxis" + name]["showticklabels"] = False
            figure["annotations"].append(_nothing(label, domain, colours))
        figure["shapes"].append(_floor(domain[0], colours))
        target = wanted.get(item.metric)
        if target is not None:
            figure["shapes"].append(_target_line(target, name, colours))
            figure["annotations"].append(_target_name(target, name, colours, language))
        stretch = fall if fall and fall.metric == item.metric else None
        data += _panel_traces(item, name, label, stretch, few, colours, language)
        if stretch and stretch.note:
            place = {"xref": "paper", "x": 1, "xanchor": "right", "yref": f"y{name} domain", "y": 0}
            figure["annotations"].append(note(stretch.note, colours.bad, **place, yanchor="bottom", yshift=5))
    figure["xaxis"] = time_axis(series[0].days, colours, language, anchor="y" + _axis_name(len(series) - 1))
    return {"data": data, "layout": figure}


def _axis_name(index: int) -> str:
    return "" if index == 0 else str(index + 1)


def _panel(index: int, panels: int, gap: float = 0.09) -> list[float]:
    """Where a panel stands on the paper, the first on top."""
    share = (1 - gap * (panels - 1)) / panels
    top = 1 - index * (share + gap)
    return [max(0.0, top - share), top]


def _equal_ranges(series: Sequence[Series], targets: Mapping[str, float]) -> tuple[list[tuple[float, float]], float]:
    """One span for all panels, each around its own middle; everything drawn is inside."""
    extents = [_extent(item, targets.get(item.metric)) for item in series]
    span = max([high - low for low, high in extents] + [_LEAST_SPAN]) * 1.08
    middles = [(low + high) / 2 for low, high in extents]
    return [(middle - span / 2, middle + span / 2) for middle in middles], nice_step(span)


def _extent(item: Series, target: float | None) -> tuple[float, float]:
    values = [value for value in [*item.y, *item.low, *item.high, target] if value is not None]
    return (min(values), max(values)) if values else (0.95, 1.05)


def _end_label(item: Series, language: Language) -> str:
    last = item.last()
    return f"{item.called(language)} {fmt.rate(item.y[last] if last is not None else None)}"


def _panel_traces(
    item: Series, name: str, label: str, fall: Fall | None, few: bool, colours: Palette, language: Language
) -> list[Figure]:
    """The interval, the line, its falling stretch, and the end dot with its label."""
    colour = colours.ink3 if few else colours.accent if item.metric == "nrr" else colours.ink
    on = {"xaxis": "x", "yaxis": "y" + name}
    line = {"type": "scatter", "mode": "lines", "x": item.x, "y": item.y, "line": {"color": colour, "width": 2.5}}
    says = {"hovertext": hover(item, language), "hoverinfo": "text"}
    traces = [{**band, **on} for band in bands(item.x, item.low, item.high, colour)]
    traces.append({**line, **on, **says})
    end = colour
    if fall:
        start = next((index for index, day in enumerate(item.days) if day >= fall.since), len(item.days))
        end = colours.bad
        stretch = {"x": item.x[start:], "y": item.y[start:], "line": {"color": end, "width": 3}, "hoverinfo": "skip"}
        traces.append({"type": "scatter", "mode": "lines", **stretch, **on})
    return traces + [{**dot, **on} for dot in end_dot(item, label, end, hollow=colours.bg * few)]


def _floor(y: float, colours: Palette) -> Figure:
    ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "paper", "y0": y, "y1": y}
    return {"type": "line", **ends, "line": {"color": colours.line, "width": 1}, "layer": "below"}


def _nothing(label: str, domain: list[float], colours: Palette) -> Figure:
    """Where a rate is unknown on every day: its name and "—" in the middle of its panel."""
    place = {"xref": "paper", "x": 0.5, "yref": "paper", "y": sum(domain) / 2}
    return note(label, colours.ink3, **place, size=LABEL)


def _target_line(target: float, name: str, colours: Palette) -> Figure:
    ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y" + name, "y0": target, "y1": target}
    return {"type": "line", **ends, "line": {"color": colours.mute, "width": 1.5, "dash": "4px,3px"}}


def _target_name(target: float, name: str, colours: Palette, language: Language) -> Figure:
    words = text(language, "chart.target", value=fmt.rate(target).replace(".0%", "%"))
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y" + name, "y": target, "yanchor": "bottom"}
    return note(words, colours.ink2, **place, xshift=3)
