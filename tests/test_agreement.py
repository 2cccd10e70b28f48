"""The product's figures are the oracle's, on random companies with histories: every unit, filter, label and date."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries import bridge, retention
from queries.oracle import read_company
from queries.scope import Scope
from tests import replay
from tests.agreement.harness import assert_agreement
from tests.agreement.questions import Product
from tests.strategies import random_company
from tests.tiers import first

COMPANIES = 24
QUESTIONS = 60


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{key: None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")]


def product(warehouse: Warehouse) -> Product:
    def kpis(day: date, unit: str, where: Any, by: str | None) -> list[dict[str, Any]]:
        return rows(retention.kpis(warehouse, Scope(day, unit, where), by))

    def bridged(start: date, end: date, unit: str, where: Any, by: str | None) -> list[dict[str, Any]]:
        return rows(bridge.bridge(warehouse, Scope(end, unit, where), start, end, by))

    return Product(kpis, bridged)


@pytest.mark.parametrize("seed", first(8, range(COMPANIES)))
def test_kpis_and_bridges_are_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    tables = random_company(rng, customers=1 + seed % 14)
    warehouse = replay.warehouse(tables, read_company(tables).digits)
    assert_agreement(tables, product(warehouse), rng, QUESTIONS)
