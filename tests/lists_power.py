"""What the list of silent leavers finds of the demo company's truth, with the fall of use as it is and half as deep.

    python -m tests.lists_power --seeds 4 --customers 2000

A silent leaver of the truth is a decision to leave whose use falls and that is silent; it is looked for on the list on
the Sundays before its end. Of who is on the list it is told who leaves within 13 weeks, who falls and stays, and who
is there by chance. Prints the table of docs/demo-company.md, "What the list of silent leavers finds".
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from data import build, plan
from data.demo import activity
from data.demo.engine import simulate
from data.demo.state import Run
from data.demo.tables import of_run
from data.demo.truth import TRUTH, Truth
from data.demo.write import _append, _create
from tests import scratch

END, YEARS, USAGE_WEEKS = date(2026, 11, 22), 4, 90
AHEAD = 91
"""Days within which somebody on the list is to leave."""
BEFORE = (1, 2, 3, 4, 6, 8)
"""Weeks before the end at which a leaver is looked for."""
Measured = tuple[pd.DataFrame, dict[str, float]]
"""What `recall` and `precision` say, over all companies together."""
LISTED = """
select cast(replace(c.customer_id, 'C', '') as integer) - 1 as customer, h.week_day,
       coalesce(h.silent, false) as listed, h.m_usage_trend as trend
from marts.health as h join marts.customer as c on c.customer_key = h.customer_key
"""


def halved(truth: Truth = TRUTH) -> Truth:
    """The same company, but use falls half as deep."""
    return replace(truth, use_fall=truth.use_fall / 2)


@lru_cache(maxsize=1)
def compiled() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The models that health needs, in dbt's order, compiled once for all companies."""
    folder = scratch.folder()
    with duckdb.connect(str(folder / "company.duckdb")) as connection:
        load(connection, simulate(300, YEARS, 1, END))
        variables = plan.plan(connection)
    build.run_dbt(folder / "company.duckdb", variables, work=folder, select=["+health"])
    nodes = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    ordered = sorted(results, key=lambda result: result["timing"][-1]["started_at"])
    return [{**nodes[result["unique_id"]], "sql": result["compiled_code"]} for result in ordered], variables


def load(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """The contract's tables of a run, with the last weeks of use."""
    connection.execute("create schema contract")
    _create(connection, of_run(run) | activity.of_run(run))
    _append(connection, "usage_week", activity.usage_blocks(run, USAGE_WEEKS))


def company(customers: int, seed: int, truth: Truth) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who is on the list on every scored Sunday, and the decisions: customer, term_end, leaves, falling, silent."""
    run = simulate(customers, YEARS, seed, END, truth)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "company.duckdb")) as connection:
        load(connection, run)
        connection.execute("create schema staging; create schema marts")
        for model in compiled()[0]:
            kind = model["config"]["materialized"]
            connection.execute(f"create {kind} {model['schema']}.{model['name']} as {model['sql']}")
        listed = connection.execute(LISTED).df()
    return listed, pd.DataFrame(run.books.intents.read())


def recall(listed: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Of the silent leavers whose term ended in the year up to END: how many are on the list so many weeks before.

    Grain: weeks before the end. Columns: before, leavers (with a score then), found, trend (median).
    """
    end = (END - date(1970, 1, 1)).days
    ended = decisions[decisions.leaves & decisions.falling & decisions.silent
                      & (decisions.term_end <= end) & (decisions.term_end > end - 364)]
    rows = []
    for before in BEFORE:
        sunday = (ended.term_end - 1 - 3) // 7 * 7 + 3 - 7 * (before - 1)
        there = ended.assign(week_day=sunday).merge(listed, on=["customer", "week_day"])
        rows.append({"before": before, "leavers": len(there), "found": int(there.listed.sum()),
                     "trend": there.trend.median()})
    return pd.DataFrame(rows)


def precision(listed: pd.DataFrame, decisions: pd.DataFrame) -> dict[str, float]:
    """Who is on the list on the Sundays of a year that ends 13 weeks before END: leaves within 13 weeks, falls and
    stays (then, or in the 8 weeks in which its use comes back), or neither; and how many of all customers leave.
    """
    end = (END - date(1970, 1, 1)).days - AHEAD
    rows = listed[(listed.week_day <= end) & (listed.week_day > end - 364)].reset_index(drop=True)
    left = _within(rows, decisions[decisions.leaves], -AHEAD, 0)
    stays = _within(rows, decisions[decisions.falling & ~decisions.leaves], -AHEAD, 56)
    on = rows.listed.to_numpy(bool)
    return {"listed": int(on.sum()), "leave": int((on & left).sum()), "fall_and_stay": int((on & stays & ~left).sum()),
            "all": len(rows), "all_leave": int(left.sum())}


def _within(rows: pd.DataFrame, decisions: pd.DataFrame, low: int, high: int) -> np.ndarray:
    """Whether a row's Sunday lies that many days around the term's end of one of its customer's decisions."""
    pairs = rows.reset_index().merge(decisions[["customer", "term_end"]], on="customer")
    after = pairs.week_day - pairs.term_end
    hit = np.zeros(len(rows), dtype=bool)
    hit[pairs["index"][(after >= low) & (after < high)].to_numpy()] = True
    return hit


def measured(customers: int, seeds: range, truth: Truth) -> Measured:
    """All companies together."""
    found = [company(customers, seed, truth) for seed in seeds]
    recalls = pd.concat([recall(*each) for each in found])
    whole = recalls.groupby("before", as_index=False).agg({"leavers": "sum", "found": "sum", "trend": "mean"})
    held = pd.DataFrame([precision(*each) for each in found]).sum()
    return whole, {str(name): float(value) for name, value in held.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--customers", type=int, default=2000)
    asked = parser.parse_args()
    for name, truth in (("as it is", TRUTH), ("half as deep", halved())):
        whole, held = measured(asked.customers, range(1, asked.seeds + 1), truth)
        print(f"\nuse falls {name}\n{whole.assign(recall=whole.found / whole.leavers).round(3).to_string(index=False)}")
        print({**held, "precision": round(held["leave"] / max(held["listed"], 1), 3),
               "base": round(held["all_leave"] / held["all"], 3)})


if __name__ == "__main__":
    main()
