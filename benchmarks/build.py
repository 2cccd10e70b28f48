"""Seconds and peak memory of one build: python -m benchmarks.build CUSTOMERS YEARS. Publishes it under TENURE_HOME."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

from data import build
from data.demo import write
from data.plan import plan
from data.warehouse import Draft, new_version

CUSTOMER_UNIT = ("+total_customer", "+flow_customer", "+moved_customer", "+step_week_customer", "+step_month_customer")


def peak_children() -> float:
    """GiB: the largest resident size of any finished child, dbt's process."""
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20, 2)


def demo(draft: Draft, customers: int, years: int) -> float:
    start = time.monotonic()
    connection = draft.connect()
    write(connection, customers, years, activity=False)
    connection.close()
    return round(time.monotonic() - start, 1)


def one_unit(path: Path) -> float:
    """The customer unit's models alone, with what they stand on."""
    with duckdb.connect(str(path)) as connection:
        variables = plan(connection)
    start = time.monotonic()
    build.run_dbt(path, variables, select=CUSTOMER_UNIT)
    return round(time.monotonic() - start, 1)


def main(customers: int, years: int) -> None:
    with new_version() as draft:
        assert isinstance(draft, Draft)  # a server is no machine of ours to measure
        found: dict[str, object] = {"demo_seconds": demo(draft, customers, years)}
        found |= {"customer_unit_seconds": one_unit(draft.path), "customer_unit_gib": peak_children()}
        start = time.monotonic()
        build.build(draft.path, draft.version)
        found |= {"all_units_seconds": round(time.monotonic() - start, 1), "all_units_gib": peak_children()}
        with duckdb.connect(str(draft.path)) as connection:
            counts = {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for name in (
                "contract.subscription", "marts.piece_customer", "marts.cube_customer", "marts.profile", "marts.as_of")}
        found |= counts | {"file_gib": round(draft.path.stat().st_size / 2**30, 2)}
        draft.publish()
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
