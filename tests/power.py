"""What the drivers find of the demo company's truth: at full effect, at half of it, and with every effect off.

    python -m tests.power --seeds 20 --off 100 --customers 1500

Companies are made in memory and built with dbt's own SQL, compiled once, of which only the models that the drivers read
are run. Prints the tables of docs/demo-company.md, "What statistics find".
"""

from __future__ import annotations

import argparse
import json
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy
from sqlalchemy.pool import QueuePool

from data import build, built, plan
from data.demo import activity
from data.demo.engine import simulate
from data.demo.tables import of_run
from data.demo.truth import TRUTH, Truth
from data.demo.write import _append, _create
from data.engines.place import Embedded
from data.warehouse import Warehouse
from queries.drivers import CHANCE, drivers
from queries.scope import Scope
from queries.tables import day_number, year_before
from tests import scratch
from tests.replay import ARGUMENTS

END = date(2026, 11, 22)
YEARS = 4
EFFECTS = ("fit_partial", "fit_poor", "onboarding_late", "onboarding_never", "newer_cohort", "csm_change")
CAUSES = {"icp_fit=good": 1, "ttv_fast": 1, "csm_change": -1}
"""What was put in as a cause and is a condition, with its sign. Newer cohorts are what the age is adjusted for."""
NOISE = ("training", "content_seen", "executive_contact", "champion_left", "onboarding_deep", "lead_source=",
         "billing_method=", "industry=", "region=")
"""What was put in as noise; those that end in = are every value of an attribute."""
USAGE_WEEKS = 80
READ = ("condition", "piece_customer", "life_customer", "unit_customer", "label", "as_of")


def scaled(share: float) -> Truth:
    """The truth with every effect on leaving at that share of what it is."""
    return replace(TRUTH, **{name: share * getattr(TRUTH, name) for name in EFFECTS})


def is_noise(condition: str) -> bool:
    return any(condition == name or (name.endswith("=") and condition.startswith(name)) for name in NOISE)


