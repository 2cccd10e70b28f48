"""Whose account it is: ARR, band, owner and page in the CRM of customers that a list of renewals or an action names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    Double,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import check, dimensions
from queries.health_rows import rated
from queries.pairs import is_in
from queries.renewal_rows import NEAR_DAYS, undecided
from queries.scope import Scope
from queries.scored import listed

BOOK = ("account", "account_id", "arr", "band", "score", "renewal_due", "renewal_arr", "owner", "url", "left")


@answers(by_name("arr"))
def book(warehouse: Warehouse, scope: Scope, ids: tuple[str, ...] = ()) -> pd.DataFrame:
    """Customers active on d that have an undecided renewal due by 90 days after d, or whose id is asked for; and those
    that have left with an overdue one that is still undecided (left; arr: what fell due in it; by the label on d).

    Grain: customer, the largest ARR first. Columns: BOOK (see queries.scored.listed). attrs as every list. A merged
    customer's id finds nobody: its survivor's does. Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    found = listed(warehouse, asked, _chosen(asked, ids), ("arr",), None)
    made = found.assign(left=found["left"].astype(bool)).reindex(columns=list(BOOK))
    made.attrs = found.attrs
    return made


def _chosen(scope: Scope, ids: tuple[str, ...]) -> Select[Any]:
    day, rows = tables.day_number(scope.as_of), rated(scope, "rated")
    label = tables.labels([key for key, _ in scope.label_filters]).alias("book_label")
    renewal, account = tables.renewal(), tables.customer().alias("named")
    due = select(renewal.c.customer_key).where(renewal.c.due_day <= day + NEAR_DAYS, undecided(renewal, day))
    asked = select(account.c.customer_key).where(account.c.customer_id.in_(ids)) if ids else None
    wanted = [rows.c.owner_key.in_(each) for each in (due, asked) if each is not None]
    own = [rows.c[name] for name in ("unit_key", "label_id", "arr", "band", "score")]
    active = select(*own, literal(False).label("left")).select_from(
        rows.join(label, label.c.label_id == rows.c.label_id)).where(is_in(label, scope), or_(*wanted))
    if scope.line_filters:  # who has left has no lines to filter by
        return active
    every = union_all(active, _left(scope, rows)).subquery("every")
    return select(every)


def _left(scope: Scope, rows: CTE) -> Select[Any]:
    """Customers without ARR on the date that have an overdue renewal which is undecided; with what fell due in it."""
    day, renewal = tables.day_number(scope.as_of), tables.renewal().alias("lapsed")
    label = tables.labels([key for key, _ in scope.label_filters]).alias("left_label")
    held = and_(label.c.customer_key == renewal.c.customer_key, *tables.holds(label, day))
    return select(
        renewal.c.customer_key, label.c.label_id, cast(func.sum(renewal.c.arr_due), BigInteger), cast(
            literal("unknown"), Text), cast(null(), Double), literal(True),
    ).select_from(renewal.join(label, held)).where(
        renewal.c.due_day < day, undecided(renewal, day), is_in(label, scope),
        renewal.c.customer_key.not_in(select(rows.c.unit_key)),
    ).group_by(renewal.c.customer_key, label.c.label_id)


def owned(renewals: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """A list of renewals with owner and url of each account, as `book` knows them; null where it does not. Pure."""
    by = known.set_index("account_id")
    made = renewals.assign(**{name: pd.Series([by[name].get(who) for who in renewals.account_id], renewals.index,
                                              dtype=object) for name in ("owner", "url")})
    made.attrs = renewals.attrs
    return made
