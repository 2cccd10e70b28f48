"""Renewals by period, by the day they fell due or by the day they were decided; two of them share a scale. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from components.charts.base import TICK, Figure, axis, layout, note
from components.i18n import Language, text
from components.tokens import Mode, palette

_WIDTH = 0.68
PARTS = ("kept", "lost", "open")
View = Literal["due", "decision"]


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


def scale(*views: Sequence[Column]) -> float:
    """The top of the axis that all of them share."""
    return max([column.whole for columns in views for column in columns], default=0.0) * 1.02 or 1.0


def dues(
    columns: Sequence[Column], view: View, top: float, *, mode: Mode, language: Language, today: int | None = None,
    height: int = 300,
) -> Figure:
    """Stacked bars under the view's name, up to `top`. `today`: the period after which the date lies, if any."""
    colours = palette(mode)
    figure = layout(mode, height, {"l": 0, "r": 0, "t": 42, "b": 44})
    figure["barmode"] = "stack"
    figure["xaxis"] = axis(colours, range=[-0.5, len(columns) - 0.5], showline=True, linecolor=colours.line,
                           tickvals=list(range(len(columns))), ticktext=[column.tick for column in columns])
    figure["yaxis"] = axis(colours, range=[0, top], showticklabels=False)
    words = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 20}
    figure["annotations"] = [note(f"<b>{text(language, f'renewals.view.{view}')}</b>", colours.ink2, **words, size=15)]
    if today is not None:
        figure["shapes"] = [{"type": "line", "xref": "x", "yref": "paper", "x0": today + 0.5, "x1": today + 0.5,
                             "y0": 0, "y1": 1, "line": {"color": colours.mute, "width": 1, "dash": "dot"}}]
    return {"data": [*_bars(columns, mode), _above(columns, colours.ink2)], "layout": figure}


def _bars(columns: Sequence[Column], mode: Mode) -> list[Figure]:
    fills = colours_of(mode)
    return [{"type": "bar", "x": list(range(len(columns))), "y": [getattr(column, part) for column in columns],
             "width": _WIDTH, "marker": {"color": fills[part]}, "hoverinfo": "text",
             "hovertext": [column.says for column in columns]} for part in PARTS]


def _above(columns: Sequence[Column], colour: str) -> Figure:
    return {"type": "scatter", "mode": "text", "x": list(range(len(columns))), "y": [each.whole for each in columns],
            "text": [each.above for each in columns], "textposition": "top center", "cliponaxis": False,
            "textfont": {"size": TICK - 1, "color": colour}, "hoverinfo": "skip"}
