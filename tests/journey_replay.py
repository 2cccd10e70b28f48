"""Warehouses of random companies with renewals, judged by the rules that come with Tenure, or by others."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from data import build
from data.days import EPOCH
from data.health import reading as health_reading
from data.journey import reading
from data.journey.sql import variables
from data.warehouse import Warehouse
from queries.oracle.health import Scores
from queries.oracle.health_model import read_versions
from queries.oracle.journey import Facts, read_rules, stage_of
from queries.oracle.labels import Tables
from tests import replay, scratch
from tests.agreement.questions import Subject, subject
from tests.health_companies import health_company
from tests.health_replay import USUAL
from tests.strategies_renewals import _terms

OTHER = """
[[stage]]
key = "signed"
owner = "sales"
all = ["days_since_first < 60"]
[[stage]]
key = "renewing"
owner = "sales"
all = ["renewal_due > 10", "renewal_due <= 200"]
[[stage]]
key = "left"
owner = "cs"
all = ["no_arr"]
[[stage]]
key = "expanding"
owner = "cs"
target_days = 14
any = ["health_green", "health_score >= 65"]
[[stage]]
key = "at_risk"
owner = "cs"
all = ["not first_value"]
any = ["late_invoice", "use_change < -0.1", "breadth_share <= 0.5"]
[[stage]]
key = "onboarding"
owner = "cs"
any = ["not onboarding_basic", "health_yellow"]
[[stage]]
key = "value_proven"
owner = "cs"
all = ["not outcome_reached"]
[[stage]]
key = "adopting"
owner = "cs"
"""
"""Rules that ask otherwise: another precedence, other comparisons, `not` of what can be unknown, contracts' ends."""


@lru_cache(maxsize=2)
def rules_file(other: bool) -> Path:
    if not other:
        return reading.DEFAULT
    file = scratch.folder() / "journey.toml"
    file.write_text(OTHER, encoding="utf-8")
    return file


@lru_cache(maxsize=1)
def other_models() -> tuple[replay.Model, ...]:
    """The transform's SQL with the other rules."""
    folder = scratch.folder()
    shutil.copy(replay.compiled() / "company.duckdb", folder / "company.duckdb")
    usual = replay.variables(2)
    days = (usual["journey"]["from_day"], usual["journey"]["to_day"])
    told = usual | {"journey": variables(reading.read(rules_file(True)), "contract", *days)}
    build.run_dbt(folder / "company.duckdb", told, work=folder, select=["path:models/journey"])
    made = {model.name: model.sql for model in replay.ran(folder)}
    return tuple(replace(model, sql=made.get(model.name, model.sql)) for model in replay.models())


def company(rng: random.Random, customers: int) -> Tables:
    """A random company with health, renewals and cancellations."""
    tables = health_company(rng, customers)
    tables |= {"renewal": [], "renewal_forecast": []}
    currencies = [row["currency"] for row in tables["subscription"]]
    for contract, owner in {row["contract_id"]: row["customer_id"] for row in tables["subscription"]}.items():
        _terms(rng, tables, contract, owner, currencies)
    for row in tables.get("contract", []):
        row["term_end"] = rng.choice([None, date(2025, 3, 31), date(2026, 9, 30)])
    for row in tables["customer"]:
        row["signed_on"] = rng.choice([None, date(2023, 6, 1), date(2024, 2, 2)])
    return tables


@dataclass(frozen=True)
class Both:
    """A company as the product and as the oracle see it."""

    asked: Subject
    warehouse: Warehouse
    scores: Scores
    other: bool

    @cached_property
    def spells(self) -> dict[str, list[tuple[str, date, date, bool]]]:
        """marts.journey by customer: stage, first Sunday, the Sunday that ends it, whether its beginning was seen."""
        with self.warehouse.engine.connect() as connection:
            rows: Any = connection.exec_driver_sql(
                "select customer_id, stage, from_day, to_day, begun from marts.journey join marts.customer"
                " using (customer_key) order by customer_id, from_day").fetchall()
        found: dict[str, list[tuple[str, date, date, bool]]] = {}
        for name, stage, low, high, begun in rows:
            end = date.max if high > 1_000_000 else EPOCH + timedelta(days=high)
            found.setdefault(name, []).append((stage, EPOCH + timedelta(days=low), end, begun))
        return found

    def stage(self, name: str, day: date) -> tuple[str, date, bool] | None:
        """The product's stage on a Sunday, since when, and whether that was seen."""
        held = [(stage, low, begun) for stage, low, high, begun in self.spells.get(name, []) if low <= day < high]
        assert len(held) <= 1
        return held[0] if held else None

    def wanted(self, sunday: date) -> dict[str, str]:
        """The oracle's stage of every customer with ARR on a Sunday."""
        facts = Facts(self.scores, "contract" if self.other else "renewal", 201 if self.other else 91)
        rules = read_rules(rules_file(self.other))
        return {name: stage_of(facts, rules, name, sunday) for name, unit in self.scores.units.items()
                if unit.arr(sunday) > 0}


def both(tables: Tables, other: bool = False) -> Both:
    """The company built, and its oracle."""
    asked = subject({name: rows for name, rows in tables.items() if name not in USUAL.sources})
    warehouse = replay.warehouse(tables, asked.company.digits, other_models() if other else ())
    scores = Scores(tables, asked.company, read_versions(health_reading.DEFAULT), USUAL)
    return Both(asked, warehouse, scores, other)


def bands_of(made: Both) -> dict[tuple[str, date], Any]:
    """The product's bands, for scores on a tie between two."""
    with made.warehouse.engine.connect() as connection:
        rows: Any = connection.exec_driver_sql("select customer_id, week_day, band from marts.health"
                                               " join marts.customer using (customer_key)").fetchall()
    return {(name, EPOCH + timedelta(days=day)): band for name, day, band in rows}
