"""What lies behind a health score: the model in force, one customer's raw measures then and now, features."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import select

from data.health.model import KEYS, SOURCES, Model
from data.warehouse import Warehouse
from queries import features, tables
from queries.access import OPEN, WHOLE, answers
from queries.health_rows import sunday
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope

MEASURES = tuple(f"m_{key}" for key in KEYS)
STATE = ("week_day", "score", "computed", "given", "band", "model", "known", "touch_day", "twoway_day")
TABLES = tuple(dict.fromkeys(name for names in SOURCES.values() for name in names))
"""The tables of the contract that the score is computed from, in the order of the components."""


@answers(OPEN)
def model(warehouse: Warehouse, day: date) -> Model | None:
    """The version of the model that held on a day: the newest that began by then; null where none is recorded."""
    versions = tables.mart("health_model", "version", "from_day", "body", schema="meta")
    found = run(warehouse, select(versions.c.body).where(versions.c.from_day <= tables.day_number(day)).order_by(
        versions.c.from_day.desc().nulls_last(), versions.c.version.desc().nulls_last()).limit(1))
    return Model.parse(str(found.body.iloc[0])) if len(found) else None


@answers(WHOLE)
def measures(warehouse: Warehouse, scope: Scope, account_id: str, weeks: int = 4) -> pd.DataFrame:
    """One customer's measures on the Sunday of the scope's date and `weeks` before. Grain: those of the two that exist.

    Columns: at ("old", "new"), score, computed, given, band, model, known, week_day, touch_day, twoway_day (days since
    1970-01-01), m_<component> (null: unknown).
    """
    health, account = tables.mart("health", "customer_key", *STATE, *MEASURES), tables.customer()
    new = tables.day_number(sunday(scope.as_of))
    days = {new - 7 * weeks: "old", new: "new"}
    seen = seeing(scope, health.join(account, account.c.root_key == health.c.customer_key), account.c.root_key)
    found = run(warehouse, select(*(health.c[name] for name in (*STATE, *MEASURES))).select_from(seen.source).where(
        seen.permitted, account.c.customer_id == account_id,
        health.c.week_day.in_(list(days))).order_by(health.c.week_day))
    found.insert(0, "at", [days[int(day)] for day in found.week_day])
    return found


@answers(WHOLE)
def feature_scores(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """queries.features.features, its count of low customers called `low_units` (`low` ends an interval)."""
    found = features.features(warehouse, scope)
    made = found.rename(columns={"low": "low_units"})
    made.attrs = found.attrs
    return made
