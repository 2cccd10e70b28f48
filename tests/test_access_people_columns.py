"""Personal columns: each is marked, and whatever query reads one gives it to nobody who may not see names."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from data.access import EVERYONE, Viewer
from data.contract import TABLES
from queries.access import NotAllowed
from queries.dimensions import dimensions
from queries.scope import Scope, UnknownFilter
from queries.small_scope import TooFew
from queries.small_shown import NotShown
from tests.canary import END, Company, company, on_canary
from tests.canary_questions import asked_of, every_query, name_of
from tests.canary_search import _leaves

__all__ = ["company", "on_canary"]
MARKED = {"customer.name", "csm.name", "csm.email", "contact.name", "pulse.note", "survey.verbatim"}
"""What the data contract marks as personal (N)."""
OURS = {"opportunity.sold_by", "team.lead", "assessment.assessor"}
"""Names of the company's own people: docs/decisions/0014."""
UNREAD = {"csm.email"}
"""No query reads it: the day that one does, it belongs to those below."""
READING = re.compile(r"verbatim|\bnote\b|sold_by|\blead\b|assessor|stg_csm|FACTS|\"contact\"")
"""Modules that name one of them. Names of customers are searched for in every query: tests/test_access_canary.py."""
EVERY = ("queries.account_events", "queries.account_timeline")
"""What happened to an account is asked of each account and kind of event, the others their first question."""
REFUSED = (NotAllowed, NotShown, TooFew, UnknownFilter, ValueError)


def test_every_personal_column_is_marked() -> None:
    marked = {f"{name}.{column.name}" for name, table in TABLES.items() for column in table.columns
              if column.info.get("personal")}
    assert marked == MARKED | OURS


@pytest.fixture(scope="module")
def personal(company: Company) -> dict[str, frozenset[str]]:
    """The values of each personal column, but for such as stand in a column that is not personal too."""
    with company.warehouse.engine.connect() as connection:
        there = {f"{table}.{column}" for table, column in connection.execute(text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'contract'"))}
        found = {each: values(connection, each) for each in sorted((MARKED | OURS) & there)}
        words = values(connection, "team.function") | values(connection, "opportunity.source_function")
    return {each: frozenset(held - words) for each, held in found.items()}


def values(connection: Any, column: str) -> set[str]:
    table, name = column.split(".")
    rows = connection.execute(text(f"SELECT DISTINCT {name} FROM contract.{table} WHERE {name} IS NOT NULL"))
    return {str(value) for (value,) in rows if len(str(value)) > 2}


def said(company: Company, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """All that the answers of queries whose modules name a personal column say to somebody, as one text a query."""
    known = dimensions(company.warehouse)
    for query in every_query():
        if not READING.search(inspect.getsource(sys.modules[query.__module__])):
            continue
        words = []
        asked_for = asked_of(query, company, known)
        for asked in asked_for if query.__module__ in EVERY else asked_for[:1]:
            try:
                words += list(_leaves(asked.answer(company.warehouse, Scope(END, viewer=viewer))))
            except REFUSED as error:
                words.append(str(error))
        yield name_of(query), "\n".join(each for each in words if isinstance(each, str))


def told(answers: Iterator[tuple[str, str]], personal: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    """By personal column, the queries that gave one of its values."""
    found: dict[str, set[str]] = {}
    for query, words in answers:
        for column, held in personal.items():
            if any(value in words for value in held):
                found.setdefault(column, set()).add(query)
    return found


def test_who_may_not_see_names_is_given_no_personal_value(
    on_canary: Company, personal: dict[str, frozenset[str]]
) -> None:
    """Whoever sees all is given values of every column that is filled: so the search would find one."""
    filled = {column for column, held in personal.items() if held}
    assert filled >= MARKED - UNREAD
    assert set(told(said(on_canary, EVERYONE), personal)) == filled - UNREAD
    assert told(said(on_canary, on_canary.viewer), personal) == {}
