"""ticket: more seats and less satisfaction, more tickets; none from a silent leaver in decision."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.activity.ground import Ground
from data.demo.arrow import ids, whole
from data.demo.basis import Flags, Reals, stream
from data.demo.tables import CUSTOMER

CONTENT = 3.7
"""The satisfaction at which the rates are those of the truth."""
DAY, HOUR = 86_400, 3_600
OFFICE = 9
"""Hours from midnight UTC: a working day in Japan. What lies after it on the last day has not happened yet."""
RESPONSE_HOURS = np.array([0.7, 1.5, 4.0, 6.0])
CLOSE_HOURS = np.array([20.0, 36.0, 50.0, 60.0])
ESCALATED = np.array([0.45, 0.10, 0.01, 0.0])
RATED = 0.45


def ticket(ground: Ground) -> pa.Table:
    """One row per ticket; csat is 1 to 5."""
    truth, rng = ground.run.truth, stream(ground.run.seed, "ticket")
    unhappy = np.exp(truth.ticket_unhappy * (CONTENT - ground.satisfaction))
    who, day = ground.scattered(rng, truth.ticket_rate * np.sqrt(ground.run.people.seats) * unhappy)
    spoken = ~ground.deciding(who, day)[1]
    who, day = who[spoken], day[spoken]
    severe = truth.ticket_severe / (1 - truth.ticket_severe) * unhappy[who]
    is_severe = rng.random(len(who)) < severe / (1 + severe)
    severity = np.where(is_severe, 1 + (rng.random(len(who)) < 0.8), 3 + (rng.random(len(who)) < 0.45)).astype(np.int32)
    opened = day.astype(np.int64) * DAY + (OFFICE * HOUR * rng.random(len(who))).astype(np.int64)
    answered = opened + (HOUR * RESPONSE_HOURS[severity - 1] * _spread(rng, len(who))).astype(np.int64)
    closed = answered + (HOUR * CLOSE_HOURS[severity - 1] * _spread(rng, len(who))).astype(np.int64)
    rated = (rng.random(len(who)) < RATED) & _past(ground, closed)
    felt = ground.satisfaction[who] - 0.2 * is_severe + 0.7 * rng.standard_normal(len(who))
    return pa.table({
        "ticket_id": ids("H", np.arange(len(who)), 8), "customer_id": ids(CUSTOMER, who),
        "opened_at": _moments(ground, opened), "first_response_at": _moments(ground, answered),
        "closed_at": _moments(ground, closed), "severity": whole(severity),
        "csat": pa.array(np.clip(np.rint(felt), 1, 5), mask=~rated),
        "escalated": pa.array(rng.random(len(who)) < ESCALATED[severity - 1]),
    })


def _spread(rng: np.random.Generator, count: int) -> Reals:
    return np.asarray(np.exp(0.8 * rng.standard_normal(count)))


def _past(ground: Ground, seconds: np.ndarray) -> Flags:
    return np.asarray(seconds <= ground.end * DAY + OFFICE * HOUR)


def _moments(ground: Ground, seconds: np.ndarray) -> pa.Array:
    """Timestamps; null for what has not happened yet."""
    return pa.array(seconds, mask=~_past(ground, seconds)).cast(pa.timestamp("s")).cast(pa.timestamp("us"))
