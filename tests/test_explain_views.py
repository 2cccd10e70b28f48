"""The three views of a change, each held against the oracle on random companies: all add up to R1 − R0 exactly."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import cells, explain
from queries.dimensions import build_info, dimensions
from queries.oracle import contributions
from queries.oracle.days import base_day
from queries.oracle.explain import accounts_of, sums
from queries.retention import sundays
from queries.scope import LINE_KEYS, UNITS, Scope
from tests.agreement.questions import Subject, random_day, some
from tests.test_agreement import rows
from tests.test_explain import CLOSE, SEEDS, made, scopes

METRICS = tuple(explain.RATES)
WEEK = timedelta(days=7)


def questions(seed: int) -> Iterator[tuple[Subject, Warehouse, Scope, date, str]]:
    """Random scopes with two random dates each, or a week, and a rate."""
    (asked, warehouse), rng = made(seed), random.Random(50 + seed)
    for number, scope in enumerate(scopes(asked, rng, weeks=seed % 2 == 0)):
        other = scope.as_of - WEEK if number % 3 == 0 else random_day(asked, rng)
        earlier, later = sorted((scope.as_of, other))
        yield asked, warehouse, scope.at(later), earlier, some(rng, list(METRICS))


def change(asked: Subject, scope: Scope, earlier: date, metric: str) -> Fraction | None:
    """R1 − R0 by the oracle; null where either date has no base."""
    rates = []
    for day in (earlier, scope.as_of):
        kept, base = sums(accounts_of(asked.company, day, metric, scope.unit, scope.where))
        rates.append(Fraction(kept, base) if base else None)
    before, after = rates
    return None if before is None or after is None else after - before


@pytest.mark.parametrize("seed", SEEDS)
def test_accounts_are_the_oracles_and_add_up(seed: int) -> None:
    named = 0
    for asked, warehouse, scope, earlier, metric in questions(seed):
        found = explain.accounts(warehouse, scope, metric, earlier)
        expected = contributions(asked.company, earlier, scope.as_of, metric, scope.unit, scope.where)
        whole = change(asked, scope, earlier, metric)
        if whole is None:
            assert found.empty
            assert found.attrs["reason"] == explain.NO_BASE
            continue
        keys = [(row["account_id"], *([row["detail"]] if scope.unit not in ("customer", "group") else []))
                for row in rows(found)]
        given = dict(zip(keys, found.contribution, strict=True))
        assert set(given) == {row["account"] for row in expected}, (scope, earlier)
        assert all(abs(given[row["account"]] - float(row["contribution"])) < CLOSE for row in expected)
        scale = 10**asked.company.digits
        changes = dict(zip(keys, found.change, strict=True))
        assert all(round(changes[row["account"]] * scale) == row["arr_change"] for row in expected), (scope, earlier)
        assert abs(found.contribution.sum() - float(whole)) < 1e-12 * max(1, len(found)), (scope, earlier)
        assert found.attrs["others"] == 0
        named += len(found)
    assert named


@pytest.mark.parametrize("seed", SEEDS)
def test_a_limit_lists_the_largest_and_sums_the_others(seed: int) -> None:
    for _, warehouse, scope, earlier, metric in questions(seed):
        whole, few = (explain.accounts(warehouse, scope, metric, earlier, limit) for limit in (None, 2))
        assert few.account_id.tolist() == whole.account_id.head(2).tolist()
        assert list(few.contribution.abs()) == sorted(few.contribution.abs(), reverse=True)
        assert few.attrs["units"] == len(whole)
        if len(whole):
            assert few.attrs["others"] == pytest.approx(whole.contribution[2:].sum(), abs=CLOSE)
            assert few.attrs["total"] == pytest.approx(few.contribution.sum() + few.attrs["others"], abs=CLOSE)


def effects(asked: Subject, scope: Scope, earlier: date, metric: str, by: str) -> dict[Any, tuple[float, float]]:
    """Mix and rate of each label, from the definition's own words, account by account."""
    sides = []
    for day in (earlier, scope.as_of):
        cell: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for each in accounts_of(asked.company, day, metric, scope.unit, scope.where).values():
            there = cell[asked.company.labels.on(each.unit.bearer, by, base_day(day))]
            there[0], there[1] = there[0] + each.n, there[1] + each.b
        sides.append(cell)
    old, new = sides
    (n0, b0), (_, b1) = ([sum(each[place] for each in side.values()) for place in (0, 1)] for side in sides)
    if not b0 or not b1:
        return {}
    found = {}
    for label in {*old, *new}:
        was, now = old.get(label), new.get(label)
        rate0 = Fraction(*was) if was else Fraction(*new[label])
        rate1 = Fraction(*now) if now else rate0
        weight0, weight1 = Fraction(was[1] if was else 0, b0), Fraction(now[1] if now else 0, b1)
        found[label] = (float((weight1 - weight0) * (rate0 - Fraction(n0, b0))), float(weight1 * (rate1 - rate0)))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_mix_and_rate_are_the_definitions_and_add_up(seed: int) -> None:
    split = 0
    for number, (asked, warehouse, scope, earlier, metric) in enumerate(questions(seed)):
        by = [key for key in asked.keys if key not in LINE_KEYS][number % 4]
        found = cells.shares(warehouse, scope, metric, by, earlier)
        expected = effects(asked, scope, earlier, metric, by)
        given = {row[by]: (row["mix"], row["rate"]) for row in rows(found)}
        assert set(given) == set(expected), (scope, earlier, metric, by)
        for label, pair in expected.items():
            assert given[label] == pytest.approx(pair, abs=CLOSE), (scope, earlier, metric, by, label)
        if whole := change(asked, scope, earlier, metric):
            assert abs(found.attrs["mix"] + found.attrs["rate"] - float(whole)) < CLOSE
            assert (found.mix + found["rate"] - found.contribution).abs().max() < CLOSE
            assert found.weight0.sum() == pytest.approx(1)
            assert found.weight1.sum() == pytest.approx(1)
            split += len(found) > 1
    assert split


