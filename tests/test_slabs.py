"""What is summed from cells in memory is what the statement gives, and the evidence tells that statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from data import measures
from data.access import Viewer
from data.warehouse import Warehouse
from queries import bridge, explain, facts, plan_book, slabs, tables, trace
from queries.access import WHOLE, answers
from queries.dimensions import build_info, dimensions
from queries.plan_book import Span
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import UNITS, Filters, Scope, normalise

SEEN = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lead(*teams: str) -> Viewer:
    return Viewer("lead@example.com", "lead", teams)


@answers(WHOLE)
def both(warehouse: Warehouse, scope: Scope, days: Sequence[date], by: str | None, period: str) -> list[Any]:
    """Rows from memory beside those of the statements, asked as whoever the scope says."""
    profiles, flow = Profiles(warehouse, scope), partial(facts.flow_statement, period=period)
    return [
        (facts.from_cube(profiles, days, by), run(warehouse, facts.cube_statement(scope, sorted(set(days)), by))),
        (facts.from_flows(profiles, period, days, by), run(warehouse, flow(scope, sorted(set(days)), by)))]


def alike(memory: pd.DataFrame, asked: pd.DataFrame) -> None:
    """The same rows in the same order: whole numbers to the unit, sums of squares as near as doubles are."""
    assert list(memory.columns) == list(asked.columns)
    exact = [name for name in asked.columns if name not in measures.SQUARES]
    one, other = (each[exact].astype(object).where(each[exact].notna(), None) for each in (memory, asked))
    assert one.to_numpy().tolist() == other.to_numpy().tolist()
    for name in set(asked.columns) - set(exact):
        assert memory[name].tolist() == pytest.approx(asked[name].tolist(), rel=1e-12)


@st.composite
def questions(draw: st.DrawFn, warehouse: Warehouse) -> tuple[Scope, list[date], str | None, str]:
    grid, known = build_info(warehouse), {key: each for key, each in dimensions(warehouse).items() if each.in_cube}
    keys = draw(st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True))
    where = {key: draw(st.lists(st.sampled_from([each.value for each in known[key].values]), min_size=1, max_size=3))
             for key in keys}
    teams = [str(each.value) for each in known["team_id"].values if each.value]
    viewer = draw(st.sampled_from([Scope(grid.newest_day).viewer, lead(teams[0]), lead(*teams[:2])]))
    days = draw(st.lists(st.sampled_from((*grid.weeks, *grid.months)), min_size=1, max_size=6))
    scope = Scope(grid.default_as_of, draw(st.sampled_from(UNITS)), normalise(where), viewer)
    return scope, days, draw(st.sampled_from([None, *sorted(known)])), draw(st.sampled_from(["week", "month"]))


@SEEN
@given(data=st.data())
def test_cells_in_memory_give_what_the_statement_gives(default_company: Warehouse, data: st.DataObject) -> None:
    scope, days, by, period = data.draw(questions(default_company))
    for memory, asked in both(default_company, scope, days, by, period):
        alike(memory, asked)


@answers(WHOLE)
def over_profiles(warehouse: Warehouse, scope: Scope, ask: Any, keys: Sequence[str]) -> tuple[pd.DataFrame, ...]:
    asked = run(warehouse, ask(scope, by=None)).drop(columns="cell")
    return Profiles(warehouse, scope).summed(ask, keys), asked.sort_values(list(keys)) if keys else asked


def asks(scope: Scope, zone: str) -> list[tuple[Any, list[str]]]:
    """Each statement that is answered over profiles, with its keys."""
    end = scope.as_of
    year, month, week = tables.year_before(end), date(end.year, end.month, 1), date(end.year, end.month, 2)
    spans = (Span(year, end), Span(month, end), Span(week, end, newest=True))
    return [(partial(plan_book.statement, spans=spans, zone=zone), ["span"]),
            (partial(facts.direct_statement, start=year, end=end), ["as_of"]),
            (partial(bridge.moves_statement, start=month, end=end), []),
            (partial(explain.event_statement, earlier=month), [])]


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("where", [(), (("segment", ("SMB",)),), (("plan", ("Basic", None)), ("region", ("Kanto",)))])
def test_a_sum_over_profiles_is_the_filters_own_answer(default_company: Warehouse, at: int, where: Filters) -> None:
    build = build_info(default_company)
    known = dimensions(default_company)
    where = tuple((key, values) for key, values in where if set(values) <= {each.value for each in known[key].values})
    teams = [str(each.value) for each in known["team_id"].values if each.value]
    for viewer in (Scope(build.newest_day).viewer, lead(teams[0])):
        scope = Scope(build.default_as_of, "customer", where, viewer)
        ask, keys = asks(scope, build.time_zone)[at]
        memory, asked = over_profiles(default_company, scope, ask, keys)
        filled = asked.dropna().reset_index(drop=True)
        assert_frame_equal(memory[filled.columns].reset_index(drop=True), filled, check_dtype=False, rtol=1e-12)


def test_the_evidence_tells_the_statement_of_the_filter(default_company: Warehouse) -> None:
    """Its text gives the very rows; nothing of the year that was fetched is told."""
    build = build_info(default_company)
    scope = Scope(build.default_as_of, where=(("segment", ("SMB",)),))
    with trace.recording() as told:
        found = facts.facts(default_company, scope, [build.weeks[-1], build.weeks[-2]], "region")
    (statement,) = told
    assert statement.rows == len(found)
    assert "'SMB'" in statement.text
    assert " IN (" in statement.text
    with default_company.engine.connect() as connection:
        assert len(connection.exec_driver_sql(statement.text).fetchall()) == len(found)


def test_a_year_is_fetched_once_a_permission(default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what a lead may not see is in no cell of theirs."""
    build, real, years = build_info(default_company), slabs.fetched, []

    def counted(scope: Scope, source: slabs.Source, year: int, warehouse: Warehouse) -> slabs.Slab:
        years.append((scope.viewer.filters, year))
        return real(scope, source, year, warehouse)

    monkeypatch.setattr(slabs, "fetched", counted)
    slabs.slabs.clear()
    every = Scope(build.default_as_of, where=(("segment", ("SMB",)),))
    teams = [str(each.value) for each in dimensions(default_company)["team_id"].values if each.value]
    theirs = replace(every, viewer=lead(teams[0]))
    day = build.weeks[-1]
    for scope in (every, every.with_filter("segment", "Enterprise"), theirs, theirs, every):
        facts.facts(default_company, scope, [day])
    assert years == [((), day.year), (theirs.viewer.filters, day.year)]
    held = {key[2]: slab for key, slab in slabs.slabs._held.items()}  # type: ignore[index]
    assert len(held[theirs.viewer.filters].profile) < len(held[()].profile)


