"""Other weights for the health score, proposed from history; a person decides whether to use them.

Learned on earlier landmarks, tried on the last ones, of which nothing was known while learning: a landmark is learned
from only where what happened after it was over before the first tried one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Integer, Select, cast, func, select

from data.health.model import FEATURE
from data.warehouse import Warehouse
from queries import logistic, tables
from queries.access import OPEN, WHOLE, answers
from queries.counted import FEW
from queries.dimensions import build_info
from queries.discrimination import Array, auc, interval, resampled
from queries.landmarks import USUAL, Test, landmarks, refuse, rows
from queries.proposal import snippet
from queries.runner import run
from queries.scope import Scope

MOST_ROWS = 100_000
"""Landmarks read at most; with more, every second, third … customer."""
LATE = 1 / 3
"""The share of the landmarks, the latest, on which the weights are tried."""
Model = Mapping[str, Any]


@dataclass(frozen=True)
class Trial:
    """Present and proposed weights on the tried landmarks where both give a score; null with a reason.

    difference: proposed − present, within the same draws. sampled: one customer in so many was read.
    """

    reason: str | None
    learned: tuple[date, ...] = ()
    tried: tuple[date, ...] = ()
    learned_n: int = 0
    learned_events: int = 0
    n: int = 0
    events: int = 0
    sampled: int = 1
    present_auc: float | None = None
    present_low: float | None = None
    present_high: float | None = None
    proposed_auc: float | None = None
    proposed_low: float | None = None
    proposed_high: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None

    @property
    def better(self) -> bool:
        """Whether the proposed weights do better beyond chance."""
        return self.difference_low is not None and self.difference_low > 0


@answers(WHOLE)
def reweight(warehouse: Warehouse, scope: Scope, test: Test = USUAL) -> pd.DataFrame:
    """Grain: component of the model in force on the scope's date, in its order.

    Columns: component, present (weight), proposed (the same total), coefficient (of leaving, per 100 points), known
    (share of the learned landmarks), reason (null; adverse: higher went with leaving, so it is proposed at 0; unseen:
    too rarely known to judge, keeps its weight). proposed is null where there is none. attrs: trial (a Trial, whose
    reason is null, no_scores, too_young, no_model, one_landmark, few_events or no_signal), landmarks, model (the
    version in force). Raises UnknownFilter; ValueError for filters on lines.
    """
    refuse(warehouse, scope)
    model, (days, reason) = model_on(warehouse, scope.as_of), landmarks(warehouse, scope, test)
    keys = [each["key"] for each in model["components"]] if model else []
    learned, tried = split(days, test.days)
    reason = reason or (None if model else "no_model") or (None if learned else "one_landmark")
    present = np.array([float(each["weight"]) for each in model["components"]] if model else [])
    answer = pd.DataFrame({"component": keys, "present": present, "proposed": np.nan, "coefficient": np.nan,
                           "known": np.nan, "reason": None})
    trial = Trial(reason, learned, tried)
    if reason is None and model is not None:
        columns = _columns(warehouse, keys)
        found, sampled = _read(warehouse, scope, test, (*learned, *tried), columns)
        components = found[columns].apply(pd.to_numeric).to_numpy(float, na_value=np.nan)
        answer, trial = _judge(answer, found, components, replace(trial, sampled=sampled), float(model["least_known"]))
    answer.attrs = {"trial": trial, "landmarks": days, "model": model["version"] if model else None}
    return answer


@answers(OPEN)
def model_on(warehouse: Warehouse, day: date) -> Model | None:
    """The version of the health model in force on a day, as recorded when the data were built; null before the first.

    Keys as in data.health.model.Model.
    """
    table = tables.mart("health_model", "version", "from_day", "body", schema="meta")
    found = run(warehouse, select(table.c.body).where(table.c.from_day <= tables.day_number(day)).order_by(
        table.c.from_day.desc().nulls_last(), table.c.version.desc().nulls_last()).limit(1))
    return json.loads(found.body.iloc[0]) if len(found) else None


@answers(WHOLE)
def next_version(warehouse: Warehouse, scope: Scope, weights: pd.DataFrame) -> str:
    """The proposal of `reweight` as the text of a version after all recorded ones; empty where nothing is proposed."""
    model = model_on(warehouse, scope.as_of)
    if model is None or not len(weights) or weights.proposed.isna().any():
        return ""
    table = tables.mart("health_model", "version", schema="meta")
    newest = run(warehouse, select(func.max(table.c.version).label("version"))).version.iloc[0]
    after = max(scope.as_of, build_info(warehouse).newest_day)
    return snippet(model, weights, int(newest) + 1, after)


def split(days: Sequence[date], after: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Landmarks to learn from and to try on, by time: what followed the learned ones was over before the tried ones."""
    late = ceil(len(days) * LATE)
    tried = tuple(days[len(days) - late:])
    return tuple(day for day in days[:len(days) - late] if day + timedelta(days=after) <= tried[0]), tried


