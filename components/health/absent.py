"""What stands where there is no source of health: which table would bring what, and the columns that it needs."""

from __future__ import annotations

from components import cards, states, theme
from components.i18n import t
from queries.health_behind import TABLES

COLUMNS = {
    "usage_week": ("customer_id", "week_on", "feature", "events"),
    "ticket": ("ticket_id", "customer_id", "opened_at", "severity"),
    "survey": ("survey_id", "customer_id", "kind", "answered_on", "score"),
    "pulse": ("pulse_id", "customer_id", "recorded_on", "rating"),
    "onboarding": ("onboarding_id", "customer_id", "product", "started_on"),
    "outcome": ("outcome_id", "customer_id", "goal", "status", "reviewed_on"),
    "touch": ("touch_id", "customer_id", "occurred_on", "kind"),
    "invoice": ("invoice_id", "customer_id", "due_on", "paid_on"),
    "health_score": ("customer_id", "scored_on", "score"),
}


def box(table: str) -> str:
    """One missing table: its name, what it would show here, and the columns it needs."""
    return states.missing_table(table, t(f"health.missing.{table}"), COLUMNS[table])


def page() -> None:
    """In the place of the whole page: every table that a score could be made from."""
    boxes = "".join(box(table) for table in (*TABLES, "health_score"))
    theme.block(cards.finding(t("health.missing.title"), t("health.missing.base"))
                + f'<div class="t-boxes">{boxes}</div>')