@pytest.mark.parametrize("seed", SEEDS)
def test_event_and_roll_add_up_for_any_two_dates(seed: int) -> None:
    for asked, warehouse, scope, earlier, metric in questions(seed):
        found = explain.event_and_roll(warehouse, scope, earlier).set_index("metric").loc[metric]
        whole = change(asked, scope, earlier, metric)
        if whole is None:
            assert all(found[["change", "event", "roll"]].isna()), (scope, earlier)
        else:
            assert abs(found.event + found.roll - float(whole)) < CLOSE, (scope, earlier)


def test_what_cannot_be_asked_is_named() -> None:
    _, warehouse = made(0)
    scope = Scope(date(2025, 10, 31))
    with pytest.raises(ValueError, match="unknown rate"):
        explain.accounts(warehouse, scope, "arr", date(2025, 10, 1))
    with pytest.raises(ValueError, match="runs forward"):
        explain.accounts(warehouse, scope, "nrr", date(2025, 11, 1))
    with pytest.raises(ValueError, match="splits a customer"):
        cells.shares(warehouse, scope, "nrr", "product", date(2025, 10, 1))


@pytest.mark.parametrize("unit", UNITS)
def test_a_year_of_weeks_adds_up_in_every_view(on_demo: Path, unit: str) -> None:
    """A year of weekly changes of the demo company, each the same in all three views; all together the year's."""
    warehouse = open_warehouse()
    build = build_info(warehouse)
    weeks = [week for week in sundays(build.default_as_of, 53) if base_day(week) >= build.first_day]
    assert len(weeks) >= 51
    step = 1 if unit == "customer" else 13
    for metric in METRICS:
        sums = []
        for before, week in list(pairwise(weeks))[::step]:
            scope = Scope(week, unit)
            whole = explain.moved(warehouse, scope, metric, before).change
            event = explain.event_and_roll(warehouse, scope, before).set_index("metric").loc[metric]
            mixed = cells.shares(warehouse, scope, metric, "segment", before)
            named = explain.accounts(warehouse, scope, metric, before)
            views = (event.event + event.roll, mixed.attrs["mix"] + mixed.attrs["rate"], named.contribution.sum())
            assert views == pytest.approx((whole,) * 3, abs=1e-9), (metric, week)
            sums.append(whole)
        if step == 1:
            year = explain.moved(warehouse, Scope(weeks[-1], unit), metric, weeks[0]).change
            assert sum(sums) == pytest.approx(year, abs=1e-9)


def test_dimensions_are_ranked_by_what_chance_does_not_explain(on_demo: Path) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    keys = [key for key, each in dimensions(warehouse).items() if each.kind == "category"]
    ranked = cells.rank(warehouse, scope, "grr", scope.as_of - 13 * WEEK, keys)
    assert set(ranked.by) == set(keys)
    assert ranked.located.is_monotonic_decreasing
    whole = explain.moved(warehouse, scope, "grr", scope.as_of - 13 * WEEK).change
    assert (ranked.mix + ranked["rate"]).tolist() == pytest.approx([whole] * len(keys), abs=1e-9)
