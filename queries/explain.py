"""Why a twelve-month rate moved between two dates.

Event and roll: a rate moves by what happened now (event: over the earlier date's base) and by a year-old stretch
leaving the base (roll: the rest). Accounts: each account's share c = (n1 − R0·b1)/B1 − (n0 − R0·b0)/B0; over all units
they add up to R1 − R0 exactly. Mix and rate by a dimension: queries/cells.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, cast, func, select

from data import measures
from data.warehouse import Warehouse
from queries.access import WHOLE, answers, by_name
from queries.dimensions import build_info, check, dimensions
from queries.explain_units import Whole, both, changed, listing, summed
from queries.facts import facts, from_flows, in_cube, measure
from queries.metrics import figure
from queries.profiled import Profiles
from queries.retention import shape
from queries.runner import run
from queries.scope import Scope

RATES = {"nrr": "event_net", "grr": "event_gross", "logo_retention": "event_logos"}
BASES = {"nrr": "arr_base", "grr": "arr_base", "logo_retention": "logos_base"}
NO_BASE = "no_base"
"""The reason of every null here: nothing in the scope was active twelve months before one of the two dates."""


@dataclass(frozen=True)
class Moved:
    """A rate on two dates, as fractions; NaN where that date has no base."""

    metric: str
    start: float
    end: float
    base0: float
    base1: float

    @property
    def change(self) -> float:
        return self.end - self.start

    @property
    def whole(self) -> Whole | None:
        """What shares are taken of; null where either date has no base."""
        if not self.base0 or not self.base1:
            return None
        return Whole(self.metric, self.start, self.base0, self.base1)


@answers(WHOLE)
def moved(warehouse: Warehouse, scope: Scope, metric: str, earlier: date) -> Moved:
    """The rate on both dates, with its base in minor units (or units, for logo retention).

    ValueError for an unknown rate, or where `earlier` is after the scope's date.
    """
    _known(metric, scope, earlier)
    check(scope, dimensions(warehouse))
    return _of(metric, _both_facts(warehouse, scope, earlier))


def _known(metric: str, scope: Scope, earlier: date) -> None:
    if metric not in RATES:
        raise ValueError(f"unknown rate {metric!r}; known: {', '.join(RATES)}")
    if earlier > scope.as_of:
        raise ValueError(f"a change runs forward in time: {earlier} is after {scope.as_of}")


def _both_facts(warehouse: Warehouse, scope: Scope, earlier: date) -> pd.DataFrame:
    days = (earlier, scope.as_of)
    return shape(facts(warehouse, scope, tuple(dict.fromkeys(days))), days)


def _of(metric: str, found: pd.DataFrame) -> Moved:
    start, end = (float(value) for value in figure(found, metric))
    base0, base1 = (float(value) for value in found[BASES[metric]])
    return Moved(metric, start, end, base0, base1)


@answers(WHOLE)
def event_and_roll(warehouse: Warehouse, scope: Scope, earlier: date) -> pd.DataFrame:
    """One row per rate: metric, start, end (the rate on both dates), change, event, roll, as fractions.

    Null where either date has no base. The earlier date's base keeps the filters it had on its own d0.
    """
    check(scope, dimensions(warehouse))
    found = _both_facts(warehouse, scope, earlier)
    events = _events(warehouse, scope, earlier)
    return pd.DataFrame([_split(_of(metric, found), events) for metric in RATES])


def _split(found: Moved, events: dict[str, float]) -> dict[str, Any]:
    event = events[RATES[found.metric]] / found.base0 if found.whole else float("nan")
    return {"metric": found.metric, "start": found.start, "end": found.end, "change": found.change, "event": event,
            "roll": found.change - event}


def _events(warehouse: Warehouse, scope: Scope, earlier: date) -> dict[str, float]:
    """What happened between the dates to the earlier base, in minor units and logos."""
    week = earlier == scope.as_of - timedelta(days=7) and scope.as_of.weekday() == 6
    if week and in_cube(warehouse, scope, None) and build_info(warehouse).in_grid(scope.as_of):
        found = from_flows(Profiles(warehouse, scope), "week", [scope.as_of])
    else:
        found = Profiles(warehouse, scope).summed(partial(event_statement, earlier=earlier))
    sums = found.iloc[0] if len(found) else {}
    return {name: float(sums.get(name) or 0) for name in measures.EVENT}


def event_statement(scope: Scope, earlier: date, by: str | None = None) -> Select[Any]:
    """The same from the units, for any two dates and filters. Grain: one row (× label on the earlier date's d0)."""
    rows = both(scope, earlier, by)
    formulas = (cast(func.sum(measure(name, measures.EVENT)), BigInteger()).label(name) for name in measures.EVENT)
    return select(rows.c.cell, *formulas).select_from(rows).where(rows.c.arr0_a > 0).group_by(rows.c.cell)


ACCOUNTS = ("account", "account_id", "detail", "movement", "contribution", "base0", "kept0", "base1", "kept1", "change")


@answers(by_name("contribution", "base0", "kept0", "base1", "kept1", "change"))
def accounts(
    warehouse: Warehouse, scope: Scope, metric: str, earlier: date, limit: int | None = None
) -> pd.DataFrame:
    """Every account of either date's base with its part of the rate's change, the largest first; `limit` lists fewer.

    Grain: unit. Columns: ACCOUNTS: what happened to it between the dates, contribution (fraction), base and kept on
    both dates (currency; units for logo retention) and change (its ARR now less then, currency, whatever the base).
    attrs: start, end, total (R1 − R0), others (what those not listed add; 0 where all are), units and change of all,
    reason (null, or `no_base`: no rows then). Raises UnknownFilter; ValueError for an unknown rate or dates reversed.
    """
    found = moved(warehouse, scope, metric, earlier)
    beside = {"start": found.start, "end": found.end, "total": found.change}
    if found.whole is None:
        return _empty(ACCOUNTS, {**beside, "others": float("nan"), "units": 0, "change": 0.0, "reason": NO_BASE})
    listed = run(warehouse, listing(both(scope, earlier), scope, found.whole, limit))
    listed = _in_currency(listed, build_info(warehouse).minor, metric)
    units, change = (float(listed[name].iloc[0]) if len(listed) else 0.0 for name in ("listed_of", "change_of_all"))
    others = 0.0 if len(listed) == units else found.change - float(listed.contribution.sum())
    shown = listed[list(ACCOUNTS)]
    shown.attrs = {**beside, "others": others, "units": int(units), "change": change, "reason": None}
    return shown


@answers(WHOLE)
def sums(warehouse: Warehouse, scope: Scope, metric: str, earlier: date) -> dict[str, float]:
    """What all accounts add up to, each summed by itself: units, contribution, base0, kept0, base1, kept1, change.

    Bases and kept in the currency (units for logo retention). Empty where either date has no base.
    """
    found = moved(warehouse, scope, metric, earlier)
    if found.whole is None:
        return {}
    made = run(warehouse, summed(both(scope, earlier), found.whole))
    row = _in_currency(made.assign(change_of_all=0), build_info(warehouse).minor, metric).iloc[0]
    return {name: float(row[name]) for name in made.columns if name != "change_of_all"}


def _empty(columns: tuple[str, ...], attrs: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(columns=list(columns))
    made.attrs = attrs
    return made


def _in_currency(listed: pd.DataFrame, minor: int, metric: str) -> pd.DataFrame:
    """Amounts in whole units of the currency; what logo retention counts stays a count."""
    counted = ("base0", "kept0", "base1", "kept1")
    for column in ("change", "change_of_all", *counted):
        per = 1 if metric == "logo_retention" and column in counted else minor
        listed[column] = pd.to_numeric(listed[column]) / per
    return listed.assign(contribution=listed.contribution.astype(float))


MOVERS = ("account", "account_id", "detail", "unit_key", "movement", "contribution", "arr_change", "week_change")


@answers(by_name("contribution", "arr_change", "week_change"))
def movers(warehouse: Warehouse, scope: Scope, metric: str, limit: int = 8) -> pd.DataFrame:
    """The accounts that moved a rate in the scope's week, by the size of their contribution: from the weekly steps.

    Grain: unit whose ARR, base or label changed in the week. Columns: account, account_id, detail, unit_key, movement,
    contribution (fraction), arr_change (kept ARR gained or lost, currency; units for logo retention), week_change (ARR
    gained or lost in the week, whatever the base). Frame attrs: total (R1 − R0), others (what the units not listed add,
    unchanged ones included: their shares move with the base), changed (units that changed), week_change (of all those).
    """
    found = moved(warehouse, scope, metric, scope.as_of - timedelta(days=7))
    if found.whole is None:
        return _empty(MOVERS, {})
    rows = changed(scope, build_info(warehouse).in_grid(scope.as_of))
    listed = _in_currency(run(warehouse, listing(rows, scope, found.whole, limit)), build_info(warehouse).minor,
                          metric)
    made = listed.assign(arr_change=listed.kept1 - listed.kept0, week_change=listed.change)[list(MOVERS)]
    made.attrs = {"total": found.change, "others": found.change - float(made.contribution.sum()),
                  "changed": int(listed.listed_of.iloc[0]) if len(listed) else 0,
                  "week_change": float(listed.change_of_all.iloc[0]) if len(listed) else 0.0}
    return made
