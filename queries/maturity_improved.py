"""Level 5: decisions that changed a playbook and named a measure, and what the measure did afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.maturity.reading import plain
from data.warehouse import Warehouse
from queries import retention, tables
from queries.access import OPEN, answers, company_wide
from queries.maturity_claims import Records
from queries.measures import MEASURES, measured
from queries.measures.family import Words
from queries.runner import run
from queries.scope import Scope

RATES = ("nrr", "grr", "logo_retention")
YEAR, SETTLED = 365, 28
"""A decision counts for a year, and from four weeks after it on: a measure needs time to move."""


@dataclass(frozen=True)
class Decision:
    """A decision on a playbook of a function, with the measure it names."""

    key: str
    function: str
    text: str
    owner: str
    decided_on: date
    measure: str
    changed_on: date | None


@dataclass(frozen=True)
class Effect:
    """What the measure was on the day of the decision and on a later one; `moved`: the right way; null: unknown."""

    decision: Decision
    on: date
    before: float | None
    after: float | None
    moved: bool | None


@answers(OPEN)
def decisions(warehouse: Warehouse, words: Words, records: Records) -> tuple[Decision, ...]:
    """Decisions that name a playbook of one of the seven functions and a measure that is known here.

    changed_on: when that playbook was first written or last revised from the day of the decision on; null: not since.
    """
    asked = [record for record in records if record.body.get("playbook_id") and record.body.get("decided_on")]
    if not asked:
        return ()
    called = {word: function for function, said in words for word in said}
    books = {str(row["playbook_id"]): row for row in _books(warehouse)}
    made = []
    for record in asked:
        body, book = record.body, books.get(str(record.body["playbook_id"]))
        function = called.get(plain(str(book["function"]))) if book else None
        if book is None or function is None or body.get("measure") not in (*MEASURES, *RATES):
            continue
        decided = date.fromisoformat(body["decided_on"])
        changes = sorted(day for day in (_day(book["written_on"]), _day(book["revised_on"])) if day and day >= decided)
        made.append(Decision(record.key, function, str(body.get("text", "")), str(body.get("owner", "")), decided,
                             str(body["measure"]), changes[0] if changes else None))
    return tuple(made)


def _books(warehouse: Warehouse) -> list[dict[Any, Any]]:
    staged = tables.mart("stg_playbook", "playbook_id", "function", "written_on", "revised_on", schema="staging")
    return list(run(warehouse, select(*staged.c)).to_dict("records"))


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


@answers(OPEN)
def effects(warehouse: Warehouse, words: Words, records: Records, days: tuple[date, ...]) -> tuple[Effect, ...]:
    """Each decision on each day on which it counts: decided in the year before, its playbook changed by then, four
    weeks gone by. Over the whole company, whatever the filters.
    """
    found = []
    for each in decisions(warehouse, words, records):
        counts = tuple(day for day in days if each.changed_on and each.changed_on <= day and
                       each.decided_on + timedelta(days=SETTLED) <= day < each.decided_on + timedelta(days=YEAR))
        if counts:
            values = _values(warehouse, each.measure, (each.decided_on, *counts))
            found += [Effect(each, day, values[each.decided_on], values[day],
                             _moved(each.measure, values[each.decided_on], values[day])) for day in counts]
    return tuple(found)


def _values(warehouse: Warehouse, measure: str, days: tuple[date, ...]) -> dict[date, float | None]:
    scope = Scope(days[-1])
    with company_wide("a playbook is the company's: what a decision on it did is told of everybody, as one rate"):
        return _everybodys(warehouse, scope, measure, days)


def _everybodys(warehouse: Warehouse, scope: Scope, measure: str, days: tuple[date, ...]) -> dict[date, float | None]:
    if measure in RATES:
        rows = retention.trend(warehouse, scope, tuple(sorted(set(days))))
        return {pd.Timestamp(row["as_of"]).date(): _number(row[measure]) for row in rows.to_dict("records")}
    rows = measured(warehouse, scope, (measure,), tuple(sorted(set(days))))
    return {row["on"]: _number(row["value"]) for row in rows.to_dict("records")}


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _moved(measure: str, before: float | None, after: float | None) -> bool | None:
    if before is None or after is None:
        return None
    better = MEASURES[measure].better if measure in MEASURES else "up"
    return after > before if better == "up" else after < before if better == "down" else False


def counts(found: tuple[Effect, ...], function: str, on: date) -> int:
    """How many of a function's decisions had moved their measure the right way by a day."""
    return sum(each.moved is True for each in found if each.decision.function == function and each.on == on)
