"""Why a score moved: the components then and now, and how many points of the change each one brings.

With S0 the score then, w a component's weight, W the weights known on that day and c its points (0-100), a component
brings w1·(c1 − S0)/W1 − w0·(c0 − S0)/W0, nothing where it is unknown; over all components that is S1 − S0. So a
component that only became known counts by how far it stands from the score that there was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select

from data.health.model import Model
from data.health.sql import column
from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, WHOLE, answers
from queries.dimensions import build_info
from queries.health_rows import sunday
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope
from queries.versions import per_version

Weights = Mapping[str, float]
UNKNOWN_THEN, UNKNOWN_NOW = "unknown_then", "unknown_now"


@per_version()
@answers(OPEN)
def weights(warehouse: Warehouse) -> dict[int, dict[str, float]]:
    """Each version's weights by component, in the model's order."""
    versions = tables.mart("health_model", "version", "body", schema="meta")
    found = run(warehouse, select(versions.c.version, versions.c.body).order_by(versions.c.version))
    return {int(row.version): {each.key: each.weight for each in Model.parse(str(row.body)).components}
            for row in found.itertuples()}


@per_version()
@answers(OPEN)
def columns(warehouse: Warehouse) -> dict[str, str]:
    """The column of marts.health that holds each component's points."""
    listed = tables.mart("health_feature", "position", "feature", schema="meta")
    features = list(run(warehouse, select(listed.c.feature).order_by(listed.c.position)).feature)
    keys = dict.fromkeys(key for version in weights(warehouse).values() for key in version)
    return {key: f"c_{column(key, features)}" for key in keys}


@dataclass(frozen=True)
class Standing:
    """A customer's components on one Sunday: points by key, null where unknown; the weights of the version in force."""

    points: Mapping[str, float | None]
    weights: Weights
    computed: float | None

    @property
    def known(self) -> dict[str, float]:
        """The points of the components that are known and have a weight."""
        return {key: points for key, points in self.points.items() if points is not None and self.weights.get(key, 0)}

    @property
    def score(self) -> float | None:
        """The score before it is rounded; null where too little is known."""
        if self.computed is None:
            return None
        whole = sum(self.weights[key] for key in self.known)
        return sum(self.weights[key] * points for key, points in self.known.items()) / whole


def parts(then: Standing, now: Standing) -> dict[str, float] | None:
    """The points that each component brings to the change; null where one of the scores is unknown."""
    start = then.score
    if start is None or now.score is None:
        return None

    def share(side: Standing, key: str) -> float:
        whole = sum(side.weights[name] for name in side.known)
        return side.weights[key] * (side.known[key] - start) / whole if key in side.known else 0.0

    keys = dict.fromkeys([*now.weights, *then.weights])
    return {key: share(now, key) - share(then, key) for key in keys}


@answers(WHOLE)
def standings(
    warehouse: Warehouse, scope: Scope, customers: Sequence[int], weeks: Sequence[date]
) -> dict[tuple[int, int], Standing]:
    """The components of some customers on some Sundays, by customer key and day number; none where there is no row, and
    for a customer whom who asks may not name on the scope's date. Of the scope only date and viewer count.
    """
    of = columns(warehouse)
    health = tables.mart("health", "customer_key", "week_day", "model", "computed", *of.values())
    days = [tables.day_number(week) for week in weeks]
    seen = seeing(scope, health, health.c.customer_key)
    found = run(warehouse, select(*health.c).select_from(seen.source).where(
        health.c.week_day.in_(days), health.c.customer_key.in_(customers), seen.permitted))
    versions = weights(warehouse)
    return {(int(row["customer_key"]), int(row["week_day"])): Standing(
        {key: _known(row[name]) for key, name in of.items()}, versions.get(int(row["model"]), {}),
        _known(row["computed"])) for row in found.to_dict("records")}


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]


@answers(WHOLE)
def reasons(warehouse: Warehouse, scope: Scope, customers: Sequence[int], weeks: int) -> pd.DataFrame:
    """The component that brings most to each customer's change up to the scope's date. Index: customer key; reason,
    reason_points (null where a score is unknown or nothing moved).
    """
    week = sunday(scope.as_of)
    then_week = week - timedelta(weeks=weeks)
    found = standings(warehouse, scope, sorted(set(customers)), (then_week, week))
    old, new = tables.day_number(then_week), tables.day_number(week)
    rows = {}
    for key in dict.fromkeys(customers):
        then, now = found.get((key, old)), found.get((key, new))
        brought = parts(then, now) if then and now else None
        name = max(brought, key=lambda each: abs(brought[each])) if brought else None
        moved = brought[name] if brought and name else 0.0
        rows[key] = (name, moved) if abs(moved) > 1e-9 else (None, None)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["reason", "reason_points"])


@answers(WHOLE)
def why(warehouse: Warehouse, scope: Scope, account_id: str, weeks: int = 4) -> pd.DataFrame:
    """Why a customer's score moved over `weeks` weeks up to the scope's date. Grain: component, in the model's order.

    Columns: component, old, new (its points, 0-100; null: unknown), weight, points (what it brings; null where a score
    is unknown). attrs: score_from, score (computed, before rounding; null: unknown), change (the sum of points),
    reason (why nothing can be said: unknown_then, unknown_now; else null). No such customer, or one that has no row on
    either Sunday: no rows.
    """
    build_info(warehouse)
    account = tables.customer()
    seen = seeing(scope, account, account.c.root_key)
    key = run(warehouse, select(account.c.root_key).select_from(seen.source).where(
        account.c.customer_id == account_id, seen.permitted)).root_key
    week = sunday(scope.as_of)
    empty = pd.DataFrame(columns=["component", "old", "new", "weight", "points"])
    if not len(key):
        return empty
    found = standings(warehouse, scope, [int(key.iloc[0])], (week - timedelta(weeks=weeks), week))
    nothing = Standing({}, {}, None)
    then = found.get((int(key.iloc[0]), tables.day_number(week - timedelta(weeks=weeks))), nothing)
    now = found.get((int(key.iloc[0]), tables.day_number(week)), nothing)
    brought = parts(then, now)
    keys = dict.fromkeys([*now.weights, *then.weights])
    rows = [(each, then.points.get(each), now.points.get(each), now.weights.get(each, then.weights.get(each)),
             brought[each] if brought else None) for each in keys]
    made = pd.DataFrame(rows, columns=empty.columns).astype(
        {"old": float, "new": float, "weight": float, "points": float})
    reason = UNKNOWN_THEN if then.score is None else UNKNOWN_NOW if now.score is None else None
    made.attrs = {"score_from": then.score, "score": now.score, "reason": reason,
                  "change": now.score - then.score if now.score is not None and then.score is not None else None}
    return made
