"""What people noted as having happened on a day, on every chart that has a time axis. The store holds it."""

from __future__ import annotations

from components import loaders
from components.charts import marks
from components.charts.base import Figure
from components.i18n import language
from components.tokens import Mode
from queries.happened import KIND, happened


def on(figure: Figure, mode: Mode) -> tuple[Figure, str]:
    """The chart with what happened in its time, and what the letters on it stand for, as HTML (empty: nothing)."""
    if not marks.over(figure):
        return figure, ""
    told = marks.lettered(figure, noted())
    return (marks.marked(figure, told, mode, language()), marks.caption(told, language())) if told else (figure, "")


def noted() -> tuple[marks.Mark, ...]:
    """Everything that was noted and that whoever asks may see, by day."""
    return tuple(marks.Mark(each.day, each.text) for each in happened(loaders.decided(KIND)))
