"""The share that has got there, by days since the start: a rising step line with its interval and its middle. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, layout, note, rate_axis
from components.charts.survival import Curve, band, curve_of
from components.i18n import Language, text
from components.tokens import Mode, palette

STEPS = (10, 30, 60, 90, 180, 365, 730)
MOST = 4
HALF = 0.5


def arrived(found: pd.DataFrame, n: int) -> Curve:
    """The curve of those who arrived, from one of those who have not yet; cut as :func:`survival.curve_of` cuts.

    Grain of `found`: day. Source: queries.ttv.curve.
    """
    waits = curve_of(found, "", n)

    def turned(values: list[float | None]) -> list[float | None]:
        return [None if value is None else 1 - value for value in values]

    return Curve("", n, waits.ages, turned(waits.rates), turned(waits.high), turned(waits.low), waits.at_risk)


def arrival(curve: Curve, middle: int | None, *, mode: Mode, language: Language, height: int = 380) -> Figure:
    """`middle`: the day by which half have arrived, null where they never have. Fewer than 10 customers are grey."""
    colours, last = palette(mode), max(curve.ages[-1], 1)
    tone = colours.ink3 if curve.few else colours.accent
    figure = layout(mode, height, {"l": 52, "r": 84, "t": 18, "b": 34})
    step = next((each for each in STEPS if last // each < MOST), STEPS[-1])
    ticks = list(range(0, last + 1, step))
    labels = [str(tick) for tick in ticks]
    labels[-1] = text(language, "outcomes.chart.days", n=ticks[-1])
    figure["xaxis"] = axis(colours, range=[0, last], tickvals=ticks, ticktext=labels, ticks="outside", ticklen=6,
                           tickcolor=colours.line, showline=True, linecolor=colours.line)
    figure["yaxis"] = rate_axis(colours, 0, 1.04, 0.25)
    hovers = [text(language, "outcomes.chart.hover", n=age, rate=fmt.rate(rate), waiting=f"{risk:,}")
              for age, rate, risk in zip(curve.ages, curve.rates, curve.at_risk, strict=True)]
    line = {"type": "scatter", "mode": "lines", "x": curve.ages, "y": curve.rates, "hovertext": hovers,
            "hoverinfo": "text", "line": {"color": tone, "width": 2.5, "shape": "hv"}}
    end = {"type": "scatter", "mode": "markers+text", "x": [curve.ages[-1]], "y": [curve.rates[-1]],
           "text": [f" <b>{'○ ' * curve.few}{fmt.rate(curve.rates[-1])}</b>"], "textposition": "middle right",
           "marker": {"color": tone, "size": 9}, "textfont": {"color": tone, "size": LABEL}, "cliponaxis": False,
           "hoverinfo": "skip"}
    if middle is not None and middle <= last:
        look = {"color": colours.mute, "width": 1, "dash": "4px,3px"}
        dashed = {"type": "line", "xref": "x", "yref": "y", "line": look}
        figure["shapes"] += [{**dashed, "x0": 0, "x1": middle, "y0": HALF, "y1": HALF},
                             {**dashed, "x0": middle, "x1": middle, "y0": 0, "y1": HALF}]
        said = text(language, "outcomes.chart.middle", n=middle)
        figure["annotations"].append(note(f"<b>{said}</b>", colours.ink, x=middle, y=HALF, xanchor="left",
                                          yanchor="top", xshift=8, yshift=-4, size=LABEL))
    return {"data": [*band(curve, tone), line, end], "layout": figure}
