"""What is kept of a version goes with it, so that a board over which hundreds of versions pass holds two of them."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pandas as pd
import pytest
import sqlalchemy
from sqlalchemy import column, literal, select

from data.warehouse import Warehouse
from queries.kept import Fetched, Kept, Shapes, key_of, weight
from queries.versions import SERVED, Served, per_version

URL = "duckdb:////nowhere/tenure.duckdb"


def version(number: int) -> Warehouse:
    return Warehouse(URL, f"v{number}", sqlalchemy.create_engine("sqlite://"))


def test_a_cache_does_not_keep_a_warehouse_open() -> None:
    asked: list[tuple[str, int]] = []

    @per_version(2)
    def answer(warehouse: Warehouse, of: int) -> str:
        asked.append((warehouse.version, of))
        return f"{warehouse.version} {of}"

    one, two = version(1), version(2)
    assert [answer(one, 1), answer(one, 1), answer(two, 1), answer(replace(one), 1)] == ["v1 1", "v1 1", "v2 1", "v1 1"]
    assert asked == [("v1", 1), ("v2", 1)]
    gone, engine = weakref.ref(one), weakref.ref(one.engine)
    del one
    gc.collect()
    assert (gone(), engine()) == (None, None)
    answer(two, 2)
    answer(two, 3)
    answer(two, 1)
    assert asked[2:] == [("v2", 2), ("v2", 3), ("v2", 1)]


def test_what_a_cache_refuses_it_asks_again() -> None:
    asked = []

    @per_version()
    def answer(warehouse: Warehouse) -> int:
        asked.append(warehouse.version)
        if len(asked) == 1:
            raise ValueError("not yet")
        return len(asked)

    house = version(1)
    with pytest.raises(ValueError, match="not yet"):
        answer(house)
    assert [answer(house), answer(house)] == [2, 2]
    answer.cache_clear()
    assert answer(house) == 3


def test_rows_of_versions_that_are_served_no_more_go() -> None:
    kept = Kept()
    for number in range(20):
        for of in range(3):
            kept.put((URL, f"v{number}", 1, of), Fetched(pd.DataFrame(), 10, "", (), 0.0))
    assert (len(kept), kept.bytes) == (3 * SERVED, 30 * SERVED)
    assert kept.get((URL, "v19", 1, 0)) is not None
    assert kept.get((URL, "v0", 1, 0)) is None


def test_versions_of_another_warehouse_stay() -> None:
    served = Served(most=2)
    assert [served.gone("a", "1"), served.gone("b", "1"), served.gone("a", "2"), served.gone("a", "1")] == [()] * 4
    assert served.gone("a", "3") == (("a", "2"),)
    assert served.gone("b", "1") == ()


def test_a_shape_is_held_once_and_no_number_is_given_twice() -> None:
    house = version(1)
    one, two = (key_of(select(literal(value).label("n")), house) for value in (1, 2))
    other = key_of(select(column("m")), house)
    assert one is not None
    assert two is not None
    assert other is not None
    assert one[2] == two[2] != other[2]  # type: ignore[index]
    shapes = Shapes(most=2)
    assert [shapes.number(name) for name in ("a", "b", "a", "c", "a", "b")] == [0, 1, 0, 2, 0, 3]
    assert len(shapes) == 2


def test_rows_weigh_what_they_take_in_memory() -> None:
    texts = pd.DataFrame({"name": [f"客の名前 {number}" for number in range(1000)]})
    assert weight(texts, "select 1", ()) > 1000 * (8 + 80)
