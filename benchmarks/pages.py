"""Everything that a page asks for, beside one scan of the cube: python -m benchmarks.pages. Milliseconds, medians."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from data.warehouse import Warehouse, open_warehouse
from queries import cells, explain, kept, methods, methods_bridge, methods_units, plan, prices, tables
from queries.accounts import accounts
from queries.bridge import bridge
from queries.cohorts import cohorts
from queries.dimensions import build_info, dimensions
from queries.explain import event_and_roll, movers
from queries.flows import weekly
from queries.retention import kpis, sundays, trend, upsell_masks_churn
from queries.runner import run
from queries.scope import Scope
from queries.survival import curves, default_cut, verdict

REPEATS = 9


def questions(warehouse: Warehouse) -> dict[str, Callable[[], Any]]:
    """By name: what the pages ask, unfiltered and filtered, for the default week."""
    day = build_info(warehouse).default_as_of
    whole, part = Scope(day), Scope(day).with_filter("segment", "Enterprise")
    own = Scope(day).with_filter("csm_id", next(v.value for v in dimensions(warehouse)["csm_id"].values if v.value))
    year, week = sundays(day, 53), day - timedelta(days=7)
    before, cut = tables.year_before(day), default_cut(build_info(warehouse), day)
    asked: dict[str, Callable[[], Any]] = {}
    for name, scope in (("whole", whole), ("segment", part), ("csm", own)):
        asked |= {
            f"kpis {name}": partial(kpis, warehouse, scope),
            f"trend of 53 weeks {name}": partial(trend, warehouse, scope, year),
            f"weekly movements {name}": partial(weekly, warehouse, scope, year),
            f"event and roll {name}": partial(event_and_roll, warehouse, scope, week),
            f"movers {name}": partial(movers, warehouse, scope, "grr"),
            f"bridge of 12 months {name}": partial(bridge, warehouse, scope, before, day),
            f"bridge of a week {name}": partial(bridge, warehouse, scope, week, day),
            f"A1 {name}": partial(upsell_masks_churn, warehouse, scope),
            f"mix and rate by segment {name}": partial(cells.shares, warehouse, scope, "grr", "segment", week),
            f"accounts of a week's change {name}": partial(explain.accounts, warehouse, scope, "grr", week, 8),
            f"accounts of a quarter's change {name}": partial(explain.accounts, warehouse, scope, "grr", year[-14], 8),
            f"methods {name}": partial(methods.methods, warehouse, scope),
            f"landing of the quarter {name}": partial(plan.landing, warehouse, scope),
            f"cohorts by quarter {name}": partial(cohorts, warehouse, scope),
            f"survival {name}": partial(curves, warehouse, scope),
            f"newer against older {name}": partial(verdict, warehouse, scope, cut),
        }
    asked |= {
        "kpis by segment": lambda: kpis(warehouse, whole, "segment"),
        "kpis by CSM": lambda: kpis(warehouse, whole, "csm_id"),
        "trend by segment": lambda: trend(warehouse, whole, year, "segment"),
        "methods reconciled": lambda: methods_bridge.reconciliation(warehouse, whole),
        "units compared": lambda: methods_units.units(warehouse, whole),
        "price against seats": lambda: prices.split(warehouse, whole, before, day),
        "history of the plan": lambda: plan.history(warehouse, whole),
        "survival by segment": lambda: curves(warehouse, whole, "segment"),
        "bridge by segment": lambda: bridge(warehouse, whole, before, day, "segment"),
        "kpis, contract chains": lambda: kpis(warehouse, Scope(day, "contract")),
        "accounts that churned": lambda: accounts(warehouse, whole, "churn"),
        "accounts of a segment": lambda: accounts(warehouse, part),
        "any day (not in the cube)": lambda: kpis(warehouse, Scope(day - timedelta(days=3))),
        "bridge of any two days": lambda: bridge(warehouse, whole, day - timedelta(days=100), day - timedelta(days=3)),
    }
    return asked


def scan(warehouse: Warehouse) -> Any:
    """One scan of the customer cube: every measure of every cell."""
    cube = tables.cube("customer")
    return run(warehouse, select(*(func.sum(cube.c[name]).label(name) for name in tables.MEASURES)))


def median(work: Callable[[], Any]) -> float:
    """Milliseconds, after one run that warms up; no rows are kept from the run before."""
    work()
    taken = []
    for _ in range(REPEATS):
        kept.kept.clear()
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 1)


def main() -> None:
    warehouse = open_warehouse()
    found = {"one scan of the cube": median(lambda: scan(warehouse))}
    found |= {name: median(work) for name, work in questions(warehouse).items()}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
