"""The seven functions: what each is measured by, who owns it, and its part in retention. Association, never cause.

Every figure is that of queries.measures; the part in retention is the drivers' comparison, unchanged. What people
decide (targets, owners) is given as arguments, so that an answer may be kept while they change their minds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.practice.reading import Goal
from data.store import Record as Decided
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import OPEN, WHOLE, answers
from queries.conditions import CONDITIONS, FIT
from queries.drivers import drivers
from queries.measures import MEASURES, measured
from queries.measures.calendar import trend_days
from queries.measures.goals import verdict, within_chance
from queries.measures.model import FUNCTIONS
from queries.runner import run
from queries.scope import Scope

QUARTERS = 8
KEYS: dict[str, tuple[str, ...]] = {
    "product": ("breadth", "depth", "seats_used", "value_features", "feedback_shipped", "feedback_told"),
    "marketing": ("advocates", "referrals", "mail_reach"),
    "sales": ("fit_at_sale", "discount_mean", "price_uplift", "handoff_complete"),
    "partners": ("partner_ttv", "partner_share"),
    "services": ("onboarding_on_time", "ttv_days", "first_value_90", "services_paid"),
    "support": ("first_response", "csat", "tickets_per_customer", "severe_share"),
    "it": ("fresh", "joinable", "filled"),
}
"""Each function's measures, its main one first."""
LINKS: dict[str, str] = {"product": "breadth", "marketing": "content_seen", "sales": f"{FIT}=good",
                         "partners": "partner", "services": "ttv_fast", "support": "severe_ticket"}
"""The condition, known twelve months before, by which a function's part in retention is told."""
KNOWN = "health_known"
"""IT has no condition: it is asked of how many customers anybody could know how they are."""
COLUMNS = ("function", "measure", "value", "target", "n", "low", "high", "owner", "reason", "verdict", "by_chance",
           "kind", "better", "numerator", "denominator", "missing", "target_owner", "due_on")
PART = ("function", "condition", "n_with", "n_without", "retention_with", "retention_without", "difference", "low",
        "high", "adjusted", "adjusted_low", "adjusted_high", "p_adjusted", "value", "n", "reason", "missing")
SIDES = PART[2:13]


@answers(WHOLE)
def values(warehouse: Warehouse, scope: Scope, functions: tuple[str, ...] = FUNCTIONS) -> pd.DataFrame:
    """Grain: function × measure, on the scope's date, in the order of KEYS; columns of `measured`, and function.

    Raises UnknownFilter; KeyError for an unknown function.
    """
    asked = [(function, key) for function in functions for key in KEYS[function]]
    found = measured(warehouse, scope, tuple(key for _, key in asked))
    return found.assign(function=[function for function, _ in asked])


@answers(WHOLE)
def trend(warehouse: Warehouse, scope: Scope, keys: tuple[str, ...]) -> pd.DataFrame:
    """Grain: measure × day, the ends of the last whole calendar quarters and the scope's date: eight. As `measured`."""
    return measured(warehouse, scope, keys, trend_days(scope.as_of, QUARTERS))


def mains(functions: tuple[str, ...] = FUNCTIONS) -> tuple[str, ...]:
    """Each function's main measure."""
    return tuple(KEYS[function][0] for function in functions)


@answers(OPEN)
def leads(warehouse: Warehouse) -> dict[str, str]:
    """By function: who leads its team; the first by name where several teams name one. Source: team."""
    team = tables.mart("stg_team", "team_id", "function", "lead", schema="staging")
    found = run(warehouse, select(team.c.function, team.c.lead).where(team.c.lead.is_not(None)).order_by(
        dialects.rising(team.c.team_id)))
    named: dict[str, str] = {}
    for function, lead in found.itertuples(index=False):
        key = str(function).strip().lower()
        if key in FUNCTIONS and str(lead).strip():
            named.setdefault(key, str(lead))
    return named


def owners(decided: tuple[Decided, ...], led: Mapping[str, str]) -> dict[str, str]:
    """Who owns each function: as decided (records of kind owner, key "function:<name>"), else its team's lead."""
    named = {record.key.removeprefix("function:"): str(record.body["owner"]) for record in decided
             if record.key.startswith("function:")}
    return {key: owner for key, owner in (dict(led) | named).items() if key in FUNCTIONS}


def told(found: pd.DataFrame, goals: Mapping[str, Goal], owned: Mapping[str, str]) -> pd.DataFrame:
    """`values` with what is wanted of them. Grain as given; columns COLUMNS.

    target, target_owner, due_on: of the goal; verdict: met, not_met, unknown, no_target; by_chance: the interval holds
    the target; owner: of the function, null where nobody is named. reason: why a value is unknown.
    """
    return pd.DataFrame([_told(row, goals.get(str(row["measure"])), owned) for row in found.to_dict("records")],
                        columns=list(COLUMNS), dtype=object)


def _told(row: Mapping[Any, Any], goal: Goal | None, owned: Mapping[str, str]) -> dict[str, Any]:
    measure = MEASURES[str(row["measure"])]
    value, low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("value", "low", "high"))
    wanted = {"target": goal.value, "target_owner": goal.owner, "due_on": goal.due_on} if goal else {}
    return {**dict.fromkeys(COLUMNS), **{name: row[name] for name in ("function", "measure", "n", "reason", "numerator",
                                                                     "denominator", "missing")}, **wanted,
            "value": value, "low": low, "high": high, "owner": owned.get(str(row["function"])), "kind": measure.kind,
            "better": measure.better, "verdict": verdict(measure, value, low, high, goal),
            "by_chance": within_chance(low, high, goal)}


@answers(WHOLE)
def parts(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Each function's part in retention. Grain: function, all seven.

    Columns: condition (known twelve months before; IT: the measure health_known); of a condition the drivers' row, with
    n_with, n_without, retention_with, retention_without (logo retention, fractions), difference and adjusted with their
    95 % intervals, p_adjusted; of IT value, n and its interval low, high; reason: why it is unknown (missing_table,
    nobody, or the drivers' own), missing: the tables that would answer. attrs: d0, base. Source: definitions, Drivers.
    """
    asked = replace(scope, unit="customer")
    compared = drivers(warehouse, asked)
    rows = {str(row["condition"]): row for row in compared.to_dict("records")}
    known = measured(warehouse, asked, (KNOWN,)).iloc[0]
    found = pd.DataFrame([_part(function, rows) for function in LINKS] + [_known(known)], columns=list(PART),
                         dtype=object)
    found.attrs = {"d0": compared.attrs["d0"], "base": compared.attrs["base"]}
    return found


def _part(function: str, rows: Mapping[str, Mapping[Any, Any]]) -> dict[str, Any]:
    key = LINKS[function]
    empty: dict[str, Any] = dict.fromkeys(PART) | {"function": function, "condition": key, "missing": ()}
    if key not in rows:
        needs = CONDITIONS[key].table if key in CONDITIONS else f"customer.{FIT if '=' in key else 'partner_id'}"
        return empty | {"reason": "missing_table", "missing": (needs,)}
    row = {name: None if pd.isna(rows[key][name]) else rows[key][name] for name in (*SIDES, "reason")}
    return empty | row


def _known(row: Any) -> dict[str, Any]:
    given = {name: None if pd.isna(row[name]) else row[name] for name in ("value", "n", "low", "high", "reason")}
    return dict.fromkeys(PART) | given | {"function": "it", "condition": KNOWN, "missing": row["missing"]}
