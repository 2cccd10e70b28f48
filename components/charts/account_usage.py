"""One account's use, a panel a feature, a bar a week. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from components import format as fmt
from components.charts.base import Figure, axis, layout, note
from components.charts.multiples import spots
from components.charts.series import time_axis
from components.i18n import Language, plural
from components.tokens import Mode, palette

_RECENT = 8


def account_usage(
    days: Sequence[date], features: Mapping[str, Sequence[float]], *, mode: Mode, language: Language, columns: int = 4,
    height: int = 300,
) -> Figure:
    """Events a week of each feature, each panel on its own scale, whose top is said; the last 8 weeks are darker.

    `features`: name → events of each day of `days` (Sundays, 0 where it was not used); not empty.
    """
    colours = palette(mode)
    rows = -(-len(features) // columns)
    figure = layout(mode, height, {"l": 6, "r": 6, "t": 30, "b": 48})
    data: list[Figure] = []
    shades = [colours.accent if at >= len(days) - _RECENT else colours.mute for at in range(len(days))]
    for spot, (name, values) in zip(spots(len(features), columns, 0.04, 0.22 if rows > 1 else 0), features.items(),
                                    strict=True):
        said = [f"{fmt.full_day(day, language)}<br><b>{plural(language, 'account.event', int(value))}</b>"
                for day, value in zip(days, values, strict=True)]
        top = max(values)
        data.append({"type": "bar", "x": [day.isoformat() for day in days], "y": list(values), "hovertext": said,
                     "hoverinfo": "text", "marker": {"color": shades}, "xaxis": f"x{spot.name}",
                     "yaxis": f"y{spot.name}"})
        figure[f"yaxis{spot.name}"] = axis(colours, domain=spot.y, anchor=f"x{spot.name}", range=[0, top * 1.05 or 1],
                                           showticklabels=False)
        across = time_axis(days, colours, language, 2, domain=spot.x, anchor=f"y{spot.name}")
        figure[f"xaxis{spot.name}"] = across | {"showline": True, "linecolor": colours.line,
                                               "showticklabels": spot.bottom}
        title = f'<b>{escape(name)}</b>  <span style="color:{colours.ink3}">{top:,.0f}</span>'
        place = {"xref": f"x{spot.name} domain", "x": 0, "yref": f"y{spot.name} domain", "y": 1, "xanchor": "left"}
        figure["annotations"].append(note(title, colours.ink, **place, yanchor="bottom", yshift=4))
    figure["bargap"] = 0.15
    return {"data": data, "layout": figure}
