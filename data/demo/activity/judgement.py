"""pulse and survey: what a CSM and what the customer says of how it goes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import Ground
from data.demo.arrow import days, ids, whole, words
from data.demo.basis import NEVER, Flags, Ints, Reals, stream
from data.demo.roster import NOBODY
from data.demo.tables import CSM, CUSTOMER

TECH = 2
NOTED = 0.15
NOTES = ("担当者の反応が薄い。打ち合わせが延期になった。", "費用対効果を問われている。", "特に変わりなし。",
         "利用部門が広がりつつある。", "社内の成功事例として紹介いただいた。")
VERBATIMS = ("使いこなせていない。", "価格に見合う効果が見えない。", "機能は足りるが動作が遅い。", "概ね満足している。",
             "業務に欠かせない。")
VERBATIM_SHARE = 0.3
NPS, CSAT = 0, 1
NPS_SLOPE, NPS_ZERO, NPS_SPREAD = 2.2, -0.6, 1.2
CSAT_SPREAD, CSAT_SEEN = 0.6, 0.4


def pulse(ground: Ground) -> pa.Table:
    """One row per rating; high and low touch only, by the CSM of that day."""
    truth, rng = ground.run.truth, stream(ground.run.seed, "pulse")
    who, day, number = ground.rounds(rng, truth.pulse_least, truth.pulse_most, after=truth.pulse_least)
    csm = ground.csm(who, day)
    lags = stream(ground.run.seed, "pulse lag").random(len(ground.run.roster.csm_team)) < truth.pulse_lag_share
    rated = (ground.touch(who, day) != TECH) & (csm != NOBODY)
    rated &= ~lags[csm] | (number % int(truth.pulse_lag) == 0)
    who, day, csm = who[rated], day[rated], csm[rated]
    leaves, silent = ground.deciding(who, day)
    seen = np.where(silent, truth.pulse_silent, np.where(leaves, truth.pulse_leaver, 0.0))
    felt = ground.satisfaction[who] + seen + truth.pulse_noise * rng.standard_normal(len(who))
    rating = np.clip(np.rint(felt), 1, 5).astype(np.int32)
    noted = rng.random(len(who)) < NOTED
    return pa.table({
        "pulse_id": ids("U", np.arange(len(who)), 8), "customer_id": ids(CUSTOMER, who), "recorded_on": days(day),
        "csm_id": ids(CSM, csm, 3), "rating": whole(rating), "note": words(NOTES, np.where(noted, rating - 1, -1)),
    })


def survey(ground: Ground) -> pa.Table:
    """One row per survey sent; the score (NPS 0-10, CSAT 1-5) where it was answered."""
    truth, rng = ground.run.truth, stream(ground.run.seed, "survey")
    sent = [ground.rounds(rng, truth.survey_days, truth.survey_days + 14, after=90),
            ground.rounds(rng, 365, 372, after=45)]
    who, day = (np.concatenate([part[at] for part in sent]) for at in range(2))
    kind = np.repeat(np.array([NPS, CSAT], dtype=np.int8), [len(part[0]) for part in sent])
    answered = day + rng.integers(0, 15, len(who)).astype(np.int32)
    leaves, silent = ground.deciding(who, answered)
    replied = (rng.random(len(who)) < truth.survey_answered) & ~silent & (answered <= ground.end)
    score = _scores(ground, who, kind, leaves, rng)
    told = replied & (rng.random(len(who)) < VERBATIM_SHARE)
    word = np.where(kind == NPS, score / 2.01, score - 1).astype(np.int32)
    return pa.table({
        "survey_id": ids("V", np.arange(len(who)), 8), "customer_id": ids(CUSTOMER, who), "sent_on": days(day),
        "answered_on": days(np.where(replied, answered, NEVER)), "kind": words(("nps", "csat"), kind),
        "score": pa.array(score, mask=~replied), "verbatim": words(VERBATIMS, np.where(told, word, -1)),
    })


def _scores(ground: Ground, who: Ints, kind: np.ndarray, leaves: Flags, rng: np.random.Generator) -> Reals:
    content, chance = ground.satisfaction[who], rng.standard_normal(len(who))
    leaver = ground.run.truth.survey_leaver * leaves
    nps = np.clip(np.rint(NPS_SLOPE * content + NPS_ZERO + NPS_SPREAD * chance + leaver), 0, 10)
    csat = np.clip(np.rint(content + CSAT_SPREAD * chance + CSAT_SEEN * leaver), 1, 5)
    return np.asarray(np.where(kind == NPS, nps, csat))
