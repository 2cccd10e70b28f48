"""What random companies lack for health: use, seats, tickets, touches, pulses, outcomes, around one Sunday.

Everything lies on, or a day off, a border of some rule: 30 % less use, 60 and 90 days, 90 % of the seats.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from queries.oracle.labels import Row, Tables

FEATURES = ("Alerts", "Reports", "Share's")
KINDS = ("qbr", "onboarding", "training", "check_in", "email", "webinar", "community", "executive", "reference",
         "content")
AGES = (0, 1, 20, 58, 59, 60, 61, 89, 90, 91, 130)
WEEKS = 60
SEATS = (None, 10, 10, 10, 20, 100)
USERS = (0, 6, 7, 8, 9, 10, 11)
PATTERNS = ("steady", "falling", "falling", "dying", "rising", "rising", "none", "gaps")
SOURCES = ("usage_week", "ticket", "touch", "pulse", "outcome")


def a_sunday(rng: random.Random) -> date:
    """A Sunday in the middle of what random companies have."""
    return date(2025, 1, 5) + timedelta(weeks=rng.randrange(90))


def with_health(tables: Tables, rng: random.Random, sunday: date) -> Tables:
    """The company with its sources of health: each is there, has rows for most customers, or is not given at all."""
    given = {name for name in SOURCES if rng.random() < 0.95}
    made: dict[str, list[Row]] = {name: [] for name in given}
    for customer in [row["customer_id"] for row in tables["customer"]]:
        use, quiet = rng.choice(PATTERNS), rng.random() < 0.7
        if "usage_week" in given:
            made["usage_week"] += _use(rng, customer, sunday, use)
        if "ticket" in given:
            made["ticket"] += [_ticket(rng, customer, sunday, age, made) for age in _ages(rng, quiet)]
        if "touch" in given:
            made["touch"] += [_touch(rng, customer, sunday, age, made) for age in _ages(rng, quiet)]
        if "pulse" in given:
            made["pulse"] += _pulses(rng, customer, sunday, made)
        if "outcome" in given:
            made["outcome"] += _outcomes(rng, customer, sunday, made)
    lines = [row | {"seats": rng.choice(SEATS)} for row in tables["subscription"]]
    return {**tables, "subscription": lines, **made}


def _ages(rng: random.Random, quiet: bool) -> list[int]:
    """Ages in days of a few events; of the quiet none is younger than 59."""
    return [age for age in rng.sample(AGES, rng.randrange(4)) if not quiet or age >= 59]


def _use(rng: random.Random, customer: str, sunday: date, use: str) -> list[Row]:
    """Weeks of use up to some weeks after the Sunday. falling: the last 8 weeks at 69, 70 or 71 % of those before.

    dying: at 5 %, nearly without users.
    """
    if use == "none":
        return []
    level, last = rng.choice([69, 70, 71]), rng.choice(USERS)
    rows: list[Row] = []
    for back in range(rng.choice([WEEKS, WEEKS, 15, 16, 17, 6]), -3, -1):
        share = {"falling": level, "dying": 5}.get(use, 100) if 0 <= back < 8 else 100
        users = {"rising": max(last - back // 13, 0), "dying": 1}.get(use, last)
        for number, feature in enumerate(FEATURES):
            if use == "gaps" and rng.random() < 0.4:
                continue
            active = None if number == 2 else max(users - number, 0)
            rows.append({"customer_id": customer, "week_on": sunday - timedelta(days=7 * back + 6), "feature": feature,
                         "events": share * (number + 1), "active_users": active})
    return rows


def _ticket(rng: random.Random, customer: str, sunday: date, age: int, made: dict[str, list[Row]]) -> Row:
    """Opened at an hour at which it is already the next day in Tokyo, or not."""
    hour = rng.choice([0, 14, 15, 23])
    opened = datetime.combine(sunday - timedelta(days=age), datetime.min.time()) + timedelta(hours=hour)
    closed = rng.choice([None, opened + timedelta(days=3)])
    return {"ticket_id": f"T{len(made['ticket'])}-{customer}-{age}", "customer_id": customer, "opened_at": opened,
            "closed_at": closed, "severity": rng.choice([1, 2, 3, 4])}


def _touch(rng: random.Random, customer: str, sunday: date, age: int, made: dict[str, list[Row]]) -> Row:
    return {"touch_id": f"U{len(made['touch'])}-{customer}-{age}", "customer_id": customer, "function": "cs",
            "occurred_on": sunday - timedelta(days=age), "kind": rng.choice(KINDS)}


def _pulses(rng: random.Random, customer: str, sunday: date, made: dict[str, list[Row]]) -> list[Row]:
    return [{"pulse_id": f"P{len(made['pulse'])}-{customer}-{number}", "customer_id": customer,
             "recorded_on": sunday - timedelta(days=rng.choice([-2, *AGES])), "rating": rng.choice([1, 2, 3, 4, 5])}
            for number in range(rng.randrange(4))]


def _outcomes(rng: random.Random, customer: str, sunday: date, made: dict[str, list[Row]]) -> list[Row]:
    def row(number: int) -> Row:
        status = rng.choice(["open", "reached", "reached", "missed"])
        reviewed: Any = None if status == "open" else sunday + timedelta(days=rng.choice([-400, -20, 0, 1, 3, 30]))
        return {"outcome_id": f"O{len(made['outcome'])}-{customer}-{number}", "customer_id": customer, "goal": "faster",
                "measure": "hours", "target": 1.0, "agreed_on": sunday - timedelta(days=500), "status": status,
                "reviewed_on": reviewed}

    return [row(number) for number in range(rng.randrange(3))]
