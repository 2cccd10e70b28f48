"""Every query, asked by those who may see a part of the company: of the rest nothing, in any form.

The queries are found by looking, so a new one is asked too, and one that is not guarded fails here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.access import Viewer
from queries import access, accounts, explain, health_moves, members, renewal_absent, renewal_lists, retention, tables
from queries.__main__ import main
from queries.access import NotAllowed, answers, by_name, company_wide
from queries.commands import COMMANDS
from queries.dimensions import dimensions
from queries.members import Reached
from queries.runner import run
from queries.scope import UNITS, Scope, UnknownFilter
from queries.small_scope import TooFew
from queries.small_shown import NotShown
from queries.trace import recording
from tests.canary import AMOUNT, END, TEAM, WORD, Company, company, on_canary
from tests.canary_questions import Asked, asked_of, every_query, name_of
from tests.canary_search import found_in, watching

__all__ = ["company", "on_canary"]
QUERIES = every_query()
WITHHELD = (NotAllowed, NotShown, TooFew)
"""What may be answered instead, with no word of a customer."""


def leaks(company: Company, viewer: Viewer, asked: Asked, scope: Scope) -> list[str]:
    """What an answer, what was fetched for it, its statements and its refusal say of those the viewer may not see."""
    said: list[Any] = []
    with watching() as fetched, recording() as statements:
        try:
            said.append(asked.answer(company.warehouse, scope))
        except (*WITHHELD, UnknownFilter, ValueError) as error:
            said.append(str(error))
    given = set(company.leaks(viewer, str(asked.named)))  # the asker's own words
    found = found_in(company, viewer, [said, fetched, [(each.sql, each.values) for each in statements]])
    return [each for each in found if each not in given]


def questions(company: Company, query: Any, viewer: Viewer, known: Any) -> Iterator[tuple[Asked, Scope]]:
    """A lead asks every question, and the first of them in one more unit; others ask the first."""
    asked = asked_of(query, company, known)
    chosen = asked if viewer == company.lead else asked[:1]
    yield from ((each, Scope(END, viewer=viewer)) for each in chosen)
    if viewer == company.lead:
        yield asked[0], Scope(END, UNITS[QUERIES.index(query) % len(UNITS)], viewer=viewer)


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_nobody_is_told_of_whom_they_may_not_see(on_canary: Company, query: Any) -> None:
    known, found = dimensions(on_canary.warehouse), dict[str, list[str]]()
    for viewer in (on_canary.lead, on_canary.csm, on_canary.viewer):
        for asked, scope in questions(on_canary, query, viewer, known):
            leaked = leaks(on_canary, viewer, asked, scope)
            if leaked:
                found[f"{viewer.role} {scope.unit} {asked.named}"] = leaked
    assert found == {}


def test_the_search_finds_a_query_that_leaks(on_canary: Company) -> None:
    """Names past the permission, a sum past it, a mask that is not there, and a statement that says it is free."""
    customer, lead = tables.customer(), on_canary.lead

    @answers(by_name())
    def unguarded(warehouse: Any, scope: Scope) -> pd.DataFrame:
        return run(warehouse, select(customer.c.name.label("account"), customer.c.customer_id.label("account_id")))

    @answers(by_name())
    def freely(warehouse: Any, scope: Scope) -> pd.DataFrame:
        with company_wide("it says so"):
            return run(warehouse, select(customer.c.name.label("account"), customer.c.customer_id.label("account_id")))

    @answers(by_name())
    def summed(warehouse: Any, scope: Scope) -> pd.DataFrame:
        with company_wide("it says so"):
            return run(warehouse, select(func.sum(tables.line().c.arr).label("arr")))

    asked = {each: Asked(each, (), True) for each in (unguarded, freely, summed)}
    scope = Scope(END, viewer=lead)
    with pytest.raises(access.Unguarded):
        asked[unguarded].answer(on_canary.warehouse, scope)
    assert {on_canary.canary} < set(leaks(on_canary, lead, asked[freely], scope))
    assert leaks(on_canary, lead, asked[summed], scope)
    assert leaks(on_canary, lead, Asked(accounts.accounts, (), True), Scope(END))  # as the executive has it


def test_the_canary_is_everywhere(on_canary: Company) -> None:
    """What is searched for is in every table that holds something of customers."""
    with on_canary.warehouse.engine.connect() as connection:
        names = connection.exec_driver_sql(
            "select distinct table_name from information_schema.columns where table_schema = 'contract' "
            "and column_name = 'customer_id'").fetchall()
        for (name,) in names:
            rows = connection.exec_driver_sql(f"select * from contract.{name} where customer_id = $1",
                                              (on_canary.canary,)).fetchall()
            assert rows or name in ("attribute_history", "feedback", "outcome", "survey", "opportunity"), name
    told = retention.kpis(on_canary.warehouse, Scope(END))
    assert told["arr"].iloc[0] >= 12 * AMOUNT
    assert any(WORD in str(each.value) for each in dimensions(on_canary.warehouse)["segment"].values)


def test_an_error_names_no_value_of_others(on_canary: Company) -> None:
    with pytest.raises(UnknownFilter) as refused:
        retention.kpis(on_canary.warehouse, Scope(END, where=(("segment", ("no such",)),), viewer=on_canary.lead))
    assert on_canary.leaks(on_canary.lead, f"{refused.value} {refused.value.known}") == []
    with pytest.raises(UnknownFilter):
        retention.kpis(on_canary.warehouse, Scope(END, where=(("segment", (f"{WORD} SMB",)),), viewer=on_canary.lead))


def test_of_an_account_of_others_nothing_is_known(on_canary: Company) -> None:
    """Asked by its id, it answers as one that there is not."""
    asked = (on_canary.canary, "nobody")
    told = renewal_absent.undue(on_canary.warehouse, Scope(END, viewer=on_canary.lead), asked)
    assert list(told.code) == ["unknown", "unknown"]


LISTS: dict[str, tuple[Any, tuple[Any, ...], str]] = {
    "rates": (accounts.accounts, (None, None), "arr0"), "kept": (accounts.accounts, (None, None), "kept"),
    "movements": (accounts.movements, (END.replace(year=2025), None, None), "change"),
    "members": (members.members, (Reached(), None), "base"),
    "bands": (health_moves.members, (None, None, 4, None), "arr"),
    "overdue": (renewal_lists.listed, ("overdue", None), "arr_due"),
    "change": (explain.accounts, ("grr", END.replace(year=2025), None), "contribution"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_adds_up_to_what_the_filter_gives(on_canary: Company, name: str) -> None:
    """Whoever sees everything and filters by a team has the same sum as its lead, for every team and on a day before
    its customers changed hands too; what the lead may name is what is the team's on that day.
    """
    query, rest, column = LISTS[name]
    teams = [str(each.value) for each in dimensions(on_canary.warehouse)["team_id"].values if each.value]
    for day, team in product((END, END - timedelta(weeks=35)), teams):
        asked = query(on_canary.warehouse, Scope(day, where=(("team_id", (team,)),)), *rest)
        found = query(on_canary.warehouse, Scope(day, viewer=Viewer("lead", "lead", (team,))), *rest)
        own = set(owned(on_canary, team, day))
        assert float(found[column].sum()) == pytest.approx(float(asked[column].sum()))
        assert found.attrs["unnamed"] == int((~asked.account_id.isin(own)).sum())
        assert list(found.account_id.dropna()) == list(asked.account_id[asked.account_id.isin(own)])
        if found.attrs["unnamed"]:
            assert found.drop(columns=list(query.access.columns)).iloc[-1].isna().all()


def owned(company: Company, team: str, day: date) -> list[str]:
    """The customers that are a team's on a day, read from the assignments alone."""
    with company.warehouse.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select customer_id from contract.assignment where team_id = $1 and from_on <= $2 "
            "and (to_on is null or to_on > $2)", (team, day)).fetchall()
    return [str(row[0]) for row in rows]


