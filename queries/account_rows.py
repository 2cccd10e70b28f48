"""One customer, if whoever asks may see it: what every question of its page starts from.

An account is a customer with those merged into it. It is there for whoever may see it by its label on the scope's
date; for everybody else there are no rows, as for an id that nobody has. Filters and the unit of the scope say nothing
here. What happened after the scope's date is not known yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Date, and_, case, cast, literal, null, select

from data.access import EVERYONE
from queries import tables
from queries.naming import seeing
from queries.scope import Scope


def chosen(scope: Scope, account_id: str, name: str = "chosen") -> CTE:
    """Grain: customer as loaded that the account consists of; no rows where it may not be seen. `account_id`: the id of
    any of them. Columns: customer_id, root_key (the survivor's key, the same in every row).
    """
    asked, member = tables.customer().alias(f"{name}_asked"), tables.customer().alias(f"{name}_member")
    both = asked.join(member, member.c.root_key == asked.c.root_key)
    seen = seeing(scope, both, asked.c.root_key, f"{name}_label")
    return select(member.c.customer_id, member.c.root_key).select_from(seen.source).where(
        asked.c.customer_id == account_id, seen.permitted).cte(name)


def survivor(scope: Scope, account_id: str, name: str = "survivor") -> CTE:
    """Grain: the one row of the account, or none. Column: root_key."""
    members = chosen(scope, account_id, f"{name}_of")
    return select(members.c.root_key).distinct().cte(name)


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