def test_the_slabs_used_last_are_kept(default_company: Warehouse) -> None:
    build = build_info(default_company)
    scope, source = Scope(build.default_as_of), slabs.Source.cube("customer")
    years = sorted({day.year for day in build.weeks})[-2:]
    few = slabs.Slabs(most=1)
    first = few.of(default_company, scope, source, years[0])
    assert few.of(default_company, scope, source, years[0]) is first
    few.of(default_company, scope, source, years[1])
    assert few.of(default_company, scope, source, years[0]) is not first


def test_a_slab_keeps_alive_what_it_counts_and_no_more(default_company: Warehouse) -> None:
    """An array that is a view holds all of what it views, however little of it."""
    build = build_info(default_company)
    slab = slabs.fetched(Scope(build.default_as_of), slabs.Source.cube("customer"), build.weeks[-1].year,
                         default_company)
    held = {id(base): base.nbytes for base in map(_whole, (slab.profile, slab.amounts, slab.squares))}
    assert len(slab.profile) > 0
    assert sum(held.values()) == slab.bytes


def _whole(array: Any) -> Any:
    """The array that owns the memory."""
    while array.base is not None:
        array = array.base
    return array


def test_where_cubes_do_not_know_the_filter_the_statement_is_asked(default_company: Warehouse) -> None:
    build, known = build_info(default_company), dimensions(default_company)
    product = next(each.value for each in known["product"].values if each.value)
    scope = Scope(build.default_as_of, where=(("product", (product,)),))
    with trace.recording() as told:
        Profiles(default_company, scope).summed(partial(explain.event_statement, earlier=build.weeks[-5]))
    assert [type(each) for each in told] == [trace.Statement]


def test_a_companys_own_attribute_may_be_called_as_the_profile_is() -> None:
    assert tables.attribute(tables.PROFILE) == "profile_id"
    assert tables.attribute("profile_id") == "a_profile_id"
