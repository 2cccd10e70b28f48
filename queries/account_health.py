"""A customer's health over time: score, band and the points of each component, week by week; its use by feature."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from sqlalchemy import select

from data.health.model import KEYS
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.account_rows import dated, is_one, resolved, survivor
from queries.health_rows import sunday
from queries.runner import run
from queries.scope import Scope

POINTS = tuple(f"c_{key}" for key in KEYS)
USAGE = ("as_of", "feature", "events", "users")
WEEKS = 52


@answers(by_name())
def scores(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: scored Sunday up to the scope's date, oldest first. Columns: as_of, score (null: too little known), band,
    given (the company's own score), and the points (0-100) of each component under its key (null: unknown).
    """
    one = resolved(warehouse, scope, account_id)
    health, root = tables.mart("health", "customer_key", "week_day", "score", "band", "given", *POINTS), survivor(
        scope, one)
    found = run(warehouse, select(
        health.c.week_day.label("as_of"), health.c.score, health.c.band, health.c.given,
        *(health.c[f"c_{key}"].label(key) for key in KEYS),
    ).select_from(health.join(root, root.c.root_key == health.c.customer_key)).where(
        health.c.week_day <= tables.day_number(sunday(scope.as_of)), is_one(health.c.customer_key, one)).order_by(
        health.c.week_day))
    return dated(found, "as_of")


@answers(by_name())
def usage(warehouse: Warehouse, scope: Scope, account_id: str, weeks: int = WEEKS) -> pd.DataFrame:
    """Grain: week (by its Sunday) × feature with use, the last `weeks` up to the scope's date, oldest first.

    Columns: as_of, feature, events, users (null: not counted). A week without a row is one without use of the feature.
    """
    one = resolved(warehouse, scope, account_id)
    used, root = tables.usage(), survivor(scope, one)
    last = sunday(scope.as_of)
    found = run(warehouse, select(
        used.c.week_day.label("as_of"), used.c.feature, used.c.events, used.c.users,
    ).select_from(used.join(root, root.c.root_key == used.c.customer_key)).where(
        used.c.week_day <= tables.day_number(last), is_one(used.c.customer_key, one),
        used.c.week_day > tables.day_number(last - timedelta(days=7 * weeks))).order_by(
        used.c.week_day, dialects.rising(used.c.feature)))
    return dated(found, "as_of")[list(USAGE)]
