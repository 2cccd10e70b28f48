"""What people noted as having happened, on the charts of a section that run over days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from components.charts.marks import Mark
from components.report.model import Chart, Section


def noted_on(section: Section, events: Sequence[Mark]) -> Section:
    """The section with the events that lie within the days of each of its charts; its other charts as they are."""
    return replace(section, charts=tuple(replace(each, marks=within(each, events)) for each in section.charts))


def within(chart: Chart, events: Sequence[Mark]) -> tuple[Mark, ...]:
    """The events between a chart's first and last day, by day; none where it does not run over days."""
    days = [each for each in chart.categories if isinstance(each, date)]
    if chart.form != "line" or not days:
        return ()
    return tuple(sorted((each for each in events if days[0] <= each.day <= days[-1]), key=lambda each: each.day))
