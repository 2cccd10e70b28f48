"""What lies behind a health score: the model in force, one customer's raw measures then and now, features."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select

from data.health.model import KEYS, SOURCES, Points
from data.warehouse import Warehouse
from queries import features, tables
from queries.runner import run
from queries.scope import Scope
from queries.scored import week_of

MEASURES = tuple(f"m_{key}" for key in KEYS)
STATE = ("week_day", "score", "computed", "given", "band", "model", "known", "touch_day", "twoway_day")
TABLES = tuple(dict.fromkeys(name for names in SOURCES.values() for name in names))
"""The tables of the contract that the score is computed from, in the order of the components."""


@dataclass(frozen=True)
class Part:
    """One component of the model: its weight, the points of its measure, and those of a segment of its own."""

    key: str
    weight: float
    points: Points
    segment: tuple[tuple[str, Points], ...]


@dataclass(frozen=True)
class Model:
    """One version of the health model. `bands`: each band's least score; `rhythm`: days by touch model."""

    version: int
    from_day: date
    least_known: float
    use_given: bool
    given_days: int
    bands: tuple[tuple[str, float], ...]
    rhythm: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]

    @property
    def weight(self) -> float:
        """The sum of all weights."""
        return sum(part.weight for part in self.parts)

    @property
    def borders(self) -> Mapping[str, float]:
        """The least score of each band."""
        return dict(self.bands)


def model(warehouse: Warehouse, day: date) -> Model | None:
    """The version of the model that held on a day: the newest that began by then; null where none is recorded."""
    versions = tables.mart("health_model", "version", "from_day", "body", schema="meta")
    found = run(warehouse, select(versions).where(versions.c.from_day <= tables.day_number(day)).order_by(
        versions.c.from_day.desc(), versions.c.version.desc()).limit(1))
    if not len(found):
        return None
    row, body = found.iloc[0], json.loads(str(found.body.iloc[0]))
    parts = tuple(Part(str(each["key"]), float(each["weight"]), _points(each["points"]),
                       tuple((str(name), _points(own)) for name, own in each["segment"]))
                  for each in body["components"])
    return Model(
        int(row.version), tables.EPOCH + timedelta(days=int(row.from_day)), float(body["least_known"]),
        bool(body["use_given"]), int(body["given_days"]),
        tuple((str(name), float(low)) for name, low in body["bands"]),
        tuple((str(touch), int(days)) for touch, days in body["rhythm"]), parts)


def _points(given: list[list[float]]) -> Points:
    return tuple((float(measure), float(points)) for measure, points in given)


def measures(warehouse: Warehouse, scope: Scope, account_id: str, weeks: int = 4) -> pd.DataFrame:
    """One customer's measures on the Sunday of the scope's date and `weeks` before. Grain: those of the two that exist.

    Columns: at ("old", "new"), score, computed, given, band, model, known, week_day, touch_day, twoway_day (days since
    1970-01-01), m_<component> (null: unknown).
    """
    health, account = tables.mart("health", "customer_key", *STATE, *MEASURES), tables.customer()
    new = tables.day_number(week_of(scope.as_of))
    days = {new - 7 * weeks: "old", new: "new"}
    found = run(warehouse, select(*(health.c[name] for name in (*STATE, *MEASURES))).select_from(
        health.join(account, account.c.root_key == health.c.customer_key)).where(
        account.c.customer_id == account_id, health.c.week_day.in_(list(days))).order_by(health.c.week_day))
    found.insert(0, "at", [days[int(day)] for day in found.week_day])
    return found


def feature_scores(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """queries.features.features, its count of low customers called `low_units` (`low` ends an interval)."""
    found = features.features(warehouse, scope)
    made = found.rename(columns={"low": "low_units"})
    made.attrs = found.attrs
    return made
