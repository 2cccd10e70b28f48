"""Units with their owner's health on the scope's date: what every list of whom to call is chosen from.

Grain: unit active on the date, inside the filters by its label on it, whose owner has a row in marts.health on the last
Sunday on or before the date; other units are on no list. A contract, department or product bears its customer's health,
a group that of its top parent. ARR is that of the date, and under filters on lines that of the kept lines; everything
else is the owner's, as of that Sunday.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)

from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers, by_name, company_wide
from queries.dimensions import Dimension, build_info, check, dimensions
from queries.health_rows import sunday
from queries.naming import seeing
from queries.pairs import is_in, label_keys, pairs
from queries.renewal_rows import undecided
from queries.runner import run
from queries.scope import Scope

OWNER_KEYS = ("csm_id", "team_id")
MONEY = ("arr", "unused_arr", "renewal_arr")


def scored(scope: Scope, columns: Sequence[str], keys: Sequence[str] = ()) -> CTE:
    """Columns: unit_key, owner_key, arr, label_id, the asked ones of marts.health, the asked attributes (a_<key>)."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    units, health = tables.unit_table(scope.unit), tables.mart("health", "customer_key", "week_day", *columns)
    source: Any = pair.join(units, units.c.unit_key == pair.c.unit_key).join(
        health, health.c.customer_key == units.c.owner_key)
    week = tables.day_number(sunday(scope.as_of))
    where: list[ColumnElement[bool]] = [pair.c.arr > 0, health.c.week_day == week]
    named = tuple(dict.fromkeys((*label_keys(scope, None), *keys)))
    given: list[ColumnElement[Any]] = [units.c.owner_key, health.c.week_day, *(health.c[name] for name in columns)]
    if named:
        label = tables.labels(named).alias("label")
        source = source.join(label, label.c.label_id == pair.c.label_id)
        where.append(is_in(label, scope))
        given += [label.c[tables.attribute(key)] for key in keys]
    return select(pair.c.unit_key, pair.c.arr, pair.c.label_id, *given).select_from(source).where(*where).cte("scored")


@answers(OPEN)
def absent(warehouse: Warehouse, *names: str) -> tuple[str, ...]:
    """Which of these tables of the contract hold nothing: what they would tell is unknown, not zero."""
    asked = [select(literal(name).label("name"), func.count().label("rows")).select_from(
        select(literal(1)).select_from(tables.mart(f"stg_{name}", schema="staging")).limit(1).subquery(name))
        for name in names]
    with company_wide("whether a table holds anything is no news of any customer"):
        found = run(warehouse, union_all(*asked).subquery("asked").select())
    empty = set(found.name[found.rows == 0])
    return tuple(name for name in names if name in empty)


@answers(OPEN)
def seatless(warehouse: Warehouse) -> tuple[str, ...]:
    """subscription.seats, where no line says how many seats it is for."""
    line = tables.line()
    with company_wide("whether lines say their seats at all is no news of any customer"):
        found = run(warehouse, select(literal(1)).select_from(line).where(line.c.seats.is_not(None)).limit(1))
    return () if len(found) else ("subscription.seats",)


def nothing(columns: Sequence[str], missing: Sequence[str]) -> pd.DataFrame:
    """The list that cannot be made: no rows, and in attrs["missing"] the tables that it would need."""
    found = pd.DataFrame(columns=list(columns))
    found.attrs = {"missing": tuple(missing), "unknown": (), "total": 0, "arr": 0.0}
    return found


@answers(by_name("arr", "unused_arr", "renewal_arr"))
def listed(
    warehouse: Warehouse, scope: Scope, chosen: Select[Any], order: Sequence[str], limit: int | None
) -> pd.DataFrame:
    """The chosen units by name, by falling `order` (names of their columns), at most `limit`.

    `chosen` gives unit_key, label_id, arr and what else the list shows of them. Adds account, account_id, detail (what
    tells units of one account apart), owner (the CSM's name, else the team's), renewal_due and renewal_arr (the next
    renewal that is undecided on the date: its day, and what falls due on it; null without any), url (the customer's
    page in the CRM).
    attrs: total and arr (units and ARR of the whole list; of other amounts their sum under their own name), missing
    and unknown (empty).
    """
    known = dimensions(warehouse)
    check(scope, known)
    found = run(warehouse, _named(scope, chosen, order, limit, [key for key in OWNER_KEYS if key in known]))
    totals = [str(name) for name in found.columns if str(name).startswith("all_")]
    whole = {name: float(found[name].iloc[0]) if len(found) else 0.0 for name in totals}
    minor = build_info(warehouse).minor
    money = {name: pd.to_numeric(found[name]) / minor for name in MONEY if name in found.columns}
    due = [None if pd.isna(day) else tables.EPOCH + timedelta(days=int(day)) for day in found.renewal_due]
    shown = found.assign(**money, owner=_owners(found, known), renewal_due=pd.Series(due, found.index, dtype=object))
    hidden = [name for name in shown.columns if str(name).startswith(("all_", "owner_")) or name == "unit_key"]
    shown = shown.drop(columns=hidden)
    amounts = {name.removeprefix("all_"): value / minor for name, value in whole.items() if name != "all_units"}
    shown.attrs = {"total": int(whole["all_units"]), **amounts, "missing": (), "unknown": ()}
    return shown


