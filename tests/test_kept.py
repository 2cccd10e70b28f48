"""Rows that are kept: equal to rows that are fetched, one's own to change, of one version, within their bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Select, cast, func, literal, select
from sqlalchemy.types import Date, Integer

from data.warehouse import Warehouse
from queries import kept, retention, runner, tables, trace
from queries.scope import Scope

DAY = date(2026, 11, 22)


def counted(day: date = DAY) -> Select[Any]:
    as_of = tables.mart("as_of", "as_of")
    return select(func.count().label("days")).select_from(as_of).where(as_of.c.as_of <= day)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.kept.clear()


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reach the warehouse."""
    said: list[str] = []
    real = runner._fetched

    def fetched(warehouse: Warehouse, statement: Select[Any]) -> kept.Fetched:
        found = real(warehouse, statement)
        said.append(found.sql)
        return found

    monkeypatch.setattr(runner, "_fetched", fetched)
    return said


def test_a_statement_is_executed_once_and_recorded_every_time(default_company: Warehouse, executed: list[str]) -> None:
    with trace.recording() as first:
        one = runner.run(default_company, counted())
    with trace.recording() as second:
        two = runner.run(default_company, counted())
    assert_frame_equal(one, two)
    assert len(executed) == 1
    assert first == second
    assert first[0].rows == 1


def test_another_value_type_shape_or_version_is_another_question(
        default_company: Warehouse, executed: list[str]) -> None:
    def typed(value: object) -> Select[Any]:
        return select(literal(value, Integer).label("n"))

    asked = [counted(), counted(DAY - timedelta(days=70)), typed(1), typed(True),
             select(cast(literal(1), Date().with_variant(Integer(), "duckdb")).label("n")),
             select(literal(1).label("m"))]
    for statement in asked:
        runner.run(default_company, statement)
    runner.run(replace(default_company, version="another"), counted())
    assert len(executed) == len(asked) + 1


def test_values_of_in_are_told_apart(default_company: Warehouse) -> None:
    as_of = tables.mart("as_of", "as_of")

    def chosen(*days: date) -> list[date]:
        asked = select(as_of.c.as_of).where(as_of.c.as_of.in_(days)).order_by(as_of.c.as_of)
        return [pd.Timestamp(day).date() for day in runner.run(default_company, asked)["as_of"]]

    before = DAY - timedelta(days=7)
    assert (chosen(DAY), chosen(before), chosen(DAY, before), chosen()) == ([DAY], [before], [before, DAY], [])


def test_an_answer_is_its_askers_own_to_change(default_company: Warehouse) -> None:
    first = runner.run(default_company, counted())
    right = int(first.loc[0, "days"])
    first.loc[0, "days"] = -1
    first["more"] = 0
    assert runner.run(default_company, counted()).to_dict("records") == [{"days": right}]


def test_figures_are_the_same_kept_or_not(default_company: Warehouse) -> None:
    """Filters of one shape and of several: a compiled statement is used again with other values."""
    scopes = [Scope(DAY), *(Scope(day).with_filter("segment", name) for day in (DAY, DAY - timedelta(days=28))
                            for name in ("SMB", "Enterprise", "Startup"))]
    fresh = []
    for scope in scopes:
        kept.kept.clear()
        fresh.append(retention.kpis(default_company, scope))
    assert len({frame.to_json() for frame in fresh}) == len(scopes)
    for scope, expected in zip(scopes * 2, fresh * 2, strict=True):
        assert_frame_equal(retention.kpis(default_company, scope), expected)


def test_what_was_not_asked_for_longest_goes() -> None:
    def fetched(size: int) -> kept.Fetched:
        return kept.Fetched(pd.DataFrame(), size, "", (), 0.0)

    held = kept.Kept(most=100, largest=60)
    for name, size in (("a", 40), ("b", 40), ("too long", 61), ("b", 20)):
        held.put(name, fetched(size))
    assert (held.bytes, len(held), held.get("too long")) == (60, 2, None)
    assert held.get("a") is not None
    held.put("c", fetched(50))
    assert (held.bytes, held.get("b"), held.get(None)) == (90, None, None)
    assert held.get("a") is not None
