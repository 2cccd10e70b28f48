"""What share of those who tried has come to pay, by days since they began: steps that rise, one a way. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, layout, note, rate_axis, width_of
from components.charts.survival import steps_of
from components.i18n import Language, text
from components.tokens import Mode, palette

LAST, TICKS = 365, (0.0, 90.0, 180.0, 270.0, 365.0)
GAP, SOLID = 22, 3
"""Pixels that two labels at the right need between them; how many curves are told by colour, the rest by dashes."""


@dataclass(frozen=True)
class Paid:
    """One curve by age in days. n: tries it is over; `few`: fewer than 10, drawn grey."""

    name: str
    n: int
    ages: list[float]
    shares: list[float | None]
    few: bool = False


def paid(curves: Sequence[Paid], *, mode: Mode, language: Language, height: int = 330) -> Figure:
    """The curves with their names and last shares at the right, pushed apart where they would overlap.

    Errors: ValueError without a curve.
    """
    colours = palette(mode)
    tones = [colours.accent, colours.ink, colours.good, colours.ink2, colours.ink3]
    top = max(share for curve in curves for share in curve.shares if share is not None)
    high = min(1.0, max(0.1, top * 1.08))
    labels = [_label(curve) for curve in curves]
    right = max(width_of(words) for words in labels) + 14
    figure = layout(mode, height, {"l": 52, "r": right, "t": 12, "b": 34})
    figure["yaxis"] = rate_axis(colours, 0.0, high, 0.25 if high > 0.6 else 0.1 if high > 0.25 else 0.05)
    ticks = [str(int(day)) for day in TICKS[:-1]] + [text(language, "expansion.axis.days", n=LAST)]
    figure["xaxis"] = axis(colours, range=[0, LAST], tickvals=list(TICKS), ticktext=ticks, showline=True,
                           linecolor=colours.line)
    room = height - 46
    ends = _apart([(curve.shares[-1] or 0.0) / high * room for curve in curves])
    data: list[Figure] = []
    for at, (curve, tone, words, place) in enumerate(zip(curves, tones, labels, ends, strict=False)):
        colour = colours.ink3 if curve.few else tone
        x, y = steps_of([*curve.ages, LAST], [*curve.shares, curve.shares[-1]])
        line = {"color": colour, "width": 2.5, "dash": "solid" if at < SOLID else "4px,3px"}
        data.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line,
                     "hovertext": [f"{curve.name}<br>{fmt.rate(share)}" for share in y], "hoverinfo": "text"})
        figure["annotations"].append(note(
            words, colour, xref="paper", x=1, xanchor="left", xshift=8, yref="paper", y=0, yanchor="middle",
            yshift=place, size=LABEL))
    return {"data": data, "layout": figure}


def _label(curve: Paid) -> str:
    return f"{'○ ' * curve.few}{curve.name} {fmt.rate(curve.shares[-1])}"


def _apart(places: Sequence[float]) -> list[float]:
    """The same places in the same order, no two nearer than GAP: the lower one stays, the upper is pushed up."""
    order = sorted(range(len(places)), key=places.__getitem__)
    made, before = list(places), -float(GAP)
    for at in order:
        made[at] = max(places[at], before + GAP)
        before = made[at]
    return made
