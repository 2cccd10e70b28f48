"""onboarding and outcome: how far a customer came, and whether it got what it wanted."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import AsOf, Ground
from data.demo.activity.halfway import progress
from data.demo.arrow import days, ids, words
from data.demo.basis import NEVER, Ints, Reals, stream
from data.demo.population import NOT_REACHED
from data.demo.tables import CUSTOMER

TARGET_DAYS = 60
BASIC_WITHOUT_VALUE = 0.3
USUAL_USE, CONTENT = 0.65, 3.7
TECH = 2
GOALS = (
    ("問い合わせ対応の短縮", "平均対応時間（分）", 30, 20), ("月次締めの早期化", "締め日数", 8, 5),
    ("入力作業の削減", "月あたり工数（時間）", 160, 100), ("商談化率の向上", "商談化率（%）", 12, 18),
    ("拠点展開", "利用拠点数", 2, 6), ("定着率の向上", "週次利用率（%）", 45, 70),
)
"""Goal, measure, baseline, target."""
REVIEWED = 0.88
REACHED_ODDS = 0.4


def onboarding(ground: Ground) -> pa.Table:
    """One row per customer that started in history; a step's day where it happened, by the last day and before leaving.
    """
    people, rng, truth = ground.run.people, stream(ground.run.seed, "onboarding"), ground.run.truth
    who, start, end = (part[~people.old[ground.first_spell()[0]]] for part in ground.first_spell())
    value = np.where(people.onboarding[who] == NOT_REACHED, NEVER, start + people.ttv[who])
    effort = people.ttv[who] * (0.5 + 0.5 * rng.random(len(who)))
    basic_done = (value < NEVER) | (rng.random(len(who)) < BASIC_WITHOUT_VALUE)
    odds = _logit(truth.deep_share) + truth.deep_use * (ground.use_base[who] - USUAL_USE)
    deepened = (value < NEVER) & (rng.random(len(who)) < 1 / (1 + np.exp(-odds)))
    deep = np.where(deepened, value + 20 + 90 * rng.exponential(size=len(who)), NEVER)
    return pa.table({
        "onboarding_id": ids("N", who), "customer_id": ids(CUSTOMER, who),
        "product": pa.array(["Platform"] * len(who), pa.string()), "started_on": days(start),
        "target_on": days(start + TARGET_DAYS), "first_value_on": days(_there(ground, value, end)),
        "basic_done_on": days(_there(ground, np.where(basic_done, start + effort, NEVER), end)),
        "deep_done_on": days(_there(ground, deep, end)),
    })


def _there(ground: Ground, day: Reals, end: Ints) -> Ints:
    return np.where(np.minimum(day, NEVER) < end, ground.happened(np.minimum(day, NEVER)), NEVER).astype(np.int32)


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def outcome(ground: Ground) -> pa.Table:
    """One row per goal; those that nobody reviewed stay open, also after they were due. Of the others half were looked
    at on the way: their `actual` is how far they had come then.
    """
    truth, rng = ground.run.truth, stream(ground.run.seed, "outcome")
    who, agreed, number = ground.rounds(rng, 365, 380, after=30)
    share = np.where(ground.run.people.touch == TECH, truth.outcome_tech, truth.outcome_share)
    agrees = (rng.random(len(ground.run.people)) < share)[who]
    who, agreed, number = who[agrees], agreed[agrees], number[agrees]
    due = agreed + 365
    review = due + rng.integers(-20, 30, len(who))
    left = _left(ground, who, agreed)
    reviewed = (rng.random(len(who)) < REVIEWED) & (review <= ground.end) & (review < left)
    odds = REACHED_ODDS + truth.outcome_use * (ground.use_base[who] - USUAL_USE)
    odds += truth.outcome_satisfied * (ground.satisfaction[who] - CONTENT)
    reached = rng.random(len(who)) < 1 / (1 + np.exp(-odds))
    goal = (who + number) % len(GOALS)
    base, target = (np.array([row[at] for row in GOALS], dtype=np.float64)[goal] for at in (2, 3))
    way = np.where(reached, 1 + 0.3 * rng.random(len(who)), 0.9 * rng.random(len(who)))
    looked, covered = progress(ground, agreed, due, left, way)
    way, told = np.where(reviewed, way, covered), reviewed | (looked < NEVER)
    return pa.table({
        "outcome_id": ids("G", np.arange(len(who))), "customer_id": ids(CUSTOMER, who),
        "goal": words(tuple(row[0] for row in GOALS), goal), "measure": words(tuple(row[1] for row in GOALS), goal),
        "baseline": pa.array(base), "target": pa.array(target),
        "actual": pa.array(np.round(base + (target - base) * way, 1), mask=~told), "agreed_on": days(agreed),
        "due_on": days(due), "reviewed_on": days(np.where(reviewed, review, looked)),
        "status": words(("open", "reached", "missed"), np.where(reviewed, np.where(reached, 1, 2), 0)),
    })


def _left(ground: Ground, who: Ints, day: Ints) -> Ints:
    """The end of the spell that each customer is in on a day."""
    at = AsOf(ground.spells["customer"], ground.spells["start"])(who, day)
    return np.where(at >= 0, ground.spells["end"][at], NEVER).astype(np.int32)