def statement(scope: Scope, test: Test, days: Sequence[date], columns: Sequence[str], every: int) -> Select[Any]:
    """Grain: landmark × customer, every so many-th customer."""
    found = rows(scope, test, days, more=columns)
    return select(found.c.customer_key, found.c.week_day, found.c.event, *(found.c[name] for name in columns)).where(
        found.c.customer_key % every == 0)


def _read(warehouse: Warehouse, scope: Scope, test: Test, days: Sequence[date],
          columns: Sequence[str]) -> tuple[pd.DataFrame, int]:
    many = select(cast(func.count(), Integer).label("n")).select_from(rows(scope, test, days))
    every = max(1, ceil(int(run(warehouse, many).n.iloc[0]) / MOST_ROWS))
    return run(warehouse, statement(scope, test, days, columns, every)), every


def _judge(answer: pd.DataFrame, found: pd.DataFrame, components: Array, trial: Trial,
           least_known: float) -> tuple[pd.DataFrame, Trial]:
    early = found.week_day.isin([tables.day_number(day) for day in trial.learned]).to_numpy()
    left = found.event.to_numpy(np.int64)
    counted = replace(trial, learned_n=int(early.sum()), learned_events=int(left[early].sum()))
    if min(counted.learned_events, counted.learned_n - counted.learned_events) < FEW:
        return answer, replace(counted, reason="few_events")
    made = logistic.fit(components[early], left[early])
    present = answer.present.to_numpy(float)
    weights = logistic.proposed(present, made.coefficients)
    why = ["unseen" if np.isnan(each) else "adverse" if each >= 0 else None for each in made.coefficients]
    answer = answer.assign(proposed=np.nan if weights is None else weights, coefficient=made.coefficients,
                           known=made.known, reason=why)
    if weights is None:
        return answer, replace(counted, reason="no_signal")
    late = ~early
    scores = [logistic.scored(components[late], each, least_known) for each in (present, weights)]
    return answer, _tried(counted, found.customer_key.to_numpy(np.int64)[late], scores, left[late])


def _columns(warehouse: Warehouse, keys: Sequence[str]) -> list[str]:
    """The columns of marts.health that hold the components' scores: of one feature by its number."""
    table = tables.mart("health_feature", "position", "feature", schema="meta")
    numbers = {f"{FEATURE}{row.feature}": f"c_feature_{row.position}" for row in run(
        warehouse, select(table)).itertuples()}
    return [numbers.get(key, f"c_{key}") for key in keys]


def _tried(trial: Trial, customers: Any, scores: Sequence[Array], left: Any) -> Trial:
    both = np.isfinite(scores[0]) & np.isfinite(scores[1])
    counted = replace(trial, n=int(both.sum()), events=int(left[both].sum()))
    if min(counted.events, counted.n - counted.events) < FEW:
        return replace(counted, reason="few_events")
    counts = [logistic.tables(customers[both], score[both], left[both]) for score in scores]
    (present, proposed), drawn = ([_whole(each) for each in counts], [resampled(*each) for each in counts])
    values = {"present": drawn[0], "proposed": drawn[1], "difference": drawn[1] - drawn[0]}
    ends: dict[str, Any] = {f"{name}_{end}": value for name, each in values.items()
            for end, value in zip(("low", "high"), interval(each), strict=True)}
    return replace(counted, present_auc=present, proposed_auc=proposed, difference=proposed - present, **ends)


def _whole(counts: tuple[Any, Any]) -> float:
    return auc(counts[0].sum(axis=0), counts[1].sum(axis=0)) or 0.0