def test_accounts_that_were_handed_over_are_unnamed(on_canary: Company) -> None:
    """Two were the team's a year ago and are not now: they are in its base, and in no name."""
    found = accounts.accounts(on_canary.warehouse, Scope(END, viewer=on_canary.lead))
    assert 1 <= found.attrs["unnamed"] <= len(on_canary.handed_over) == 2  # one had no contract twelve months before


@contextmanager
def entered(company: Company) -> Iterator[None]:
    """An access file in which the lead stands."""
    file = company.home / "access.toml"
    file.write_text(f'[[person]]\nemail = "{company.lead.who}"\nrole = "lead"\nteams = ["{TEAM}"]\n', encoding="utf-8")
    try:
        yield
    finally:
        file.unlink()


OWN = {"bridge": ("--from", "2025-11-22", "--to", "2026-11-22"), "account": ("{canary}",), "search": ("株式会社",),
       "view": ("none",), "freeze": ("--author", "森")}
"""What a command cannot do without."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_asked_for_a_lead_tells_of_no_one_else(
    on_canary: Company, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [each.format(canary=on_canary.canary) for each in OWN.get(name, ())]
    with entered(on_canary):
        code = main([name, *own, "--viewer", on_canary.lead.who, "--format", "json"])
    said = capsys.readouterr()
    assert code == 0 or said.err.startswith("error:")
    assert set(on_canary.leaks(on_canary.lead, said.out + said.err)) <= set(on_canary.leaks(on_canary.lead, str(own)))
    if code == 0:
        assert set(found_in(on_canary, on_canary.lead, json.loads(said.out))) <= set(
            on_canary.leaks(on_canary.lead, str(own)))
