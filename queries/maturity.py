"""Maturity: what is claimed of each function's capabilities, quarter by quarter, beside what the data are evidence of.

Quarters are calendar ones, read on their last day, the running one on the scope's date; evidence counts only what was
known on that day. Filters choose customers: evidence that is counted over customers follows them, playbooks and what
people claim do not. Raises UnknownFilter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from data.maturity.model import CAPABILITIES, FUNCTIONS, Rules
from data.warehouse import Warehouse
from queries import maturity_improved as improved
from queries.maturity_claims import Claim, Records, claims
from queries.maturity_levels import LEAST_COUNTED, NOTHING, Level, Value, company_stage, held, judge
from queries.measures.calendar import quarter_name, trend_days
from queries.measures.evidence import FAMILIES
from queries.measures.evidenced import evidenced
from queries.scope import Scope

QUARTERS = 8
CELLS = ("function", "capability", "quarter", "on", "claimed", "assessor", "assessed_on", "source", "evidenced",
         "contradicted", "reason", "missing", "next_level", "stage", "stage_claimed")
CONDITIONS = ("function", "capability", "level", "measure", "least", "threshold", "value", "n", "low", "high", "met",
              "by_chance", "short", "reason", "missing")
SERIES = ("measure", "quarter", "on", "value", "n", "low", "high", "reason")
Figures = dict[tuple[str | None, str, date], Value]
IMPROVED = "improved"


def keys(rules: Rules) -> tuple[str, ...]:
    """Every measure that the rules ask for, each once."""
    asked = (condition.key(rule.function) for rule in rules.rules for level in rule.levels for condition in level)
    return tuple(dict.fromkeys(key for key in asked if not key.startswith(IMPROVED)))


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


def cells(
    warehouse: Warehouse, scope: Scope, rules: Rules, assessments: Records = (), decisions: Records = (),
    quarters: int = QUARTERS,
) -> pd.DataFrame:
    """Grain: quarter × function × capability, the oldest quarter first.

    Columns: function, capability, quarter (YYYY-Qn), on (the day it is read), claimed (1-5; null: not assessed in that
    quarter), assessor, assessed_on, source (loaded, store), evidenced (1-5; null with reason: missing_table, nobody,
    few, not_yet, load), contradicted (claimed > evidenced; false where one is unknown), missing (tables and columns),
    next_level (null: none above), stage and stage_claimed (the
    company's stage in that quarter, by the evidence and by the claims; null: too little is told).
    """
    found = values(warehouse, scope, rules, decisions, quarters)
    said = claims(warehouse, rules.words, assessments, scope.as_of)
    made = [_quarter(rules, found, said, day) for day in trend_days(scope.as_of, quarters)]
    return pd.DataFrame([row for rows in made for row in rows], columns=list(CELLS)).astype(
        {"claimed": "Int64", "evidenced": "Int64", "next_level": "Int64"})


def _quarter(
    rules: Rules, found: Figures, claimed: Mapping[tuple[str, str, str], Claim], day: date
) -> list[tuple[Any, ...]]:
    quarter = quarter_name(day)
    places = [(function, capability) for function in FUNCTIONS for capability in CAPABILITIES]
    levels = {place: judge(rules.rule(*place), lambda key: found.get((None, key, day), NOTHING)) for place in places}
    said = {place: claimed.get((*place, quarter)) for place in places}
    stage = company_stage({place: level.level for place, level in levels.items()}, rules)
    own = company_stage({place: claim.level if claim else None for place, claim in said.items()}, rules)
    return [(*place, quarter, day, *_claimed(said[place]), *_evidenced(levels[place], said[place]), stage, own)
            for place in places]


def _claimed(claim: Claim | None) -> tuple[Any, ...]:
    return (claim.level, claim.assessor, claim.assessed_on, claim.source) if claim else (None, None, None, None)


def _evidenced(level: Level, claim: Claim | None) -> tuple[Any, ...]:
    above = claim is not None and level.level is not None and claim.level > level.level
    reason = level.reason if level.level is None else None
    return level.level, above, reason, level.missing, level.next_level


def conditions(warehouse: Warehouse, scope: Scope, rules: Rules, decisions: Records = ()) -> pd.DataFrame:
    """Grain: function × capability × level × condition, beside the figure on the scope's date.

    Columns: function, capability, level (2-5), measure, least (at least, else at most), threshold, value (also where it
    is over too few to count), n, low, high (95 % of a share), met (null: nobody can tell), by_chance (the interval
    holds the threshold), short (0-1: which part is missing), reason, missing.
    """
    found = values(warehouse, scope, rules, decisions, 1)
    made = []
    for rule in rules.rules:
        for level in (2, 3, 4, 5):
            for each in held(rule, level, lambda key: found.get((None, key, scope.as_of), NOTHING)):
                value = each.value
                made.append((rule.function, rule.capability, level, each.measure, each.least, each.threshold,
                             value.shown, value.n, value.low, value.high, each.met, each.by_chance, each.short,
                             value.reason, value.missing))
    return pd.DataFrame(made, columns=list(CONDITIONS))


def series(
    warehouse: Warehouse, scope: Scope, rules: Rules, function: str, capability: str, decisions: Records = ()
) -> pd.DataFrame:
    """Grain: measure of a cell's rule × quarter, oldest first: how each came to be what it is. value as above."""
    rule, days = rules.rule(function, capability), trend_days(scope.as_of, QUARTERS)
    asked = tuple(dict.fromkeys(each.key(function) for level in rule.levels for each in level))
    plain = tuple(key for key in asked if not key.startswith(IMPROVED))
    found = figures(warehouse, scope, rules, days, None, plain) | _improvements(warehouse, rules, decisions, days)
    made = []
    for key in asked:
        for day in days:
            value = found.get((None, key, day), NOTHING)
            made.append((key, quarter_name(day), day, value.shown, value.n, value.low, value.high, value.reason))
    return pd.DataFrame(made, columns=list(SERIES))
