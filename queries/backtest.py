"""Is the health score any good? The score as it stood on past days against what became of the customers afterwards.

Customers are counted whatever the unit of the scope: a score is a customer's. Everything comes from counts by step of
the score (queries/landmarks.py), so a page costs what its cells cost. What it finds is association: it does not say
that raising a score keeps anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import CTE, BigInteger, ColumnElement, Integer, Select, cast, func, select

from data.warehouse import Warehouse
from queries import dialects
from queries.access import WHOLE, answers, grouped
from queries.counted import Counted, few
from queries.dimensions import build_info
from queries.discrimination import auc, wilson
from queries.landmarks import USUAL, Test, cells, landmarks, refuse, rows
from queries.runner import run
from queries.scope import Scope

BASELINES = ("usage", "pulse")
BANDS = ("green", "yellow", "red", "unknown")


@answers(grouped())
def backtest(warehouse: Warehouse, scope: Scope, test: Test = USUAL, by: str | None = None) -> pd.DataFrame:
    """One row, or one a label of `by` on the landmark (most landmarks first).

    auc: the chance that a customer that left within the days had stood lower than one that stayed, equal scores half;
    auc_low, auc_high: 95 %, customers resampled. n, events: landmarks with a score, and how many left (or lost a
    fifth); unscored, unscored_events: those without a score. baseline: usage (events per seat in four weeks) where
    known, else pulse; baseline_auc, joint_auc (the score's) and difference with its interval are over the landmarks on
    which both are known. Null with a reason: no_scores, too_young (no landmark is old enough), few_events, few_stayers
    (under 10). attrs: landmarks. Raises UnknownFilter; ValueError for filters on lines.
    """
    found, days, reason = _counted(warehouse, scope, test, by)
    made = [_row(Counted(part), cell) for cell, part in _split(found)] or [_row(Counted(found), None)]
    answer = pd.DataFrame(made).rename(columns={"cell": by or "cell"})
    if reason:
        answer = answer.assign(reason=reason)
    answer = answer.sort_values("n", ascending=False, kind="stable", ignore_index=True) if by else answer
    answer.attrs = {"landmarks": days}
    return answer if by else answer.drop(columns="cell")


@answers(WHOLE)
def baselines(warehouse: Warehouse, scope: Scope, test: Test = USUAL) -> pd.DataFrame:
    """The score against usage alone and pulse alone, each over the landmarks on which both are known.

    Grain: baseline. Columns: baseline, n, events, auc (of the score there), baseline_auc, difference, each with _low
    and _high (the difference within the same draws), reason (null, few_events, few_stayers).
    """
    found, days, reason = _counted(warehouse, scope, test, None)
    counted = Counted(found)
    answer = pd.DataFrame([{"baseline": name, **counted.compared(name)} for name in BASELINES])
    if reason:
        answer = answer.assign(reason=reason)
    answer.attrs = {"landmarks": days}
    return answer


@answers(WHOLE)
def others(warehouse: Warehouse, scope: Scope, tests: tuple[Test, ...]) -> pd.DataFrame:
    """The AUC of other questions, without intervals. Grain: test, in the given order.

    Columns: days, outcome, n, events, auc, reason (as in `backtest`).
    """
    refuse(warehouse, scope)
    made = []
    for test in tests:
        days, reason = landmarks(warehouse, scope, test)
        counts = run(warehouse, step_statement(scope, test, days))
        n, events = counts.n.to_numpy(np.int64), counts.events.to_numpy(np.int64)
        said = reason or few(int(events.sum()), int(n.sum()))
        made.append({"days": test.days, "outcome": test.outcome, "n": int(n.sum()), "events": int(events.sum()),
                     "auc": None if said else auc(events, n - events), "reason": said})
    return pd.DataFrame(made)


@answers(WHOLE)
def calibration(warehouse: Warehouse, scope: Scope, test: Test = USUAL) -> pd.DataFrame:
    """What became of each tenth of the landmarks, lowest scores first; equal scores stay together.

    Grain: part (1 to 10, empty ones left out). Columns: part, score_low, score_high, score (mean), n, events,
    left_share, low, high (Wilson). attrs: landmarks, reason, monotone (each part leaves no more than the one below).
    """
    refuse(warehouse, scope)
    days, reason = landmarks(warehouse, scope, test)
    answer = _tenths(run(warehouse, step_statement(scope, test, days)).astype(np.int64))
    falling = bool((np.diff(answer.left_share.to_numpy(float)) <= 0).all())
    answer.attrs = {"landmarks": days, "reason": reason, "monotone": falling if len(answer) > 1 else None}
    return answer


@answers(grouped())
def bands(warehouse: Warehouse, scope: Scope, test: Test = USUAL, by: str | None = None) -> pd.DataFrame:
    """What became of each band. Grain: (label of `by` ×) band, in the order of BANDS, all four always.

    Columns: band, n, events, left_share, retention (1 − that), low, high (Wilson, of retention; null without
    landmarks), arr (Σ ARR on the landmarks, reporting currency a year). attrs: landmarks, reason.
    """
    refuse(warehouse, scope, by)
    days, reason = landmarks(warehouse, scope, test)
    found = run(warehouse, band_statement(scope, test, days, by)).astype({"cell": object})
    made = []
    for cell, part in _split(found) or [(None, found)]:
        whole = part.set_index("band").reindex(BANDS)[["n", "events", "arr"]].fillna(0).astype(np.int64)
        made.append(whole.reset_index().assign(cell=cell))
    answer = pd.concat(made, ignore_index=True)
    low, high = wilson(answer.n - answer.events, answer.n)
    share = (answer.events / answer.n.where(answer.n > 0)).astype(float)
    answer = answer.assign(left_share=share, retention=1 - share, low=low, high=high,
                           arr=answer.arr / build_info(warehouse).minor)
    answer = answer.rename(columns={"cell": by}) if by else answer.drop(columns="cell")
    answer.attrs = {"landmarks": days, "reason": reason}
    return answer


def step_statement(scope: Scope, test: Test, days: Sequence[date]) -> Select[Any]:
    """Grain: tenth of the score, in rising order. Columns: step, n, events."""
    found = rows(scope, test, days)
    tenth = cast(dialects.rounded(found.c.score * 10), Integer)
    counted = select(tenth.label("step"), *_counts(found)).where(found.c.score.is_not(None))
    return counted.group_by(tenth).order_by(tenth)


def band_statement(scope: Scope, test: Test, days: Sequence[date], by: str | None = None) -> Select[Any]:
    """Grain: cell × band."""
    found = rows(scope, test, days, by)
    arr = cast(func.sum(found.c.arr), BigInteger).label("arr")
    return select(found.c.cell, found.c.band, *_counts(found), arr).group_by(found.c.cell, found.c.band)


def _counts(found: CTE) -> list[ColumnElement[Any]]:
    return [cast(func.count(), Integer).label("n"), cast(func.sum(found.c.event), Integer).label("events")]


def _counted(warehouse: Warehouse, scope: Scope, test: Test,
             by: str | None) -> tuple[pd.DataFrame, tuple[date, ...], str | None]:
    refuse(warehouse, scope, by)
    days, reason = landmarks(warehouse, scope, test)
    return run(warehouse, cells(rows(scope, test, days, by))).astype({"cell": object}), days, reason


def _split(found: pd.DataFrame) -> list[tuple[str | None, pd.DataFrame]]:
    """By label, in the order of their characters, the unknown one last."""
    groups = found.groupby("cell", dropna=False, sort=False)
    named = [(None if pd.isna(cell) else str(cell), part) for cell, part in groups]
    return sorted(named, key=lambda pair: (pair[0] is None, pair[0] or ""))


def _row(counted: Counted, cell: str | None) -> dict[str, Any]:
    unknown = counted.exact("unknown")
    both = {name: counted.compared(name) for name in BASELINES}
    baseline = next((name for name in BASELINES if both[name]["baseline_auc"] is not None), None)
    against = both[baseline or "usage"]
    return {
        "cell": cell, **counted.judged("score"), "unscored": int(unknown.n.sum()),
        "unscored_events": int(unknown.events.sum()), "baseline": baseline, "baseline_auc": against["baseline_auc"],
        "joint_n": against["n"], "joint_auc": against["auc"],
        **{name: against[name] for name in ("difference", "difference_low", "difference_high")},
    }


def _tenths(exact: pd.DataFrame) -> pd.DataFrame:
    n = exact.n.to_numpy(np.int64)
    middle = n.cumsum() - n / 2
    part = np.minimum(10 * middle // max(int(n.sum()), 1), 9).astype(np.int64) + 1
    score = exact.step / 10
    summed = exact.assign(part=part, score=score, weighted=score * n).groupby("part").agg(
        score_low=("score", "min"), score_high=("score", "max"), weighted=("weighted", "sum"), n=("n", "sum"),
        events=("events", "sum")).reset_index()
    low, high = wilson(summed.events, summed.n)
    summed.insert(3, "score", summed.weighted / summed.n)
    return summed.drop(columns="weighted").assign(left_share=summed.events / summed.n, low=low, high=high)
