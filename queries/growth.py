"""This company's retention and growth over time, and beside published figures of companies with contracts as large.

A published figure is a median over companies, this company's a rate over its customers: what is compared is which
contract size a business lives on. Customers are put into the bands by what they paid a year twelve months ago.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Date, Integer, Select, case, cast, literal, select

from data import measures as cube
from data.published.model import Published
from data.warehouse import Warehouse
from queries import retention, tables
from queries.access import OPEN, WHOLE, answers, grouped
from queries.dimensions import Build, build_info, check, dimensions
from queries.facts import measure as fact
from queries.facts import summed
from queries.metrics import FEW
from queries.metrics import measure as figures
from queries.pairs import pairs
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import Scope
from queries.sides import one_side

QUARTERS = 12
RATES = {"nrr": ("nrr", "nrr_low", "nrr_high"), "grr": ("grr", "grr_low", "grr_high"), "gross_churn": ("gross_churn",),
         "growth": ("growth",)}


def quarter_ends(build: Build, as_of: date) -> tuple[date, ...]:
    """The date and up to twelve month ends a quarter apart before it, oldest first, that have a year behind them."""
    ends = [month for month in build.months if month < as_of][::-1][2::3][:QUARTERS]
    return tuple(day for day in (*reversed(ends), as_of) if tables.year_before(day) >= build.first_day)


@answers(WHOLE)
def history(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """NRR, GRR and the growth of ARR over twelve months, quarter by quarter. Grain: date, the scope's own last.

    Columns: as_of, nrr, nrr_low, nrr_high, grr, grr_low, grr_high, gross_churn, growth (ARR ÷ ARR twelve months
    earlier − 1, new customers in it), arr, arr_base, logos_base. Fractions; null without a base; no row for a date
    whose twelve months began before the data. Raises UnknownFilter.
    """
    days = quarter_ends(build_info(warehouse), scope.as_of)
    if not days:
        return pd.DataFrame(columns=["as_of", *(name for names in RATES.values() for name in names), "arr", "arr_base",
                                     "logos_base"])
    found = retention.trend(warehouse, scope, days)
    base = found.arr_base.astype(float)
    grown = (found["arr"].astype(float) / base.where(base > 0) - 1).rename("growth")
    kept = ["as_of", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "gross_churn", "arr", "arr_base",
            "logos_base"]
    return pd.concat([found[kept], grown], axis=1)


@answers(OPEN)
def to_reporting(warehouse: Warehouse, currency: str) -> float | None:
    """What one unit of a currency is in the reporting currency, by the company's own table of rates; null without."""
    if currency == build_info(warehouse).currency:
        return 1.0
    rate = tables.mart("stg_fx_rate", "currency", "to_reporting", schema="staging")
    found = run(warehouse, select(rate.c.to_reporting).where(rate.c.currency == currency))
    return float(found.to_reporting.iloc[0]) if len(found) and found.to_reporting.iloc[0] else None


@answers(grouped())
def bands(warehouse: Warehouse, scope: Scope, borders: Sequence[int]) -> pd.DataFrame:
    """Retention by what a customer paid a year twelve months ago. Grain: band, 0 below the first border.

    borders: in the reporting currency, rising; a band holds from its border on. Always over customers, whatever the
    scope's unit. Columns: band and those of retention.kpis; bands without a customer are absent. Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    minor = build_info(warehouse).minor
    ask = partial(bands_statement, borders=tuple(border * minor for border in borders))
    found = Profiles(warehouse, asked).summed(ask, ["as_of", "band"])
    made = figures(found, minor)
    made.insert(0, "band", found.band.astype(int))
    return made.sort_values("band", ignore_index=True)


def bands_statement(scope: Scope, borders: Sequence[int], by: str | None = None) -> Select[Any]:
    """Grain: band (× label on d0, as cell). The base's facts alone: what is new belongs to no band of a year ago."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    steps = [(pair.c.arr0 < border, literal(at)) for at, border in enumerate(borders)]
    band = case(*steps, else_=len(borders)) if steps else literal(0)
    side = one_side(pair, "label0_id", scope, by)
    base = select(cast(band, Integer).label("band"), side.cell.label("cell"), *(
        fact(name, cube.BASE).label(name) for name in tables.MEASURES)).select_from(side.source).where(
        side.inside, pair.c.arr0 > 0).subquery("base")
    return select(cast(literal(scope.as_of), Date).label("as_of"), base.c.band, base.c.cell,
                  *(summed(name, base.c[name]) for name in tables.MEASURES)).group_by(base.c.band, base.c.cell)


