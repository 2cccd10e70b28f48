"""What the weekly review asks of the warehouse: every answer comes from the cache of components.loaders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from components import loaders
from components.evidence.change import ChangeAccounts
from components.router import Frame
from data.warehouse import Warehouse
from queries import accounts, cells, explain, findings, flows, paperwork, retention
from queries.dimensions import Dimension
from queries.findings import Change, Why
from queries.retention import A1_WEEKS, Masking
from queries.scope import Scope

YEAR_WEEKS = 52
FLOW_WEEKS = 13
LISTED = 5
# Answered from the lines, date by date, a year of weeks would keep the reader waiting: every fourth week is shown.
SPARSE_STEP = 4
PREFERRED = ("segment", "plan", "region")


def weeks(scope: Scope, first_day: date) -> tuple[date, ...]:
    """The Sundays from the week before the same week last year up to the scope's, none before the data's first day."""
    asked = retention.sundays(scope.as_of, YEAR_WEEKS + 2)
    if scope.line_filters:
        asked = tuple(day for back, day in enumerate(reversed(asked)) if back % SPARSE_STEP == 0 or back == 1)[::-1]
    return tuple(day for day in asked if day >= first_day) or (scope.as_of,)


def trend(frame: Frame) -> pd.DataFrame:
    """The figures of the year's weeks, a row a week, oldest first. Source: queries.retention.trend."""
    return loaders.load(year, frame.scope, frame.build.first_day)


def year(warehouse: Warehouse, scope: Scope, first_day: date) -> pd.DataFrame:
    """The trend over a year's weeks. Asked by its ends: a cache's key of fifty days costs more than the answer."""
    return retention.trend(warehouse, scope, weeks(scope, first_day))


def masking(frame: Frame) -> Masking | None:
    """The A1 test on the scope's date. Source: queries.retention.upsell_masks_churn."""
    return loaders.load(retention.upsell_masks_churn, frame.scope)


def flow_weeks(frame: Frame) -> pd.DataFrame:
    """The movements of the last 13 weeks of the data, a row a week, oldest first. Source: queries.flows.weekly."""
    return loaders.load(movements, frame.scope, frame.build.first_day)


def movements(warehouse: Warehouse, scope: Scope, first_day: date) -> pd.DataFrame:
    """The movements of the last weeks, none before the data's first day."""
    asked = tuple(day for day in retention.sundays(scope.as_of, FLOW_WEEKS) if day >= first_day)
    return flows.weekly(warehouse, scope, asked or (scope.as_of,))


def causes(frame: Frame) -> pd.DataFrame:
    """Event and roll of the week's change, a row a rate. Source: queries.explain.event_and_roll."""
    return loaders.load(explain.event_and_roll, frame.scope, frame.scope.as_of - timedelta(days=7))


def movers(frame: Frame, metric: str) -> pd.DataFrame:
    """The accounts that moved a rate this week. Source: queries.explain.movers."""
    return loaders.load(explain.movers, frame.scope, metric, LISTED)


def paper(frame: Frame) -> frozenset[int]:
    """The units in renewal paperwork on the scope's date, by key. Source: queries.paperwork.units."""
    return frozenset(int(key) for key in loaders.load(paperwork.units, frame.scope).unit_key)


def window(scope: Scope) -> date:
    """The first of the A1 test's 14 Sundays."""
    return retention.sundays(scope.as_of, A1_WEEKS)[0]


def known_from(first_day: date) -> date:
    """The first Sunday with twelve months of history behind it: before it no rate has a base."""
    anniversary = first_day + timedelta(days=366)
    return anniversary + timedelta(days=(6 - anniversary.weekday()) % 7)


def has_base(frame: Frame) -> bool:
    """Whether anything in the scope was active twelve months earlier: without it no rate is known."""
    return bool(trend(frame).logos_base.iloc[-1])


def losses(frame: Frame) -> pd.DataFrame:
    """The largest churn behind the twelve-month rates. Source: queries.accounts.accounts."""
    return loaders.load(accounts.accounts, frame.scope, "churn", LISTED)


def moved(frame: Frame) -> pd.DataFrame:
    """The accounts whose ARR changed most this week, whatever the base. Source: queries.accounts.movements."""
    start = frame.scope.as_of - timedelta(days=7)
    found = loaders.load(accounts.movements, frame.scope, start, None, 2 * LISTED)
    return found[found.change != 0]


def since(figures: pd.DataFrame, as_of: date) -> date | None:
    """The first of the last 14 Sundays that has a base; null where that is not before the date itself."""
    first = retention.sundays(as_of, A1_WEEKS)[0]
    known = figures.as_of[figures.grr.notna() & (figures.as_of >= first)]
    return min(known) if len(known) and min(known) < as_of else None


def why(frame: Frame, change: Change | None) -> Why | None:
    """What a change is made of: event and roll, the accounts of a week, mix and rate of longer spans."""
    if change is None or not has_base(frame):
        return None
    dimension = breakdown(frame)
    events = loaders.load(explain.event_and_roll, frame.scope, change.earlier)
    week = change.span == "week"
    named = movers(frame, change.metric) if week and frame.scope.viewer.names else None
    shared = None
    if dimension and not week:
        shared = loaders.load(cells.shares, frame.scope, change.metric, dimension.key, change.earlier)
    return findings.why(events, change.metric, shared, named)


def week_before(frame: Frame) -> date:
    """The Sunday that the week's change counts from."""
    return frame.scope.as_of - timedelta(days=7)


def since_then(frame: Frame) -> ChangeAccounts | None:
    """The accounts behind GRR's change of the last weeks; null where there is nothing to compare with."""
    earlier = since(trend(frame), frame.scope.as_of)
    return ChangeAccounts("grr", earlier) if earlier else None


def shares(frame: Frame, by: str, earlier: date) -> pd.DataFrame:
    """How the labels of a dimension share in GRR's change since a date. Source: queries.cells.shares."""
    return loaders.load(cells.shares, frame.scope, "grr", by, earlier)


def breakdown(frame: Frame) -> Dimension | None:
    """The dimension to split by: segment, plan, region, else the first of few values; never one fixed by a filter."""
    fixed = {key for key, values in frame.scope.where if len(values) == 1}
    known = frame.dimensions
    usable = [key for key, each in known.items() if each.in_cube and key not in fixed and _splits(each)]
    chosen = [key for key in PREFERRED if key in usable] + usable
    return known[chosen[0]] if chosen else None


def _splits(dimension: Dimension, most: int = 12) -> bool:
    return 2 <= len(dimension.values) <= most


def column(figures: pd.DataFrame, name: str) -> Sequence[float]:
    """A column's numbers, oldest first."""
    return [float(value) for value in figures[name].tolist()]
