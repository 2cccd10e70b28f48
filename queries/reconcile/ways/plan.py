"""plan: where the fiscal quarter of the date will land, what is decided of it, and the usual pace."""

from __future__ import annotations

from collections.abc import Iterator

from queries import plan
from queries.oracle import plan as second
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed

CHECKS = {"now": "landing", "decided": "decided", "pace": "pace", "landing": "landing", "low": "landing",
          "high": "landing"}


def pairs(asked: Asked) -> Iterator[Pair]:
    """Every KPI of the plan; what it is as of the date is compared with the pages'."""
    book = second.Book(asked.tables, asked.company, asked.build.fiscal_year_start, asked.build.first_day,
                       asked.build.default_as_of, asked.build.time_zone, asked.scope.unit, asked.where)
    found = keyed(plan.landing(asked.warehouse, asked.scope), "kpi")
    for kpi, wanted in second.landing(book, asked.as_of).items():
        for column, check in CHECKS.items():
            yield Pair(f"plan.{check}", asked.said(kpi=kpi, column=column), found[kpi][column], wanted[column])


WAY = Way("plan", "each line with the days on which it was cancelled and recorded, quarter by quarter", pairs)
