"""feedback: what customers ask of the product, what of it was built, and who was told."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import Ground
from data.demo.arrow import days, ids, words
from data.demo.basis import NEVER, Flags, Ints, stream
from data.demo.tables import CUSTOMER

THEMES = ("基幹システムとの双方向連携", "検索の速さ", "権限設定の細かさ", "帳票の出力形式", "スマートフォンでの操作",
          "一括登録", "通知の設定", "多言語表示", "承認経路の変更", "監査ログ", "ダッシュボードの共有", "API の拡充")
WISH = 0
"""Asked most, and never built."""
LEAST_DAYS, MOST_DAYS, RELEASE = 45, 240, 28
"""A wish that is built is built so many days later, in the next of the releases (every four weeks)."""
TOLD_DAYS = 30


def feedback(ground: Ground) -> pa.Table:
    """One row per wish of a customer; none from who leaves in silence. It says nothing about leaving."""
    truth, rng = ground.run.truth, stream(ground.run.seed, "feedback")
    who, day = ground.scattered(rng, truth.feedback_rate)
    order = np.lexsort((who, day))
    who, day = who[order], day[order]
    said = ~ground.deciding(who, day)[1]
    who, day = who[said], day[said]
    others = (1 - truth.feedback_wish) / (len(THEMES) - 1)
    theme = rng.choice(len(THEMES), len(who), p=[truth.feedback_wish, *[others] * (len(THEMES) - 1)])
    shipped = _shipped(ground, day, theme, rng)
    return pa.table({
        "feedback_id": ids("F", np.arange(len(who)), 8), "customer_id": ids(CUSTOMER, who), "submitted_on": days(day),
        "theme": words(THEMES, theme), "shipped_on": days(shipped), "told_on": days(_told(ground, who, shipped, rng)),
    })


def _shipped(ground: Ground, day: Ints, theme: np.ndarray, rng: np.random.Generator) -> Ints:
    """The release that answered the wish, by the share of the day on which it was made; NEVER while there is none."""
    truth = ground.run.truth
    built = rng.random(len(day)) < ground.risen(truth.feedback_shipped_first, truth.feedback_shipped_last, day)
    ready = day + rng.integers(LEAST_DAYS, MOST_DAYS, len(day))
    release = ready + (ground.end + 1 - ready) % RELEASE
    return np.where(built & (theme != WISH), ground.happened(release), NEVER).astype(np.int32)


def _told(ground: Ground, who: Ints, shipped: Ints, rng: np.random.Generator) -> Ints:
    """The day on which the customer was told, by the share of the day of the release, while it is a customer."""
    truth = ground.run.truth
    share = ground.risen(truth.feedback_told_first, truth.feedback_told_last, shipped)
    told = np.where(shipped < NEVER, shipped + rng.integers(1, TOLD_DAYS, len(who)), NEVER).astype(np.int32)
    heard: Flags = (rng.random(len(who)) < share) & ground.here(who, told)
    return np.where(heard, ground.happened(told), NEVER).astype(np.int32)
