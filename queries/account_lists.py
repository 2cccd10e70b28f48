"""On which of the board's lists a customer stands, and why: asked of it alone, by the very rules of the lists.

Lists are those of queries.lists and queries.expansion (silent, leaving, shelfware, ready, stale, safe), features in
which it is low, the open renewals of queries.renewal_lists, and open tickets (queries.functions_support).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Select, and_, func, literal, null, select, true

from data.warehouse import Warehouse
from queries import dialects, features, tables
from queries.access import answers, by_name
from queries.account_rows import Account, as_date, is_one, resolved, survivor, unlimited
from queries.dimensions import build_info, dimensions
from queries.expansion import is_ready, reached_customers, rising_customers
from queries.functions_support import open_tickets
from queries.list_rules import RULES, Rule
from queries.measures.known import local
from queries.renewal_lists import REASONS, Kind, is_on
from queries.renewal_rows import known, sunday
from queries.runner import run
from queries.scope import Scope
from queries.scored import absent, scored, seatless

LISTS = ("list", "name", "on", "arr", "saw")
USAGE, OUTCOME = "usage_week", "outcome"


@answers(by_name())
def standing(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: list × what puts the account on it (a feature, a renewal, a ticket), in the order of the lists.

    Columns: list (a key of queries.list_rules.RULES, ready, feature, renewal_<kind>, support), name (the feature, the
    renewal's or the ticket's id; else null), on (the due day of the renewal, the day on which the ticket was opened),
    arr (due; null otherwise), saw (what the rule saw of it: pairs of name and value). An account without ARR or without
    a score on the last Sunday stands on no list of health, as on the lists themselves.
    """
    one = resolved(warehouse, scope, account_id)
    lacking = set(absent(warehouse, "usage_week", "ticket", "touch", "pulse", "outcome"))
    seats = set(seatless(warehouse))
    followed = {key: rule for key, rule in RULES.items()
                if not lacking & set(rule.tables) and not (rule.seats and seats)}
    rows = [*_healthy(warehouse, scope, one, followed, lacking, not seats),
            *_renewing(warehouse, scope, one),
            *([] if "ticket" in lacking else _asking(warehouse, scope, one))]
    return pd.DataFrame(rows, columns=list(LISTS), dtype=object)


def _row(key: str, name: Any = None, on: Any = None, arr: Any = None, **saw: Any) -> dict[str, Any]:
    return {"list": key, "name": name, "on": on, "arr": arr,
            "saw": tuple((word, None if pd.isna(value) else value) for word, value in saw.items())}


def _healthy(
    warehouse: Warehouse, scope: Scope, one: Account, rules: Mapping[str, Rule], lacking: set[str], seats: bool
) -> list[dict[str, Any]]:
    """The lists of health: every rule on the one row of the account."""
    known_keys, positions = dimensions(warehouse), features.names(warehouse) if USAGE not in lacking else {}
    start = build_info(warehouse).fiscal_year_start
    keys = list(dict.fromkeys(key for rule in rules.values() for key in rule.known_keys(known_keys)))
    asked = _one(scope, one, rules, keys, list(positions.values()))
    rows, shown = asked, list[ColumnElement[Any]]()
    for key, rule in rules.items():
        own = rule.known_keys(known_keys)
        shown.append(and_(true(), *rule.where(rows, own)).label(f"on.{key}"))
        shown += [value.label(f"{key}.{name}") for name, value in rule.shown(rows, own).items()]
    shown += [(rows.c[f"f_{at}"] < features.BELOW).label(f"low.{at}") for at in positions.values()]
    shown += [rows.c[f"f_{at}"].label(f"f.{at}") for at in positions.values()]
    source: Any = rows
    if USAGE not in lacking and seats:
        source, more = _ready(scope, one, rows, start, OUTCOME not in lacking)
        shown += more
    found = run(warehouse, select(*shown).select_from(source)).to_dict("records") if shown else []
    return _told(found[0], rules, positions) if found else []


def _one(scope: Scope, one: Account, rules: Mapping[str, Rule], keys: list[str], positions: list[int]) -> CTE:
    """The account's row of queries.scored, with all that any rule looks at."""
    columns = dict.fromkeys(name for rule in rules.values() for name in rule.columns)
    more = dict.fromkeys(["score", "band", "m_usage_trend", "m_seats_used", "seats", "users",
                          *(f"f_{at}" for at in positions)])
    rows, root = scored(unlimited(scope), [*(columns | more)], keys), survivor(scope, one)
    return select(rows).select_from(rows.join(root, root.c.root_key == rows.c.owner_key)).where(
        is_one(rows.c.owner_key, one)).cte("one")


