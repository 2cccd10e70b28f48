"""A permission in a question: it holds beside what is asked, it is part of the key, and a query cannot go around it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.access import EVERYONE, Viewer
from data.warehouse import open_warehouse
from queries import access, retention, tables
from queries.dimensions import dimensions, visible
from queries.runner import run
from queries.scope import Scope, UnknownFilter

DAY = date(2026, 11, 22)


def lead(*teams: str) -> Viewer:
    return Viewer("lead@example.com", "lead", teams)


def test_a_permission_is_the_same_as_the_filter(on_demo: Path) -> None:
    warehouse = open_warehouse()
    team = next(each.value for each in dimensions(warehouse)["team_id"].values if each.value)
    asked = retention.kpis(warehouse, Scope(DAY, where=(("team_id", (team,)),)))
    permitted = retention.kpis(warehouse, Scope(DAY, viewer=lead(team)))
    assert asked.equals(permitted)
    assert 0 < permitted.arr.iloc[0] < retention.kpis(warehouse, Scope(DAY)).arr.iloc[0]


def test_what_is_asked_and_what_is_permitted_both_hold(on_demo: Path) -> None:
    warehouse = open_warehouse()
    first, second = [each.value for each in dimensions(warehouse)["team_id"].values if each.value][:2]
    with pytest.raises(UnknownFilter) as refused:
        retention.kpis(warehouse, Scope(DAY, where=(("team_id", (second,)),), viewer=lead(str(first))))
    asked = dict(Scope(DAY, where=(("team_id", (first, second)),), viewer=lead(str(first))).effective)
    assert second not in str(refused.value).split("known:")[1]
    assert asked == {"team_id": (first,)}


def test_two_permissions_are_two_questions_and_two_people_under_one_are_one() -> None:
    assert Scope(DAY, viewer=lead("a")) != Scope(DAY, viewer=lead("b")) != Scope(DAY)
    assert Scope(DAY, viewer=lead("a", "b")) == Scope(DAY, viewer=Viewer("other", "lead", ("b", "a"), name="Other"))


def test_a_statement_without_the_permission_is_refused(on_demo: Path) -> None:
    line = tables.line()

    @access.answers(access.WHOLE)
    def leaking(warehouse, scope: Scope):  # type: ignore[no-untyped-def]
        return run(warehouse, select(func.count().label("lines")).select_from(line))

    with pytest.raises(access.Unguarded, match="line"):
        leaking(open_warehouse(), Scope(DAY, viewer=lead("a")))
    assert len(leaking(open_warehouse(), Scope(DAY))) == 1


def test_whoever_is_barred_gets_nothing(on_demo: Path) -> None:
    with pytest.raises(access.NotAllowed, match="why not"):
        retention.kpis(open_warehouse(), Scope(DAY, viewer=Viewer("x", "none", why="why not")))


def test_values_that_no_permitted_customer_bears_are_not_known(on_demo: Path) -> None:
    warehouse = open_warehouse()
    teams = [lead(str(each.value)) for each in dimensions(warehouse)["team_id"].values if each.value]
    mine = next(known for known in (visible(warehouse, each) for each in teams) if len(known["csm_id"].values) > 1)
    csms = {each.value for each in dimensions(warehouse)["csm_id"].values}
    assert {each.value for each in mine["csm_id"].values} < csms
    everyone = {each.value: each.customers for each in visible(warehouse, EVERYONE)["segment"].values}
    assert all(each.customers <= everyone[each.value] for each in mine["segment"].values)


@pytest.mark.parametrize(("role", "teams", "csm"), [("lead", (), None), ("csm", (), None), ("executive", ("a",), None),
                                                    ("viewer", (), "x"), ("boss", (), None)])
def test_no_half_permission_can_be_made(role: str, teams: tuple[str, ...], csm: str | None) -> None:
    with pytest.raises(ValueError, match=role):
        Viewer("x", role, teams, csm)  # type: ignore[arg-type]
