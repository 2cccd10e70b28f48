"""Random companies with deals of every kind, also in other currencies, seats on their lines, and employees."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

from queries.oracle.labels import Row, Tables
from tests.functions_companies import after, moment, perhaps
from tests.strategies import some

KINDS = ["new", "upsell", "upsell", "cross_sell", "service"]
SOURCES = ["customer success", "sales", " Sales", "product", None]


def selling(asked: Tables, rng: random.Random) -> Tables:
    """The company with what expansion is told from."""
    names = [row["customer_id"] for row in asked["customer"]]
    currencies = sorted({row["currency"] for row in asked["subscription"]}) or ["JPY"]
    deals = [deal(rng, who, number, currencies) for number in range(4 * len(names))
             for who in [some(rng, [*names, None])]]
    lines = [row | {"seats": some(rng, [None, 0, 5, 10, 20, 60])} for row in asked["subscription"]]
    people = [row | {"employees": some(rng, [None, 40, 99, 100, 1000])} for row in asked["customer"]]
    return {**asked, "customer": people, "subscription": lines, "opportunity": deals}


def deal(rng: random.Random, who: str | None, number: int, currencies: list[str]) -> Row:
    begun = moment(rng)
    closed = perhaps(rng, after(rng, begun, 200), 0.8)
    made: dict[str, Any] = {
        "opportunity_id": f"D{number:04}", "customer_id": who, "kind": some(rng, KINDS),
        "source_function": some(rng, SOURCES) or "sales", "sold_by": some(rng, ["A", "B"]),
        "arr": Decimal(some(rng, ["0", "1", "100", "33.3333", "1200", "98765432.1"])),
        "currency": some(rng, currencies),
        "created_on": begun, "closed_on": closed, "won": None if closed is None else some(rng, [True, True, False]),
        "handoff_on": perhaps(rng, (closed or begun) + timedelta(days=rng.randrange(60))),
        "handoff_complete": some(rng, [True, False, None])}
    return made
