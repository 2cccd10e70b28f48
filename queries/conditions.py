"""Which conditions the drivers compare, what each is read from, and which attributes are conditions too. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, TableClause, case, literal

from queries import tables
from queries.dimensions import Dimension

FIT, PARTNER, SEGMENT = "icp_fit", "partner", "segment"
NO_CONDITION = (SEGMENT, "partner_id", "team_id", "csm_id")
"""Segment is what is adjusted for; owners are no attribute of a customer; a partner is one condition, whoever it is."""
FEWEST, MOST = 2, 12


@dataclass(frozen=True)
class Condition:
    """A condition that marts.condition knows. `table`: the contract's table it is read from; `columns`: what of it."""

    key: str
    table: str
    columns: tuple[str, ...]


CONDITIONS: dict[str, Condition] = {each.key: each for each in (
    Condition("onboarding_basic", "onboarding", ("customer_id", "started_on", "basic_done_on")),
    Condition("onboarding_deep", "onboarding", ("customer_id", "started_on", "deep_done_on")),
    Condition("ttv_fast", "onboarding", ("customer_id", "started_on", "first_value_on")),
    Condition("training", "touch", ("customer_id", "occurred_on", "kind")),
    Condition("content_seen", "touch", ("customer_id", "occurred_on", "kind", "opened", "clicked")),
    Condition("executive_contact", "touch", ("customer_id", "occurred_on", "kind")),
    Condition("covered", "touch", ("customer_id", "occurred_on", "kind")),
    Condition("breadth", "usage_week", ("customer_id", "week_on", "feature", "events")),
    Condition("use_falling", "usage_week", ("customer_id", "week_on", "feature", "events")),
    Condition("champion_left", "contact", ("customer_id", "role", "left_on")),
    Condition("csm_change", "assignment", ("customer_id", "csm_id", "from_on")),
    Condition("tickets", "ticket", ("customer_id", "opened_at")),
    Condition("severe_ticket", "ticket", ("customer_id", "opened_at", "severity")),
    Condition("pulse_low", "pulse", ("customer_id", "recorded_on", "rating")),
    Condition("late_invoice", "invoice", ("customer_id", "due_on", "paid_on")),
    Condition("outcome_reached", "outcome", ("customer_id", "agreed_on", "reviewed_on", "status")),
)}


def spells() -> TableClause:
    """Grain: customer (survivor) × condition × spell of one answer. from_day inclusive, to_day exclusive, given."""
    return tables.mart("condition", "customer_key", "condition", "from_day", "to_day", "holds")


def attributes(known: Mapping[str, Dimension]) -> dict[str, tuple[str, ...]]:
    """The attributes whose values are conditions, with those values: 2 to 12 known ones.

    Of two values the second is the first one's opposite and is left out; of the fit only "good" is a condition.
    """
    found = {key: tuple(each.value for each in dimension.values if each.value is not None)
             for key, dimension in known.items() if dimension.kind != "line" and key not in NO_CONDITION}
    kept = {key: values[:1] if len(values) == FEWEST else values
            for key, values in found.items() if FEWEST <= len(values) <= MOST}
    if FIT in found:
        kept[FIT] = ("good",)
    return kept


def grouped_by(label: Any, known: Mapping[str, Dimension]) -> dict[str, ColumnElement[Any]]:
    """What the base is counted by besides the mart's conditions: a column of each attribute, and whether a partner."""
    columns = {key: label.c[tables.attribute(key)] for key in attributes(known)}
    if "partner_id" in known:
        has = label.c[tables.attribute("partner_id")].is_not(None)
        columns[PARTNER] = case((has, literal("yes")), else_=literal("no"))
    return columns


def label_keys(known: Mapping[str, Dimension]) -> tuple[str, ...]:
    """The attributes that the statement reads of a label."""
    more = [key for key in (SEGMENT, FIT, "partner_id") if key in known]
    return tuple(dict.fromkeys([*attributes(known), *more]))
