"""Whom to call: the lists that follow from health, each with its rule (docs/definitions.md, Lists).

Grain: unit (see queries/scored.py). Every list has account, account_id, detail, arr, score, band, renewal_due,
renewal_arr, owner, url (see queries.scored.listed) and what its rule looked at. attrs: total and arr (units and ARR of
the whole list, not only of the first `limit`), missing (tables without which the list cannot be made: then it has no
rows), unknown (tables without which a part of the rule could not be looked at: the list is then wider than its rule).
Raises UnknownFilter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import CTE, ColumnElement, select

from data.warehouse import Warehouse
from queries import list_rules
from queries.access import answers, by_name
from queries.dimensions import dimensions
from queries.list_rules import UNUSED, Rule
from queries.scope import Scope
from queries.scored import absent, listed, nothing, scored, seatless

Side = Literal["leaving", "safe"]
Where = Sequence[ColumnElement[bool]]
HEAD, TAIL = ("account", "account_id", "detail", "arr", "score", "band"), ("renewal_due", "renewal_arr", "owner", "url")
OWN = ("unit_key", "arr", "label_id", "score", "band")
QUADRANT = ("account", "account_id", "detail", "score", "pulse", "arr", "owner", "url")
SILENT = (*HEAD, "trend", "recent_events", "ticket_days", "twoway_days", *TAIL)
SHELFWARE = (*HEAD, "seats", "users", "unused_seats", "share", "unused_arr", *TAIL)
DISAGREE = (*HEAD, "pulse", "pulse_days", "trend", *TAIL)
STALE = (*HEAD, "touch_model", "pulse", "pulse_days", *TAIL)


@answers(by_name("arr", "renewal_arr", "unused_arr"))
def quadrant(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Score and judgement side by side: the units that have both, the largest ARR first.

    Columns: account, account_id, detail, score (0-100), pulse (the latest rating of the last 90 days, 1-5), arr, owner,
    url. Units without a score or without a fresh pulse are not in it. attrs["missing"]: pulse, where no pulse is given.
    """
    rows = scored(scope, ("score", "m_pulse"))
    where = (rows.c.score.is_not(None), rows.c.m_pulse.is_not(None))
    return _list(warehouse, scope, QUADRANT, rows, {"pulse": rows.c.m_pulse}, where, limit, absent(warehouse, "pulse"))


@answers(by_name("arr", "renewal_arr", "unused_arr"))
def silent(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Silent leavers: use down by 30 % or more over 8 weeks against the 8 before, and in 60 days neither a ticket nor a
    two-way contact. The largest ARR first.

    Columns beside HEAD and TAIL: trend (a fraction; −0.3 is 30 % less), recent_events (last 4 weeks), ticket_days and
    twoway_days (days since the last one; null: never). missing: usage_week, ticket, touch: a silence that nobody would
    have heard is none.
    """
    return _ruled(warehouse, scope, SILENT, list_rules.SILENT, limit)


@answers(by_name("arr", "renewal_arr", "unused_arr"))
def shelfware(
    warehouse: Warehouse, scope: Scope, limit: int | None = None, least: float = UNUSED
) -> pd.DataFrame:
    """Paid seats that nobody uses: share of unused seats ≥ `least`, the largest ARR of the unused part first.

    Columns beside HEAD and TAIL: seats (paid), users (active: of the largest feature, mean of the last 4 weeks),
    unused_seats, share (1 − users ÷ seats), unused_arr (ARR × share, to the minor unit). Unknown use or seats: not on
    the list. missing: usage_week, subscription.seats.
    """
    rule = replace(list_rules.SHELFWARE, where=lambda rows, keys: list_rules.shelfware(rows, least))
    return _ruled(warehouse, scope, SHELFWARE, rule, limit, order=("unused_arr", "arr"))


@answers(by_name("arr", "renewal_arr", "unused_arr"))
def disagree(
    warehouse: Warehouse, scope: Scope, limit: int | None = None, side: Side = "leaving"
) -> pd.DataFrame:
    """Where score and judgement disagree, the largest ARR first. leaving: a green score, and the latest pulse of the
    last 90 days is 2 or less; safe: a red score, and that pulse is 4 or more.

    Columns beside HEAD and TAIL: pulse, pulse_days (its age), trend (of use). missing: pulse. ValueError for another
    side.
    """
    if side not in get_args(Side):
        raise ValueError(f"unknown side {side!r}; known: {', '.join(get_args(Side))}")
    rule = list_rules.LEAVING if side == "leaving" else list_rules.SAFE
    return _ruled(warehouse, scope, DISAGREE, rule, limit)


@answers(by_name("arr", "renewal_arr", "unused_arr"))
def stale(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Stale pulses: units of high, low or unknown touch without a pulse in the last 90 days. The largest ARR first.

    Columns beside HEAD and TAIL: touch_model (null: unknown), pulse and pulse_days (of the latest; null: never).
    missing: pulse.
    """
    return _ruled(warehouse, scope, STALE, list_rules.STALE, limit)


def _ruled(
    warehouse: Warehouse, scope: Scope, columns: Sequence[str], rule: Rule, limit: int | None,
    order: Sequence[str] = ("arr",),
) -> pd.DataFrame:
    """The list of a rule."""
    keys = rule.known_keys(dimensions(warehouse))
    rows = scored(scope, rule.columns, keys)
    missing = (*absent(warehouse, *rule.tables), *(seatless(warehouse) if rule.seats else ()))
    return _list(warehouse, scope, columns, rows, rule.shown(rows, keys), rule.where(rows, keys), limit, missing, order)


def _list(
    warehouse: Warehouse, scope: Scope, columns: Sequence[str], rows: CTE, shown: dict[str, Any], where: Where,
    limit: int | None, missing: Sequence[str], order: Sequence[str] = ("arr",),
) -> pd.DataFrame:
    """One list: of the scored units those that fulfil `where`, with what is `shown` of them."""
    if missing:
        return nothing(columns, missing)
    own = [rows.c[name] for name in OWN if name in rows.c]
    chosen = select(*own, *(value.label(name) for name, value in shown.items())).where(*where)
    return listed(warehouse, scope, chosen, order, limit).reindex(columns=list(columns))
