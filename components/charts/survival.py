"""Survival curves: steps with their intervals, two sides compared, who is still at risk beneath. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.base import LABEL, Figure, axis, clean, layout, nice_step, note, rate_axis, width_of
from components.charts.series import fade
from components.i18n import Language, text
from components.tokens import Mode, Palette, palette

FEW = 10
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60)
# What stands beneath the panel, in pixels: the ticks, then a heading and a row of counts for each side.
_TICKS, _ROW = 34, 22


@dataclass(frozen=True)
class Curve:
    """One survival curve, by age in months. `n` the units it is over; fewer than 10 are drawn grey and hollow."""

    name: str
    n: int
    ages: list[int]
    rates: list[float | None]
    low: list[float | None] = field(default_factory=list)
    high: list[float | None] = field(default_factory=list)
    at_risk: list[int] = field(default_factory=list)

    @property
    def few(self) -> bool:
        return self.n < FEW

    def at(self, age: int) -> float | None:
        """The rate at an age; null beyond the curve."""
        return self.rates[self.ages.index(age)] if age in self.ages else None

    def last(self) -> int | None:
        """The last age with a known rate."""
        return next((age for age, rate in reversed(list(zip(self.ages, self.rates, strict=True)))
                     if rate is not None), None)


@dataclass(frozen=True)
class Gap:
    """The difference of both sides at an age, marked between them; `words` say it."""

    age: int
    words: str


def curve_of(frame: pd.DataFrame, name: str, n: int) -> Curve:
    """A curve from a survival frame, cut where fewer than 10 are at risk: beyond it chance alone draws.

    A curve that has fewer from the start is kept whole. Grain: age. Source: queries.survival.
    """
    enough = frame[frame.at_risk >= FEW]
    kept = frame[frame.age <= enough.age.max()] if len(enough) else frame
    columns = {key: clean(kept[column].tolist()) for key, column in
               (("rates", "survival"), ("low", "low"), ("high", "high"))}
    ages, at_risk = ([int(value) for value in kept[column]] for column in ("age", "at_risk"))
    return Curve(name, n, ages, **columns, at_risk=at_risk)


def cropped(curves: Sequence[Curve], least: int) -> list[Curve]:
    """Curves to compare, cut at twice the age that the shortest has reached, at `least` months on."""
    if len(curves) < 2:
        return list(curves)
    last = max(least, 2 * min(curve.ages[-1] for curve in curves))
    return [curve if curve.ages[-1] <= last else _cut(curve, sum(age <= last for age in curve.ages))
            for curve in curves]


def _cut(curve: Curve, n: int) -> Curve:
    return Curve(curve.name, curve.n, curve.ages[:n], curve.rates[:n], curve.low[:n], curve.high[:n],
                 curve.at_risk[:n])


def steps_of(ages: Sequence[float], values: Sequence[float | None]) -> tuple[list[float], list[float]]:
    """The corners of a step line: each value holds from its age to the next. Unknown values end it."""
    x: list[float] = []
    y: list[float] = []
    for age, value in zip(ages, values, strict=True):
        if value is None:
            break
        if y:
            x.append(age)
            y.append(y[-1])
        x.append(age)
        y.append(value)
    return x, y


def band(curve: Curve, colour: str, step: bool = True) -> list[Figure]:
    """The interval as one filled area, in steps where the curve is; none where it is unknown."""
    known = [index for index, pair in enumerate(zip(curve.low, curve.high, strict=True)) if None not in pair]
    if len(known) < 2:
        return []
    ages = [curve.ages[index] for index in known]
    low, high = ([side[index] for index in known] for side in (curve.low, curve.high))
    if step:
        (x, top), (_, bottom) = steps_of(ages, high), steps_of(ages, low)
    else:
        x, top, bottom = [float(age) for age in ages], [float(v or 0) for v in high], [float(v or 0) for v in low]
    look = {"fill": "toself", "fillcolor": fade(colour), "line": {"width": 0}, "hoverinfo": "skip"}
    return [{"type": "scatter", "mode": "lines", "x": x + x[::-1], "y": top + bottom[::-1], **look}]


def month_axis(last: int, colours: Palette, language: Language, most: int = 4, **more: Any) -> Figure:
    """An axis of whole months from 0 to the last: at most `most` ticks, the unit on the last of them."""
    step = next((step for step in _MONTHS if last // step < most), _MONTHS[-1])
    ticks = list(range(0, last + 1, step))
    labels = [str(tick) for tick in ticks]
    labels[-1] = text(language, "cohorts.axis.months", n=ticks[-1])
    marks = {"ticks": "outside", "ticklen": 6, "tickcolor": colours.line, "showline": True, "linecolor": colours.line}
    return axis(colours, range=[0, max(last, 1)], tickvals=ticks, ticktext=labels, **marks, **more)


def survival(
    curves: Sequence[Curve],
    *,
    mode: Mode,
    language: Language,
    gap: Gap | None = None,
    warned: bool = False,
    height: int = 420,
) -> Figure:
    """One or two curves: the last is the newer, in accent, or in the bad colour where the title `warned` of it.

    Beneath them how many were at risk at each tick. Errors: ValueError without a curve.
    """
    colours, last = palette(mode), max(curve.ages[-1] for curve in curves)
    below = _TICKS + _ROW * (len(curves) + 1)
    right = max(width_of(_label(curve)) for curve in curves) + 18
    figure = layout(mode, height, {"l": 52, "r": right, "t": 12, "b": below})
    low, top = _scale(curves)
    figure["yaxis"] = _rates(low, top, colours)
    figure["xaxis"] = month_axis(last, colours, language)
    tones = _tones(curves, colours, warned)
    data: list[Figure] = []
    for curve, colour in zip(curves, tones, strict=True):
        other = next((each for each in curves if each is not curve), None)
        data += [*band(curve, colour), _line(curve, colour, language), *_end(curve, other, colour, colours)]
    if gap is not None and len(curves) == 2:
        figure["shapes"] += _gap_lines(curves, gap, top, tones[-1], colours)
        place = {"x": gap.age, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 6}
        figure["annotations"].append(note(f"<b>{gap.words}</b>", tones[-1], **place, size=LABEL))
    figure["annotations"] += _counts(curves, figure["xaxis"]["tickvals"], tones, colours, language)
    return {"data": data, "layout": figure}


def _tones(curves: Sequence[Curve], colours: Palette, warned: bool) -> list[str]:
    newest = colours.bad if warned else colours.accent
    tones = [colours.ink] * (len(curves) - 1) + [newest if len(curves) > 1 else colours.ink]
    return [colours.ink3 if curve.few else tone for curve, tone in zip(curves, tones, strict=True)]


def _scale(curves: Sequence[Curve]) -> tuple[float, float]:
    """From just below everything drawn to just above 100 %."""
    values = [value for curve in curves for value in (*curve.rates, *curve.low) if value is not None]
    span = max(1 - min(values, default=0.95), 0.05) * 1.04
    return max(0.0, 1 - span), 1 + 0.12 * span


def _rates(low: float, top: float, colours: Palette) -> Figure:
    """Ticks from 100 % down."""
    step = nice_step(1 - low)
    ticks = [1 - index * step for index in range(int((1 - low) / step + 1e-9) + 1)][::-1]
    labels = [fmt.rate(tick, 0 if step >= 0.01 else 1) for tick in ticks]
    return rate_axis(colours, low, top, step) | {"tickvals": ticks, "ticktext": labels}


def _label(curve: Curve) -> str:
    last = curve.last()
    return f"{'○ ' * curve.few}{curve.name} {fmt.rate(curve.at(last) if last is not None else None)}"


def _line(curve: Curve, colour: str, language: Language) -> Figure:
    line = {"color": colour, "width": 2.5, "shape": "hv"}
    says = {"hovertext": hovers(curve, language), "hoverinfo": "text"}
    return {"type": "scatter", "mode": "lines", "x": curve.ages, "y": curve.rates, "line": line, **says}


def hovers(curve: Curve, language: Language) -> list[str]:
    """What each month says: the rate, its interval where known, and how many were at risk."""
    said = []
    for index, (age, rate) in enumerate(zip(curve.ages, curve.rates, strict=True)):
        words = f"{text(language, 'cohorts.hover.age', n=age)}<br><b>{curve.name} {fmt.rate(rate)}</b>"
        interval = fmt.interval(curve.low[index], curve.high[index]) if curve.low else fmt.UNKNOWN
        if interval != fmt.UNKNOWN:
            words += "<br>" + text(language, "chart.interval", interval=interval)
        if curve.at_risk:
            words += "<br>" + text(language, "cohorts.hover.at_risk", n=f"{curve.at_risk[index]:,}")
        said.append(words)
    return said


def _end(curve: Curve, other: Curve | None, colour: str, colours: Palette) -> list[Figure]:
    """The dot at the end with its label, on the side of the line that the other curve is not on."""
    last = curve.last()
    rate = curve.at(last) if last is not None else None
    if last is None or rate is None:
        return []
    theirs = other.at(last) if other is not None else None
    beyond = other is not None and other.ages[-1] > last
    side = "middle" if theirs is None or not beyond else "top" if rate >= theirs else "bottom"
    look = {"marker": {"color": colours.bg if curve.few else colour, "size": 9, "line": {"color": colour, "width": 2}}}
    words = {"text": [f" <b>{_label(curve)}</b>"], "textposition": f"{side} right"}
    look |= {"textfont": {"color": colour, "size": LABEL}}
    return [{"type": "scatter", "mode": "markers+text", "x": [last], "y": [rate], **words, **look,
             "cliponaxis": False, "hoverinfo": "skip"}]


def _gap_lines(curves: Sequence[Curve], gap: Gap, top: float, tone: str, colours: Palette) -> list[Figure]:
    """The stretch between both curves, and the thin line that leads up to its words."""
    ends = sorted(rate for rate in (curve.at(gap.age) for curve in curves) if rate is not None)
    if len(ends) < 2:
        return []
    at = {"type": "line", "xref": "x", "yref": "y", "x0": gap.age, "x1": gap.age}
    return [{**at, "y0": ends[1], "y1": top, "line": {"color": colours.mute, "width": 1, "dash": "2px,3px"}},
            {**at, "y0": ends[0], "y1": ends[1], "line": {"color": tone, "width": 3}}]


def _counts(
    curves: Sequence[Curve], ticks: Sequence[int], tones: Sequence[str], colours: Palette, language: Language
) -> list[Figure]:
    """How many of each side are still at risk at each tick, beneath the axis."""
    under = {"yref": "paper", "y": 0, "yanchor": "top"}
    head = text(language, "cohorts.at_risk")
    notes = [note(head, colours.ink3, xref="paper", x=0, xanchor="left", xshift=-52, **under, yshift=-_TICKS)]
    for row, (curve, tone) in enumerate(zip(curves, tones, strict=True), start=1):
        name = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 40}
        notes.append(note(curve.name, tone, **name, **under, yshift=-_TICKS - _ROW * row))
        for tick in ticks:
            if tick in curve.ages and curve.at_risk:
                n = f"{curve.at_risk[curve.ages.index(tick)]:,}"
                notes.append(note(n, tone, x=tick, xanchor="center", **under, yshift=-_TICKS - _ROW * row))
    return notes
