"""Checks over tables as a whole, in SQL: what a single row cannot show."""

from __future__ import annotations

from data.check.context import Context
from data.check.cycles import across_customers, cycles
from data.check.days import days
from data.check.keys import duplicates, references, set_aside
from data.check.lines import lines
from data.check.money import currencies

__all__ = ["Context", "check_tables"]


def check_tables(context: Context) -> dict[str, int]:
    """Every check over the loaded tables. Sets rows aside and gives how many of each table; findings in the context.

    Faults first: where there are any, nothing will be published, and warnings about half a warehouse would mislead.
    """
    for fault in (duplicates, references, cycles, currencies):
        fault(context)
    if context.findings.refused:
        return {}
    for warning in (across_customers, lines, days):
        warning(context)
    return set_aside(context)
