"""What happened with one customer, moment by moment, from its rows as they were known on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from queries.oracle.account import Keyed

Moments = Counter[tuple[date, str, str]]
SAID: dict[str, tuple[tuple[str, str], ...]] = {
    "touches": (("occurred_on", "=kind"),), "tickets": (("opened_at", "opened"), ("closed_at", "closed")),
    "surveys": (("answered_on", "=kind"),), "outcomes": (("agreed_on", "agreed"), ("reviewed_on", "=status")),
    "feedback": (("submitted_on", "asked"), ("shipped_on", "shipped"), ("told_on", "told")),
    "onboarding": (("started_on", "started"), ("first_value_on", "first_value"), ("basic_done_on", "basic_done"),
                   ("deep_done_on", "deep_done")),
    "pulse": (("recorded_on", "rated"),), "people": (("left_on", "left"),), "invoices": (("paid_on", "paid"),),
    "deals": (("created_on", "created"),), "contracts": (("start_on", "began"), ("cancelled_on", "cancelled")),
    "renewals": (("decided_on", "=outcome"),)}
"""Kind: each day that tells something, and what; after an equals sign the column that says it."""


def moments(found: Mapping[str, Keyed], day: date) -> Moments:
    """How many moments of each day, kind and event; all but the bands that it moved to."""
    made: Moments = Counter()
    for kind, told in SAID.items():
        for row in found.get(kind, {}).values():
            for column, event in told:
                name: Any = row[event[1:]] if event.startswith("=") else event
                if row[column] is not None and row[column] <= day:
                    made[row[column], kind, str(name)] += 1
    for row in found.get("deals", {}).values():
        if row["won"] is not None and row["closed_on"] is not None:
            made[row["closed_on"], "deals", "won" if row["won"] else "not_won"] += 1
    for (on, _), row in found.get("history", {}).items():
        made[on, "arr", row["movement"]] += 1
    return made
