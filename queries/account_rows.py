"""One customer, if whoever asks may see it: what every question of its page starts from.

An account is a customer with those merged into it. It is there for whoever may see it by its label on the scope's
date; for everybody else there are no rows, as for an id that nobody has. Filters and the unit of the scope say nothing
here. What happened after the scope's date is not known yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    literal,
    null,
    select,
    true,
    union_all,
)

from data.access import EVERYONE
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope
from queries.versions import per_version


@dataclass(frozen=True)
class Account:
    """An account as it was asked for. For who may see everybody its key and ids are looked up once, so that no
    statement has to: then `root_key` is given (NOBODY: there is none). For everybody else each statement looks for
    itself, and carries the permission.
    """

    asked: str
    root_key: int | None = None
    ids: tuple[str, ...] = ()


NOBODY = -1


@answers(WHOLE)
def resolved(warehouse: Warehouse, scope: Scope, account_id: str) -> Account:
    """The account, looked up where whoever asks may see everybody. `account_id`: of any customer it consists of."""
    return _looked_up(warehouse, account_id) if scope.viewer.whole else Account(account_id)


@per_version(1000)
def _looked_up(warehouse: Warehouse, account_id: str) -> Account:
    asked, member = tables.customer().alias("asked"), tables.customer().alias("member")
    found = run(warehouse, select(member.c.customer_id, member.c.root_key).select_from(
        asked.join(member, member.c.root_key == asked.c.root_key)).where(
        asked.c.customer_id == account_id).order_by(dialects.rising(member.c.customer_id)))
    key = int(found.root_key.iloc[0]) if len(found) else NOBODY
    return Account(account_id, key, tuple(str(each) for each in found.customer_id))


def chosen(scope: Scope, one: Account, name: str = "chosen") -> CTE:
    """Grain: customer as loaded that the account consists of; no rows where it may not be seen. Columns: customer_id,
    root_key (the survivor's key, the same in every row).
    """
    if one.root_key is not None:
        key = cast(literal(one.root_key), Integer).label("root_key")
        ids = [select(cast(literal(each), Text).label("customer_id"), key) for each in one.ids]
        return union_all(*ids).cte(name) if len(ids) > 1 else (ids[0] if ids else _none(key)).cte(name)
    asked, member = tables.customer().alias(f"{name}_asked"), tables.customer().alias(f"{name}_member")
    both = asked.join(member, member.c.root_key == asked.c.root_key)
    seen = seeing(scope, both, asked.c.root_key, f"{name}_label")
    return select(member.c.customer_id, member.c.root_key).select_from(seen.source).where(
        asked.c.customer_id == one.asked, seen.permitted).cte(name)


def _none(key: Any) -> Select[Any]:
    return select(cast(null(), Text).label("customer_id"), key).where(false())


def survivor(scope: Scope, one: Account, name: str = "survivor") -> CTE:
    """Grain: the one row of the account, or none. Column: root_key."""
    if one.root_key is not None:
        return select(cast(literal(one.root_key), Integer).label("root_key")).cte(name)
    members = chosen(scope, one, f"{name}_of")
    return select(members.c.root_key).distinct().cte(name)


def is_one(column: ColumnElement[int], one: Account) -> ColumnElement[bool]:
    """Whether a customer's key is the account's, where that is known before: said at the statement's inner rows it
    saves reading everybody's. True where only the join to `survivor` can tell.
    """
    return true() if one.root_key is None else column == one.root_key


def unlimited(scope: Scope) -> Scope:
    """The scope's date alone, for rows that are joined to `survivor`: that join is the permission, by the label on the
    scope's date. Without this a team that took an account over would see its past in pieces.
    """
    return replace(scope, unit="customer", where=(), viewer=EVERYONE)


def known_by(column: ColumnElement[Any], day: date) -> ColumnElement[Any]:
    """A date of something that happened: null where it lies after the day."""
    return case((column <= cast(literal(day), Date), column), else_=null())


def if_known(value: ColumnElement[Any], since: ColumnElement[Any], day: date) -> ColumnElement[Any]:
    """A value that is known since a date: null where that lies after the day, or is not given."""
    return case((and_(since.is_not(None), since <= cast(literal(day), Date)), value), else_=null())


def as_date(day: Any) -> date | None:
    """A day's number as a date; null stays null."""
    return None if day is None or pd.isna(day) else tables.EPOCH + timedelta(days=int(day))


def dated(found: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows with these numbers of days as dates."""
    return found.assign(**{
        name: pd.Series([as_date(day) for day in found[name]], found.index, dtype=object) for name in columns})


def in_money(found: pd.DataFrame, minor: int, *columns: str) -> pd.DataFrame:
    """The rows with these amounts of minor units in the reporting currency; unknown stays unknown."""
    return found.assign(**{name: pd.to_numeric(found[name]).astype(float) / minor for name in columns})
