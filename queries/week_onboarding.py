"""Onboarding that is late: customers whose basic steps are not done although their target day has passed.

Only targets of the last 365 days, as `onboarding_on_time` counts them: what is older was given up, or never recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.dimensions import check, dimensions
from queries.health_rows import rated
from queries.measures.known import YEAR, number, within
from queries.measures.needs import absent
from queries.measures.population import facts
from queries.pairs import is_in
from queries.scope import Scope
from queries.scored import listed, nothing

NEEDS = ("onboarding.target_on",)
LATE = ("account", "account_id", "arr", "band", "score", "target_on", "days_late", "renewal_due", "renewal_arr",
        "owner", "url")


@answers(by_name("arr"))
def late(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Customers active on d with an onboarding whose target lies in the 365 days before d and whose basic steps are
    not done by d.

    Columns: LATE; target_on is the earliest such target, days_late the days since, by d. The largest ARR first.
    attrs: total, arr (of the whole list), missing (onboarding.target_on). Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    missing = absent(warehouse, NEEDS)
    if missing:
        return nothing(LATE, tuple(missing))
    found = listed(warehouse, asked, _chosen(asked), ("arr",), limit)
    targets = [tables.EPOCH + timedelta(days=int(day)) for day in found.target_day]
    made = found.assign(target_on=pd.Series(targets, found.index, dtype=object),
                        days_late=[(asked.as_of - day).days for day in targets]).reindex(columns=list(LATE))
    made.attrs = found.attrs
    return made


def _chosen(scope: Scope) -> Select[Any]:
    day, rows = tables.day_number(scope.as_of), rated(scope, "rated")
    label = tables.labels([key for key, _ in scope.label_filters]).alias("late_label")
    way = facts("onboarding", "target_on", "basic_done_on", name="late_way")
    done, target = number(way.c.basic_done_on), number(way.c.target_on)
    passed = select(way.c.customer_key, func.min(target).label("target_day")).where(
        within(target, day - 1, YEAR), or_(done.is_(None), done > day)).group_by(way.c.customer_key).subquery("passed")
    own = [rows.c[name] for name in ("unit_key", "label_id", "arr", "band", "score")]
    return select(*own, passed.c.target_day).select_from(
        rows.join(label, label.c.label_id == rows.c.label_id)
        .join(passed, passed.c.customer_key == rows.c.owner_key)).where(is_in(label, scope))