def _ready(
    scope: Scope, one: Account, rows: CTE, start: int, with_outcome: bool
) -> tuple[Any, list[ColumnElement[Any]]]:
    """What to read the account's row from so that its use over quarters and its outcomes stand beside it."""
    rise = rising_customers(scope.as_of, start, survivor(scope, one, "rising_one"))
    reached = reached_customers(scope.as_of, survivor(scope, one, "reached_one"))
    source = rows.outerjoin(rise, rise.c.customer_key == rows.c.owner_key)
    rising = rise.c.customer_key.is_not(None)
    outcomes: ColumnElement[Any] | None = None
    if with_outcome:
        source, outcomes = source.outerjoin(reached, reached.c.customer_key == rows.c.owner_key), reached.c.outcomes
    shown: list[ColumnElement[Any]] = [
        and_(true(), *is_ready(rows, rising, outcomes)).label("on.ready"), rows.c.m_seats_used.label("ready.use"),
        rising.label("ready.rising"), (null() if outcomes is None else outcomes).label("ready.outcomes")]
    return source, shown


def _told(row: Mapping[Any, Any], rules: Mapping[str, Rule], positions: Mapping[str, int]) -> list[dict[str, Any]]:
    lists = [key for key in ("silent", "leaving", "shelfware", "ready", "stale", "safe")
             if row.get(f"on.{key}") is True]
    made = [_row(key, **{name.partition(".")[2]: value for name, value in row.items() if name.startswith(f"{key}.")})
            for key in lists]
    low = [(name, at) for name, at in positions.items() if row[f"low.{at}"] is True]
    return [*made, *(_row("feature", name, feature_score=row[f"f.{at}"]) for name, at in low)]


def _renewing(warehouse: Warehouse, scope: Scope, one: Account) -> list[dict[str, Any]]:
    """The account's open renewals with the lists that each stands on."""
    today, minor = tables.day_number(scope.as_of), build_info(warehouse).minor
    found = run(warehouse, _renewals(scope, one, today)).to_dict("records")
    return [_row(f"renewal_{kind}", row["renewal_id"], as_date(row["due_day"]), float(row["arr_due"]) / minor,
                 notice_on=as_date(row["notice_day"]), auto_renew=row["auto_renew"],
                 reasons=" ".join(each for each in REASONS if row[f"by_{each}"] is True))
            for kind in get_args(Kind) for row in found if row[f"on_{kind}"] is True]


def _renewals(scope: Scope, one: Account, today: int) -> Select[Any]:
    rows, week, root = known(unlimited(scope)), tables.renewal_week(), survivor(scope, one)
    held = and_(week.c.renewal_key == rows.c.renewal_key, week.c.week_day == tables.day_number(sunday(scope.as_of)))
    first = func.coalesce(rows.c.notice_day, rows.c.due_day)
    return select(
        *(rows.c[name] for name in ("renewal_id", "due_day", "notice_day", "auto_renew", "arr_due")),
        *(week.c[f"by_{reason}"] for reason in REASONS),
        *(func.coalesce(is_on(rows, week, first, kind, today), literal(False)).label(f"on_{kind}")
          for kind in get_args(Kind)),
    ).select_from(rows.join(root, root.c.root_key == rows.c.customer_key).outerjoin(week, held)).where(
        rows.c.outcome == "open", is_one(rows.c.customer_key, one)).order_by(first, dialects.rising(rows.c.renewal_id))


def _asking(warehouse: Warehouse, scope: Scope, one: Account) -> list[dict[str, Any]]:
    """The account's open tickets."""
    rows, ticket, joined = open_tickets(unlimited(scope))
    root, day = survivor(scope, one), tables.day_number(scope.as_of)
    found = run(warehouse, select(
        ticket.c.ticket_id, ticket.c.severity, local(ticket.c.opened_at).label("opened_day"),
        func.coalesce(local(ticket.c.first_response_at) <= day, literal(False)).label("answered"), ticket.c.escalated,
    ).select_from(joined.join(root, root.c.root_key == rows.c.owner_key)).where(is_one(rows.c.owner_key, one)).order_by(
        ticket.c.severity.nulls_last(), ticket.c.opened_at, dialects.rising(ticket.c.ticket_id)))
    return [_row("support", row["ticket_id"], as_date(row["opened_day"]), severity=row["severity"],
                 open_days=day - int(row["opened_day"]), answered=row["answered"], escalated=row["escalated"])
            for row in found.to_dict("records")]
