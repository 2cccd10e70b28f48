"""What happened with a customer: touches, tickets, surveys, outcomes, feedback, onboarding, pulses, people, money."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import OPEN, answers, by_name
from queries.account_facts import FACTS, Fact
from queries.account_rows import Account, chosen, dated, resolved
from queries.measures.known import local, number
from queries.runner import run
from queries.scope import Scope
from queries.scored import absent

SECONDS = 3600.0
UNREVIEWED = "open"


@answers(by_name())
def events(warehouse: Warehouse, scope: Scope, account_id: str, kind: str) -> pd.DataFrame:
    """Grain: row of one table of the contract that is the account's, as known on the scope's date; the newest first.

    Columns: those of queries.account_facts.FACTS[kind] (null: not given, or not known yet by then), `id`, and the names
    of contacts and playbooks beside their ids; tickets: response_hours (from opening to the first response). Amounts of
    invoices and opportunities are in their own currency. ValueError for a kind that there is none of.
    """
    one = resolved(warehouse, scope, account_id)
    fact = FACTS.get(kind)
    if fact is None:
        raise ValueError(f"unknown kind {kind!r}; known: {', '.join(FACTS)}")
    found = run(warehouse, statement(scope, one, fact))
    return dated(found, *(name for name in fact.columns if _is_day(fact, name)))


@answers(OPEN)
def lacking(warehouse: Warehouse) -> tuple[str, ...]:
    """The tables behind these kinds that hold nothing of anybody: of them nothing is known, which is not "nothing"."""
    return absent(warehouse, *(fact.table for fact in FACTS.values()))


def _is_day(fact: Fact, name: str) -> bool:
    return name in fact.moments or name.endswith("_on")


def statement(scope: Scope, one: Account, fact: Fact) -> Select[Any]:
    """The rows of one table, its days as numbers; what was not known on the date is null."""
    members = chosen(scope, one)
    staged = tables.mart(f"stg_{fact.table}", "customer_id", fact.key, *fact.columns, schema="staging").alias("fact")
    source: Any = staged.join(members, members.c.customer_id == staged.c.customer_id)
    shown = [_column(fact, staged, name, scope).label(name) for name in fact.columns]
    for column, (head, table, key) in fact.named.items():
        named = tables.mart(f"stg_{table}", key, "name", schema="staging").alias(head)
        source = source.outerjoin(named, named.c[key] == staged.c[column])
        shown.append(named.c.name.label(head))
    if fact.table == "ticket":
        hours = dialects.seconds_between(staged.c.first_response_at, staged.c.opened_at) / SECONDS
        shown.append(_by(scope, _day(fact, staged, "first_response_at"), hours).label("response_hours"))
    chosen_rows = select(staged.c[fact.key].label("id"), *shown).select_from(source).where(*_there(fact, staged, scope))
    order: list[Any] = [_start(fact, staged).desc().nulls_last()] if fact.on else [
        dialects.rising(staged.c.role), dialects.rising(staged.c.name)]
    return chosen_rows.order_by(*order, dialects.rising(staged.c[fact.key]))


def _there(fact: Fact, staged: Any, scope: Scope) -> list[ColumnElement[bool]]:
    day = tables.day_number(scope.as_of) + fact.ahead
    return [_start(fact, staged) <= day] if fact.on else []


def _start(fact: Fact, staged: Any) -> ColumnElement[Any]:
    """The day by which a row is there; a survey that nobody says was sent is there since its answer."""
    if fact.table == "survey":
        return func.coalesce(number(staged.c.sent_on), number(staged.c.answered_on))
    return _day(fact, staged, fact.on)


def _day(fact: Fact, staged: Any, name: str) -> ColumnElement[Any]:
    return local(staged.c[name]) if name in fact.moments else number(staged.c[name])


def _column(fact: Fact, staged: Any, name: str, scope: Scope) -> ColumnElement[Any]:
    """A column as it was known on the date; an outcome that was not reviewed by then is still open."""
    value = _day(fact, staged, name) if _is_day(fact, name) else staged.c[name]
    since = fact.later.get(name)
    if since is None:
        return value
    if name == "status":
        return case((_known(scope, _day(fact, staged, since)), value), else_=literal(UNREVIEWED))
    return _by(scope, _day(fact, staged, since), value)


def _by(scope: Scope, since: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((_known(scope, since), value), else_=null())


def _known(scope: Scope, since: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(since.is_not(None), since <= tables.day_number(scope.as_of))
