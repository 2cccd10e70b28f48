"""Cells, conditions and their way over the quarters, from figures that are known. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from data.maturity.model import CAPABILITIES, FUNCTIONS, Rules
from queries.maturity_claims import Claim
from queries.maturity_levels import NOTHING, Level, Value, company_stage, held, judge
from queries.measures.calendar import quarter_name

CELLS = ("function", "capability", "quarter", "on", "claimed", "assessor", "assessed_on", "source", "evidenced",
         "contradicted", "reason", "missing", "next_level", "stage", "stage_claimed")
CONDITIONS = ("function", "capability", "level", "measure", "least", "threshold", "value", "n", "low", "high", "met",
              "by_chance", "short", "reason", "missing")
TOLD = ("measure", "quarter", "on", "value", "n", "low", "high", "reason", "missing")
Figures = dict[tuple[str | None, str, date], Value]
Claims = Mapping[tuple[str, str, str], Claim]


def told_of(figures: Figures) -> pd.DataFrame:
    """Figures over all customers as rows. Grain: measure × day; value also where it is over too few to count;
    missing: names with commas between.
    """
    made = [(measure, quarter_name(day), day, value.shown, value.n, value.low, value.high, value.reason,
             ", ".join(value.missing))
            for (_, measure, day), value in figures.items()]
    return pd.DataFrame(made, columns=list(TOLD), dtype=object)


def figures_of(told: pd.DataFrame) -> Figures:
    """The rows of `told_of` as figures again."""
    return {(None, row["measure"], row["on"]): _figure(row) for row in told.to_dict("records")}


def _figure(row: Mapping[Any, Any]) -> Value:
    value, low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("value", "low", "high"))
    reason = None if pd.isna(row["reason"]) else str(row["reason"])
    missing = tuple(str(row["missing"]).split(", ")) if row["missing"] else ()
    return Value(None if reason else value, int(row["n"]), low, high, reason, missing, value)


def cells_of(figures: Figures, claimed: Claims, rules: Rules, days: tuple[date, ...]) -> pd.DataFrame:
    """The rows of queries.maturity.cells."""
    made = [row for day in days for row in _quarter(rules, figures, claimed, day)]
    return pd.DataFrame(made, columns=list(CELLS)).astype(
        {"claimed": "Int64", "evidenced": "Int64", "next_level": "Int64"})


def _quarter(rules: Rules, found: Figures, claimed: Claims, day: date) -> list[tuple[Any, ...]]:
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


def conditions_of(figures: Figures, rules: Rules, day: date) -> pd.DataFrame:
    """The rows of queries.maturity.conditions."""
    made = []
    for rule in rules.rules:
        for level in (2, 3, 4, 5):
            for each in held(rule, level, lambda key: figures.get((None, key, day), NOTHING)):
                value = each.value
                made.append((rule.function, rule.capability, level, each.measure, each.least, each.threshold,
                             value.shown, value.n, value.low, value.high, each.met, each.by_chance, each.short,
                             value.reason, value.missing))
    return pd.DataFrame(made, columns=list(CONDITIONS))


def series_of(told: pd.DataFrame, rules: Rules, function: str, capability: str) -> pd.DataFrame:
    """The rows of a cell's measures, in the order of its rule, oldest first: how each came to be what it is."""
    rule = rules.rule(function, capability)
    asked = dict.fromkeys(each.key(function) for level in rule.levels for each in level)
    parts = [told[told.measure == key] for key in asked]
    return pd.concat(parts, ignore_index=True) if parts else told.head(0)
