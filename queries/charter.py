"""The charter: what the company wants of each KPI, who owns it, and whether it is so.

A target comes from the first place that has one: what was decided on the board (the store), the quarter's line in
targets.toml, the goals of practice.toml or those that come with Tenure. A target is the whole company's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import pandas as pd

from data.practice.reading import Goal
from data.store import Record
from data.targets import Target
from data.warehouse import Warehouse
from queries import retention
from queries.access import OPEN, WHOLE, answers
from queries.charter_values import better, kind, known, values
from queries.dimensions import build_info
from queries.fiscal import quarter_of
from queries.scope import Scope

Status = Literal["met", "not_met", "overdue", "unknown", "reference"]
Source = Literal["store", "plan", "practice"]
CHARTER: tuple[Source, ...] = ("store", "plan")
"""Whose targets are the charter's own; a goal of the practice is one that nobody has taken up yet."""
WEEKS = 13
HAIR = 1e-9
COLUMNS = ("measure", "kind", "better", "value", "low", "high", "n", "reason", "target", "status", "distance", "owner",
           "due_on", "source", "edited_by", "edited_at", "version", "weeks")


@dataclass(frozen=True)
class Wanted:
    """One target. version: of its record, 0 where the store has none. edited_at: UTC."""

    measure: str
    value: float
    source: Source
    owner: str = ""
    due_on: date | None = None
    edited_by: str = ""
    edited_at: datetime | None = None
    version: int = 0


def wanted(
    targets: tuple[Record, ...], plan: tuple[Target, ...], goals: Mapping[str, Goal], as_of: date, year_start: int
) -> tuple[Wanted, ...]:
    """One target a KPI, the charter's own first, each in the order of its source.

    `targets`: records of that kind; `plan`: the targets file's (those without filters, of the quarter of `as_of`).
    Keys that are no KPI are left out.
    """
    quarter = quarter_of(as_of, year_start)
    made = {record.key: _decided(record) for record in targets if known(record.key)}
    for each in plan:
        if each.quarter == quarter and not each.where and each.kpi not in made:
            made[each.kpi] = Wanted(each.kpi, each.value, "plan", due_on=quarter.last_day(year_start))
    for key, goal in goals.items():
        if known(key) and key not in made:
            made[key] = Wanted(key, goal.value, "practice", goal.owner, goal.due_on)
    return tuple(made.values())


def _decided(record: Record) -> Wanted:
    body: Mapping[str, Any] = record.body
    due = body.get("due_on")
    return Wanted(record.key, float(body["value"]), "store", str(body.get("owner", "")),
                  date.fromisoformat(str(due)) if due else None, record.author, record.at, record.version)


def status(key: str, value: float | None, target: float, due_on: date | None, as_of: date) -> Status:
    """met: the value reaches the target in the KPI's good direction; overdue: it does not, and the day has passed.

    unknown: there is no value, or no direction is the good one.
    """
    if value is None or math.isnan(value) or better(key) == "none":
        return "unknown"
    if distance(key, value, target) >= -HAIR * max(1.0, abs(target)):
        return "met"
    return "overdue" if due_on is not None and due_on < as_of else "not_met"


def distance(key: str, value: float, target: float) -> float:
    """How far beyond the target in the good direction; negative: short of it. Same unit as the KPI."""
    return target - value if better(key) == "down" else value - target


@answers(WHOLE)
def kpis(warehouse: Warehouse, scope: Scope, targets: tuple[Wanted, ...]) -> pd.DataFrame:
    """Each target against its figure on the scope's date. Grain: KPI, in the order given. Columns: COLUMNS.

    weeks: the values on the last 14 Sundays up to the date, oldest first, a tuple (null: unknown); of a goal of the
    practice the date's alone. distance: see `distance`, null where the value is. The whole company's, whatever the
    scope's filters and unit. To a limited viewer the figures are those of the own customers: a part is not judged by
    the company's targets, so that every status is "reference" and no distance is said.
    """
    weeks = (*[day for day in retention.sundays(scope.as_of, WEEKS + 1) if day != scope.as_of], scope.as_of)
    asked = {days: tuple(each.measure for each in targets if (each.source in CHARTER) == (days == weeks))
             for days in (weeks, (scope.as_of,))}
    found = pd.concat([values(warehouse, scope, keys, days) for days, keys in asked.items()])
    by = dict(iter(found.groupby("measure", sort=False)))
    made = pd.DataFrame([_row(each, by[each.measure], scope.as_of) for each in targets], columns=list(COLUMNS))
    return made.assign(status="reference", distance=math.nan) if scope.viewer.filters else made


def _row(each: Wanted, rows: pd.DataFrame, as_of: date) -> dict[str, Any]:
    now, series = rows.iloc[-1], tuple(None if math.isnan(value) else float(value) for value in rows.value)
    value, key = float(now.value), each.measure
    return {
        "measure": key, "kind": kind(key), "better": better(key), "value": value, "low": now.low, "high": now.high,
        "n": int(now.n), "reason": now.reason, "target": each.value,
        "status": status(key, value, each.value, each.due_on, as_of),
        "distance": distance(key, value, each.value), "owner": each.owner or None, "due_on": each.due_on,
        "source": each.source, "edited_by": each.edited_by or None, "edited_at": each.edited_at,
        "version": each.version, "weeks": series,
    }


@answers(OPEN)
def meeting_sunday(warehouse: Warehouse, as_of: date) -> date:
    """The Sunday whose week a meeting on this date reviews: the last one on or before it, never after the data."""
    last = min(as_of, build_info(warehouse).default_as_of)
    return last - timedelta(days=(last.weekday() + 1) % 7)
