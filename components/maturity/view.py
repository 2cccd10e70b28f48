"""The page's own part of the URL: the quarter that is shown, and the cell that is opened. Pure.

`?period=2026-Q3&cell=sales.handoff`. What does not exist is reported in `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.maturity.model import CAPABILITIES, FUNCTIONS
from queries.measures.calendar import quarter_name

PERIOD, CELL = "period", "cell"
CELLS = tuple(f"{function}.{capability}" for function in FUNCTIONS for capability in CAPABILITIES)


@dataclass(frozen=True)
class View:
    """`on`: the day on which the quarter is read. `cell`: function and capability; null: none is opened."""

    quarter: str
    on: date
    cell: tuple[str, str] | None = None
    unknown: tuple[tuple[str, str], ...] = ()


def read(params: Mapping[str, Sequence[str]], days: Sequence[date]) -> View:
    """The view that a URL asks for; `days`: the days of the quarters that there are, the newest last."""
    asked = {name: params[name][-1] for name in (PERIOD, CELL) if params.get(name)}
    known = {quarter_name(day): day for day in days}
    choices = ((PERIOD, tuple(known)), (CELL, CELLS))
    unknown = [(name, asked.pop(name)) for name, held in choices if name in asked and asked[name] not in held]
    quarter = asked.get(PERIOD, quarter_name(days[-1]))
    function, _, capability = asked.get(CELL, "").partition(".")
    return View(quarter, known[quarter], (function, capability) if function else None, tuple(unknown))
