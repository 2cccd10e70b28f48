"""The cases behind the backtest, by name: who left (or lost a fifth) after a landmark, and how they had stood on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Integer, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, by_name
from queries.dimensions import build_info
from queries.landmarks import USUAL, Test, landmarks, refuse, rows
from queries.runner import run
from queries.scope import Scope
from queries.sides import named


@answers(by_name("arr"))
def leavers(warehouse: Warehouse, scope: Scope, test: Test = USUAL, limit: int = 100) -> pd.DataFrame:
    """Grain: case that left, the healthiest first, without a score last: where the score was most wrong.

    Columns: account, account_id, detail, landmark (date), score, band, arr (on the landmark, reporting currency a
    year). Raises UnknownFilter; ValueError for filters on lines.
    """
    refuse(warehouse, scope)
    days, _ = landmarks(warehouse, scope, test)
    found = rows(scope, test, days)
    order = (found.c.score.desc().nulls_last(), found.c.arr.desc().nulls_last(), found.c.customer_key)
    top = select(found.c.customer_key.label("unit_key"), found.c.week_day, found.c.score, found.c.band,
                 found.c.arr).where(found.c.event == 1).order_by(*order).limit(limit).cte("top")
    answer = run(warehouse, named(top, scope, "customer").order_by(
        top.c.score.desc().nulls_last(), top.c.arr.desc().nulls_last(), top.c.unit_key))
    days_of = [tables.EPOCH + timedelta(days=int(day)) for day in answer.week_day]
    answer.insert(3, "landmark", days_of)
    return answer.assign(arr=answer["arr"] / build_info(warehouse).minor).drop(columns=["unit_key", "week_day"])


@answers(WHOLE)
def sums(warehouse: Warehouse, scope: Scope, test: Test = USUAL) -> dict[str, int]:
    """All cases one by one: n and events of those with a score, customers among all cases, unscored."""
    refuse(warehouse, scope)
    days, _ = landmarks(warehouse, scope, test)
    found = rows(scope, test, days)
    scored = found.c.score.is_not(None)
    counts: dict[str, ColumnElement[Any]] = {
        "n": func.count(found.c.score), "events": func.coalesce(func.sum(found.c.event).filter(scored), 0),
        "customers": func.count(func.distinct(found.c.customer_key)),
        "unscored": func.count() - func.count(found.c.score)}
    asked: list[ColumnElement[Any]] = [cast(count, Integer).label(name) for name, count in counts.items()]
    answer = run(warehouse, select(*asked))
    return {str(name): int(value) for name, value in answer.iloc[0].items()}
