"""One rate's numbers over time, and the marks that every line chart draws from them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, clean, date_ticks
from components.i18n import Language, text
from components.tokens import Palette

# The columns of a rate's 95 % interval, where they are not named after the rate itself.
_INTERVAL = {"logo_retention": ("logo_low", "logo_high")}


@dataclass
class Series:
    """One rate's numbers in the order of their days, ready for Plotly: nulls are gaps."""

    metric: str
    days: list[date]
    x: list[str]
    y: list[float | None]
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)
    name: str = ""

    def called(self, language: Language) -> str:
        """The name it was given, else its metric's short name."""
        return self.name or text(language, f"metric.{self.metric}.short")

    def last(self) -> int | None:
        """Where the newest known value stands."""
        return next((index for index in reversed(range(len(self.y))) if self.y[index] is not None), None)


def series_of(frame: pd.DataFrame, metric: str, name: str = "") -> Series:
    """A rate's series from a trend frame: its days (as_of), its values and, where the frame has one, its interval."""
    low, high = _INTERVAL.get(metric, (f"{metric}_low", f"{metric}_high"))
    days = [value if type(value) is date else pd.Timestamp(value).date() for value in frame["as_of"].tolist()]
    item = Series(metric, days, [day.isoformat() for day in days], clean(frame[metric].tolist()), name=name)
    if low in frame.columns and high in frame.columns:
        item.low, item.high = clean(frame[low].tolist()), clean(frame[high].tolist())
    return item


def bands(x: list[str], low: list[float | None], high: list[float | None], colour: str) -> list[Figure]:
    """The interval as filled areas, one for each stretch without gaps."""
    areas: list[Figure] = []
    start = 0
    for index in range(len(low) + 1):
        if index < len(low) and low[index] is not None and high[index] is not None:
            continue
        if index - start > 1:
            here = slice(start, index)
            shape = {"x": x[here] + x[here][::-1], "y": high[here] + low[here][::-1]}
            areas.append({"type": "scatter", "mode": "lines", **shape, "fill": "toself", "fillcolor": fade(colour)})
            areas[-1] |= {"line": {"width": 0}, "hoverinfo": "skip"}
        start = index + 1
    return areas


def fade(colour: str) -> str:
    """A colour as the fill of an interval."""
    red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.09)"


def end_dot(item: Series, label: str, colour: str, size: int = LABEL, hollow: str = "") -> list[Figure]:
    """The newest known value as a dot with its label at right; hollow: the ground's colour, for too few units."""
    last = item.last()
    if last is None:
        return []
    look: dict[str, Any] = {"marker": _marker(colour, hollow), "textfont": {"color": colour, "size": size}}
    spot = {"x": [item.x[last]], "y": [item.y[last]], "text": [f" <b>{label}</b>"], "textposition": "middle right"}
    return [{"type": "scatter", "mode": "markers+text", **spot, **look, "cliponaxis": False, "hoverinfo": "skip"}]


def _marker(colour: str, hollow: str) -> Figure:
    return {"color": hollow or colour, "size": 9, "line": {"color": colour, "width": 2}}


def hover(item: Series, language: Language) -> list[str]:
    """What each point says: its day, its value and its interval."""
    name, known = item.called(language), bool(item.low)
    lines = []
    for index, (day, value) in enumerate(zip(item.days, item.y, strict=True)):
        line = f"{fmt.full_day(day, language)}<br><b>{name} {fmt.rate(value)}</b>"
        if known:
            line += "<br>" + text(language, "chart.interval", interval=fmt.interval(item.low[index], item.high[index]))
        lines.append(line)
    return lines


def time_axis(days: Sequence[date], colours: Palette, language: Language, most: int = 4, **more: Any) -> Figure:
    """The axis of a line chart: from its first day to its last, at most `most` ticks in the reader's language."""
    if not days:
        return axis(colours, type="date", showticklabels=False, **more)
    values, labels = date_ticks(days[0], days[-1], language, most)
    marks = {"ticks": "outside", "ticklen": 6, "tickcolor": colours.line}
    ends = [days[0].isoformat(), days[-1].isoformat()]
    return axis(colours, type="date", range=ends, tickvals=values, ticktext=labels, **marks, **more)
