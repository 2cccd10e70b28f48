"""Lines that lie far apart get a panel each, all of the same span, so that a point looks alike in all. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from components.report.model import Chart
from components.report.paper.axis import Scale, known, line_scale, nice

MOST, PANEL_GAP = 3, 10.0


def panels(chart: Chart) -> tuple[Chart, ...]:
    """The chart, or a chart for each of its lines where they share no level: two or three, first one on top."""
    if chart.form != "line" or not 2 <= len(chart.series) <= MOST:
        return (chart,)
    extents = sorted(_extent(one) for one in _each(chart))
    apart = all(before[1] < after[0] for before, after in pairwise(extents))
    return _each(chart) if apart and all(known(one.values) for one in chart.series) else (chart,)


def _each(chart: Chart) -> tuple[Chart, ...]:
    return tuple(
        replace(
            chart,
            series=(one,),
            targets={name: target for name, target in chart.targets.items() if name == one.name},
            marks=chart.marks if at == 0 else (),
        )
        for at, one in enumerate(chart.series)
    )


def _extent(chart: Chart) -> tuple[float, float]:
    found = known(
        [*chart.targets.values(), *(value for one in chart.series for value in (*one.values, *one.low, *one.high))]
    )
    return (min(found), max(found)) if found else (0.0, 0.0)


def scales(charts: tuple[Chart, ...]) -> tuple[Scale, ...]:
    """A scale for each panel: one span for all, each around its own middle."""
    if len(charts) == 1:
        return (line_scale(charts[0]),)
    extents = [_extent(chart) for chart in charts]
    around = [nice(*extent) for extent in extents]
    widest, step = max(one.high - one.low for one in around), max(one.step for one in around)
    found = []
    for low, high in extents:
        foot = round(((low + high) / 2 - widest / 2) / step) * step
        while foot > low + 1e-12:
            foot -= step
        span = widest
        while foot + span < high - 1e-12:
            span += step
        found.append((foot, span))
    span = max(span for _, span in found)
    return tuple(Scale(foot, foot + span, step) for foot, _ in found)
