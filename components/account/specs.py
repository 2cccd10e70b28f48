"""How each kind of event is shown: one record a column. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["date", "word", "text", "number", "hours", "money", "flag", "owner", "status", "said"]


@dataclass(frozen=True)
class Shown:
    """One column: `key` of the answer, its look, where its words stand in the catalogue; `fold` and `drop` as in
    components.tables; `below`: the column whose value stands in the second line.
    """

    key: str
    look: Look = "text"
    words: str = ""
    fold: bool = False
    drop: bool = False
    below: str = ""


SPECS: dict[str, tuple[Shown, ...]] = {
    "touches": (Shown("occurred_on", "date"), Shown("kind", "word", "account.touch", fold=True),
                Shown("function", "word", "account.function", drop=True), Shown("contact", fold=True),
                Shown("csm_id", "owner", drop=True), Shown("playbook", drop=True)),
    "tickets": (Shown("opened_at", "date"), Shown("severity", "number"), Shown("closed_at", "status", fold=True),
                Shown("response_hours", "hours", drop=True), Shown("csat", "number", drop=True)),
    "surveys": (Shown("sent_on", "date"), Shown("answered_on", "date", drop=True),
                Shown("kind", "word", "account.survey", fold=True), Shown("score", "number"),
                Shown("verbatim", "said")),
    "outcomes": (Shown("goal", below="measure"), Shown("status", "status"), Shown("baseline", "number", drop=True),
                 Shown("target", "number"), Shown("actual", "number"), Shown("due_on", "date", drop=True)),
    "feedback": (Shown("theme"), Shown("submitted_on", "date", fold=True), Shown("shipped_on", "date"),
                 Shown("told_on", "date")),
    "onboarding": (Shown("product"), Shown("started_on", "date", fold=True), Shown("target_on", "date", drop=True),
                   Shown("first_value_on", "date"), Shown("basic_done_on", "date", drop=True),
                   Shown("deep_done_on", "date", drop=True)),
    "pulse": (Shown("recorded_on", "date"), Shown("rating", "number"), Shown("csm_id", "owner", fold=True),
              Shown("note", "said")),
    "people": (Shown("name"), Shown("role", "word", "account.role"), Shown("left_on", "status")),
    "invoices": (Shown("due_on", "date"), Shown("amount", "money"), Shown("paid_on", "status")),
    "deals": (Shown("created_on", "date"), Shown("kind", "word", "account.deal", fold=True),
              Shown("arr", "money"), Shown("won", "status"), Shown("sold_by", drop=True)),
}
"""In the order in which the page shows them."""
PAIRS = (("touches", "tickets"), ("people", "surveys"), ("outcomes", "feedback"), ("onboarding", "pulse"),
         ("deals", "invoices"))
"""Which two stand side by side."""
