"""Whom to call, against an oracle that reads the contract's rows one customer at a time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries import expansion, lists
from queries.dimensions import build_info
from queries.oracle import UNITS
from queries.oracle import lists as oracle
from queries.oracle.days import week_end
from queries.oracle.lists import Found, Known
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_where, some, subject
from tests.strategies import random_company
from tests.strategies_health import a_sunday, with_health
from tests.tiers import first

SEEDS = first(2, range(6))
SIDES: tuple[lists.Side, ...] = ("leaving", "safe")


def company(seed: int, customers: int = 12) -> tuple[Subject, Known, Warehouse, date]:
    """A random company with its sources of health, built, and the Sunday around which they lie."""
    rng = random.Random(seed)
    sunday, plain = a_sunday(rng), random_company(random.Random(7000 + seed), customers)
    asked, tables = subject(plain), with_health(plain, rng, a_sunday(random.Random(seed)))
    return asked, Known(tables, asked.company), replay.warehouse(tables, asked.company.digits), sunday


def scored(warehouse: Warehouse, day: date) -> dict[str, tuple[str, float | None]]:
    """Band and score of each customer on the day's Sunday, as the mart has them: their oracle is elsewhere."""
    with warehouse.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select c.customer_id, h.band, h.score from marts.health as h join marts.customer as c"
            f" on c.customer_key = h.customer_key where h.week_day = date '{week_end(day)}' - date '1970-01-01'")
        return {str(row[0]): (str(row[1]), row[2]) for row in rows}


def by_key(found: pd.DataFrame, unit: str, minor: int) -> Found:
    """The list as the oracle gives it: unit → values, amounts in minor units, unknown None."""
    made: Found = {}
    for row in found.to_dict("records"):
        plain: dict[Any, Any] = {name: None if pd.isna(value) else value for name, value in row.items()}
        key = (plain["account_id"],) if unit in ("customer", "group") else (plain["account_id"], plain["detail"])
        made[key] = plain | {"arr": round(plain["arr"] * minor)}
    return made


def agree(found: pd.DataFrame, expected: Found, unit: str, minor: int, question: Any) -> None:
    mine = by_key(found, unit, minor)
    assert mine.keys() == expected.keys(), question
    for key, wanted in expected.items():
        got = {name: mine[key][name] for name in wanted}
        if "unused_arr" in got:  # a half minor unit may go either way
            unused = got.pop("unused_arr") * minor
            assert unused == pytest.approx(wanted["unused_arr"], abs=1, rel=1e-9), (question, key)
        assert got == pytest.approx({name: wanted[name] for name in got}), (question, key)
    assert found.attrs["total"] == len(expected), question
    assert found.attrs["arr"] == pytest.approx(sum(row["arr"] for row in expected.values()) / minor), question


@pytest.mark.parametrize("seed", SEEDS)
def test_every_list_is_what_its_rule_says(seed: int) -> None:
    asked, known, warehouse, sunday = company(seed)
    rng, minor = random.Random(f"questions {seed}"), build_info(warehouse).minor
    empty = {name for name in ("usage_week", "ticket", "touch", "pulse", "outcome") if not known.tables.get(name)}
    seats = any(row.get("seats") for row, line in zip(known.tables["subscription"], asked.company.lines, strict=True)
                if line.kind == "paid" and round(line.yearly))
    seatless = set() if seats else {"subscription.seats"}
    for number in range(12):
        day = sunday + timedelta(days=some(rng, [0, 0, 0, 3, 6, 7, -1, 30]))
        where = random_where(asked, rng, asked.keys) if number % 2 else ()
        unit = UNITS[number // 2 % len(UNITS)]
        scope, told = Scope(day, unit, where), scored(warehouse, day)
        bands, scores = {key: each[0] for key, each in told.items()}, {key: each[1] for key, each in told.items()}
        use, pulse = {"usage_week"} & empty | seatless, {"pulse"} & empty
        expected: list[tuple[pd.DataFrame, set[str], Found]] = [
            (lists.silent(warehouse, scope), {"usage_week", "ticket", "touch"} & empty,
             oracle.silent(known, day, unit, where)),
            (lists.shelfware(warehouse, scope), use, oracle.shelfware(known, day, unit, where)),
            *((lists.disagree(warehouse, scope, side=side), pulse,
               oracle.disagree(known, day, unit, where, side, bands)) for side in SIDES),
            (lists.stale(warehouse, scope), pulse, oracle.stale(known, day, unit, where)),
            (lists.quadrant(warehouse, scope), pulse, oracle.quadrant(known, day, unit, where, scores)),
            (expansion.ready(warehouse, scope), use,
             oracle.ready(known, day, unit, where, bands, "outcome" not in empty)),
        ]
        for place, (found, missing, rows) in enumerate(expected):
            assert set(found.attrs["missing"]) == missing, (scope, place)
            agree(found, {} if missing else rows, unit, minor, (scope, place))
            amounts = found.unused_arr if "unused_arr" in found else found["arr"]
            assert amounts.is_monotonic_decreasing
