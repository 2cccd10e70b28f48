"""A value axis that the PDF and the slides share: round ticks around what is drawn. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from components import format as fmt
from components.i18n import Language, text
from components.report.model import Chart, Head, Series
from components.report.paper.written import number

TICKS = 5
CUT = 0.6
"""Bars are cut where their lowest is above this share of their highest: the changes would not be seen."""


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, a tick every `step`."""

    low: float
    high: float
    step: float

    def ticks(self) -> list[float]:
        """The ticks, ascending."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return [index * self.step for index in range(first, last + 1)]

    def thinned(self, height: float, least: float = 15.0) -> Scale:
        """The same ends with fewer ticks, where they would stand closer than `least` points in that height."""
        parts = round((self.high - self.low) / self.step)
        fits = next(
            (many for many in range(1, parts + 1) if parts % many == 0 and height * many / parts >= least), parts
        )
        return Scale(self.low, self.high, self.step * fits)

    def share(self, value: float) -> float:
        """Where a value stands: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def known(values: Iterable[float | None]) -> list[float]:
    """The values that there are."""
    return [value for value in values if value is not None and math.isfinite(value)]


def nice(low: float, high: float, ticks: int = TICKS) -> Scale:
    """A scale with round ends around low and high and about so many ticks; a span of nothing gets some room."""
    if high - low < 1e-12:
        room = abs(high) * 0.05 or 1.0
        low, high = low - room, high + room
    rough = (high - low) / (ticks - 1)
    size = 10 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough * (1 - 1e-9))
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def line_scale(chart: Chart) -> Scale:
    """Around all lines, their intervals and targets."""
    found = known(
        [*(value for one in chart.series for value in (*one.values, *one.low, *one.high)), *chart.targets.values()]
    )
    return nice(min(found), max(found)) if found else Scale(0.0, 1.0, 0.5)


def bar_scale(chart: Chart) -> Scale:
    """From zero, or from the lowest below it."""
    found = known(
        [*(value for one in chart.series for value in (*one.values, *one.low, *one.high)), *chart.targets.values()]
    )
    return nice(min(0.0, *found), max(0.0, *found)) if found else Scale(0.0, 1.0, 0.5)


def totals(chart: Chart, head: Head) -> tuple[str, ...]:
    """What each bar of amounts comes to: bars of one length do not show it. None for shares; "" for nothing.
    """
    if chart.form != "stacked" or chart.kind in ("rate", "points"):
        return ()
    found = [known(one.values[at] for one in chart.series) for at in range(len(chart.categories))]
    return tuple(number(sum(each), chart.kind, head) if sum(each) > 0 else "" for each in found)


def tick_label(value: float, scale: Scale, chart: Chart, head: Head) -> str:
    """A tick in words: whole per cent where the ticks are."""
    if chart.kind == "rate":
        return fmt.rate(value, 0 if scale.step >= 0.0099 else 1)
    return number(0.0 if abs(value) < scale.step * 1e-6 else value, chart.kind, head)


@dataclass(frozen=True)
class Step:
    """A bar of a bridge: its value, and the levels that it runs between; none where the value is unknown."""

    label: str
    value: float | None
    start: float
    end: float
    total: bool

    @property
    def low(self) -> float:
        """Its lower end."""
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        """Its upper end."""
        return max(self.start, self.end)


def steps(chart: Chart) -> list[Step]:
    """The bars of a bridge: totals start from zero, a movement where the bar before it ended."""
    found, level = list[Step](), 0.0
    values = chart.series[0].values if chart.series else ()
    for at, (label, value) in enumerate(zip(chart.categories, values, strict=True)):
        total, moved = at in chart.totals, known([value])
        start = 0.0 if total else level
        level = level if not moved else moved[0] if total else level + moved[0]
        found.append(Step(str(label), value if moved else None, level if total and not moved else start, level, total))
    return found


def bridge_scale(bars: list[Step]) -> Scale:
    """From zero; far above it, from a round number below the lowest end: the totals are then cut."""
    known_bars = [bar for bar in bars if bar.value is not None]
    if not known_bars:
        return Scale(0.0, 1.0, 0.5)
    high = max(bar.high for bar in known_bars)
    lowest = min(
        min(bar.low for bar in known_bars if not bar.total) if any(not bar.total for bar in known_bars) else 0.0,
        min(bar.end for bar in known_bars),
    )
    if lowest > CUT * high > 0:
        shown = nice(lowest - (high - lowest) * 0.35, high)
        return shown if shown.low > 0 else Scale(0.0, high, shown.step)
    return Scale(min(0.0, lowest), max(high, 0.0), nice(min(0.0, lowest), max(high, 0.0)).step)


def cut_words(scale: Scale, chart: Chart, head: Head) -> str:
    """Where cut bars start, in words."""
    money = chart.kind == "money"
    start = fmt.money(scale.low, head.currency, head.language) if money else number(scale.low, chart.kind, head)
    return text(head.language, "chart.cut_bars", start=start)


def target_above(one: Series, target: float) -> bool:
    """Whether the target's name stands above its line: where the line, at the left, runs below it."""
    near = known(one.values[: max(len(one.values) // 4, 1)])
    return not near or sum(near) / len(near) <= target


def spread(places: list[float], top: float, bottom: float, apart: float) -> list[float]:
    """Ascending places, pushed at least so far apart, kept above the bottom, and below the top where they fit."""
    found = list(places)
    for at in range(1, len(found)):
        found[at] = max(found[at], found[at - 1] + apart)
    if found and found[-1] > bottom:
        found[-1] = bottom
        for at in range(len(found) - 2, -1, -1):
            found[at] = min(found[at], found[at + 1] - apart)
    return [max(found[0], top), *found[1:]] if found else []


def ticks(chart: Chart, first: date, last: date, language: Language) -> list[tuple[date, str, str]]:
    """What stands under the days: the chart's own names for them, else months."""
    return list(chart.ticks) or month_ticks(first, last, language)


def month_ticks(first: date, last: date, language: Language, most: int = 6) -> list[tuple[date, str, str]]:
    """First days of months between two days, at most so many, each with its month and, where it is new, its year."""
    months = [
        date(index // 12, index % 12 + 1, 1)
        for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        if first <= date(index // 12, index % 12 + 1, 1) <= last
    ]
    every = next((step for step in (1, 2, 3, 6, 12, 24, 60) if math.ceil(len(months) / step) <= most), 120)
    found, year = list[tuple[date, str, str]](), None
    for month in months[::every]:
        found.append((month, fmt.month(month, language), "" if month.year == year else fmt.short_year(month, language)))
        year = month.year
    return found or [(first, fmt.day(first, language), fmt.short_year(first, language))]
