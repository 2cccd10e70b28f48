"""A small company written by hand, for what stands exactly on a border of the lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from data.warehouse import Warehouse
from queries.oracle.labels import Tables
from tests import replay

SUNDAY, START = date(2026, 6, 28), date(2025, 1, 1)


class Maker:
    """A company in yen, every customer 100,000 a month on 10 seats since 2025-01-01."""

    def __init__(self) -> None:
        names = ("customer", "subscription", "usage_week", "ticket", "touch", "pulse", "outcome")
        self.tables: Tables = {name: [] for name in names}
        self.customer("quiet")  # so that no source is missing
        self.ticket("quiet", 300)
        self.touch("quiet", 300)
        self.pulse("quiet", 300, 3)
        self.outcome("quiet", SUNDAY - timedelta(days=300), "missed")

    def customer(self, name: str, users: int = 5, before: int = 100, now: int = 100, **given: Any) -> None:
        """`before` and `now`: events a week before and in the last 8 weeks."""
        label = {"segment": given.get("segment", "SMB"), "touch_model": given.get("touch_model", "high")}
        known = {"customer_id": name, "name": name, "url": f"https://crm.example/{name}"}
        self.tables["customer"].append(known | label)
        self.line(name, START, given.get("mrr", 100_000), given.get("seats", 10))
        for back in range(30):
            self.tables["usage_week"].append({
                "customer_id": name, "week_on": SUNDAY - timedelta(days=7 * back + 6), "feature": "Reports",
                "events": now if back < 8 else before, "active_users": users})

    def line(self, name: str, start: date, mrr: int, seats: int | None, product: str = "Core") -> None:
        number = len(self.tables["subscription"])
        self.tables["subscription"].append({
            "subscription_id": f"S{number}", "customer_id": name, "contract_id": f"K-{name}", "product": product,
            "start_on": start, "end_on": None, "mrr": Decimal(mrr), "currency": "JPY", "seats": seats})

    def ticket(self, name: str, age: int) -> None:
        opened = datetime.combine(SUNDAY - timedelta(days=age), datetime.min.time())
        self.tables["ticket"].append({"ticket_id": f"T{name}{age}", "customer_id": name, "opened_at": opened,
                                      "severity": 4})

    def touch(self, name: str, age: int, kind: str = "check_in") -> None:
        self.tables["touch"].append({"touch_id": f"U{name}{age}", "customer_id": name, "function": "cs", "kind": kind,
                                     "occurred_on": SUNDAY - timedelta(days=age)})

    def pulse(self, name: str, age: int, rating: int) -> None:
        self.tables["pulse"].append({"pulse_id": f"P{name}{age}", "customer_id": name, "rating": rating,
                                     "recorded_on": SUNDAY - timedelta(days=age)})

    def outcome(self, name: str, reviewed: date, status: str = "reached") -> None:
        self.tables["outcome"].append({
            "outcome_id": f"O{name}", "customer_id": name, "goal": "g", "measure": "m", "target": 1.0,
            "agreed_on": START, "status": status, "reviewed_on": reviewed})

    def built(self) -> Warehouse:
        return replay.warehouse(self.tables, 0)
