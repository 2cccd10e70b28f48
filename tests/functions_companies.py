"""Random companies with what the functions do: deals, wishes, mails, onboardings, tickets, use, fits."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from queries.oracle.labels import Row, Tables
from tests.strategies import FIRST, some

DAYS = 1200
OPTIONAL = ("opportunity", "feedback", "touch", "onboarding", "ticket")
FITS = ("good", "partial", "poor", None)
FEATURES = ("Alerts", "Reports", "Share's")


def moment(rng: random.Random) -> date:
    return FIRST + timedelta(days=rng.randrange(DAYS))


def perhaps(rng: random.Random, value: Any, share: float = 0.6) -> Any:
    return value if rng.random() < share else None


def after(rng: random.Random, day: date, days: int = 150) -> date:
    return day + timedelta(days=rng.randrange(days))


def busy(asked: Tables, rng: random.Random) -> Tables:
    """The company with tables of what the functions did; some are absent. The fit is known of most, and changed."""
    names = [row["customer_id"] for row in asked["customer"]]
    made: dict[str, list[Row]] = {name: [] for name in OPTIONAL if rng.random() < 0.9}
    for customer in names:
        for name, rows in made.items():
            for _ in range(some(rng, [0, 1, 1, 3])):
                rows.append(ROWS[name](rng, names) | {f"{name}_id": f"{name}{len(rows):04}", "customer_id": customer})
    if rng.random() < 0.9:
        made["renewal"] = _renewals(rng, asked["subscription"])
    fits = [{"customer_id": customer, "attribute": "icp_fit", "value": some(rng, [*FITS]), "from_on": day}
            for customer in names if rng.random() < 0.4 for day in {moment(rng), moment(rng)}]
    return {**asked, **made, "attribute_history": [*asked.get("attribute_history", []), *fits],
            "customer": [row | {"icp_fit": some(rng, [*FITS])} for row in asked["customer"]],
            "subscription": [row | {"seats": some(rng, [None, 0, 10, 20, 20])} for row in asked["subscription"]]}


def _renewals(rng: random.Random, lines: list[Row]) -> list[Row]:
    """Of most contracts one renewal, due on any day, often the one on which a line of it begins or ends."""
    contracts = {row["contract_id"]: row for row in lines if row.get("contract_id") and rng.random() < 0.8}
    made = []
    for number, row in enumerate(contracts.values()):
        status = some(rng, ["renewed", "renewed", "renewed", "lost", "open"])
        due = some(rng, [row["start_on"], row["end_on"] or moment(rng), moment(rng)])
        decided = None if status == "open" else perhaps(rng, due - timedelta(days=rng.randrange(60)))
        made.append({"renewal_id": f"renewal{number:04}", "contract_id": row["contract_id"],
                     "customer_id": row["customer_id"], "due_on": due, "decided_on": decided, "status": status,
                     "arr_due": 100, "arr_renewed": 100 if status == "renewed" else None, "currency": row["currency"]})
    return made


def _opportunity(rng: random.Random, names: list[str]) -> Row:
    created = moment(rng)
    closed = perhaps(rng, after(rng, created, 90), 0.85)
    return {"kind": some(rng, ["new", "new", "upsell", "service"]),
            "source_function": some(rng, ["sales", "marketing"]), "sold_by": some(rng, ["A", "B"]), "arr": 100,
            "currency": "JPY", "created_on": created, "closed_on": closed,
            "discount": perhaps(rng, some(rng, [0.0, 0.05, 0.125, 0.3])),
            "won": some(rng, [True, True, False, None]), "referred_by": perhaps(rng, some(rng, names), 0.3),
            "handoff_on": perhaps(rng, after(rng, closed or created, 60)),
            "handoff_complete": some(rng, [True, True, False, None])}


def _feedback(rng: random.Random, names: list[str]) -> Row:
    asked = moment(rng)
    shipped = perhaps(rng, after(rng, asked, 300))
    return {"submitted_on": asked, "theme": some(rng, ["speed", "料金"]), "shipped_on": shipped,
            "told_on": perhaps(rng, after(rng, shipped or asked, 60))}


def _touch(rng: random.Random, names: list[str]) -> Row:
    return {"occurred_on": moment(rng), "function": "cs", "kind": some(rng, ["email", "email", "reference", "qbr"]),
            "delivered": some(rng, [None, True, False]), "opened": some(rng, [None, True, False]),
            "clicked": some(rng, [None, None, True])}


def _onboarding(rng: random.Random, names: list[str]) -> Row:
    start = moment(rng)
    return {"product": "P", "started_on": start, "target_on": perhaps(rng, start + timedelta(days=60), 0.9),
            "first_value_on": perhaps(rng, after(rng, start, 180)),
            "basic_done_on": perhaps(rng, after(rng, start, 120)), "deep_done_on": None}


def _ticket(rng: random.Random, names: list[str]) -> Row:
    opened = datetime.combine(moment(rng), datetime.min.time()) + timedelta(minutes=rng.randrange(1440))
    return {"opened_at": opened, "severity": rng.randrange(1, 5),
            "first_response_at": perhaps(rng, opened + timedelta(minutes=rng.randrange(6000))),
            "closed_at": perhaps(rng, opened + timedelta(hours=rng.randrange(3000))),
            "csat": perhaps(rng, float(rng.randrange(1, 6)))}


ROWS = {"opportunity": _opportunity, "feedback": _feedback, "touch": _touch, "onboarding": _onboarding,
        "ticket": _ticket}


def used(tables: Tables, rng: random.Random, sundays: list[date]) -> Tables:
    """The company with use around these Sundays: "Reports" by those who stay more often than by the others."""
    rows: dict[tuple[str, date, str], Row] = {}
    for customer in [row["customer_id"] for row in tables["customer"]]:
        for sunday in sundays:
            for feature in FEATURES:
                if rng.random() < 0.8:
                    week = sunday - timedelta(days=6 + 7 * rng.randrange(5))
                    rows[customer, week, feature] = {"customer_id": customer, "week_on": week, "feature": feature,
                                                     "events": some(rng, [0, 3, 9, 9]), "active_users": 2}
    return {**tables, "usage_week": list(rows.values())}