@lru_cache(maxsize=1)
def compiled(customers: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The models that the drivers read, in dbt's order, and the build's variables: of one company, for all."""
    folder = scratch.folder()
    with duckdb.connect(str(folder / "company.duckdb")) as connection:
        load(connection, customers, 1, TRUTH)
        variables = plan.plan(connection)
    build.run_dbt(folder / "company.duckdb", variables, work=folder, select=[f"+{name}" for name in READ])
    nodes = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    ordered = sorted(results, key=lambda result: result["timing"][-1]["started_at"])
    return [{**nodes[result["unique_id"]], "sql": result["compiled_code"]} for result in ordered], variables


def load(connection: duckdb.DuckDBPyConnection, customers: int, seed: int, truth: Truth) -> None:
    """The contract's tables of one company; of its use the weeks that a comparison on END looks back to."""
    run = simulate(customers, YEARS, seed, END, truth)
    connection.execute("create schema contract")
    _create(connection, of_run(run) | activity.of_run(run))
    _append(connection, "usage_week", activity.usage_blocks(run, USAGE_WEEKS))


@contextmanager
def company(customers: int, seed: int, truth: Truth) -> Iterator[Warehouse]:
    """A company with the marts that the drivers read."""
    models, variables = compiled(customers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.duckdb"
        with duckdb.connect(str(path)) as connection:
            load(connection, customers, seed, truth)
            connection.execute("create schema staging; create schema marts; create schema meta")
            for model in models:
                kind = model["config"]["materialized"]
                connection.execute(f"create {kind} {model['schema']}.{model['name']} as {model['sql']}")
            built.record_dimensions(Embedded(connection), variables["dimensions"])
        engine = sqlalchemy.create_engine(f"duckdb:///{path}", connect_args=ARGUMENTS, poolclass=QueuePool)
        yield Warehouse(f"duckdb:///{path}", uuid.uuid4().hex, engine)
        engine.dispose()


TRAINED = """
select count(*) filter (trained) as n_with, count(*) filter (not trained) as n_without,
       avg(kept) filter (trained) as retention_with, avg(kept) filter (not trained) as retention_without
from (
  select cast(arr > 0 as integer) as kept, exists (
    select 1 from contract.touch join marts.customer using (customer_id)
    where root_key = unit_key and kind = 'training'
      and occurred_on > date '{start}' and occurred_on <= date '{end}') as trained
  from marts.piece_customer where from_day <= {day} and to_day > {day} and arr0 > 0)
"""


def naive(warehouse: Warehouse) -> dict[str, Any]:
    """The same base, but training at any time in the year in which the outcome falls: the comparison that misleads."""
    sql = TRAINED.format(start=year_before(END), end=END, day=day_number(END))
    with warehouse.engine.connect() as connection:
        row = connection.execute(sqlalchemy.text(sql)).mappings().one()
    return dict(row) | {"condition": "training in the year itself",
                        "difference": row["retention_with"] - row["retention_without"]}


def measured(customers: int, seed: int, truth: Truth) -> pd.DataFrame:
    """The drivers of one company. Grain: condition, and the naive comparison of training."""
    with company(customers, seed, truth) as warehouse:
        found = drivers(warehouse, Scope(END))
        return pd.concat([found, pd.DataFrame([naive(warehouse)])], ignore_index=True).assign(seed=seed)


def found(rows: pd.DataFrame) -> pd.DataFrame:
    """How often each condition is found: p_adjusted below 5 %. Grain: condition. Of `seeds` companies, `tested` had
    enough of both sides; up and down count what was found by its sign, uncorrected what p alone would have found.
    """
    sure, low = rows.p_adjusted < CHANCE, rows.p < CHANCE
    marks = rows.assign(tested=rows.p.notna(), up=sure & (rows.adjusted > 0), down=sure & (rows.adjusted < 0),
                        uncorrected=low, covered=(rows.adjusted_low <= 0) & (rows.adjusted_high >= 0))
    sums = marks.groupby("condition", sort=False)[["tested", "up", "down", "uncorrected", "covered"]].sum()
    means = marks.groupby("condition", sort=False)[["n_with", "n_without", "difference", "adjusted"]].mean()
    return sums.join(means)


def shown(name: str, rows: pd.DataFrame) -> str:
    """The counts of one truth as text: causes, noise taken together, everything."""
    table, seeds = found(rows), rows.seed.nunique()
    lines = [f"{name}: {seeds} companies"]
    for condition, sign in CAUSES.items():
        hit = int(table.loc[condition, "up" if sign > 0 else "down"]) if condition in table.index else 0
        lines.append(f"  cause {condition}: found {hit} of {seeds}")
    noise = rows[rows.condition.map(is_noise) & rows.p.notna()]
    wrong = int((noise.p_adjusted < CHANCE).sum())
    lines.append(f"  noise: {wrong} of {len(noise)} comparisons found; {int((noise.p < CHANCE).sum())} uncorrected")
    tested = rows[rows.p.notna()]
    cover = ((tested.adjusted_low <= 0) & (tested.adjusted_high >= 0)).sum()
    lines.append(f"  95 % intervals that cover zero: {cover} of {len(tested)} ({100 * cover / len(tested):.1f} %)")
    return "\n".join([*lines, table.round(4).to_string()])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--off", type=int, default=100)
    parser.add_argument("--customers", type=int, default=1500)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    for name, share, seeds in (("full", 1.0, asked.seeds), ("half", 0.5, asked.seeds), ("off", 0.0, asked.off)):
        rows = pd.concat([measured(asked.customers, 1000 + seed, scaled(share)) for seed in range(seeds)])
        print(shown(name, rows), flush=True)
        if asked.out:
            rows.to_csv(asked.out / f"{name}.csv", index=False)


if __name__ == "__main__":
    main()
