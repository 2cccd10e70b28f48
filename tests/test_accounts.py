"""The accounts behind a bridge add up to it: any two dates, any filter, every movement."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import tables
from queries.accounts import MOVEMENTS, accounts, movements
from queries.bridge import bridge
from queries.dimensions import build_info, dimensions
from queries.scope import UNITS, Scope

LOSSES = ("churn", "contraction")
ALL = 10**6


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def starts(end: date) -> list[date]:
    return [tables.year_before(end), end - timedelta(days=7), end - timedelta(days=100)]


def scopes(house: Warehouse) -> list[Scope]:
    whole = Scope(build_info(house).default_as_of)
    known = dimensions(house)
    narrowed = [whole.with_filter(key, known[key].values[0].value) for key in ("segment", "team_id", "product")]
    return [*(Scope(whole.as_of, unit) for unit in UNITS), *narrowed]


def test_movements_add_up_to_the_bridge(house: Warehouse) -> None:
    for scope in scopes(house):
        for start in starts(scope.as_of):
            figures = bridge(house, scope, start, scope.as_of).iloc[0]
            for movement in (name for name in MOVEMENTS if name != "unchanged"):
                found = movements(house, scope, start, movement, ALL)
                sign = -1 if movement in LOSSES else 1
                assert found.attrs["change"] == found.change.sum() == sign * figures[movement], (scope, start, movement)
            every = movements(house, scope, start, None, ALL)
            assert every.attrs["arr0"] == every.arr0.sum() == figures.opening
            assert every.attrs["units"] == len(every)


def test_without_filters_on_lines_it_is_the_twelve_month_list(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    told = movements(house, scope, tables.year_before(scope.as_of))
    assert told.drop(columns="movement").equals(accounts(house, scope).drop(columns="movement"))


def test_the_list_is_cut_and_its_sums_are_not(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    short = movements(house, scope, tables.year_before(scope.as_of), None, 3)
    assert len(short) == 3
    assert short.attrs["units"] > 3


def test_nothing_moved(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    found = movements(house, scope, scope.as_of, "churn")
    assert found.empty
    assert found.attrs == {"units": 0, "arr0": 0, "arr": 0, "kept": 0, "change": 0}
