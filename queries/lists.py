"""Whom to call: the lists that follow from health, each with its rule (docs/definitions.md, Lists).

Grain: unit (see queries/scored.py). Every list has account, account_id, detail, arr, score, band, renewal_due,
renewal_arr, owner, url (see queries.scored.listed) and what its rule looked at. attrs: total and arr (units and ARR of
the whole list, not only of the first `limit`), missing (tables without which the list cannot be made: then it has no
rows), unknown (tables without which a part of the rule could not be looked at: the list is then wider than its rule).
Raises UnknownFilter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import CTE, ColumnElement, func, or_, select

from data.warehouse import Warehouse
from queries.access import answers, by_name
from queries.dimensions import dimensions
from queries.scope import Scope
from queries.scored import absent, listed, nothing, scored, seatless
from queries.tables import attribute

Side = Literal["leaving", "safe"]
Where = Sequence[ColumnElement[bool]]
HEAD, TAIL = ("account", "account_id", "detail", "arr", "score", "band"), ("renewal_due", "renewal_arr", "owner", "url")
OWN = ("unit_key", "arr", "label_id", "score", "band")
QUADRANT = ("account", "account_id", "detail", "score", "pulse", "arr", "owner", "url")
SILENT = (*HEAD, "trend", "recent_events", "ticket_days", "twoway_days", *TAIL)
SHELFWARE = (*HEAD, "seats", "users", "unused_seats", "share", "unused_arr", *TAIL)
DISAGREE = (*HEAD, "pulse", "pulse_days", "trend", *TAIL)
STALE = (*HEAD, "touch_model", "pulse", "pulse_days", *TAIL)
UNUSED = 0.3
"""From this share of unused seats on, seats are shelfware."""
LOW_PULSE, HIGH_PULSE = 2, 4
HAIR = 1e-9
"""What a ratio that stands exactly on its border may lack for being a binary fraction."""


@answers(by_name())
def quadrant(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Score and judgement side by side: the units that have both, the largest ARR first.

    Columns: account, account_id, detail, score (0-100), pulse (the latest rating of the last 90 days, 1-5), arr, owner,
    url. Units without a score or without a fresh pulse are not in it. attrs["missing"]: pulse, where no pulse is given.
    """
    rows = scored(scope, ("score", "m_pulse"))
    where = (rows.c.score.is_not(None), rows.c.m_pulse.is_not(None))
    return _list(warehouse, scope, QUADRANT, rows, {"pulse": rows.c.m_pulse}, where, limit, absent(warehouse, "pulse"))


@answers(by_name())
def silent(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Silent leavers: use down by 30 % or more over 8 weeks against the 8 before, and in 60 days neither a ticket nor a
    two-way contact. The largest ARR first.

    Columns beside HEAD and TAIL: trend (a fraction; −0.3 is 30 % less), recent_events (last 4 weeks), ticket_days and
    twoway_days (days since the last one; null: never). missing: usage_week, ticket, touch: a silence that nobody would
    have heard is none.
    """
    rows = scored(scope, ("score", "band", "silent", "m_usage_trend", "events", "ticket_day", "twoway_day"))
    shown = {"trend": rows.c.m_usage_trend, "recent_events": rows.c.events, "ticket_days": _since(rows, "ticket_day"),
             "twoway_days": _since(rows, "twoway_day")}
    return _list(warehouse, scope, SILENT, rows, shown, [rows.c.silent], limit,
                 absent(warehouse, "usage_week", "ticket", "touch"))


@answers(by_name())
def shelfware(
    warehouse: Warehouse, scope: Scope, limit: int | None = None, least: float = UNUSED
) -> pd.DataFrame:
    """Paid seats that nobody uses: share of unused seats ≥ `least`, the largest ARR of the unused part first.

    Columns beside HEAD and TAIL: seats (paid), users (active: of the largest feature, mean of the last 4 weeks),
    unused_seats, share (1 − users ÷ seats), unused_arr (ARR × share, to the minor unit). Unknown use or seats: not on
    the list. missing: usage_week, subscription.seats.
    """
    rows = scored(scope, ("score", "band", "seats", "users"))
    share = 1 - rows.c.users / rows.c.seats
    shown = {"seats": rows.c.seats, "users": rows.c.users, "unused_seats": rows.c.seats - rows.c.users, "share": share,
             "unused_arr": func.round(rows.c.arr * share)}
    missing = (*absent(warehouse, "usage_week"), *seatless(warehouse))
    where = (rows.c.seats > 0, share >= least - HAIR)
    return _list(warehouse, scope, SHELFWARE, rows, shown, where, limit, missing, order=("unused_arr", "arr"))


@answers(by_name())
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
    rows = scored(scope, ("score", "band", "m_pulse", "pulse_day", "m_usage_trend"))
    leaving = (rows.c.band == "green", rows.c.m_pulse <= LOW_PULSE)
    safe = (rows.c.band == "red", rows.c.m_pulse >= HIGH_PULSE)
    shown = {"pulse": rows.c.m_pulse, "pulse_days": _since(rows, "pulse_day"), "trend": rows.c.m_usage_trend}
    return _list(warehouse, scope, DISAGREE, rows, shown, leaving if side == "leaving" else safe, limit,
                 absent(warehouse, "pulse"))


@answers(by_name())
def stale(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Stale pulses: units of high, low or unknown touch without a pulse in the last 90 days. The largest ARR first.

    Columns beside HEAD and TAIL: touch_model (null: unknown), pulse and pulse_days (of the latest; null: never).
    missing: pulse.
    """
    keys = [key for key in ("touch_model",) if key in dimensions(warehouse)]
    rows = scored(scope, ("score", "band", "m_pulse", "pulse_rating", "pulse_day"), keys)
    shown = {"pulse": rows.c.pulse_rating, "pulse_days": _since(rows, "pulse_day")}
    where: list[ColumnElement[bool]] = [rows.c.m_pulse.is_(None)]
    for touch in (rows.c[attribute(key)] for key in keys):
        shown["touch_model"] = touch
        where.append(or_(touch.is_(None), touch != "tech"))
    return _list(warehouse, scope, STALE, rows, shown, where, limit, absent(warehouse, "pulse"))


def _since(rows: CTE, column: str) -> ColumnElement[Any]:
    """Days from a day to the Sunday of the score."""
    return rows.c.week_day - rows.c[column]


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
