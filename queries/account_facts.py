"""Which tables tell what happened with a customer, and what of each was known on a day. Pure.

`on`: the day by which a row is there at all. `later`: what is filled in afterwards, and the date since when it is
known. Moments (UTC) become the day where the company's day ends. `personal` says which columns are a person's words or
name (N in the contract): they go nowhere but to who may see the customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMED = ("contact", "playbook")
"""Tables whose ids are answered with a name."""


@dataclass(frozen=True)
class Fact:
    """One table of the contract, in the order of its columns as answered."""

    table: str
    on: str
    columns: tuple[str, ...]
    later: Mapping[str, str] = field(default_factory=dict)
    moments: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    key: str = ""
    ahead: int = 0
    """How many days ahead a row is of interest: an invoice that falls due soon."""

    @property
    def named(self) -> dict[str, tuple[str, str, str]]:
        """Ids that are answered with a name: column → (its head, the table of the name, that table's key)."""
        return {f"{table}_id": (table, table, f"{table}_id") for table in NAMED if f"{table}_id" in self.columns}


FACTS: dict[str, Fact] = {
    "touches": Fact("touch", "occurred_on", ("occurred_on", "function", "kind", "csm_id", "contact_id", "playbook_id",
                                             "delivered", "opened", "clicked"), key="touch_id"),
    "tickets": Fact("ticket", "opened_at", ("opened_at", "severity", "first_response_at", "closed_at", "csat",
                                            "escalated"),
                    {"first_response_at": "first_response_at", "closed_at": "closed_at", "csat": "closed_at"},
                    ("opened_at", "first_response_at", "closed_at"), key="ticket_id"),
    "surveys": Fact("survey", "sent_on", ("sent_on", "kind", "answered_on", "score", "verbatim"),
                    {"answered_on": "answered_on", "score": "answered_on", "verbatim": "answered_on"},
                    personal=("verbatim",), key="survey_id"),
    "outcomes": Fact("outcome", "agreed_on", ("agreed_on", "goal", "measure", "baseline", "target", "actual", "due_on",
                                              "reviewed_on", "status"),
                     {"actual": "reviewed_on", "reviewed_on": "reviewed_on", "status": "reviewed_on"},
                     key="outcome_id"),
    "feedback": Fact("feedback", "submitted_on", ("submitted_on", "theme", "shipped_on", "told_on"),
                     {"shipped_on": "shipped_on", "told_on": "told_on"}, key="feedback_id"),
    "onboarding": Fact("onboarding", "started_on", ("started_on", "product", "target_on", "first_value_on",
                                                    "basic_done_on", "deep_done_on"),
                       {name: name for name in ("first_value_on", "basic_done_on", "deep_done_on")},
                       key="onboarding_id"),
    "pulse": Fact("pulse", "recorded_on", ("recorded_on", "rating", "csm_id", "note"), personal=("note",),
                  key="pulse_id"),
    "people": Fact("contact", "", ("name", "role", "left_on"), {"left_on": "left_on"}, personal=("name",),
                   key="contact_id"),
    "invoices": Fact("invoice", "due_on", ("due_on", "amount", "currency", "paid_on"), {"paid_on": "paid_on"},
                     key="invoice_id", ahead=90),
    "deals": Fact("opportunity", "created_on", ("created_on", "kind", "sold_by", "arr", "currency", "closed_on", "won"),
                  {"closed_on": "closed_on", "won": "closed_on"}, key="opportunity_id"),
}
"""Every kind of fact on the page, by the word that the command line and the URL know it under."""
