"""The readings of every rule over the weeks of a question: which figures they need, each asked once for all weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.alerts.model import DATA, Rule
from data.contract import TABLES
from data.warehouse import Warehouse
from queries import alerts_readings as readings
from queries import alerts_series as series
from queries import tables
from queries.access import OPEN, answers, company_wide
from queries.alerts_aims import Aim
from queries.alerts_series import Series
from queries.alerts_state import Reading
from queries.alerts_units import Largest, largest
from queries.datastatus import OF_DATA, event_days, given
from queries.dimensions import build_info
from queries.retention import sundays
from queries.runner import run
from queries.scope import Scope

WEEKS = 52
"""How many weeks before the one that is judged a rule looks back for its own state."""
LINES = "lines"


@dataclass
class Figures:
    """What the rules of one set of filters read, on `days` (Sundays, oldest first), each figure asked when needed."""

    warehouse: Warehouse
    scope: Scope
    days: tuple[date, ...]
    _notices: dict[int, Any] = field(default_factory=dict)

    @property
    def names(self) -> bool:
        return self.scope.viewer.names

    @cached_property
    def rates(self) -> pd.DataFrame:
        return series.figures(self.warehouse, self.scope, self.days)

    @cached_property
    def red(self) -> pd.DataFrame | None:
        return series.red(self.warehouse, self.scope, self.days)

    @cached_property
    def active(self) -> np.ndarray:
        """How many customers are active on each day."""
        return series.of_rates(self.rates, "logos", self.days).n

    def of(self, metric: str) -> Series:
        """One metric over the days."""
        if metric.startswith("red_"):
            return series.of_red(self.red, metric, self.days, self.names)
        if metric == "at_risk_arr":
            found = series.at_risk(self.warehouse, self.scope, self.days)
            return series.of_part(self.days, found, "n_at_risk", "arr_at_risk", self.active, self.names)
        return series.of_rates(self.rates, metric, self.days)

    def notices(self, ahead: int) -> Series:
        found = series.noticed(self.warehouse, self.scope, self.days, ahead)
        return series.of_part(self.days, found, "renewals", "arr", self.active, self.names)


@answers(OPEN)
def events(warehouse: Warehouse, table: str, until: date) -> list[date] | None:
    """The days on which something happened in a table, or in all data together; null where it holds nothing."""
    if table == DATA:
        build = build_info(warehouse)
        every = [day for day in build.weeks if day < build.newest_day]
        return [*every, build.newest_day]
    columns = given(warehouse).get(("contract", table), [])
    names = [each.name for each in TABLES[table].columns if each.info.get("event") and each.name in columns]
    if not names:
        return None
    with company_wide(OF_DATA):
        found = run(warehouse, event_days(table, names, until))
    empty = not len(found) and until >= build_info(warehouse).first_day
    return None if empty else [tables.EPOCH + timedelta(days=int(day)) for day in found["day"]]


def days_of(rules: Sequence[Rule], first: date, last: date) -> tuple[date, ...]:
    """The Sundays that the rules read to judge those from `first` to `last`."""
    over = max((rule.over for rule in rules if rule.kind == "change"), default=0)
    more = WEEKS + max(14, over + (WEEKS if over else 0))
    return sundays(last, (last - first).days // 7 + 1 + more)


def readings_of(rule: Rule, figures: Figures, held: Sequence[Aim], today: date | None) -> list[Reading]:
    """A rule's readings on every day of the figures. Not for accounts: see `accounts`."""
    if rule.kind == "stale":
        until = max(figures.days[-1], today or figures.days[-1])
        return readings.stale(rule, events(figures.warehouse, rule.table, until), figures.days, today)
    if figures.scope.line_filters:
        return [Reading(day, reason=LINES) for day in figures.days]
    asked: dict[str, Callable[[], list[Reading]]] = {
        "level": lambda: readings.level(rule, figures.of(rule.metric), held, figures.scope.effective),
        "change": lambda: readings.change(rule, figures.of(rule.metric)),
        "masking": lambda: readings.masking(rule, figures.rates, figures.days),
        "notice": lambda: readings.level(rule, figures.notices(rule.days), held, figures.scope.effective)}
    return asked[rule.kind]()


def narrowed(scope: Scope, rule: Rule) -> Scope | None:
    """The scope under the rule's own filters, in customers; null where both together leave nothing to ask of."""
    where = dict(scope.where)
    for key, values in rule.where:
        where[key] = tuple(each for each in values if each in where[key]) if key in where else values
        if not where[key]:
            return None
    return replace(scope, unit="customer", where=tuple(where.items()))


def accounts(figures: Figures, days: Sequence[date], top: int) -> Largest:
    """The largest accounts of these Sundays with their bands. Empty under filters on lines."""
    if figures.scope.line_filters:
        return Largest({}, {})
    return largest(figures.warehouse, figures.scope, days, top, WEEKS)
