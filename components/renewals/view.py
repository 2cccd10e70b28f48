"""The page's own part of the URL: the periods of the chart and which list is open. Pure.

`?period=quarter&tab=deadline`. What there is not is reported in `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queries.renewal_lists import Kind
from queries.renewals import Period

PERIOD, TAB = "period", "tab"
PERIODS: tuple[Period, ...] = ("month", "quarter", "week")
TABS: tuple[Kind, ...] = ("at_risk", "deadline", "automatic", "overdue")


@dataclass(frozen=True)
class View:
    """`unknown`: the parameters that ask for what there is not, with their values."""

    period: Period = "month"
    tab: Kind = "at_risk"
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, parameter: str) -> str | None:
        """What this parameter asks for, where there is no such thing."""
        return dict(self.unknown).get(parameter)


def read(params: Mapping[str, Sequence[str]]) -> View:
    """The view that a URL asks for."""
    asked = {name: params[name][-1] for name in (PERIOD, TAB) if params.get(name)}
    period = next((each for each in PERIODS if each == asked.get(PERIOD)), PERIODS[0])
    tab = next((each for each in TABS if each == asked.get(TAB)), TABS[0])
    known: dict[str, tuple[str, ...]] = {PERIOD: PERIODS, TAB: TABS}
    return View(period, tab, tuple((name, value) for name, value in asked.items() if value not in known[name]))
