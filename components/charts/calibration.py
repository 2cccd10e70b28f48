"""What a score came to: the share that left by tenth of the score, with intervals, the whole's share dashed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components import format as fmt
from components.charts.base import TICK, Figure, axis, layout, nice_step, note, rate_axis
from components.i18n import Language, text
from components.tokens import Mode, palette


@dataclass(frozen=True)
class Part:
    """One tenth of the landmarks: its mean score, the share that left with its interval (fractions)."""

    score: float
    rate: float
    low: float
    high: float
    n: int
    events: int


@dataclass(frozen=True)
class Words:
    """What the axes are called, and what the dashed line says."""

    score: str
    rate: str
    whole: str


def calibration(
    parts: Sequence[Part], whole: float, *, words: Words, mode: Mode, language: Language, height: int = 300
) -> Figure:
    """A dot a tenth at its mean score, joined by a line. `whole`: the share of all that left. ValueError without parts.

    The axis ends a little above the highest dot: an interval that goes further is cut there.
    """
    colours = palette(mode)
    top = max(max(part.rate for part in parts) * 1.35, whole * 1.6, 0.01)
    figure = layout(mode, height, {"l": 52, "r": 14, "t": 26, "b": 52})
    figure["yaxis"] = rate_axis(colours, 0, top, nice_step(top), title=None)
    ticks = [0, 20, 40, 60, 80, 100]
    title = {"text": words.score, "font": {"size": TICK, "color": colours.ink2}, "standoff": 8}
    figure["xaxis"] = axis(colours, range=[-2, 102], tickvals=ticks, ticktext=[str(tick) for tick in ticks],
                           title=title, showline=True, linecolor=colours.line)
    look = {"color": colours.mute, "width": 1, "dash": "4px,4px"}
    figure["shapes"] = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": whole, "y1": whole,
                         "line": look}]
    figure["shapes"] += [
        {"type": "line", "xref": "x", "yref": "y", "x0": part.score, "x1": part.score, "y0": part.low,
         "y1": min(part.high, top), "line": {"color": colours.ink3, "width": 3}} for part in parts]
    side = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "y": 1, "yshift": 4}
    figure["annotations"] = [
        note(escape(words.rate), colours.ink3, x=0, xanchor="left", xshift=-48, **side),
        note(escape(words.whole), colours.ink3, xref="paper", x=0, xanchor="left", xshift=6, yref="y", y=whole,
             yanchor="bottom", yshift=2)]
    says = [_says(part, language) for part in parts]
    marker = {"color": colours.accent, "size": 9, "line": {"color": colours.bg, "width": 1}}
    data = {"type": "scatter", "mode": "lines+markers", "x": [part.score for part in parts],
            "y": [part.rate for part in parts], "line": {"color": colours.accent, "width": 2.5}, "marker": marker,
            "hovertext": says, "hoverinfo": "text", "cliponaxis": False}
    return {"data": [data], "layout": figure}


def _says(part: Part, language: Language) -> str:
    return text(language, "proof.hover.part", score=f"{part.score:.1f}", rate=fmt.rate(part.rate), n=f"{part.n:,}",
                events=f"{part.events:,}", interval=fmt.interval(part.low, part.high))
