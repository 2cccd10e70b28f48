"""What holds of the figures whatever the company: bridges close, GRR stays under NRR, filters partition, drill-downs
add up, and the cube, the pieces and the units themselves answer with the same integers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Select

from data.warehouse import Warehouse
from queries import facts, retention, tables
from queries.bridge import PARTS, bridge, direct_statement
from queries.dimensions import build_info
from queries.oracle import UNITS, Tables
from queries.runner import run
from queries.scope import LINE_KEYS, Scope
from tests import replay
from tests.agreement.properties import broken
from tests.agreement.questions import Subject, random_day, random_questions, random_where, some, subject
from tests.strategies import companies
from tests.test_agreement import product
from tests.test_explain import account_faults

SEEDED = settings(max_examples=4, deadline=None, derandomize=True, database=None,
                  suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
QUESTIONS = 3
COMPANIES = companies(max_customers=14).filter(lambda made: bool(made["subscription"]))
Cells = dict[tuple[date, Any], dict[str, float]]


def built(made: Tables) -> tuple[Subject, Warehouse, random.Random]:
    asked = subject(made)
    return asked, replay.warehouse(made, asked.company.digits), random.Random(len(made["subscription"]))


@SEEDED
@given(COMPANIES)
def test_bridges_close_filters_partition_and_gross_is_at_most_net(made: Tables) -> None:
    """Of every unit, filter, label and date: tests/agreement/properties.py says it one by one."""
    asked, warehouse, rng = built(made)
    for question in random_questions(asked, rng, QUESTIONS):
        assert broken(product(warehouse), asked, question) == []


def cells(frame: pd.DataFrame) -> Cells:
    """The facts that are not zero, by date and label."""
    days = pd.to_datetime(frame.as_of).dt.date
    numbers = frame[list(tables.MEASURES)].astype(float).to_dict("records")
    labels = [None if pd.isna(label) else label for label in frame.cell]
    found = {key: {name: value for name, value in row.items() if value}
             for key, row in zip(zip(days, labels, strict=True), numbers, strict=True)}
    return {key: row for key, row in found.items() if row}


def answers(warehouse: Warehouse, scope: Scope, days: Sequence[date], by: str | None) -> tuple[Cells, Cells, Cells]:
    """The same question to the cube, to the pieces and to the units themselves."""
    def each(*asked: Select[Any]) -> Cells:
        return {key: row for statement in asked for key, row in cells(run(warehouse, statement)).items()}

    direct = (facts.direct_statement(scope, tables.year_before(day), day, by) for day in days)
    return (each(facts.cube_statement(scope, days, by)), each(facts.pieces_statement(scope, days, by)), each(*direct))


def in_the_cube(asked: Subject) -> list[str]:
    return [key for key in asked.keys if key not in (*LINE_KEYS, *replay.OUTSIDE_CUBE)]


@SEEDED
@given(COMPANIES)
def test_cube_pieces_and_units_give_the_same_facts(made: Tables) -> None:
    """On Sundays and month ends, to the integer, sums of squares included."""
    asked, warehouse, rng = built(made)
    grid, keys = build_info(warehouse), in_the_cube(asked)
    for unit in UNITS:
        scope = Scope(grid.newest_day, unit, random_where(asked, rng, keys))
        by = some(rng, [None, *keys])
        days = [*rng.sample(grid.weeks, 3), *rng.sample(grid.months, 2), *near(asked, rng, grid.weeks)]
        cube, pieces, direct = answers(warehouse, scope, sorted(set(days)), by)
        assert cube == direct, (scope, by)
        assert pieces == direct, (scope, by)
        for day in (days[0], days[3]):
            assert bridge_faults(warehouse, scope.at(day), by) == [], (scope.at(day), by)


def near(asked: Subject, rng: random.Random, weeks: Sequence[date]) -> list[date]:
    """The Sundays on or after some changes, and a year after them."""
    changes = [some(rng, asked.days) for _ in range(2)]
    days = [day + timedelta(days=6 - day.weekday()) for change in changes
            for day in (change, change + timedelta(days=365))]
    return [day for day in days if weeks[0] <= day <= weeks[-1]]


def parts(frame: pd.DataFrame, key: str, minor: int) -> dict[Any, dict[str, int]]:
    """The parts of a bridge that are not zero, in minor units, by label."""
    summed = frame.groupby(key, dropna=False)[list(PARTS)].sum()
    found = {None if pd.isna(label) else label: {part: round(row[part] * minor) for part in PARTS if row[part]}
             for label, row in zip(summed.index, summed.to_dict("records"), strict=True)}
    return {label: row for label, row in found.items() if row}


def bridge_faults(warehouse: Warehouse, scope: Scope, by: str | None) -> list[str]:
    """Where a bridge of a year, a month or a week (from cubes) is not the units', or transfers do not cancel."""
    end, minor, found = scope.as_of, build_info(warehouse).minor, []
    month_before = end.replace(day=1) - timedelta(days=1)
    for start in (tables.year_before(end), month_before, end - timedelta(days=7)):
        quick, slow = bridge(warehouse, scope, start, end, by), run(warehouse, direct_statement(scope, start, end, by))
        there = parts(quick.assign(cell=None) if by is None else quick, by or "cell", minor), parts(slow, "cell", 1)
        if there[0] != there[1]:
            found.append(f"{start} → {end}: cube {there[0]}, units {there[1]}")
        if by is not None and not scope.where and slow.transfer_in.sum() != slow.transfer_out.sum():
            found.append(f"{start} → {end}: transfers do not cancel")
    return found


@SEEDED
@given(COMPANIES)
def test_drill_downs_add_up(made: Tables) -> None:
    """The accounts behind a figure, and behind each row of it by a label."""
    asked, warehouse, rng = built(made)
    labels = [key for key in asked.keys if key not in LINE_KEYS]
    for _ in range(QUESTIONS):
        scope = Scope(random_day(asked, rng), some(rng, UNITS), random_where(asked, rng, asked.keys))
        assert account_faults(warehouse, scope) == [], scope
        by = some(rng, labels)
        for label in retention.kpis(warehouse, scope.without(by), by)[by][:2]:
            narrowed = scope.with_filter(by, None if pd.isna(label) else label)
            assert account_faults(warehouse, narrowed) == [], narrowed
