"""The ten principles of customer success as a scorecard: each with its measures, their targets and a verdict.

The figures are `measured` (the warehouse) and `kept` (the store); what is here is arithmetic on their rows. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.practice.reading import Goal
from data.store import Record
from queries.measures.goals import JUDGED, Verdict, reference, verdict, within_chance
from queries.measures.kept import KEPT, kept


@dataclass(frozen=True)
class Principle:
    """One principle, by its number from 1 to 10, and the measures that it is judged by."""

    number: int
    measures: tuple[str, ...]


PRINCIPLES = (
    Principle(1, ("fit_at_sale", "fit_good", "kept_good_fit")),
    Principle(2, ("contact_lapsed", "use_falling", "silent_share")),
    Principle(3, ("outcome_agreed", "outcome_reviewed", "outcome_reached")),
    Principle(4, ("health_known", "pulse_known", "green_share", "red_share")),
    Principle(5, ("coverage", "tech_reached", "mail_reach", "after_csm_change")),
    Principle(6, ("feedback_shipped", "feedback_told", "breadth", "value_features")),
    Principle(7, ("ttv_days", "first_value_90", "onboarding_on_time")),
    Principle(8, ("churn_units", "voice_known", "filled")),
    Principle(9, ("process_written", "process_measured", "playbook_run", "fresh")),
    Principle(10, ("charter_reviewed", "decisions_on_time", "functions_active")),
)
BESIDE = {"kept_good_fit": "kept_other_fit", "after_csm_change": "kept_same_csm"}
"""What a measure is read against: the same of the other customers."""
KEYS = tuple(key for principle in PRINCIPLES for key in principle.measures)
MEASURED = tuple(key for key in KEYS if key not in KEPT)
RECORDS = tuple(dict.fromkeys(kind for each in KEPT.values() for kind in each.kinds))
"""The kinds of records that a scorecard is read from, beside the targets."""
COLUMNS = ("principle", "measure", "kind", "better", "value", "numerator", "denominator", "n", "low", "high", "target",
           "owner", "due_on", "version", "verdict", "within_chance", "reference", "reason", "missing", "days",
           "trend", "trend_low", "trend_high", "principle_verdict")


def rows(found: pd.DataFrame, records: tuple[Record, ...], days: tuple[date, ...]) -> pd.DataFrame:
    """All measures' rows: what `measured` found, and what the store tells of the same days. Grain: measure × day."""
    own = tuple(key for key in KEYS if key in KEPT)
    told = kept(records, own, days)
    return pd.DataFrame([*found.itertuples(index=False), *told.itertuples(index=False)], columns=list(found.columns))


def scorecard(found: pd.DataFrame, goals: Mapping[str, Goal]) -> pd.DataFrame:
    """Grain: principle × measure, in their order. `found`: rows of measure × day; the last day of each is judged.

    Columns: COLUMNS. value as `measured` gives it; target, owner, due_on, version: of the goal, null (0) without one;
    verdict: met, not_met, unknown, no_target; within_chance: whether the value's 95 % interval holds the target;
    reference: whether it is over fewer than 10, and so decides nothing; days, trend, trend_low, trend_high: the days,
    the values on them and their intervals, oldest first (null: unknown); principle_verdict: see `judged`.
    """
    held = dict(iter(found.groupby("measure", sort=False)))
    made = [_row(principle.number, held[key], goals.get(key)) for principle in PRINCIPLES for key in principle.measures]
    for principle in PRINCIPLES:
        own = [row for row in made if row["principle"] == principle.number]
        said = judged("unknown" if row["reference"] else row["verdict"] for row in own)
        for row in own:
            row["principle_verdict"] = said
    card = pd.DataFrame(made, columns=list(COLUMNS))
    return card.astype({"value": float, "low": float, "high": float, "target": float})


def _row(number: int, rows: pd.DataFrame, goal: Goal | None) -> dict[str, Any]:
    now = rows.iloc[-1]
    measure = JUDGED[str(now.measure)]
    value, low, high = (None if pd.isna(each) else float(each) for each in (now.value, now.low, now.high))
    return {
        "principle": number, "measure": measure.key, "kind": measure.kind, "better": measure.better, "value": value,
        "numerator": now.numerator, "denominator": now.denominator, "n": int(now.n), "low": low, "high": high,
        "target": goal.value if goal else None, "owner": goal.owner if goal else None,
        "due_on": goal.due_on if goal else None, "version": goal.version if goal else 0,
        "verdict": verdict(measure, value, low, high, goal), "within_chance": within_chance(low, high, goal),
        "reference": reference(measure, int(now.n)), "reason": None if pd.isna(now.reason) else now.reason,
        "missing": now.missing, "days": tuple(rows["on"]), "trend": _line(rows.value),
        "trend_low": _line(rows.low), "trend_high": _line(rows.high),
    }


def _line(values: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(each) else float(each) for each in values)


def judged(verdicts: Iterable[Verdict]) -> Verdict:
    """A principle's verdict from those of its measures: not_met where any is not met; met where all that are known are
    met and they are at least half of its measures; else unknown. What is a reference only counts as unknown.
    """
    said = list(verdicts)
    if "not_met" in said:
        return "not_met"
    return "met" if said and 2 * said.count("met") >= len(said) else "unknown"


def counted(card: pd.DataFrame) -> dict[Verdict, int]:
    """How many principles are met, not met, unknown."""
    each = card.drop_duplicates("principle").principle_verdict
    counts: dict[Verdict, int] = {"met": 0, "not_met": 0, "unknown": 0}
    return {said: int((each == said).sum()) for said in counts}


def decided(card: pd.DataFrame, said: Verdict) -> pd.DataFrame:
    """The rows that decide something by this verdict: those over fewer than 10 do not."""
    return card[(card.verdict == said) & ~card.reference]


def furthest(card: pd.DataFrame) -> tuple[str, float] | None:
    """The measure furthest from its target, and how far: the difference as a part of the target. Null where none
    misses it. Targets of 0 are left out: nothing is a part of nothing.
    """
    missed = decided(card, "not_met")
    missed = missed[missed.target != 0]
    if missed.empty:
        return None
    gap = ((missed.value - missed.target) / missed.target).abs()
    return str(missed.measure[gap.idxmax()]), float(gap.max())
