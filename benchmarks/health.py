"""What weekly health scores cost: python -m benchmarks.health CUSTOMERS [WEEKS] [FEATURES].

A company whose every customer uses every feature in every week, so that usage has customers × weeks × features rows.
The models that the score stands on are built first; timed are the health models alone, dbt's start included. Then the
page's questions, beside one scan of the health cube. One line of JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import func, select

from benchmarks.build import peak_children
from data import build
from data.plan import plan
from data.warehouse import Warehouse, new_version, open_warehouse
from queries import backtest, features, health, lists, tables
from queries.dimensions import build_info
from queries.retention import kpis, sundays
from queries.runner import run
from queries.scope import Scope

BASIS = ("path:models/staging", "+piece_customer", "+line", "+unit_customer", "+as_of", "+total_customer",
         "+renewing_customer")
HEALTH = ("path:models/health",)
REPEATS = 7
FIRST = "date '2025-09-01'"


def company(connection: duckdb.DuckDBPyConnection, customers: int, weeks: int, names: int) -> None:
    """Rows spread by hash, the same for the same size: usage, and of each other source a few rows a customer."""
    who = f"range({customers}) as who(n)"
    for statement in (
        "create schema contract", "create schema meta",
        "create table meta.company as select 'benchmark' as name, false as is_demo",
        f"create table contract.customer as select 'C' || n as customer_id, 'N' || n as name,"
        f" 'S' || (n % 4) as segment, 'R' || (hash(n) % 7) as region,"
        f" ['high', 'low', 'tech'][n % 3 + 1] as touch_model, {FIRST} as signed_on"
        f" from {who}",
        f"create table contract.subscription as select 'L' || n as subscription_id, 'C' || n as customer_id,"
        f" 'K' || n as contract_id, 'Platform' as product, {FIRST} as start_on, case when hash(n) % 10 = 0 then"
        f" {FIRST} + cast(300 + hash(n) % 100 as integer) end as end_on, cast(1000 + hash(n) % 9000 as decimal(20, 6))"
        f" as mrr, 'JPY' as currency, cast(5 + hash(n) % 60 as integer) as seats from {who}",
        f"create table contract.pulse as select 'P' || n || '-' || k as pulse_id, 'C' || n as customer_id, {FIRST} +"
        f" cast(30 * k + hash(n) % 30 as integer) as recorded_on, cast(1 + hash(n + k) % 5 as integer) as rating"
        f" from {who}, range(12) as pulse(k)",
        f"create table contract.touch as select 'T' || n || '-' || k as touch_id, 'C' || n as customer_id, {FIRST} +"
        f" cast(20 * k + hash(n) % 20 as integer) as occurred_on, 'cs' as function, 'check_in' as kind"
        f" from {who}, range(20) as touch(k)",
        f"create table contract.ticket as select 'T' || n || '-' || k as ticket_id, 'C' || n as customer_id,"
        f" cast({FIRST} + cast(60 * k + hash(n) % 60 as integer) as timestamp) as opened_at,"
        f" cast(1 + hash(n + k) % 4 as integer) as severity from {who}, range(6) as ticket(k)",
        f"create table contract.usage_week as select 'C' || n as customer_id,"
        f" {FIRST} + cast(7 * w as integer) as week_on, 'Feature ' || f as feature,"
        f" cast(1 + hash(n, f) % 40 as integer) as active_users,"
        f" cast(1 + hash(n, w, f) % 400 as integer) as events from range({weeks}) as week(w), {who},"
        f" range({names}) as named(f)",
    ):
        connection.execute(statement)


def questions(warehouse: Warehouse) -> dict[str, Callable[[], Any]]:
    day = build_info(warehouse).default_as_of
    whole, part = Scope(day), Scope(day).with_filter("segment", "S1")
    year = sundays(day, 26)
    asked: dict[str, Callable[[], Any]] = {}
    for name, scope in (("whole", whole), ("segment", part)):
        asked |= {f"bands {name}": partial(health.bands, warehouse, scope),
                  f"trend of 26 weeks {name}": partial(health.trend, warehouse, scope, year),
                  f"migration {name}": partial(health.migration, warehouse, scope, 4),
                  f"accounts of a cell {name}": partial(health.members, warehouse, scope, "green", "yellow", 4, 200),
                  f"scores that moved most {name}": partial(health.moved, warehouse, scope, 4, 200),
                  f"features {name}": partial(features.features, warehouse, scope),
                  f"silent leavers {name}": partial(lists.silent, warehouse, scope, 200),
                  f"shelfware {name}": partial(lists.shelfware, warehouse, scope, limit=200),
                  f"quadrant {name}": partial(lists.quadrant, warehouse, scope),
                  f"backtest {name}": partial(backtest.backtest, warehouse, scope)}
    return asked | {"bands by segment": lambda: health.bands(warehouse, whole, "segment"),
                    "why a score moved": lambda: health.why(warehouse, whole, "C7"),
                    "kpis (another page's, for comparison)": lambda: kpis(warehouse, whole)}


def scan(warehouse: Warehouse) -> Any:
    cube = tables.health_cube()
    return run(warehouse, select(func.sum(cube.c.customers), func.sum(cube.c.arr)))


def median_ms(ask: Callable[[], Any]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken[1:]), 1)


def built(path: Path, version: str) -> dict[str, Any]:
    """The basis, then the health models, timed, then the rest."""
    with duckdb.connect(str(path)) as connection:
        variables = plan(connection)
    build.run_dbt(path, variables, select=BASIS)
    start, before = time.monotonic(), peak_children()
    build.run_dbt(path, variables, select=HEALTH)
    seconds, peak = time.monotonic() - start, peak_children()
    build.build(path, version)
    with duckdb.connect(str(path)) as connection:
        counted = {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0]
                   for name in ("contract.usage_week", "marts.health")}
    rows = counted["contract.usage_week"]
    return {**counted, "seconds": round(seconds, 1), "seconds_per_million_usage_rows": round(1e6 * seconds / rows, 2),
            "gib": peak, "gib_before": before, "file_gib": round(path.stat().st_size / 2**30, 2)}


def main(customers: int, weeks: int = 60, names: int = 8) -> None:
    with new_version() as draft:
        connection = draft.connect()
        company(connection, customers, weeks, names)
        connection.close()
        found: dict[str, Any] = {"customers": customers, "weeks": weeks, "features": names,
                                 **built(draft.path, draft.version)}
        draft.publish()
    warehouse = open_warehouse()
    found["milliseconds"] = {"one scan of the health cube": median_ms(partial(scan, warehouse)),
                             **{name: median_ms(ask) for name, ask in questions(warehouse).items()}}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
