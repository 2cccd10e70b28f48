"""Feature scores: which feature how many use, how well, and who is low in one.

Grain of `features`: feature; of `low_feature`: unit (see queries/scored.py). A feature's score (0-100) is null where
the customer's use is unknown; such customers are neither low nor in the mean.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import CTE, BigInteger, ColumnElement, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, WHOLE, answers, by_name
from queries.dimensions import build_info, check, dimensions
from queries.lists import HEAD, TAIL
from queries.runner import run
from queries.scope import Scope
from queries.scored import absent, listed, nothing, scored

FEATURES = ("feature", "using", "customers", "mean", "low", "arr_low", "arr")
LOW = (*HEAD, "feature_score", "trend", *TAIL)
BELOW = 40.0


@answers(OPEN)
def names(warehouse: Warehouse) -> dict[str, int]:
    """The features that are scored, and the number of each one's column in marts.health, in their order."""
    named = tables.mart("health_feature", "position", "feature", schema="meta")
    found = run(warehouse, select(named).order_by(named.c.position))
    return {str(feature): int(position) for position, feature in found.itertuples(index=False)}


@answers(WHOLE)
def features(warehouse: Warehouse, scope: Scope, below: float = BELOW) -> pd.DataFrame:
    """Grain: feature, in the order of meta.health_feature.

    Columns: feature, customers (units whose score in it is known), using (of these the units whose owner used it in the
    weeks that the score covers), mean (of their scores, each unit alike; null without any), low (those below `below`),
    arr_low (their ARR), arr (that of all whose score is known).

    attrs["missing"]: usage_week, where no use is given. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    positions = names(warehouse)
    if not positions:
        return nothing(FEATURES, ("usage_week",))
    rows = scored(scope, [f"f_{position}" for position in positions.values()])
    sums = run(warehouse, select(*(part for at in positions.values() for part in _sums(rows, at, below)))).iloc[0]
    minor = build_info(warehouse).minor
    found = pd.DataFrame([{
        "feature": name, "using": int(sums[f"using_{at}"]), "customers": int(sums[f"customers_{at}"]),
        "mean": sums[f"mean_{at}"], "low": int(sums[f"low_{at}"]), "arr_low": float(sums[f"arr_low_{at}"]) / minor,
        "arr": float(sums[f"arr_{at}"]) / minor} for name, at in positions.items()], columns=list(FEATURES))
    found["mean"] = pd.to_numeric(found["mean"])
    found.attrs = {"missing": (), "unknown": ()}
    return found


def _sums(rows: CTE, at: int, below: float) -> list[ColumnElement[Any]]:
    score = rows.c[f"f_{at}"]
    low, known = score < below, score.is_not(None)
    return [
        _sum(score > 0, literal(1)).label(f"using_{at}"), func.count(score).label(f"customers_{at}"),
        func.avg(score).label(f"mean_{at}"),
        _sum(low, literal(1)).label(f"low_{at}"), _sum(low, rows.c.arr).label(f"arr_low_{at}"),
        _sum(known, rows.c.arr).label(f"arr_{at}"),
    ]


def _sum(where: ColumnElement[bool], amount: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(case((where, amount), else_=0)), 0), BigInteger)


@answers(by_name("arr", "renewal_arr"))
def low_feature(
    warehouse: Warehouse, scope: Scope, feature: str, below: float = BELOW, limit: int | None = None
) -> pd.DataFrame:
    """The units low in one feature: a score in it below `below`. The largest ARR first.

    Columns beside those of every list: feature_score, trend (of all use). attrs as every list. ValueError for a feature
    that these data do not have.
    """
    missing = absent(warehouse, "usage_week")
    if missing:
        return nothing(LOW, missing)
    positions = names(warehouse)
    if feature not in positions:
        raise ValueError(f"unknown feature {feature!r}; known: {', '.join(positions) or '(none)'}")
    column = f"f_{positions[feature]}"
    rows = scored(scope, ("score", "band", column, "m_usage_trend"))
    chosen = select(rows.c.unit_key, rows.c.arr, rows.c.label_id, rows.c.score, rows.c.band,
                    rows.c[column].label("feature_score"), rows.c.m_usage_trend.label("trend")).where(
        rows.c[column] < below)
    return listed(warehouse, scope, chosen, ("arr",), limit).reindex(columns=list(LOW))
