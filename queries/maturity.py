"""Maturity: what is claimed of each function's capabilities, quarter by quarter, beside what the data are evidence of.

Quarters are calendar ones, read on their last day, the running one on the scope's date; evidence counts only what was
known on that day. Filters choose customers: evidence that is counted over customers follows them, playbooks do not.
What people claim is of the whole company: under a filter nothing is claimed, and so nothing contradicted. Raises
UnknownFilter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from data.maturity.model import FUNCTIONS, Rules
from data.warehouse import Warehouse
from queries import maturity_improved as improved
from queries.access import WHOLE, answers, grouped
from queries.maturity_cells import CELLS, CONDITIONS, TOLD, Figures, cells_of, conditions_of, told_of
from queries.maturity_claims import Records, claims
from queries.maturity_levels import LEAST_COUNTED, Value
from queries.measures.calendar import trend_days
from queries.measures.evidence import FAMILIES
from queries.measures.evidenced import evidenced
from queries.scope import Scope

__all__ = ["CELLS", "CONDITIONS", "QUARTERS", "TOLD", "Figures", "cells", "conditions", "figures", "keys", "told"]
QUARTERS = 8
IMPROVED = "improved"


def keys(rules: Rules) -> tuple[str, ...]:
    """Every measure that the rules ask for, each once."""
    asked = (condition.key(rule.function) for rule in rules.rules for level in rule.levels for condition in level)
    return tuple(dict.fromkeys(key for key in asked if not key.startswith(IMPROVED)))


@answers(grouped())
def figures(
    warehouse: Warehouse, scope: Scope, rules: Rules, days: tuple[date, ...], by: str | None = None,
    asked: tuple[str, ...] | None = None,
) -> Figures:
    """(label of `by`, measure, day) → value: what the rules ask of the warehouse."""
    found = evidenced(warehouse, scope, rules.words, asked or keys(rules), days, by)
    return {(row["cell"], row["measure"], row["on"]): _value(row) for row in found.to_dict("records")}


def _value(row: Mapping[Any, Any]) -> Value:
    value, n = _number(row["value"]), int(row["n"] or 0)
    if value is None:
        return Value(None, n, reason=row["reason"] or "nobody", missing=tuple(row["missing"] or ()))
    family = FAMILIES.get(str(row["measure"]).partition("@")[0])
    low, high = _number(row["low"]), _number(row["high"])
    few = n < LEAST_COUNTED and low is not None and (family is None or family.by_customer)
    return Value(None if few else value, n, low, high, "few" if few else None, (), value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


@answers(WHOLE)
def values(
    warehouse: Warehouse, scope: Scope, rules: Rules, decisions: Records = (), quarters: int = QUARTERS
) -> Figures:
    """All figures behind the cells, with the decisions that changed something: (null, measure, day) → value."""
    days = trend_days(scope.as_of, quarters)
    return figures(warehouse, scope, rules, days) | _improvements(warehouse, rules, decisions, days)


def _improvements(warehouse: Warehouse, rules: Rules, decisions: Records, days: tuple[date, ...]) -> Figures:
    effects = improved.effects(warehouse, rules.words, decisions, days)
    found: Figures = {}
    for function in FUNCTIONS:
        for day in days:
            count = improved.counts(effects, function, day)
            found[None, f"{IMPROVED}@{function}", day] = Value(float(count), count, shown=float(count))
    return found


@answers(WHOLE)
def told(
    warehouse: Warehouse, scope: Scope, rules: Rules, decisions: Records = (), quarters: int = QUARTERS
) -> pd.DataFrame:
    """Grain: measure that the rules ask for × quarter: all from which cells, conditions and their way are made.

    Columns: measure, quarter, on, value (also where it is over too few to count), n, low, high (95 % of a share),
    reason (null, few, missing_table, nobody, not_yet, load), missing.
    """
    return told_of(values(warehouse, scope, rules, decisions, quarters))


@answers(WHOLE)
def cells(
    warehouse: Warehouse, scope: Scope, rules: Rules, assessments: Records = (), decisions: Records = (),
    quarters: int = QUARTERS,
) -> pd.DataFrame:
    """Grain: quarter × function × capability, the oldest quarter first.

    Columns: function, capability, quarter (YYYY-Qn), on (the day it is read), claimed (1-5; null: not assessed in that
    quarter, or customers are filtered), assessor, assessed_on, source (loaded, store), evidenced (1-5; null with
    reason: missing_table, nobody, few, not_yet, load), contradicted (claimed > evidenced; false where one is unknown),
    missing (tables and columns), next_level (null: none above), stage and stage_claimed (the stage in that quarter of
    the company, under filters of these customers, by the evidence and by the claims; null: too little is told).
    """
    found = values(warehouse, scope, rules, decisions, quarters)
    said = {} if scope.narrowed else claims(warehouse, scope, rules.words, assessments)
    return cells_of(found, said, rules, trend_days(scope.as_of, quarters))


@answers(WHOLE)
def conditions(warehouse: Warehouse, scope: Scope, rules: Rules, decisions: Records = ()) -> pd.DataFrame:
    """Grain: function × capability × level × condition, beside the figure on the scope's date.

    Columns: function, capability, level (2-5), measure, least (at least, else at most), threshold, value (also where it
    is over too few to count), n, low, high (95 % of a share), met (null: nobody can tell), by_chance (the interval
    holds the threshold), short (0-1: which part is missing), reason, missing.
    """
    return conditions_of(values(warehouse, scope, rules, decisions, 1), rules, scope.as_of)
