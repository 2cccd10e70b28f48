"""A chart of the report as it is drawn in the meeting: the board's own line, bars and bridge, large. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components.charts.base import Figure
from components.charts.larger import larger
from components.i18n import Language
from components.meeting.plot_bars import bars, stacked
from components.meeting.plot_bridge import bridge
from components.meeting.plot_line import line
from components.meeting.plot_place import Place
from components.report.model import Chart
from components.tokens import Mode

LEAST = 18
"""The smallest type in a window of 1280 × 720, in pixels."""
GROWTH = LEAST / 15
"""By how much a figure of the board grows, whose smallest type here is 15."""
FORMS: Mapping[str, Callable[[Chart, Place], Figure]] = {"line": line, "bars": bars, "stacked": stacked,
                                                           "bridge": bridge}


def figure(
    chart: Chart, *, mode: Mode, language: Language, currency: str, width: int, height: int, factor: float = 1.0
) -> Figure:
    """The chart, so many pixels wide and high in a window of 1280 × 720 and `factor` times that in a larger one.

    It takes the width that it is given; `width` says which words fit inside it.
    """
    place = Place(mode, language, currency, round(width / GROWTH), round(height / GROWTH))
    return larger(FORMS[chart.form](chart, place), GROWTH * factor)
