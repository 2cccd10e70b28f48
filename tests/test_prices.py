"""Price against seats: by hand, and against a naive computation on random companies whose lines have seats."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import tables as marts
from queries.bridge import bridge
from queries.dimensions import build_info
from queries.oracle import LINE_KEYS, Row, Tables
from queries.oracle.bridge import line_transfers
from queries.oracle.days import base_day
from queries.oracle.expansion import parts_of, seats_of
from queries.oracle.retention import label_of
from queries.prices import PARTS, split
from queries.scope import UNITS, Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, some, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company
from tests.test_agreement import rows
from tests.tiers import first

SEEDS, EACH = first(2, range(5)), 15
START, END = day("2025-01-31"), day("2025-12-31")
NOTHING = dict.fromkeys(("amount", "units", *PARTS), 0)


def split_of(*lines: Row, by: str | None = None, where: Any = ()) -> dict[str, Row]:
    """The split of a company of yen, by movement, without what is 0."""
    found = split(replay.warehouse(tables(*lines), 0), Scope(END, where=where), START, END, by)
    return {row["movement"]: {key: value for key, value in row.items() if value and key != "movement"}
            for row in rows(found)}


def test_by_hand() -> None:
    """10 seats at 100 a month become 15 at 120 each: 5 · 1,200 seats, 15 · 240 price."""
    found = split_of(line("a", "2025-01-01", "2025-06-01", "1000", seats=10),
                     line("a", "2025-06-01", None, "1800", seats=15))
    assert found == {"expansion": {"amount": 9600, "units": 1, "seats": 6000, "price": 3600}, "contraction": {}}


def test_opposite_parts_stand_side_by_side() -> None:
    """Fewer seats at a higher price: contraction 2,400 = 6,000 of seats less 3,600 of price."""
    found = split_of(line("a", "2025-01-01", "2025-06-01", "1000", seats=10),
                     line("a", "2025-06-01", None, "800", seats=5))
    assert found["contraction"] == {"amount": 2400, "units": 1, "seats": 6000, "price": -3600}


def test_another_product_and_unknown_seats_are_parts_of_their_own() -> None:
    found = split_of(
        line("a", "2025-01-01", None, "1000", seats=10), line("a", "2025-06-01", None, "500", product="Q", seats=5),
        line("b", "2025-01-01", "2025-06-01", "1000", seats=10), line("b", "2025-06-01", None, "1100"),
        line("c", "2025-01-01", "2025-06-01", "1000", seats=0), line("c", "2025-06-01", None, "900", seats=9))
    assert found == {"expansion": {"amount": 7200, "units": 2, "products": 6000, "unknown": 1200},
                     "contraction": {"amount": 1200, "units": 1, "unknown": 1200}}


@pytest.mark.parametrize(("before", "seats", "after", "rounded"), [
    ("1", (24, 25), "2", 0), ("1", (8, 9), "2", 2), ("3", (8, 9), "4", 4), ("1", (5, 6), "2", 2), ("3", (8, 7), "2", 4),
    ("1", (8, 7), "0.5", 2)])
def test_halves_go_to_the_even_neighbour(before: str, seats: tuple[int, int], after: str, rounded: int) -> None:
    """12/24 = 0.5 → 0, 12/8 = 1.5 → 2, 36/8 = 4.5 → 4, 12/5 = 2.4 → 2; the same below 0."""
    found = split_of(line("a", "2025-01-01", "2025-06-01", before, seats=seats[0]),
                     line("a", "2025-06-01", None, after, seats=seats[1]))
    movement = "expansion" if seats[1] > seats[0] else "contraction"
    assert found[movement].get("seats", 0) == rounded


def test_where_no_line_has_seats_that_is_said_and_all_is_unknown() -> None:
    warehouse = replay.warehouse(tables(line("a", "2025-01-01", "2025-06-01", "10"),
                                        line("a", "2025-06-01", None, "20")), 0)
    found = split(warehouse, Scope(END), START, END)
    assert found.attrs == {"seats": "missing"}
    assert found.unknown.tolist() == found.amount.tolist() == [120, 0]


def test_an_empty_base_has_nothing_to_split() -> None:
    found = split(replay.warehouse(tables(line("a", "2025-06-01", None, "10", seats=1)), 0), Scope(END), START, END)
    assert found.attrs == {"seats": "given"}
    assert [{key: row[key] for key in NOTHING} for row in rows(found)] == [NOTHING, NOTHING]


def with_seats(made: Tables, rng: random.Random) -> Tables:
    """Most lines with seats; one company in three without the column."""
    if rng.random() < 0.15:
        return made
    lines = [row | {"seats": some(rng, [None, 0, 1, 3, 7, 8, 10, 10, 24, 500])} for row in made["subscription"]]
    return {**made, "subscription": lines}


@lru_cache(maxsize=8)
def made(seed: int) -> tuple[Subject, Warehouse]:
    rng = random.Random(7000 + seed)
    given = with_seats(random_company(rng, customers=3 + 3 * seed), rng)
    asked = subject(given)
    return asked, replay.warehouse(given, asked.company.digits)


def naive(asked: Subject, scope: Scope, start: date, by: str | None) -> dict[tuple[Any, str], dict[str, int]]:
    """The split unit by unit, product by product. Grain: label × movement."""
    seats = seats_of(asked.company, asked.tables)
    found: dict[tuple[Any, str], dict[str, int]] = defaultdict(lambda: dict(NOTHING))
    values = dict.fromkeys(getattr(each, by) for each in asked.company.lines) if by in LINE_KEYS else [None]
    for value in values:
        for unit in asked.company.units(scope.unit, scope.where, (str(by), value) if by in LINE_KEYS else None):
            out, into = line_transfers(unit, start, scope.as_of)
            before, stayed = unit.arr(start), unit.arr(scope.as_of) + out - into
            inside = asked.company.passes(unit, scope.where, start)
            if not (inside and before > 0 and stayed > 0 and stayed != before):
                continue
            sign, movement = (1, "expansion") if stayed > before else (-1, "contraction")
            cell = value if by in LINE_KEYS else label_of(asked.company, unit, by, start)
            parts = {**parts_of(unit, start, scope.as_of, seats), "moved": out - into}
            row = found[cell, movement]
            row["amount"], row["units"] = row["amount"] + abs(stayed - before), row["units"] + 1
            for part, amount in parts.items():
                row[part] += sign * amount
    return dict(found)


def drawn(frame: pd.DataFrame, by: str | None, minor: int) -> dict[tuple[Any, str], dict[str, int]]:
    """The rows with anything in them, in minor units."""
    named = {(row[by] if by else None, row["movement"]):
             {"units": row["units"], **{key: round(row[key] * minor) for key in ("amount", *PARTS)}}
             for row in rows(frame)}
    return {key: row for key, row in named.items() if any(row.values())}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_split_is_the_naive_one_and_adds_up_to_the_bridge(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    minor = build_info(warehouse).minor
    for number in range(EACH):
        when = random_day(asked, rng)
        start = base_day(when) if number % 2 else min(random_day(asked, rng), when)
        scope = Scope(when, UNITS[number % len(UNITS)], random_where(asked, rng, asked.keys))
        by = some(rng, [None, None, *asked.keys])
        frame = split(warehouse, scope, start, when, by)
        given = drawn(frame, by, minor)
        assert given == naive(asked, scope, start, by), (scope, start, by)
        for row in given.values():
            assert row["amount"] == sum(row[part] for part in PARTS), (scope, start, by)
        spanned = bridge(warehouse, scope, start, when, by)
        for movement in ("expansion", "contraction"):
            wanted = round(spanned[movement].sum() * minor)
            assert sum(row["amount"] for (_, name), row in given.items() if name == movement) == wanted, (scope, start)


def test_the_year_is_the_bridges(on_demo: Any) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    start = marts.year_before(scope.as_of)
    found, spanned = split(warehouse, scope, start, scope.as_of), bridge(warehouse, scope, start, scope.as_of).iloc[0]
    assert dict(zip(found.movement, found.amount, strict=True)) == {
        "expansion": spanned.expansion, "contraction": spanned.contraction}
    assert (found[list(PARTS)].sum(axis=1) == found.amount).all()
