"""The SQL that a figure shows is the SQL that ran: pasted into the warehouse it returns the same rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select

from data.warehouse import Warehouse, open_warehouse
from queries import accounts, bridge, cells, explain, facts, flows, retention, trace
from queries.dimensions import build_info, dimensions
from queries.runner import run
from queries.scope import UNITS, Scope
from queries.trace import Said, Statement, recording

NASTY = "O'Brien's \"$1\" 100% \\ :x ;--"


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    warehouse = open_warehouse()
    dimensions(warehouse), build_info(warehouse)
    return warehouse


def rows(warehouse: Warehouse, sql: str, values: tuple[Any, ...] = ()) -> Counter[tuple[str, ...]]:
    """What the warehouse answers, without its order; a cell by its type and its value."""
    with warehouse.engine.connect() as connection:
        found = connection.exec_driver_sql(sql, values or None)
        return Counter(tuple(f"{type(cell).__name__}:{cell!r}" for cell in row) for row in found)


def check(warehouse: Warehouse, statements: list[Said]) -> None:
    assert statements
    for statement in statements:
        answered = rows(warehouse, statement.text)
        assert answered == rows(warehouse, statement.sql, statement.values), statement.text
        assert answered.total() == statement.rows
        assert statement.milliseconds >= 0


def scopes(warehouse: Warehouse) -> list[Scope]:
    """Unfiltered, by label, by null, by line, in every unit."""
    day, known = build_info(warehouse).default_as_of, dimensions(warehouse)
    segments = [value.value for value in known["segment"].values]
    products = [value.value for value in known["product"].values]
    whole = Scope(day)
    filtered = [whole.with_filter("segment", *segments[:2]), whole.with_filter("csm_id", None),
                whole.with_filter("product", products[0]),
                whole.with_filter("product", products[0]).with_filter("segment", segments[0])]
    csm = next(value.value for value in known["csm_id"].values if value.value)
    return [whole, *filtered, whole.with_filter("csm_id", csm, None), *(Scope(day, unit) for unit in UNITS[1:]),
            whole.at(day - timedelta(days=3))]


def questions(warehouse: Warehouse, scope: Scope) -> dict[str, Callable[[], Any]]:
    start, week = scope.as_of - timedelta(days=100), scope.as_of - timedelta(days=7)
    null = any(value is None for _, values in scope.where for value in values)
    by = "region" if null else "segment"
    sundays = retention.sundays(scope.as_of, 5)
    return {
        "kpis": partial(retention.kpis, warehouse, scope, by),
        "trend": partial(retention.trend, warehouse, scope, sundays),
        "A1": partial(retention.upsell_masks_churn, warehouse, scope),
        "bridge": partial(bridge.bridge, warehouse, scope, start, scope.as_of, by),
        "bridge of a week": partial(bridge.bridge, warehouse, scope, week, scope.as_of),
        "flows": partial(flows.weekly, warehouse, scope, sundays),
        "event": partial(explain.event_and_roll, warehouse, scope, week),
        "movers": partial(explain.movers, warehouse, scope, "grr"),
        "shares": partial(cells.shares, warehouse, scope, "grr", by, start),
        "accounts": partial(accounts.accounts, warehouse, scope),
        "movements": partial(accounts.movements, warehouse, scope, start, "churn", 7),
        "sums": partial(accounts.sums, warehouse, scope, start),
    }


@pytest.mark.parametrize("number", range(11))
def test_what_ran_can_be_pasted(house: Warehouse, number: int) -> None:
    scope = scopes(house)[number]
    for ask in questions(house, scope).values():
        with recording() as statements:
            ask()
        check(house, statements)


def test_values_that_quote_and_nulls(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of).with_filter("segment", NASTY, None, "SMB")
    start = scope.as_of - timedelta(days=30)
    for statement in (facts.cube_statement(scope, [scope.as_of], "segment"), accounts.statement(scope, start, None, 5),
                      bridge.direct_statement(scope, start, scope.as_of)):
        with recording() as kept:
            run(house, statement)
        assert "'O''Brien''s" in kept[0].text
        check(house, kept)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.just(NASTY),
    st.dates(date(1000, 1, 1)),
    st.datetimes(datetime(1000, 1, 1)).map(lambda moment: moment.replace(fold=0)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_any_value_comes_back(house: Warehouse, values: list[Any]) -> None:
    with recording() as kept:
        run(house, select(*(literal(value) for value in values)))
    answered = rows(house, kept[0].text)
    assert answered == Counter([tuple(f"{type(value).__name__}:{value!r}" for value in values)])


def test_what_cannot_be_written_is_an_error() -> None:
    with pytest.raises(TypeError, match="object"):
        trace.literal(object())
    assert trace.literal(Decimal("1.50")) == "1.50"
    assert math.isinf(float(trace.literal(float("inf")).split("'")[1]))


def test_quoted_places_are_no_places() -> None:
    sql = "SELECT '$1', \"a$1\", 'it''s $2', $2, $1"
    assert Statement(sql, (1, "x"), 1, 0.0).text == "SELECT '$1', \"a$1\", 'it''s $2', 'x', 1"


def test_nothing_is_kept_without_a_recorder_and_inner_ones_keep_their_own(house: Warehouse) -> None:
    with recording() as outer:
        run(house, select(literal(1)))
        with recording() as inner:
            run(house, select(literal(2)))
    run(house, select(literal(3)))
    assert [each.values for each in outer] == [(1,)]
    assert [each.values for each in inner] == [(2,)]
    assert isinstance(run(house, select(literal(4))), pd.DataFrame)
