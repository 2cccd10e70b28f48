"""The pack of one partner: its customers, how they are, and what is missing from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import exists, func, literal, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import check, dimensions
from queries.functions_partners import KEY
from queries.health_rows import rated
from queries.measures.known import MONTH, QUARTER, number, within
from queries.measures.needs import absent
from queries.measures.population import facts
from queries.pairs import is_in
from queries.scope import Scope
from queries.scored import listed

MISSING = {"onboarding": "no_onboarding", "usage_week": "no_usage", "contact": "no_contact", "pulse": "no_pulse",
           "outcome": "no_outcome"}
"""What is looked for of each customer of a partner, by the table that would hold it."""
PACK = ("account", "account_id", "arr", "band", "score", "renewal_due", "renewal_arr", "ttv_days", *MISSING.values(),
        "owner", "url")


@answers(by_name("arr", "renewal_arr"))
def pack(warehouse: Warehouse, scope: Scope, partner_id: str, limit: int | None = None) -> pd.DataFrame:
    """One partner's customers on d, the largest ARR first, and what is not known of each.

    Columns: account, account_id, arr, band, score, renewal_due, renewal_arr, ttv_days (of its first onboarding; null:
    not there by d), no_onboarding, no_usage (none reported in the last 28 days), no_contact (nobody who has not left),
    no_pulse (none in the last 90 days), no_outcome (none agreed); true where it is missing, null where the table itself
    is. owner, url. attrs: total, arr, and lacks: how many customers lack each. Raises UnknownFilter for another one.
    """
    asked = replace(scope.with_filter(KEY, partner_id), unit="customer")
    check(asked, dimensions(warehouse))
    gone = set(absent(warehouse, tuple(MISSING)))
    rows = rated(asked, "rated")
    label = tables.labels([key for key, _ in asked.label_filters]).alias("pack_label")
    flags = [(~_has(table, rows, tables.day_number(asked.as_of))).label(name) for table, name in MISSING.items()]
    chosen = select(rows.c.unit_key, rows.c.label_id, rows.c.arr, rows.c.band, rows.c.score,
                    _first_value(rows, asked).label("ttv_days"), *flags).select_from(
        rows.join(label, label.c.label_id == rows.c.label_id)).where(is_in(label, asked))
    found = listed(warehouse, asked, chosen, ("arr",), limit)
    attrs = dict(found.attrs)
    for table, name in MISSING.items():
        found[name] = None if table in gone else found[name].astype(bool)
    made = found.reindex(columns=list(PACK))
    made.attrs = attrs | {"lacks": {name: None if table in gone else int(found[name].sum())
                                    for table, name in MISSING.items()}}
    return made


def _has(table: str, rows: Any, day: int) -> Any:
    """Whether a customer has what is looked for, as known on the day."""
    column = {"onboarding": "started_on", "usage_week": "week_on", "contact": "left_on", "pulse": "recorded_on",
              "outcome": "agreed_on"}[table]
    given = facts(table, column, name=f"has_{table}")
    at = number(given.c[column])
    still, lately = or_(at.is_(None), at > day), {"usage_week": MONTH, "pulse": QUARTER}
    when = still if table == "contact" else within(at, literal(day), lately[table]) if table in lately else at <= day
    return exists().where(given.c.customer_key == rows.c.owner_key, when)


def _first_value(rows: Any, scope: Scope) -> Any:
    way = facts("onboarding", "started_on", "first_value_on", name="way")
    taken = number(way.c.first_value_on) - number(way.c.started_on)
    return select(func.min(taken)).where(way.c.customer_key == rows.c.owner_key,
                                         number(way.c.first_value_on) <= tables.day_number(scope.as_of)
                                         ).scalar_subquery()
