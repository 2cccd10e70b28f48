"""One account's ARR over all its life: a step at every day on which it changed, each with its mark. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, layout, width_of
from components.charts.series import time_axis
from components.i18n import Language
from components.tokens import Mode, palette

ROLES = {"new": "accent", "began": "accent", "reactivation": "accent", "expansion": "good", "contraction": "bad",
         "churn": "bad", "unchanged": "mute"}
SHAPES = {"new": "circle", "began": "circle-open", "reactivation": "circle", "expansion": "triangle-up",
          "contraction": "triangle-down", "churn": "x", "unchanged": "diamond"}
_TICKS = 3


@dataclass(frozen=True)
class Step:
    """A day on which ARR changed: what it was from then on, the movement, and what the mark says."""

    on: date
    arr: float
    movement: str
    said: str


def account_arr(
    steps: Sequence[Step], today: date, currency: str, *, mode: Mode, language: Language, height: int = 300
) -> Figure:
    """A step line from 0 with a mark a movement; colour and shape say which. `steps`: by day, not empty."""
    colours = palette(mode)
    end = fmt.money(steps[-1].arr, currency, language)
    top = max(step.arr for step in steps) * 1.18 or 1.0
    figure = layout(mode, height, {"l": 76, "r": width_of(end) + 22, "b": 50, "t": 14})
    days = [step.on for step in steps]
    line = {"type": "scatter", "mode": "lines", "x": [*(day.isoformat() for day in days), today.isoformat()],
            "y": [*(step.arr for step in steps), steps[-1].arr], "hoverinfo": "skip",
            "line": {"color": colours.accent, "width": 2.5, "shape": "hv"}}
    marks = {"type": "scatter", "mode": "markers", "x": [day.isoformat() for day in days],
             "y": [step.arr for step in steps], "hovertext": [step.said for step in steps], "hoverinfo": "text",
             "cliponaxis": False,
             "marker": {"color": [getattr(colours, ROLES.get(step.movement, "mute")) for step in steps], "size": 11,
                        "symbol": [SHAPES.get(step.movement, "circle") for step in steps],
                        "line": {"color": colours.bg, "width": 1}}}
    last = {"type": "scatter", "mode": "text", "x": [today.isoformat()], "y": [steps[-1].arr],
            "text": [f" <b>{end}</b>"],
            "textposition": "middle right", "textfont": {"color": colours.accent, "size": LABEL}, "cliponaxis": False,
            "hoverinfo": "skip"}
    values = [top / 1.18 * part / (_TICKS - 1) for part in range(_TICKS)]
    figure["yaxis"] = axis(colours, range=[0, top], tickvals=values, showgrid=True, gridcolor=colours.grid,
                           ticklabelstandoff=8,
                           ticktext=[fmt.money(value, currency, language) for value in values])
    figure["xaxis"] = time_axis([days[0] if days[0] < today else date(today.year - 1, today.month, 1), today], colours,
                                language, showline=True, linecolor=colours.line)
    return {"data": [line, marks, last], "layout": figure}
