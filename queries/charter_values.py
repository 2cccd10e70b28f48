"""What a KPI of the charter was on several days: the five of the plan, and every measure of functions and principles.

Always the whole company's, in customers: a charter has no filter. Grain: KPI × day.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.targets import KPIS
from data.warehouse import Warehouse
from queries import retention
from queries.access import WHOLE, answers
from queries.dimensions import Build, build_info
from queries.fiscal import quarter_of
from queries.measures import MEASURES, measured
from queries.scope import Scope

COLUMNS = ("measure", "on", "value", "low", "high", "n", "reason")
ENDS = {"nrr": ("nrr_low", "nrr_high"), "grr": ("grr_low", "grr_high"), "logo_retention": ("logo_low", "logo_high")}
NUMBERS = ("depth", "tickets_per_customer", "csat")
"""Rates and means that are no fractions: events a seat, tickets a customer, points of a scale."""


def known(key: str) -> bool:
    """Whether there is such a KPI."""
    return key in KPIS or key in MEASURES


def kind(key: str) -> str:
    """How its values read: share and rate are fractions, money the reporting currency, else as queries.measures has
    them.
    """
    if key in MEASURES:
        return MEASURES[key].kind
    return "rate" if key in ENDS else "money"


def is_fraction(key: str) -> bool:
    """Whether it reads as per cent."""
    return key in ENDS or (kind(key) in ("share", "rate", "mean") and key not in NUMBERS)


def better(key: str) -> str:
    """up, down, or none where no direction is the good one."""
    return MEASURES[key].better if key in MEASURES else "up"


def whole(scope: Scope) -> Scope:
    """The whole company on the same date, in customers."""
    return Scope(scope.as_of, viewer=scope.viewer)


@answers(WHOLE)
def values(warehouse: Warehouse, scope: Scope, keys: tuple[str, ...], days: tuple[date, ...]) -> pd.DataFrame:
    """The KPIs on these days, in the order asked. Columns: COLUMNS; nothing before the data's first day.

    value: a fraction, an amount in the reporting currency, days, hours or a count; null with its reason (no_base,
    no_opening, before_data, missing_table, nobody). low and high: the 95 % interval, where there is one. net_new: what
    the fiscal quarter has gained by that day. KeyError for an unknown KPI.
    """
    unknown = [key for key in keys if not known(key)]
    if unknown:
        raise KeyError(unknown[0])
    build, asked = build_info(warehouse), whole(scope)
    held = tuple(day for day in days if day >= build.first_day)
    rows: dict[tuple[str, date], dict[str, Any]] = {}
    own, others = [key for key in keys if key in KPIS], tuple(key for key in keys if key in MEASURES)
    if own and held:
        rows |= _plan(warehouse, asked, own, held, build)
    if others and held:
        found = measured(warehouse, asked, others, held)
        rows |= {(row["measure"], row["on"]): row for row in found.to_dict("records")}
    empty = {"value": math.nan, "low": math.nan, "high": math.nan, "n": 0, "reason": "before_data"}
    made = [{**empty, **rows.get((key, day), {}), "measure": key, "on": day} for key in keys for day in days]
    frame = pd.DataFrame(made, columns=list(COLUMNS))
    return frame.assign(**{name: pd.to_numeric(frame[name]).astype(float) for name in ("value", "low", "high")})


def _plan(warehouse: Warehouse, scope: Scope, keys: Sequence[str], days: Sequence[date],
          build: Build) -> dict[tuple[str, date], dict[str, Any]]:
    """The five KPIs of the plan, from the cube of the whole company."""
    opening = {day: quarter_of(day, build.fiscal_year_start).first_day(build.fiscal_year_start) - timedelta(days=1)
               for day in days}
    needed = {*days, *(end for end in opening.values() if end >= build.first_day and "net_new" in keys)}
    figures = retention.trend(warehouse, scope, sorted(needed)).set_index("as_of")
    made = {}
    for day in days:
        row = figures.loc[day]
        before = figures["arr"].get(opening[day])
        for key in keys:
            made[key, day] = _gained(row, before) if key == "net_new" else _figure(key, row)
    return made


def _figure(key: str, row: Any) -> dict[str, Any]:
    low, high = (float(row[end]) for end in ENDS[key]) if key in ENDS else (math.nan, math.nan)
    value = float(row[key])
    count = int(row.logos_base if key in ENDS else row.logos)
    return {"value": value, "low": low, "high": high, "n": count, "reason": "no_base" if math.isnan(value) else None}


def _gained(row: Any, before: Any) -> dict[str, Any]:
    if before is None:
        return {"value": math.nan, "reason": "no_opening", "n": int(row.logos)}
    return {"value": float(row["arr"]) - float(before), "reason": None, "n": int(row.logos)}
