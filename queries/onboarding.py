"""How deep customers are brought on board: the basic and the deep end compared, by how many get there, when, and who
stays. Never why.

The way there is Kaplan-Meier over days since the onboarding began: who has not arrived counts as long as seen, up to
the scope's date or the day the customer left. Who stays is the drivers' landmark comparison, unchanged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Integer, Select, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.conditions import spells
from queries.dimensions import build_info, check, dimensions
from queries.drivers import drivers
from queries.estimate import estimate
from queries.lives import inside, lives
from queries.lpm import wilson
from queries.runner import run
from queries.scope import Scope

ENDPOINTS = ("onboarding_basic", "onboarding_deep")
DAYS = 180
"""By when the two ends' shares are compared: time enough for both."""
LATER = ("n_with", "n_without", "retention_with", "retention_without", "difference", "low", "high", "adjusted",
         "adjusted_low", "adjusted_high", "p_adjusted", "reason")
COLUMNS = ("endpoint", "customers", "done", "share", "reached", "reached_low", "reached_high", "median_days",
           "with_low", "with_high", "without_low", "without_high", *LATER)


@answers(WHOLE)
def endpoints(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: endpoint (onboarding_basic, onboarding_deep); empty without an onboarding.

    Columns: customers (with an onboarding begun by d; filters by the label of their first active day), done (of these,
    there by d), share (done ÷ customers, as it stands: many are still on their way), reached with its interval (share
    there within 180 days, Kaplan-Meier), median_days (null until half are there), then the drivers' row of the same
    condition, with Wilson's intervals of both retentions.
    """
    known = dimensions(warehouse)
    check(scope, known)
    asked = replace(scope, unit="customer")
    ways = run(warehouse, statement(asked, build_info(warehouse).first_day))
    later = drivers(warehouse, asked).set_index("condition")
    rows = [_row(key, ways[ways.condition == key], later) for key in ENDPOINTS if (ways.condition == key).any()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def statement(scope: Scope, edge: object) -> Select[tuple[object, ...]]:
    """Grain: endpoint × days on the way × whether it ended there. Columns condition, days, done, n."""
    condition, lapse, rows = spells(), tables.lapse("customer"), lives(scope, edge)  # type: ignore[arg-type]
    today = tables.day_number(scope.as_of)
    there = func.min(case((condition.c.holds & (condition.c.from_day <= today), condition.c.from_day)))
    begun = select(condition.c.customer_key, condition.c.condition, func.min(condition.c.from_day).label("day"),
                   there.label("done_day")).where(
        condition.c.condition.in_(ENDPOINTS), condition.c.from_day <= today).group_by(
        condition.c.customer_key, condition.c.condition).subquery("begun")
    left = select(lapse.c.unit_key, begun.c.condition, func.min(lapse.c.from_day).label("day")).join_from(
        lapse, begun, (begun.c.customer_key == lapse.c.unit_key) & (lapse.c.from_day > begun.c.day)).group_by(
        lapse.c.unit_key, begun.c.condition).subquery("gone")
    source, where, _ = inside(rows, scope)
    source = source.join(begun, begun.c.customer_key == rows.c.unit_key).outerjoin(
        left, (left.c.unit_key == begun.c.customer_key) & (left.c.condition == begun.c.condition))
    seen = func.least(func.coalesce(left.c.day, today), literal(today))
    done = func.coalesce(begun.c.done_day <= seen, literal(False))
    days = case((done, begun.c.done_day), else_=seen) - begun.c.day
    keys = [begun.c.condition.label("condition"), cast(days, Integer).label("days"), done.label("done")]
    return select(*keys, cast(func.count(), Integer).label("n")).select_from(source).where(
        *where, rows.c.first_day <= today).group_by(*keys)


def _row(key: str, ways: pd.DataFrame, later: pd.DataFrame) -> dict[str, object]:
    customers, done = int(ways.n.sum()), int(ways.n[ways.done.astype(bool)].sum())
    row: dict[str, object] = {"endpoint": key, "customers": customers, "done": done, "share": done / customers}
    row |= _way(curve(ways))
    if key not in later.index:
        return row
    found = later.loc[key]
    row |= {name: found[name] for name in LATER}
    for side in ("with", "without"):
        n, rate = int(found[f"n_{side}"]), found[f"retention_{side}"]
        ends = wilson(rate * n, n) if n else (None, None)
        row |= {f"{side}_low": ends[0], f"{side}_high": ends[1]}
    return row


def curve(ways: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier of not being there yet. Grain: day from 0 to the last that anybody was seen. Columns age (days),
    at_risk, events, survival, low, high.
    """
    last = int(ways.days.max())
    left, events = np.zeros(last + 1), np.zeros(last + 1)
    np.add.at(left, ways.days.to_numpy(int), ways.n.to_numpy(float))
    np.add.at(events, ways.days.to_numpy(int), np.where(ways.done.astype(bool), ways.n, 0).astype(float))
    at_risk = left[::-1].cumsum()[::-1]
    return estimate(pd.DataFrame({"age": np.arange(last + 1), "at_risk": at_risk, "events": events}))


def _way(found: pd.DataFrame) -> dict[str, object]:
    half = found.age[found.survival <= 0.5]
    at = found[found.age == DAYS]
    row: dict[str, object] = {"median_days": int(half.iloc[0]) if len(half) else None}
    if not len(at):
        return row | dict.fromkeys(("reached", "reached_low", "reached_high"))
    return row | {"reached": 1 - float(at.survival.iloc[0]), "reached_low": 1 - float(at.high.iloc[0]),
                  "reached_high": 1 - float(at.low.iloc[0])}
