"""The journey's rules as SQL: a stage's rule as one condition over the facts, and what else the transform is told."""

from __future__ import annotations

from typing import Any

from data.health.sql import literal
from data.journey.facts import FACTS
from data.journey.model import LEFT, Condition, Rules, Stage

HAIR = 1e-9
"""What a ratio that stands exactly on its border may miss for being a binary fraction."""
HEALTH = {"f_health_red": "case when health.band <> 'unknown' then health.band = 'red' end",
          "f_health_yellow": "case when health.band <> 'unknown' then health.band = 'yellow' end",
          "f_health_green": "case when health.band <> 'unknown' then health.band = 'green' end",
          "f_health_score": "health.score", "f_pulse": "health.m_pulse", "f_use_change": "health.m_usage_trend",
          "f_breadth_share": "health.m_usage_breadth", "f_seats_used": "health.m_seats_used"}
"""Facts that the health mart holds, by their column."""
SHIFT = {"<=": HAIR, "<": -HAIR, ">=": -HAIR, ">": HAIR}


def met(condition: Condition) -> str:
    """A condition over the facts of one customer and Sunday: null where the fact is unknown."""
    column = FACTS[condition.fact].column
    if condition.value is None:
        return column if condition.sign == "is" else f"(not {column})"
    return f"({column} {condition.sign} {condition.value + SHIFT[condition.sign]!r})"


def rule(stage: Stage) -> str:
    """A stage's whole rule; true for the one that takes everybody who is left over."""
    parts = [met(each) for each in stage.every]
    if stage.some:
        parts.append("(" + " or ".join(map(met, stage.some)) + ")")
    return " and ".join(parts) or "true"


def stage_of(rules: Rules) -> str:
    """The stage of a customer with ARR: the first whose rule holds. An unknown rule does not hold."""
    whens = " ".join(f"when {rule(stage)} then {literal(stage.key)}" for stage in rules.stages if stage.key != LEFT)
    return f"case {whens} end"


def entry_of(rules: Rules) -> str:
    """Which of a stage's `some` conditions is the first that holds, from 1; 0 where it has none."""
    whens = []
    for stage in rules.stages:
        if stage.some:
            each = " ".join(f"when {met(condition)} then {place}" for place, condition in enumerate(stage.some, 1))
            whens.append(f"when stage = {literal(stage.key)} then case {each} else 0 end")
    return f"case {' '.join(whens)} else 0 end" if whens else "0"


def variables(rules: Rules, due: str, from_day: int, to_day: int) -> dict[str, Any]:
    """What data/transform/models/journey is told. `due`: the table that says when renewals fall due (renewal, else
    contract, else empty). `from_day`, `to_day`: the Sundays that are judged.
    """
    asked = {each.fact: FACTS[each.fact] for each in rules.conditions()}
    dues = [each.value or 0 for each in rules.conditions() if each.fact == "renewal_due"]
    return {
        "conditions": sorted(key for key, fact in asked.items() if fact.where == "condition"),
        "health": [{"column": fact.column, "expression": HEALTH[fact.column]}
                   for fact in asked.values() if fact.where == "health"],
        "cancelled": "cancelled" in asked, "growth": "arr_growth" in asked,
        "due": due if dues else "", "due_days": int(max(dues, default=0)) + 1,
        "stage": stage_of(rules), "entry": entry_of(rules), "from_day": from_day, "to_day": to_day,
        "body": rules.body(), "digest": rules.digest(),
    }
