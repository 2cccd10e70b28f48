"""The demo company's tables, and how they get into a warehouse file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from data.contract import SCHEMA, TABLES
from data.demo import activity as activities
from data.demo.engine import simulate
from data.demo.tables import of_run
from data.warehouse import time_zone

COMPANY = "株式会社テニュアデモ"


def last_sunday() -> date:
    """The most recent Sunday, today included, in the configured time zone (TENURE_TIME_ZONE, default Asia/Tokyo)."""
    today = datetime.now(ZoneInfo(time_zone())).date()
    return today - timedelta((today.weekday() + 1) % 7)


def tables(customers: int = 2000, years: int = 4, seed: int = 7, end: date | None = None, *, activity: bool = True,
           usage_weeks: int | None = None) -> dict[str, pa.Table]:
    """The demo company's tables in the contract's shape, the same for the same arguments.

    `end` is moved back to a Sunday; without it the most recent one. `usage_weeks`: only the last weeks of use;
    `activity` false: customers, contracts and lines alone. ValueError for fewer than one customer or year.
    """
    run = simulate(customers, years, seed, end or last_sunday())
    made = of_run(run)
    return made | activities.of_run(run) | {"usage_week": activities.usage_week(run, usage_weeks)} if activity else made


def write(connection: duckdb.DuckDBPyConnection, customers: int = 2000, years: int = 4, seed: int = 7,
          end: date | None = None, *, activity: bool = True, usage_weeks: int | None = None) -> None:
    """Creates the contract's tables and meta.company in an open draft; use is written week by week.

    Raises as `tables` does, and duckdb.Error where they exist already.
    """
    run = simulate(customers, years, seed, end or last_sunday())
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    _create(connection, of_run(run))
    if activity:
        _create(connection, activities.of_run(run))
        _append(connection, "usage_week", activities.usage_blocks(run, usage_weeks))
    connection.execute("CREATE SCHEMA IF NOT EXISTS meta")
    connection.execute("CREATE TABLE meta.company (name VARCHAR, is_demo BOOLEAN, seed BIGINT, loaded_at TIMESTAMP)")
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute("INSERT INTO meta.company VALUES (?, true, ?, ?)", [COMPANY, seed, now])


def _create(connection: duckdb.DuckDBPyConnection, made: dict[str, pa.Table]) -> None:
    for name in list(made):
        connection.register("incoming", made.pop(name))
        connection.execute(f"CREATE TABLE {SCHEMA}.{name} AS SELECT {_typed(name)} FROM incoming")
        connection.unregister("incoming")


def _append(connection: duckdb.DuckDBPyConnection, name: str, blocks: Iterator[pa.Table]) -> None:
    for at, block in enumerate(blocks):
        connection.register("incoming", block)
        into = f"INSERT INTO {SCHEMA}.{name}" if at else f"CREATE TABLE {SCHEMA}.{name} AS"
        connection.execute(f"{into} SELECT {_typed(name)} FROM incoming")
        connection.unregister("incoming")


def _typed(name: str) -> str:
    """The contract's columns in the contract's types; columns that the contract does not know stay text."""
    declared = [column for column in TABLES[name].columns if (name, column.name) not in ABSENT]
    columns = [f'CAST("{column.name}" AS {column.type.compile()}) AS "{column.name}"' for column in declared]
    return ", ".join([*columns, *(f'"{extra}"' for extra in EXTRA.get(name, ()))])


ABSENT = {("subscription", "recorded_at"), ("team", "lead")}
"""What the demo company's systems do not know."""
EXTRA = {"customer": ("lead_source", "billing_method")}