@dataclass(frozen=True)
class Beside:
    """A published figure with this company's own: over `n` of its customers, `difference` in the metric's own points.

    reason: why nothing is compared: no_rate (the band's currency has no rate), no_base (no customer of that size, or
    none at all), few (fewer than ten: shown, for reference); null where it is.
    """

    published: Published
    own: float | None
    low: float | None
    high: float | None
    n: int | None
    difference: float | None
    reason: str | None


def borders(published: Sequence[Published], rates: dict[str, float | None]) -> tuple[int, ...]:
    """All ends of bands whose currency has a rate, in the reporting currency, rising."""
    ends = {round(end * rate) for each in published for end in (each.acv_from, each.acv_to)
            if end and each.currency and (rate := rates.get(each.currency)) is not None}
    return tuple(sorted(ends))


def beside(
    published: Sequence[Published], now: pd.DataFrame, by_band: pd.DataFrame, rates: dict[str, float | None]
) -> list[Beside]:
    """Each published figure with this company's. now: the last row of `history`, or none; by_band: `bands` over
    `borders(published, rates)`. Growth has no band: what is new was of no size a year ago.
    """
    ends = borders(published, rates)
    return [_beside(each, now, by_band, rates, ends) for each in published]


def _beside(each: Published, now: pd.DataFrame, by_band: pd.DataFrame, rates: dict[str, float | None],
            ends: Sequence[int]) -> Beside:
    rate = rates.get(each.currency) if each.currency else None
    if each.banded and rate is None:
        return Beside(each, None, None, None, None, None, "no_rate")
    rows = now if not each.banded else by_band[[each.holds(_inside(int(band), ends) / (rate or 1.0))
                                                for band in by_band.band]]
    if not len(rows) or not int(rows.logos_base.sum()) or (each.banded and each.metric == "growth"):
        return Beside(each, None, None, None, 0, None, "no_base")
    own, low, high = _rates(each.metric, rows)
    n = int(rows.logos_base.sum())
    gap = None if own is None else own - each.value
    return Beside(each, own, low, high, n, gap, "few" if n < FEW else None)


def _inside(band: int, ends: Sequence[int]) -> float:
    """An amount that lies in a band."""
    return float(ends[band - 1]) if band else 0.0


def _rates(metric: str, rows: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """The rate over some rows, weighted by their base, and its interval where it is one row's."""
    names = RATES[metric]
    weights = rows.arr_base.astype(float)
    whole = float((rows[names[0]].astype(float) * weights).sum() / weights.sum())
    ends = [float(rows[name].iloc[0]) for name in names[1:]] if len(rows) == 1 else []
    low, high = (ends[0], ends[1]) if len(ends) == 2 else (math.nan, math.nan)
    return tuple(None if math.isnan(value) else value for value in (whole, low, high))  # type: ignore[return-value]


def told(found: Sequence[Beside]) -> pd.DataFrame:
    """The comparisons as a frame. Grain: published figure, in the file's order; its own fields first."""
    rows = [{**_fields(each.published), "own": each.own, "own_low": each.low, "own_high": each.high, "own_n": each.n,
             "difference": each.difference, "reason": each.reason} for each in found]
    return pd.DataFrame(rows, dtype=object)


def _fields(published: Published) -> dict[str, Any]:
    return {key: value for key, value in asdict(published).items() if not key.endswith("_ja")}
