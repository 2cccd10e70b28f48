"""Why a rate moved, the movements by week, the accounts behind a figure and the A1 warning, held against the oracle."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries import accounts, bridge, cells, explain, flows, retention
from queries.oracle import UNITS, Row, Tables, a1, contributions
from queries.oracle.days import add_months, base_day
from queries.oracle.explain import accounts_of, sums
from queries.scope import LINE_KEYS, Scope
from tests import replay
from tests.agreement.explain import event_roll_differences, movers_differences
from tests.agreement.harness import unknown
from tests.agreement.questions import Subject, random_day, random_where, some, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company
from tests.test_agreement import rows
from tests.tiers import first

SEEDS = first(2, range(4))
EACH = 15
CLOSE = 1e-9
WEEK = timedelta(days=7)


@lru_cache(maxsize=8)
def made(seed: int) -> tuple[Subject, Warehouse]:
    """A company to ask about and its warehouse."""
    asked = subject(random_company(random.Random(1000 + seed), customers=10 + seed))
    return asked, replay.warehouse(asked.tables, asked.company.digits)


def scopes(asked: Subject, rng: random.Random, weeks: bool = False) -> Iterator[Scope]:
    """Random scopes, each unit in its turn; with `weeks` on Sundays."""
    for number in range(EACH):
        when = random_day(asked, rng)
        when = retention.sundays(when, 1)[0] if weeks else when
        yield Scope(when, UNITS[number % len(UNITS)], random_where(asked, rng, asked.keys))


@pytest.mark.parametrize("seed", SEEDS)
def test_event_and_roll_are_the_oracles(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    for number, scope in enumerate(scopes(asked, rng, weeks=seed % 2 == 0)):
        earlier = scope.as_of - WEEK if number % 2 else min(random_day(asked, rng), scope.as_of)
        for row in rows(explain.event_and_roll(warehouse, scope, earlier)):
            question = (asked.company, earlier, scope.as_of, row["metric"], scope.unit, scope.where)
            assert event_roll_differences(*question, given=row) == [], (scope, earlier)


def drawn(frame: pd.DataFrame) -> list[Row]:
    """The movers as the board draws them: accounts, the others, the total."""
    if "total" not in frame.attrs:
        return []
    return [*rows(frame), {"account_id": None, "contribution": frame.attrs["others"]},
            {"account_id": None, "contribution": frame.attrs["total"]}]


def soon(asked: Subject, rng: random.Random, weeks: bool) -> date:
    """A day at most a week after a change, or a year later."""
    change = add_months(some(rng, asked.days), some(rng, [0, 12]))
    days = 6 - change.weekday() if weeks else rng.randrange(7)
    return change + timedelta(days=days)


def mover_faults(asked: Subject, scope: Scope, metric: str, frame: pd.DataFrame) -> list[str]:
    """What is wrong with the named accounts and with what the others add; every unit, by owner and key."""
    question = (asked.company, scope.as_of - WEEK, scope.as_of, metric, scope.unit, scope.where)
    parts = {row["account"]: float(row["contribution"]) for row in contributions(*question)}
    old, new = (accounts_of(asked.company, when, metric, scope.unit, scope.where) for when in question[1:3])
    found, listed = movers_differences(*question, given=drawn(frame)), {}
    for row in rows(frame):
        key = (row["account_id"], *([row["detail"]] if scope.unit not in ("customer", "group") else []))
        kept = [side[key].n if key in side else 0 for side in (old, new)]
        listed[key] = row["contribution"]
        if abs(row["contribution"] - parts[key]) > CLOSE:
            found.append(f"{key}: product {row['contribution']}, oracle {parts[key]}")
        if Decimal(str(row["arr_change"])).scaleb(asked.company.digits) != kept[1] - kept[0]:
            found.append(f"{key}: kept ARR changed by {kept[1] - kept[0]}, not {row['arr_change']}")
    others = sum(part for key, part in parts.items() if key not in listed)
    if "others" in frame.attrs and abs(frame.attrs["others"] - others) > CLOSE:
        found.append(f"others: product {frame.attrs['others']}, oracle {others}")
    changed = {key for key in parts if (key in old) != (key in new) or (key in old and old[key].b != new[key].b)
               or (key in old and old[key].n != new[key].n)}
    least = min((abs(part) for part in listed.values()), default=0.0) if len(listed) == 8 else 0.0
    found += [f"{key} is missing: {parts[key]}" for key in changed - set(listed) if abs(parts[key]) > least + CLOSE]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_movers_are_the_oracles_accounts(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    named = 0
    for number, scope in enumerate(scopes(asked, rng)):
        scope = scope.at(soon(asked, rng, weeks=seed % 2 == 0))
        metric = some(rng, ["nrr", "grr"])
        frame = explain.movers(warehouse, scope, metric, limit=some(rng, [8, 1000]))
        assert mover_faults(asked, scope, metric, frame) == [], (number, scope, metric)
        named += len(frame)
    assert named


def shared(asked: Subject, scope: Scope, earlier: date, metric: str, by: str) -> dict[Any, Fraction]:
    """Each label's part of a rate's change, from the accounts that bear it on either date's d0."""
    sides = [accounts_of(asked.company, day, metric, scope.unit, scope.where) for day in (earlier, scope.as_of)]
    (n0, b0), (_, b1) = (sums(side) for side in sides)
    found: dict[Any, Fraction] = defaultdict(Fraction)
    for side, when, sign, whole in zip(sides, (earlier, scope.as_of), (-1, 1), (b0, b1), strict=True):
        for each in side.values() if b0 and b1 else ():
            label = asked.company.labels.on(each.unit.bearer, by, base_day(when))
            found[label] += sign * (each.n - Fraction(n0, b0) * each.b) / whole
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_shares_of_labels_are_those_of_their_accounts(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    for scope in scopes(asked, rng, weeks=seed % 2 == 0):
        earlier, metric = min(random_day(asked, rng), scope.as_of), some(rng, list(explain.RATES))
        by = some(rng, [key for key in asked.keys if key not in LINE_KEYS])
        given = {row[by]: row["contribution"] for row in rows(cells.shares(warehouse, scope, metric, by, earlier))}
        expected = shared(asked, scope, earlier, metric, by)
        assert set(given) == set(expected), (scope, earlier, metric, by)
        assert all(abs(given[label] - float(part)) < CLOSE for label, part in expected.items()), (scope, earlier, by)


@pytest.mark.parametrize("seed", SEEDS)
def test_weekly_movements_are_the_bridges(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    for scope in list(scopes(asked, rng, weeks=True))[:5]:
        weeks = retention.sundays(scope.as_of, 3)
        found = rows(flows.weekly(warehouse, scope, weeks))
        assert [row["as_of"] for row in found] == list(weeks)
        for row in found:
            week = row["as_of"]
            there = rows(bridge.bridge(warehouse, scope.at(week), week - WEEK, week))[0]
            for key in ("new", "reactivation", "expansion", "contraction", "churn"):
                assert row[key] == pytest.approx(there[key], abs=1e-6), (scope, week, key)
            assert row["lost"] == pytest.approx(there["contraction"] + there["churn"], abs=1e-6)
            assert row["net_new"] == pytest.approx(row["new"] + row["reactivation"] + row["expansion"] - row["lost"])


def account_faults(warehouse: Warehouse, scope: Scope) -> list[str]:
    """Where the accounts do not add up to the kpis, and, without filters on lines, to the bridge's movements."""
    listed = accounts.accounts(warehouse, scope, limit=100_000)
    figures = rows(retention.kpis(warehouse, scope))[0]
    base = listed[listed.arr0 > 0]
    moved = {name: float(listed[listed.movement == name].change.abs().sum()) for name in accounts.MOVEMENTS}
    expected = {
        "arr_base": float(base.arr0.sum()), "logos_base": len(base), "logos_kept": int((base.arr > 0).sum()),
        **{key: moved[key] for key in ("new", "reactivation", "expansion", "contraction", "churn")}}
    found = [f"{key}: kpis {figures[key]}, accounts {value}" for key, value in expected.items()
             if abs(float(figures[key]) - value) > 1e-6 * max(1.0, value)]
    if figures["grr"] is not None and abs(base.kept.sum() / base.arr0.sum() - figures["grr"]) > CLOSE:
        found.append(f"grr: kpis {figures['grr']}, accounts {base.kept.sum() / base.arr0.sum()}")
    if listed.attrs["units"] != len(listed) or abs(listed.attrs["arr0"] - expected["arr_base"]) > 1e-6 * max(
            1.0, listed.attrs["arr0"]):
        found.append(f"totals {listed.attrs}")
    if not set(dict(scope.where)) & set(LINE_KEYS):
        there = rows(bridge.bridge(warehouse, scope, base_day(scope.as_of), scope.as_of))[0]
        found += [f"{key}: bridge {there[key]}, accounts {value}" for key, value in moved.items()
                  if key in there and abs(float(there[key]) - value) > 1e-6 * max(1.0, value)]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drill_to_accounts_adds_up(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    for scope in scopes(asked, rng):
        assert account_faults(warehouse, scope) == [], scope


def test_a_limit_leaves_the_totals_and_a_movement_is_one_kind() -> None:
    _, warehouse = made(0)
    scope = Scope(date(2025, 10, 31))
    whole, two = (accounts.accounts(warehouse, scope, limit=limit) for limit in (1000, 2))
    assert len(two) == 2
    assert two.attrs == whole.attrs
    assert list(whole.change.abs()) == sorted(whole.change.abs(), reverse=True)
    only = accounts.accounts(warehouse, scope, "churn")
    assert set(only.movement) <= {"churn"}
    assert only.attrs["units"] == int((whole.movement == "churn").sum())


def masking_faults(asked: Subject, warehouse: Warehouse, scope: Scope) -> list[str]:
    """Where the A1 test is not the oracle's."""
    expected = a1(asked.company, scope.as_of, scope.unit, scope.where)
    given = retention.upsell_masks_churn(warehouse, scope)
    if given is None or expected["fires"] is None:
        return [] if given is None and expected["fires"] is None else [f"product {given}, oracle {expected}"]
    there = (given.fires, given.nrr_slope, given.grr_first - given.grr_last, given.half_width)
    pairs = zip(there, (expected[key] for key in ("fires", "slope", "fall", "half_width")), strict=True)
    return [f"product {a}, oracle {b}" for a, b in pairs if unknown(a) or abs(float(a) - float(b)) > 1e-7]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_a1_test_is_the_oracles(seed: int) -> None:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    for scope in list(scopes(asked, rng, weeks=seed % 2 == 0))[:10]:
        assert masking_faults(asked, warehouse, scope) == [], scope


def upsold(kept: str, gained: str) -> Tables:
    """Forty customers shrink twice, the second time within the fourteen weeks, in which one customer grows."""
    names = [f"C{n}" for n in range(40)]
    lines = [line(name, "2024-01-01", "2025-12-01", "1000") for name in names]
    lines += [line(name, "2025-12-01", "2026-03-02", "900") for name in names]
    lines += [line(name, "2026-03-02", None, kept) for name in names]
    lines += [line("X", "2024-01-01", "2026-03-02", "1000"), line("X", "2026-03-02", None, gained)]
    return tables(*lines)


@pytest.mark.parametrize(("kept", "gained", "fires"), [
    ("880", "1800", True), ("889.75", "1410", True), ("890", "1410", False), ("880", "1790", False),
    ("880", "1810", True)])
def test_a1_on_its_edges(kept: str, gained: str, fires: bool) -> None:
    """A level NRR fires, a fall of GRR by exactly a point does, a little less of either does not."""
    asked = subject(upsold(kept, gained))
    warehouse, scope = replay.warehouse(asked.tables, 0), Scope(day("2026-03-29"))
    assert masking_faults(asked, warehouse, scope) == []
    found = retention.upsell_masks_churn(warehouse, scope)
    assert found is not None
    assert found.fires is fires