def _named(
    scope: Scope, chosen: Select[Any], order: Sequence[str], limit: int | None, owners: Sequence[str]
) -> Select[Any]:
    """Names, owners and addresses of the listed units only; totals over all that were chosen."""
    rows = chosen.cte("chosen")
    top = select(rows, func.count().over().label("all_units"), *(
        cast(func.sum(rows.c[name]).over(), BigInteger).label(f"all_{name}") for name in MONEY if name in rows.c))
    largest = (rows.c[name].desc().nulls_last() for name in order)
    top_rows = top.order_by(*largest, rows.c.unit_key).limit(limit).cte("top")
    units, account, label = tables.unit_table(scope.unit), tables.customer().alias("account"), tables.labels(owners)
    given = tables.mart("stg_customer", "customer_id", "url", schema="staging")
    own, due = [column for column in top_rows.c if column.name != "label_id"], _due(scope)
    by: list[ColumnElement[Any]] = [label.c[tables.attribute(key)].label(f"owner_{key}") for key in owners]
    source = (
        top_rows.join(units, units.c.unit_key == top_rows.c.unit_key)
        .join(account, account.c.customer_key == units.c.owner_key)
        .join(label, label.c.label_id == top_rows.c.label_id)
        .outerjoin(given, given.c.customer_id == account.c.customer_id)
        .outerjoin(due, and_(due.c.owner_key == units.c.owner_key,
                             *([due.c.chain == units.c.key] if scope.unit == "contract" else [])))
    )
    seen = seeing(scope, source, units.c.owner_key)
    names = (account.c.name.label("account"), account.c.customer_id.label("account_id"), units.c.key.label("detail"))
    return select(
        *map(seen.mask, names), *own, *map(seen.mask, by), due.c.renewal_due, due.c.renewal_arr, seen.mask(given.c.url),
    ).select_from(seen.source).order_by(*(top_rows.c[name].desc().nulls_last() for name in order), top_rows.c.unit_key)


def _due(scope: Scope) -> Subquery:
    """Grain: owner (and chain, where contracts are counted). The first day on or after the date on which renewals fall
    due that are undecided on it, and the ARR that falls due on that day.
    """
    renewal = tables.mart("renewal", "customer_key", "group_key", "chain", "due_day", "settled_day", "cancelled_day",
                          "arr_due")
    day = tables.day_number(scope.as_of)
    key = (renewal.c.group_key if scope.unit == "group" else renewal.c.customer_key).label("owner_key")
    own = [key, *([renewal.c.chain] if scope.unit == "contract" else [])]
    first = func.rank().over(partition_by=own, order_by=renewal.c.due_day).label("place")
    rows = select(*own, renewal.c.due_day, renewal.c.arr_due, first).where(
        renewal.c.due_day >= day, undecided(renewal, day)).subquery("renewals")
    keys = [column for column in rows.c if column.name in ("owner_key", "chain")]
    return select(*keys, func.min(rows.c.due_day).label("renewal_due"),
                  cast(func.sum(rows.c.arr_due), BigInteger).label("renewal_arr")).where(rows.c.place == 1).group_by(
        *keys).subquery("due")


def _owners(found: pd.DataFrame, known: dict[str, Dimension]) -> list[str | None]:
    """The name of each row's CSM, else of its team; null where nobody owns it."""
    named = [[known[key].name_of(value) if value is not None else None for value in found[f"owner_{key}"]]
             for key in OWNER_KEYS if f"owner_{key}" in found.columns]
    return [next((name for name in names if name), None) for names in zip(*named, strict=True)] or [None] * len(found)
