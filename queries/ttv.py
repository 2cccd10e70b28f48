"""Time to value: how long customers take to what they came for. Kaplan-Meier, since some have not got there yet.

Four clocks, all from the conditions that the drivers compare: the first value, the basic and the deep end of the first
onboarding, and the first agreed outcome reached. Who is still on the way counts as long as seen: up to the scope's
date, or the day the customer left. Filters by the label of the first active day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data.warehouse import Warehouse
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.estimate import estimate, reached
from queries.measures.needs import absent
from queries.runner import run
from queries.scope import LINE_KEYS, Scope
from queries.ttv_rows import CLOCKS, COHORT, SERVICE, statement

BY_DAYS = (30, 60, 90, 180, 365)
SHARES = tuple(f"by_{days}{part}" for days in BY_DAYS for part in ("", "_low", "_high"))
COLUMNS = ("clock", "customers", "arrived", "waiting", "gone", "median_days", "median_low", "median_high", *SHARES,
           "reason")
CURVE = ("clock", "age", "at_risk", "events", "survival", "low", "high")


@answers(grouped("customers"))
def times(warehouse: Warehouse, scope: Scope, clock: str = "first_value", by: str | None = None) -> pd.DataFrame:
    """Grain: one row, or one per label of `by` (a filter's key, cohort, service), the most customers first, cohorts in
    order.

    Columns: the label under the key's own name; clock; customers (whose clock started by d), arrived, waiting (still
    customers on d), gone (left before they arrived); median_days with its 95 % interval (null until half are there);
    by_30 … by_365: the share there within so many days (fractions) with the log-log interval, null where nobody was
    seen so long; reason: missing_table, nobody. attrs["missing"]. Raises UnknownFilter; ValueError for another clock,
    and for a key of the lines.
    """
    found, missing = _ways(warehouse, scope, clock, by)
    parts = [(None if pd.isna(label) else label, part) for label, part in found.groupby("cell", dropna=False)] if by \
        else [(None, found)]
    rows = [{**({by: label} if by else {}), **_row(clock, part, bool(missing))} for label, part in parts]
    rows.sort(key=lambda row: str(row[COHORT]) if by == COHORT else (-row["customers"] if row["customers"] else 0))
    made = pd.DataFrame(rows, columns=[*([by] if by else []), *COLUMNS], dtype=object)
    made.attrs = {"missing": missing}
    return made


@answers(grouped())
def curve(warehouse: Warehouse, scope: Scope, clock: str = "first_value", by: str | None = None) -> pd.DataFrame:
    """The curves behind `times`. Grain: (label ×) day from 0 to the last that anybody was seen.

    Columns: the label; clock, age (days), at_risk, events, survival (the share not there yet), low, high. Errors as
    there.
    """
    found, missing = _ways(warehouse, scope, clock, by)
    frames = [survival(part).assign(cell=None if pd.isna(label) else label)
              for label, part in found.groupby("cell", dropna=False)]
    made = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["cell", *CURVE[1:]])
    made = made.assign(clock=clock).rename(columns={"cell": by} if by else {})
    made = made[[*([by] if by else []), *CURVE]]
    made.attrs = {"missing": missing}
    return made


def _ways(warehouse: Warehouse, scope: Scope, clock: str, by: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if clock not in CLOCKS:
        raise ValueError(f"unknown clock {clock!r}; known: {', '.join(CLOCKS)}")
    if by in LINE_KEYS:
        raise ValueError(f"a clock is the customer's: it is not split by {by}, filter by it instead")
    check(scope, dimensions(warehouse), None if by in (COHORT, SERVICE) else by)
    missing = tuple(absent(warehouse, (CLOCKS[clock],)))
    asked = replace(scope, unit="customer")
    found = run(warehouse, statement(asked, build_info(warehouse).first_day, (clock,), by))
    return found.astype({"cell": object}), missing


def survival(ways: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier of not being there yet. Grain: day from 0 to the last that anybody was seen; no rows of no ways.
    Columns age (days), at_risk, events, survival, low, high.
    """
    if not len(ways):
        return pd.DataFrame(columns=list(CURVE[1:]))
    last = int(ways.days.max())
    left, events = np.zeros(last + 1), np.zeros(last + 1)
    np.add.at(left, ways.days.to_numpy(int), ways.n.to_numpy(float))
    np.add.at(events, ways.days.to_numpy(int), np.where(ways.state == "arrived", ways.n, 0).astype(float))
    at_risk = left[::-1].cumsum()[::-1]
    return estimate(pd.DataFrame({"age": np.arange(last + 1), "at_risk": at_risk, "events": events}))


def _row(clock: str, ways: pd.DataFrame, missing: bool) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"clock": clock}
    counted = {state: int(ways.n[ways.state == state].sum()) for state in ("arrived", "waiting", "gone")}
    if not sum(counted.values()):
        nothing: dict[str, Any] = {"customers": 0, **counted, "reason": "nobody"}
        return row | ({"reason": "missing_table"} if missing else nothing)
    found = survival(ways)
    middle = {"median_days": reached(found), "median_low": reached(found, column="low"),
              "median_high": reached(found, column="high")}
    return row | counted | middle | {"customers": sum(counted.values())} | shares(found)


def shares(found: pd.DataFrame) -> dict[str, float | None]:
    """The share there within each of BY_DAYS. Where everybody had arrived before, everybody has."""
    made: dict[str, float | None] = dict.fromkeys(SHARES)
    for days in BY_DAYS:
        at = found[found.age == min(days, int(found.age.iloc[-1]))].iloc[0]
        if days <= found.age.iloc[-1] or at.survival == 0:
            ends = (at.survival, at.high, at.low)
            made |= {f"by_{days}{part}": None if pd.isna(value) else 1 - float(value)
                     for part, value in zip(("", "_low", "_high"), ends, strict=True)}
    return made
