"""Renewals by period, twice on one scale: by the day they fell due, and by the day they were decided. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts.base import TICK, Figure, axis, layout, note
from components.i18n import Language, text
from components.tokens import Mode, palette

_WIDTH = 0.68
_LEFT, _RIGHT = [0.0, 0.485], [0.515, 1.0]
PARTS = ("kept", "lost", "open")


@dataclass(frozen=True)
class Column:
    """One period: its tick (empty: none), the amounts kept, lost and still open, what stands over it and on hover."""

    tick: str
    kept: float
    lost: float
    open: float
    above: str = ""
    says: str = ""

    @property
    def whole(self) -> float:
        return self.kept + self.lost + self.open


def colours_of(mode: Mode) -> dict[str, str]:
    """The fill of each part."""
    colours = palette(mode)
    return {"kept": colours.level4, "lost": colours.bad, "open": colours.unknown}


def dues(
    due: Sequence[Column], decided: Sequence[Column], *, mode: Mode, language: Language, today: int | None = None,
    height: int = 300,
) -> Figure:
    """Two panels of stacked bars over the same periods. `today`: the period after which the date lies, if any."""
    colours = palette(mode)
    top = max([column.whole for column in (*due, *decided)], default=0.0) * 1.02 or 1.0
    figure = layout(mode, height, {"l": 0, "r": 0, "t": 42, "b": 44})
    names = {"tickvals": list(range(len(due))), "ticktext": [column.tick for column in due]}
    span = [-0.5, len(due) - 0.5]
    figure["barmode"] = "stack"
    rule = {"showline": True, "linecolor": colours.line, **names}
    figure["xaxis"] = axis(colours, range=span, domain=_LEFT, **rule)
    figure["xaxis2"] = axis(colours, range=span, domain=_RIGHT, anchor="y2", **rule)
    figure["yaxis"] = axis(colours, range=[0, top], showticklabels=False)
    figure["yaxis2"] = axis(colours, range=[0, top], showticklabels=False, anchor="x2")
    data: list[Figure] = []
    for columns, name, on in ((due, "due", ""), (decided, "decision", "2")):
        place = {"xaxis": f"x{on}", "yaxis": f"y{on}"}
        data += [{**trace, **place} for trace in _bars(columns, mode)]
        data.append({**_above(columns, colours.ink2), **place})
        words = {"xref": "paper", "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
        figure["annotations"].append(note(f"<b>{text(language, f'renewals.view.{name}')}</b>", colours.ink2, **words,
                                          x=(_RIGHT if on else _LEFT)[0], yshift=20, size=15))
    if today is not None:
        figure["shapes"] = [{"type": "line", "xref": on, "yref": "paper", "x0": today + 0.5, "x1": today + 0.5, "y0": 0,
                             "y1": 1, "line": {"color": colours.mute, "width": 1, "dash": "dot"}} for on in ("x", "x2")]
    return {"data": data, "layout": figure}


def _bars(columns: Sequence[Column], mode: Mode) -> list[Figure]:
    fills = colours_of(mode)
    return [{"type": "bar", "x": list(range(len(columns))), "y": [getattr(column, part) for column in columns],
             "width": _WIDTH, "marker": {"color": fills[part]}, "hoverinfo": "text",
             "hovertext": [column.says for column in columns]} for part in PARTS]


def _above(columns: Sequence[Column], colour: str) -> Figure:
    return {"type": "scatter", "mode": "text", "x": list(range(len(columns))), "y": [each.whole for each in columns],
            "text": [each.above for each in columns], "textposition": "top center", "cliponaxis": False,
            "textfont": {"size": TICK - 1, "color": colour}, "hoverinfo": "skip"}
