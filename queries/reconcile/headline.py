"""The headline figures of a company too large to hold: every customer's lines, some customers at a time, summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from time import monotonic

from queries.bridge import bridge as ours
from queries.oracle.bridge import COLUMNS
from queries.oracle.bridge import bridge as recomputed
from queries.reconcile import sample
from queries.reconcile.asked import Asked
from queries.reconcile.figures import Shown
from queries.reconcile.pair import Pair, amount
from queries.reconcile.ways.bridge import starts
from queries.reconcile.ways.retention import Cell, compared, standings
from queries.retention import kpis

SIZE = 1000
"""Customers whose rows are held at once."""
SAID = "every customer"


def needed(wanted: Iterable[Shown]) -> bool:
    """Whether one of the figures is a headline's."""
    return bool({each.check.split(".")[0] for each in wanted} & {"kpis", "bridge"})


def pairs(asked: Asked, seconds: float | None = None) -> Iterator[Pair]:
    """NRR, GRR, logos and amounts of twelve months, and the bridges of a year, quarter, month and week, in customers.
    Nothing where the time is up before the last customer.
    """
    began, cell = monotonic(), Cell()
    spans = {start: Counter[str]() for start in starts(asked.as_of).values()}
    for given in sample.parts(asked.tables, SIZE):
        if seconds is not None and monotonic() - began > seconds:
            return
        _add(replace(asked, tables=given, asked_once={}), cell, spans)
    mine = kpis(asked.warehouse, asked.scope).to_dict("records")
    yield from compared(asked, mine, {None: cell.row()}, None, "customer", SAID)
    for start, sums in spans.items():
        row = ours(asked.warehouse, asked.scope, start, asked.as_of).iloc[0]
        for key in COLUMNS:
            yield Pair(f"bridge.{key}", f"{SAID} from={start}", row[key], amount(sums[key], asked.digits), "exact")


def _add(part: Asked, cell: Cell, spans: dict[date, Counter[str]]) -> None:
    """Sums a part into what was summed before: its rows are let go."""
    for each in standings(part, "customer"):
        if each.member:
            cell.members.append(each.member)
        if each.now:
            cell.now.append(each.now)
            if each.came is not None:
                cell.came[each.came] += each.now
    for start, sums in spans.items():
        sums.update(recomputed(part.company, start, part.as_of)[0])
