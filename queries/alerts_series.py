"""What the alerts look at, week by week: every figure from the cells, a question for all weeks together.

Amounts in the reporting currency, rates as fractions, null where unknown. To whoever may not see names the amount of a
part of one to four customers is unknown here, before anything is judged by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import health, renewal_risk, retention, tables
from queries.access import WHOLE, answers, grouped
from queries.dimensions import build_info
from queries.facts import facts, in_cube
from queries.metrics import grr_half_width, measure
from queries.pairs import is_in, label_keys
from queries.renewal_rows import given as has_renewals
from queries.renewal_rows import weekly
from queries.runner import run
from queries.scope import Scope
from queries.small import LEAST

BEFORE, NO_SCORES, NO_RENEWALS, WITHHELD = "before_data", "missing:usage_week", "missing:renewal", "withheld"
KEPT = ("nrr", "grr", "logo_retention")
INTERVALS = {"nrr": ("nrr_low", "nrr_high"), "grr": ("grr_low", "grr_high"),
             "logo_retention": ("logo_low", "logo_high")}


@dataclass(frozen=True)
class Series:
    """One figure over weeks. values: NaN where unknown, `reasons` says why; n: units it is over; half: of its interval,
    NaN where it has none; counts: the customers of a part of the company (red ones), −1 where it is no part.
    """

    days: tuple[date, ...]
    values: np.ndarray
    n: np.ndarray
    half: np.ndarray
    counts: np.ndarray
    reasons: tuple[str | None, ...]


@answers(WHOLE)
def figures(warehouse: Warehouse, scope: Scope, days: Sequence[date]) -> pd.DataFrame:
    """The rates and amounts of `queries.retention.trend` on these days, and grr_half, half of GRR's interval uncut.

    Grain: day, oldest first; days before the data are left out.
    """
    asked = [day for day in days if day >= build_info(warehouse).first_day]
    if not asked:
        ends = [end for pair in INTERVALS.values() for end in pair]
        return pd.DataFrame(columns=["as_of", *KEPT, *ends, "arr", "logos", "logos_base", "grr_half"])
    found = retention.shape(facts(warehouse, scope, asked), asked)
    made = measure(found, build_info(warehouse).minor)
    made.insert(0, "as_of", found.as_of)
    return made.assign(grr_half=grr_half_width(found))


@answers(grouped())
def red(warehouse: Warehouse, scope: Scope, days: Sequence[date]) -> pd.DataFrame | None:
    """The red customers and all scored ones on the Sundays that are scored. Grain: Sunday. Null where none is at all.

    Columns: as_of, customers (red), arr (red), all_customers, all_arr, in the reporting currency. Source: the cube of
    health where it has the filters, else marts.health.
    """
    scored = set(health.known_weeks(warehouse))
    asked = [day for day in days if day in scored]
    if not scored:
        return None
    if not asked:
        return pd.DataFrame(columns=["as_of", "customers", "arr", "all_customers", "all_arr"])
    cube = in_cube(warehouse, scope, None)
    found = run(warehouse, _bands(tables.health_cube() if cube else tables.health(), scope, asked, cube))
    money = {name: pd.to_numeric(found[name]) / build_info(warehouse).minor for name in ("arr", "all_arr")}
    as_of = [tables.EPOCH + timedelta(days=int(day)) for day in found.week_day]
    return found.assign(as_of=as_of, **money).drop(columns="week_day")


def _bands(rows: Any, scope: Scope, days: Sequence[date], cube: bool) -> Select[Any]:
    keys = label_keys(scope, None)
    source, inside, one = rows, [], rows.c.customers if cube else 1
    if keys:
        label = tables.profiles(keys) if cube else tables.labels(keys)
        own = "profile_id" if cube else "label_id"
        source, inside = rows.join(label, label.c[own] == rows.c[own]), [is_in(label, scope)]
    is_red = rows.c.band == "red"

    def total(amount: Any, only_red: bool) -> Any:
        return cast(func.sum(case((is_red, amount), else_=0) if only_red else amount), BigInteger)

    return select(
        rows.c.week_day, total(one, True).label("customers"), total(rows.c.arr, True).label("arr"),
        total(one, False).label("all_customers"), total(rows.c.arr, False).label("all_arr"),
    ).select_from(source).where(rows.c.week_day.in_([tables.day_number(day) for day in days]), *inside).group_by(
        rows.c.week_day).order_by(rows.c.week_day)


@answers(WHOLE)
def noticed(warehouse: Warehouse, scope: Scope, days: Sequence[date], ahead: int) -> pd.DataFrame | None:
    """The undecided renewals of red customers whose notice deadline lies within `ahead` days of a Sunday. Grain:
    Sunday of the data; columns as_of, renewals, arr (due). Null where there are no renewals at all.
    """
    if not has_renewals(warehouse):
        return None
    rows, renewal = weekly(scope, "renewal_key", "week_day", "arr_due", "band").cte("weeks"), tables.renewal()
    near = and_(renewal.c.notice_day >= rows.c.week_day, renewal.c.notice_day <= rows.c.week_day + ahead)
    first, last = tables.day_number(days[0]), tables.day_number(days[-1])
    found = run(warehouse, select(
        rows.c.week_day, func.count().label("renewals"), cast(func.sum(rows.c.arr_due), BigInteger).label("arr"),
    ).select_from(rows.join(renewal, renewal.c.renewal_key == rows.c.renewal_key)).where(
        rows.c.band == "red", near, rows.c.week_day >= first, rows.c.week_day <= last).group_by(rows.c.week_day))
    build = build_info(warehouse)
    held = [day for day in days if day >= build.first_day]
    found = found.set_index("week_day").astype(float).reindex([tables.day_number(day) for day in held]).fillna(0)
    return pd.DataFrame({"as_of": held, "renewals": found.renewals.astype(int).tolist(),
                         "arr": (found["arr"] / build.minor).tolist()})


def of_rates(found: pd.DataFrame, metric: str, days: Sequence[date]) -> Series:
    """NRR, GRR, logo retention, ARR or logos from `figures`."""
    at = found.set_index("as_of").reindex(list(days))
    values = at[metric].to_numpy(dtype=float)
    over = at["logos_base" if metric in KEPT else "logos"].to_numpy(dtype=float)
    half = np.full(len(values), math.nan)
    if metric in INTERVALS:
        low, high = (at[name].to_numpy(dtype=float) for name in INTERVALS[metric])
        half = (high - low) / 2
    reasons = tuple(None if known else BEFORE if math.isnan(units) else "no_base"
                    for known, units in zip(~np.isnan(values), over, strict=True))
    return Series(tuple(days), values, np.nan_to_num(over).astype(int), half, np.full(len(values), -1), reasons)


def of_red(found: pd.DataFrame | None, metric: str, days: Sequence[date], names: bool) -> Series:
    """red_arr, red_customers or red_share (of ARR) from `red`."""
    if found is None:
        empty = np.full(len(days), math.nan)
        return Series(tuple(days), empty, np.zeros(len(days), dtype=int), empty, np.full(len(days), -1),
                      (NO_SCORES,) * len(days))
    at = found.set_index("as_of").reindex(list(days)).astype(float)
    arr, whole = at["arr"].to_numpy(dtype=float), at["all_arr"].to_numpy(dtype=float)
    share = np.divide(arr, whole, out=np.full(len(arr), math.nan), where=np.nan_to_num(whole) > 0)
    values = {"red_arr": arr, "red_customers": at["customers"].to_numpy(dtype=float), "red_share": share}[metric]
    part = _part(at["customers"])
    n = np.nan_to_num(at["all_customers"].to_numpy(dtype=float)).astype(int)
    reasons = tuple(BEFORE if np.isnan(each) else None for each in values)
    return _told(Series(tuple(days), values.copy(), n, np.full(len(arr), math.nan), part, reasons), names)


def of_part(days: Sequence[date], found: pd.DataFrame | None, count: str, amount: str, n: np.ndarray,
            names: bool) -> Series:
    """The amount of some renewals, over a company of `n` customers."""
    empty = np.full(len(days), math.nan)
    if found is None:
        return Series(tuple(days), empty, n, empty, np.full(len(days), -1), (NO_RENEWALS,) * len(days))
    at = found.set_index("as_of").reindex(list(days)).astype({count: float, amount: float})
    values = at[amount].to_numpy(dtype=float).copy()
    return _told(Series(tuple(days), values, n, empty, _part(at[count]),
                        tuple(BEFORE if np.isnan(each) else None for each in values)), names)


def _part(counts: pd.Series) -> np.ndarray:
    made: np.ndarray = counts.fillna(-1).to_numpy(dtype=float).astype(int)
    return made


def _told(series: Series, names: bool) -> Series:
    """Without the amounts of one to four customers, for whoever may not see names."""
    if names:
        return series
    few = (series.counts > 0) & (series.counts < LEAST)
    return Series(series.days, np.where(few, math.nan, series.values), series.n, series.half,
                  np.where(few, -1, series.counts),
                  tuple(WITHHELD if small else reason for small, reason in zip(few, series.reasons, strict=True)))


@answers(WHOLE)
def at_risk(warehouse: Warehouse, scope: Scope, days: Sequence[date]) -> pd.DataFrame | None:
    """Renewals at risk on these Sundays, none before the data: as_of, n_at_risk, arr_at_risk. Source:
    queries.renewal_risk.trend.
    """
    if not has_renewals(warehouse):
        return None
    found = renewal_risk.trend(warehouse, scope.at(days[-1]), len(days))
    return found[[day >= build_info(warehouse).first_day for day in found.as_of]]
