"""Random companies with what principles are measured by: touches, surveys, goals, playbooks, pulses, fits."""

from __future__ import annotations

import random
from typing import Any

from queries.oracle.labels import Row, Tables
from tests.functions_companies import after, moment, perhaps
from tests.strategies import some

KINDS = ("qbr", "onboarding", "training", "check_in", "executive", "email", "email", "webinar", "content", "community")
FUNCTIONS = ("product", "marketing", "sales", "customer_success", "support", "it", "elsewhere")
FITS = ("good", "good", "partial", "poor", None)


def practised(asked: Tables, rng: random.Random) -> Tables:
    """The company with these tables; some are absent."""
    books = [_playbook(rng) | {"playbook_id": f"P{number}"} for number in range(8)] if rng.random() < 0.85 else []
    made: dict[str, list[Row]] = {name: [] for name in ROWS if rng.random() < 0.9}
    for customer in asked["customer"]:
        for name, rows in made.items():
            for _ in range(some(rng, [0, 1, 2, 5])):
                rows.append(ROWS[name](rng, books) | {f"{name}_id": f"{name}{len(rows):04}",
                                                      "customer_id": customer["customer_id"]})
    labels = {"icp_fit": FITS, "touch_model": ("high", "low", "tech", "tech", None)}
    customers = [row | {key: some(rng, [*values]) for key, values in labels.items()} for row in asked["customer"]]
    return {**asked, **made, **({"playbook": books} if books else {}), "customer": customers}


def _playbook(rng: random.Random) -> Row:
    written = perhaps(rng, moment(rng), 0.8)
    return {"function": some(rng, [*FUNCTIONS]), "name": "手順", "written_on": written,
            "revised_on": perhaps(rng, after(rng, written or moment(rng), 300), 0.5),
            "has_measure": some(rng, [True, True, False, None]), "has_target": some(rng, [True, True, False, None])}


def _touch(rng: random.Random, books: list[Row]) -> Row:
    return {"occurred_on": moment(rng), "function": some(rng, [*FUNCTIONS]), "kind": some(rng, [*KINDS]),
            "playbook_id": some(rng, books)["playbook_id"] if books and rng.random() < 0.5 else None,
            "delivered": some(rng, [True, True, None, False]), "opened": some(rng, [True, False, None]),
            "clicked": some(rng, [True, False, None])}


def _survey(rng: random.Random, books: list[Row]) -> Row:
    sent = moment(rng)
    return {"sent_on": sent, "answered_on": perhaps(rng, after(rng, sent, 20)), "kind": "nps", "score": 7}


def _outcome(rng: random.Random, books: list[Row]) -> Row:
    agreed = moment(rng)
    status = some(rng, ["open", "reached", "missed"])
    seen = perhaps(rng, after(rng, agreed, 500)) if status != "open" or rng.random() < 0.1 else None
    return {"goal": "g", "measure": "m", "target": 1.0, "agreed_on": agreed, "due_on": perhaps(
        rng, after(rng, agreed, 400), 0.8), "reviewed_on": seen, "status": status}


def _pulse(rng: random.Random, books: list[Row]) -> Row:
    return {"recorded_on": moment(rng), "rating": rng.randint(1, 5)}


ROWS: dict[str, Any] = {"touch": _touch, "survey": _survey, "outcome": _outcome, "pulse": _pulse}
