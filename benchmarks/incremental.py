"""What a week's new lines cost, beside a full build: python -m benchmarks.incremental CUSTOMERS YEARS [SHARE ...].

The demo company (no activity) is built under TENURE_HOME, unless one is in use there. Then, for each share of the
customers (default 0.005 and 0.01), it is loaded as if it were a week later, with one more line of that week for each of
them, and built on from the version in use; once also in full. Nothing is published. Every build runs in a process of
its own; seconds are of the wall and of the processors, the transform's process included. One line of JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import duckdb

from benchmarks.build import demo
from data import build, incremental, plan
from data.built import How
from data.decided import reachable
from data.publishing import copy_loaded
from data.warehouse import Draft, current_version, new_version

SHARES = ("0.005", "0.01")
PARTS = 100_000


def a_week_later(connection: duckdb.DuckDBPyConnection, share: float) -> None:
    """One more line for a share of the customers, begun in the week after the newest day."""
    connection.execute(f"""
        insert into contract.subscription by name
        select line.* replace (subscription_id || '-more' as subscription_id, null as end_on,
                          day + cast(1 + hash(customer_id) % 7 as integer) as start_on)
        from (select distinct on (customer_id) * from contract.subscription
              order by customer_id, subscription_id) as line
        cross join (select newest_day as day from used.meta.build) as build
        where hash(customer_id || ' chosen') % {PARTS} < {round(share * PARTS)}""")


def processors() -> float:
    """Seconds that this process and its finished children have had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def write(draft: Draft, share: float) -> Any:
    """The load of a week later; gives that week's last day."""
    connection = draft.connect()
    copy_loaded(connection, draft)
    connection.execute(f"attach '{draft.in_use}' as used (read_only)")
    newest = connection.execute("select newest_day from used.meta.build").fetchall()[0][0]
    a_week_later(connection, share)
    connection.close()
    return newest + timedelta(7)


def one(share: float, full: bool) -> dict[str, Any]:
    """One build, timed from when its load is written."""
    reachable()
    with new_version() as draft:
        assert isinstance(draft, Draft)
        day = write(draft, share)
        start, before = time.monotonic(), processors()
        steps: list[tuple[str, float]] = []
        with patch.object(plan, "today", lambda: day):
            said = _built(draft, full, lambda what, done, total: steps.append((what, processors())))
        return {"share": share, "said": said, "seconds": round(time.monotonic() - start, 1),
                "processor_seconds": round(processors() - before, 1),
                **({} if full else {"steps": _between(steps)})}


def _between(steps: list[tuple[str, float]]) -> dict[str, float]:
    ends = [*steps[1:], ("", processors())]
    return {what: round(end - begin, 1) for (what, begin), (_, end) in zip(steps, ends, strict=True)}


def _built(draft: Draft, full: bool, progress: incremental.Progress) -> str:
    started, variables = time.monotonic(), build.prepare(draft.path)
    if full:
        build.build(draft.path, draft.version, variables=variables)
        return "full"
    done = incremental.attempt(draft.path, draft.in_use, variables, draft.scratch, progress)
    assert isinstance(done, incremental.Done), done
    build.record(draft.path, draft.version, variables, time.monotonic() - started, How(done.said, done.replaced))
    return done.said


def child(share: str, how: str) -> dict[str, Any]:
    """One build in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.incremental", how, share], stdout=subprocess.PIPE,
                          text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(found), file=sys.stderr, flush=True)
    return found


def main(customers: int, years: int, shares: list[str]) -> None:
    if current_version() is None:
        with new_version() as draft:
            assert isinstance(draft, Draft)
            demo(draft, customers, years)
            build.build(draft.path, draft.version)
            draft.publish()
    whole = child(shares[-1], "full")
    found = [child(share, "incremental") for share in shares]
    print(json.dumps({"customers": customers, "full": whole, "incremental": [
        {**each, "ratio": round(each["processor_seconds"] / whole["processor_seconds"], 3)} for each in found]}))


if __name__ == "__main__":
    if sys.argv[1] in ("full", "incremental"):
        print(json.dumps(one(float(sys.argv[2]), sys.argv[1] == "full")))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or list(SHARES))
