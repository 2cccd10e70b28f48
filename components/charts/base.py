"""What every chart shares: type, axes that cannot be dragged, ticks in the reader's language. Pure.

A chart is a plain dict in Plotly's schema: building one costs microseconds where graph objects cost milliseconds.
"""

import math
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from components import format as fmt
from components.i18n import Language
from components.tokens import FONT, Mode, Palette, palette

Figure = dict[str, Any]
TICK = 15
LABEL = 16
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0, 2.0, 5.0)


def layout(mode: Mode, height: int, margin: dict[str, int]) -> Figure:
    """The empty layout: transparent ground, the board's type, no legend."""
    colours = palette(mode)
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 8, "b": 8, **margin},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": TICK, "color": colours.ink2},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.line,
            "align": "left",
            "font": {"family": FONT, "size": TICK, "color": colours.ink},
        },
        "annotations": [],
        "shapes": [],
    }


def axis(colours: Palette, **more: Any) -> Figure:
    """An axis with nothing but its tick labels, fixed in place."""
    plain = {"fixedrange": True, "zeroline": False, "showgrid": False, "ticks": "", "tickangle": 0}
    plain |= {"automargin": False, "ticklabeloverflow": "allow"}
    return {**plain, "tickfont": {"size": TICK, "color": colours.ink2}, **more}


def note(text: str, colour: str, **place: Any) -> Figure:
    """Text on the figure. Places refer to the paper or an axis' domain: outside an axis' range Plotly drops them."""
    font = {"size": place.pop("size", TICK), "color": colour}
    return {"text": text, "showarrow": False, "font": font, "borderpad": 0, **place}


def clean(values: Sequence[Any]) -> list[float | None]:
    """Numbers for Plotly: unknown (None, NaN, infinite) becomes null, which draws a gap."""
    return [float(value) if value is not None and math.isfinite(value) else None for value in values]


def width_of(text: str, size: int = LABEL) -> int:
    """About how many pixels a bold text takes: full-width characters count whole, others six tenths."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return math.ceil(size * (wide + 0.62 * (len(text) - wide)))


def nice_step(span: float, most: int = 4) -> float:
    """The smallest round step that leaves at most `most` ticks in a span of rates."""
    return next((step for step in _STEPS if span / step <= most - 0.5), math.ceil(span / (most - 1)))


def rate_axis(colours: Palette, low: float, high: float, step: float, **more: Any) -> Figure:
    """A vertical axis of rates from low to high, ticked and ruled at every step."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = [index * step for index in range(first, last + 1)]
    digits = 0 if step >= 0.01 else 1
    labels = [fmt.rate(tick, digits) for tick in ticks]
    grid = {"showgrid": True, "gridcolor": colours.grid, "gridwidth": 1}
    return axis(colours, range=[low, high], tickvals=ticks, ticktext=labels, **grid, **more)


def date_ticks(first: date, last: date, language: Language, most: int = 4) -> tuple[list[str], list[str]]:
    """At most `most` month starts, the year on a second line where it changes; weeks where there are few months."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:
        return _day_ticks(first, last, language, most)
    every = next((n for n in (1, 2, 3, 4, 6, 12, 24, 60) if months / n <= most), 120)
    values, labels, year = [], [], 0
    for index in range(first.year * 12 + first.month, last.year * 12 + last.month):
        day = date(index // 12, index % 12 + 1, 1)
        if (index - (first.year * 12 + first.month)) % every:
            continue
        values.append(day.isoformat())
        labels.append(_month_label(day, every, day.year != year, language))
        year = day.year
    return values[:most], labels[:most]


def _month_label(day: date, every: int, new_year: bool, language: Language) -> str:
    second = f"<br>{fmt.short_year(day, language)}" if new_year or every >= 12 else ""
    return fmt.month(day, language) + second


def _day_ticks(first: date, last: date, language: Language, most: int) -> tuple[list[str], list[str]]:
    weeks = max(1, math.ceil(((last - first).days // 7) / (most - 1)))
    days = [last - timedelta(weeks=weeks * back) for back in range(most)]
    days = sorted(day for day in days if day >= first)
    return [day.isoformat() for day in days], [fmt.day(day, language) for day in days]
