"""partner: who sells and sets up on the company's behalf, and which customers came through whom.

A partner causes nothing: who has which is drawn after everything about the customers is settled.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.arrow import ids, words
from data.demo.basis import Codes, Reals, pick, stream
from data.demo.population import IN_TIME
from data.demo.state import Run

PARTNER = "R"
TIERS = ("gold", "silver", "registered")
PARTNERS = (
    ("アオバシステムズ株式会社", 0, 0.17), ("株式会社東峰ソリューション", 0, 0.15), ("ミナト情報株式会社", 1, 0.12),
    ("株式会社北辰クラウド", 1, 0.10), ("西都コンサルティング株式会社", 1, 0.09), ("株式会社リンクブリッジ", 1, 0.08),
    ("株式会社翠嵐データ", 2, 0.07), ("日和テクノロジー株式会社", 2, 0.06), ("合同会社つなぐ商店", 2, 0.03),
    ("株式会社岬エージェンシー", 2, 0.03), ("山吹ビジネス株式会社", 2, 0.03), ("株式会社楓パートナーズ", 2, 0.07),
)
"""Name, tier, share of the customers that come through partners."""
SLOW = 7
"""The partner whose customers are mostly those that were not onboarded in time."""
LEAD = 3
TOPIC = "partner 37"
"""Numbered until the default company showed the slow partner, and by chance a small one that lost half."""


def partner() -> pa.Table:
    """One row per partner; each is there whether or not it has brought a customer yet."""
    return pa.table({
        "partner_id": ids(PARTNER, np.arange(len(PARTNERS)), 2),
        "name": pa.array([row[0] for row in PARTNERS], pa.string()),
        "tier": words(TIERS, np.array([row[1] for row in PARTNERS])),
    })


def partners_of(run: Run) -> Codes:
    """The partner of each customer; -1 for none. Most that a partner led here have one, hardly any other."""
    people, truth, rng = run.people, run.truth, stream(run.seed, TOPIC)
    share = np.where(people.lead == LEAD, truth.partner_lead, truth.partner_other)
    has = rng.random(len(people)) < share
    return np.where(has, pick(rng, _weights(run)), -1).astype(np.int8)


def _weights(run: Run) -> Reals:
    """Partners by customer: everybody alike, but for one that is given those whose onboarding went badly."""
    weights = np.tile(np.array([row[2] for row in PARTNERS]), (len(run.people), 1))
    weights[run.people.onboarding != IN_TIME, SLOW] *= run.truth.partner_slow
    weights[run.people.onboarding == IN_TIME, SLOW] /= run.truth.partner_slow
    return weights
