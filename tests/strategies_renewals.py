"""Random companies with renewals as nasty as the contract allows: late, undated, cancelled, of other currencies."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from queries.oracle.days import add_months
from queries.oracle.labels import Row, Tables
from tests.strategies import AMOUNTS, random_company, some

__all__ = ["renewing_companies", "renewing_company"]

AHEAD = [0, 0, 1, 30, 60, 90]
CATEGORIES = ["commit", "best_case", "at_risk"]


def renewing_company(rng: random.Random, customers: int = 12) -> Tables:
    """A company whose contracts fall due, some of them twice, decided early, late, without a date, or not at all."""
    tables = random_company(rng, customers, renewals=False)
    currencies = [row["currency"] for row in tables["subscription"]] or ["JPY"]
    tables |= {"renewal": [], "renewal_forecast": [], "pulse": []}
    contracts = {row["contract_id"]: row["customer_id"] for row in tables["subscription"]}
    for contract, customer in contracts.items():
        _terms(rng, tables, contract, customer, currencies)
    for row in tables.get("contract", []):
        row |= {"notice_days": some(rng, [None, 0, 30, 60]), "auto_renew": some(rng, [None, True, False]),
                "term_end": some(rng, [None, date(2025, 3, 31), date(2026, 9, 30)])}
    for row in tables["customer"]:
        for _ in range(some(rng, [0, 1, 3])):
            tables["pulse"].append({"pulse_id": f"P{len(tables['pulse'])}", "customer_id": row["customer_id"],
                                    "recorded_on": date(2024, 6, 1) + timedelta(days=rng.randrange(900)),
                                    "rating": rng.randrange(1, 6)})
    return tables


def _terms(rng: random.Random, tables: Tables, contract: str, customer: str, currencies: list[str]) -> None:
    lines = [row for row in tables["subscription"] if row["contract_id"] == contract]
    first = min(row["start_on"] for row in lines)
    days = {row["end_on"] for row in lines if row.get("end_on")} or {add_months(first, 12)}
    for day in sorted(days)[: some(rng, [0, 1, 1, 2])]:
        tables["renewal"].append(_renewal(rng, tables, contract, customer, day, some(rng, currencies)))
    whole = rng.random() < 0.35
    for row in lines:
        if whole or rng.random() < 0.2:
            end = row.get("end_on") or row["start_on"] + timedelta(days=300)
            row["cancelled_on"] = max(row["start_on"], end - timedelta(days=some(rng, [0, 10, 45, 120])))


def _renewal(
    rng: random.Random, tables: Tables, contract: str, customer: str, end: date, currency: str
) -> Row:
    due = end + timedelta(days=some(rng, [0, 0, -1, 5, -20]))
    status = some(rng, ["open", "renewed", "renewed", "lost"])
    decided = due + timedelta(days=some(rng, [-40, -10, -1, 0, 1, 20]))
    amount = Decimal(some(rng, AMOUNTS))
    row: Row = {"renewal_id": f"R{len(tables['renewal']):03}", "contract_id": contract, "customer_id": customer,
                "due_on": due, "decided_on": None if rng.random() < 0.2 else decided, "status": status,
                "arr_due": amount, "currency": currency, "owner_id": None,
                "arr_renewed": None if rng.random() < 0.15 else amount * Decimal(some(rng, ["1", "1", "2", "0", ".5"]))}
    for back in sorted({rng.randrange(1, 130) for _ in range(some(rng, [0, 1, 2, 4]))}, reverse=True):
        tables["renewal_forecast"].append({"renewal_id": row["renewal_id"], "as_of_on": due - timedelta(days=back),
                                           "category": some(rng, CATEGORIES), "arr_expected": amount})
    return row


@st.composite
def renewing_companies(draw: Callable[..., Any], max_customers: int = 12) -> Tables:
    """Random companies for Hypothesis; a failure shrinks to few customers."""
    seed, size = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, max_customers))
    return renewing_company(random.Random(seed), size)
