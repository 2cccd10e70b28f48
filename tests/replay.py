"""Builds a warehouse of a random company in a second: dbt compiles the transform once, and its SQL is replayed.

The SQL is dbt's own, in dbt's order; only the digits of the currency and the data's first day are put in. The as-of
dates reach to the same day for all companies.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy
from sqlalchemy.pool import QueuePool

from data import build, plan, searching
from data.contract import TABLES
from data.days import day_number
from data.dimensions import Dimension
from data.health import reading
from data.health import sql as health_sql
from data.health.plan import EVENTS
from data.journey import reading as journey_reading
from data.journey import sql as journey_sql
from data.warehouse import SWITCHES, Warehouse
from tests import scratch

FIRST, NEWEST = date(2023, 10, 1), date(2027, 6, 27)
LABELS = ("segment", "region", "plan", "touch_model", "icp_fit", "team_id", "csm_id", "channel")
FEATURES = ("Alerts", "Reports", "Share's")
OUTSIDE_CUBE = ("plan", "csm_id")
CLOCKS: list[dict[str, str | int]] = [{"since": "", "seconds": 9 * 3600}]
"""By how much the companies' time is ahead of UTC, always."""
ARGUMENTS = {"read_only": True, "config": SWITCHES}
GIVEN = tuple(TABLES)


@dataclass(frozen=True)
class Model:
    name: str
    schema: str
    materialized: str
    sql: str


def variables(digits: int, first_day: date = FIRST) -> dict[str, Any]:
    """The build's variables for every random company; two labels stay out of the cube, to take the other path."""
    dimensions = [Dimension(key, "category", 5, in_cube=key not in OUTSIDE_CUBE).as_var() for key in LABELS]
    return {
        "contract": {name: plan.types(name) for name in TABLES}, "dimensions": dimensions,
        "historical": [key for key in LABELS if key != "touch_model"], "first_day": first_day.isoformat(),
        "newest_day": NEWEST.isoformat(), "minor_digits": digits, "measures": plan.measure_variables(),
        "health": health(), "journey": journey(first_day),
        "search": searching.variables(()),
    }


def health() -> dict[str, Any]:
    """Every Sunday is scored by the model that comes with Tenure, as if each source were given; days end in Tokyo."""
    last = NEWEST - timedelta(days=(NEWEST.weekday() + 1) % 7)
    return health_sql.variables(reading.read(reading.DEFAULT), FEATURES, 4, True, tuple(EVENTS), 0, day_number(last),
                                CLOCKS)


def journey(first_day: date = FIRST) -> dict[str, Any]:
    """Every Sunday is judged by the rules that come with Tenure, with renewals given."""
    last = NEWEST - timedelta(days=(NEWEST.weekday() + 1) % 7)
    return journey_sql.variables(journey_reading.read(journey_reading.DEFAULT), "renewal", day_number(first_day),
                                 day_number(last))


def load(path: Path, tables: dict[str, list[dict[str, Any]]]) -> None:
    """contract.* of a company; what it was not given is empty or null."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema contract; create schema staging; create schema marts; create schema meta")
        connection.execute("create table meta.company as select 'random' as name, false as is_demo")
        for name in GIVEN:
            columns = plan.types(name)
            if name == "customer":
                columns["channel"] = "text"
            listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            connection.execute(f"create table contract.{name} ({listed})")
            rows = tables.get(name, [])
            if rows:
                given = pa.table({column: pa.array([_plain(row.get(column)) for row in rows], pa.string())
                                  for column in columns})
                connection.register("given", given)
                connection.execute(f"insert into contract.{name} select * from given")
                connection.unregister("given")


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=1)
def compiled() -> Path:
    """A folder with the transform as dbt ran it on an empty company (target), and its warehouse (company.duckdb)."""
    folder = scratch.folder()
    load(folder / "company.duckdb", {})
    build.run_dbt(folder / "company.duckdb", variables(2), work=folder)
    return folder


@lru_cache(maxsize=1)
def models() -> tuple[Model, ...]:
    """The transform's SQL in dbt's order."""
    return ran(compiled())


def ran(folder: Path) -> tuple[Model, ...]:
    """The SQL that dbt ran under a folder, in its order."""
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    ordered = sorted(results, key=lambda result: result["timing"][-1]["started_at"])
    nodes = [(manifest[result["unique_id"]], result["compiled_code"]) for result in ordered]
    return tuple(Model(node["name"], node["schema"], node["config"]["materialized"], code) for node, code in nodes)


def warehouse(tables: dict[str, list[dict[str, Any]]], digits: int, built: Sequence[Model] = ()) -> Warehouse:
    """A built warehouse of the company, opened read-only. Its lines start between FIRST and NEWEST. `built`: other SQL
    than that of `models`.
    """
    path = scratch.folder() / "company.duckdb"
    first_day = min((row["start_on"] for row in tables["subscription"]), default=FIRST)
    load(path, tables)
    with duckdb.connect(str(path)) as connection:
        for model in built or models():
            sql = model.sql.replace("* 100)", f"* {10**digits})").replace(FIRST.isoformat(), first_day.isoformat())
            connection.execute(f"create {model.materialized} {model.schema}.{model.name} as {sql}")
    build.record(path, "test", variables(digits, first_day), 0.0)
    engine = sqlalchemy.create_engine(f"duckdb:///{path}", connect_args=ARGUMENTS, poolclass=QueuePool)
    scratch.gone_with(engine, path.parent)
    return Warehouse(f"duckdb:///{path}", uuid.uuid4().hex, engine)
