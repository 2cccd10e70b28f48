"""The status that a change of a rate gives its KPI, the same on every page. Which change counts: queries.findings."""

from __future__ import annotations

from components.cards import Status
from queries.findings import COMPARED, DAYS, LEAST_WEEKS, RATES, Change, Span, biggest, changes, difference, earlier

__all__ = ["COMPARED", "DAYS", "LEAST_WEEKS", "RATES", "Change", "Span", "biggest", "changes", "difference", "earlier",
           "status"]


def status(change: Change, spoken: str | None, warned: bool = False) -> Status | None:
    """A KPI's status: none for noise, good for a rise; bad only for `spoken`, the metric that the title speaks of.

    A fall of another rate is to be watched. Where the title warns, every fall of its metric is bad, noise or not.
    """
    if change.change < 0 and warned and spoken == change.metric:
        return "bad"
    if not change.matters:
        return None
    return "good" if change.change > 0 else "bad" if spoken == change.metric else "warn"
