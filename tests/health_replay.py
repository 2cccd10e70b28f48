"""Warehouses of random companies, and what their health is by the oracle.

`RARE` is a company that reports every few weeks, has no seats, and neither tickets nor touches: the transform's other
branches.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from data import build
from data.days import EPOCH
from data.health import reading
from data.health.plan import EVENTS
from data.health.sql import variables as health_variables
from data.warehouse import Warehouse
from queries.oracle.health import Assumed, Scores
from queries.oracle.health_model import read_versions
from queries.oracle.labels import Row, Tables
from tests import replay, scratch
from tests.agreement.questions import Subject, subject

USUAL = Assumed(replay.FEATURES)
RARE = Assumed(replay.FEATURES, 5, False, USUAL.sources - {"ticket", "touch"})


@lru_cache(maxsize=4)
def models(assumed: Assumed) -> tuple[replay.Model, ...]:
    """The transform's SQL with the health models as for such a company."""
    if assumed == USUAL:
        return replay.models()
    folder = scratch.folder()
    shutil.copy(replay.compiled() / "company.duckdb", folder / "company.duckdb")
    build.run_dbt(folder / "company.duckdb", _variables(assumed), work=folder, select=["path:models/health"])
    other = {model.name: model.sql for model in replay.ran(folder)}
    return tuple(replace(model, sql=other.get(model.name, model.sql)) for model in replay.models())


def _variables(assumed: Assumed) -> dict[str, Any]:
    usual = replay.variables(2)
    first, last = usual["health"]["from_day"], usual["health"]["to_day"]
    given = [name for name in EVENTS if name in assumed.sources]
    return usual | {"health": health_variables(reading.read(reading.DEFAULT), assumed.features, assumed.weeks,
                                               assumed.has_seats, given, first, last, replay.CLOCKS)}


@dataclass(frozen=True)
class Both:
    """A company as the product and as the oracle see it. `asked`: without its activity, to draw questions from."""

    asked: Subject
    warehouse: Warehouse
    scores: Scores

    @cached_property
    def rows(self) -> dict[tuple[str, date], Row]:
        """marts.health by customer and Sunday."""
        with self.warehouse.engine.connect() as connection:
            found: list[Row] = [dict(row) for row in connection.exec_driver_sql(
                "select customer_id, health.* from marts.health join marts.customer using (customer_key)").mappings()]
        return {(row["customer_id"], EPOCH + timedelta(days=row["week_day"])): row for row in found}


def both(tables: Tables, assumed: Assumed = USUAL) -> Both:
    """The company built, and its oracle."""
    given = {name: rows for name, rows in tables.items()
             if name in assumed.sources or name not in USUAL.sources}
    if not assumed.has_seats:
        given["subscription"] = [{**row, "seats": None} for row in given["subscription"]]
    asked = subject({name: rows for name, rows in given.items() if name not in USUAL.sources})
    warehouse = replay.warehouse(given, asked.company.digits, models(assumed))
    return Both(asked, warehouse, Scores(given, asked.company, read_versions(reading.DEFAULT), assumed))
