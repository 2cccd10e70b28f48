"""The data contract: every table that Tenure reads, its columns, its rules. The one place.

A company loads one file per table, or points at a schema where tables or views of these names stand. Only
`customer` and `subscription` are required. Each `Column.info` carries what a type alone cannot say:
`event` (the day something happened: it moves the data's newest day), `personal` (masked by role), `refers` (the table
that the value must exist in), `low` and `high` (the bounds of a number). Ids are text; amounts are decimal; `_at` is
UTC.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    Enum,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
)

SCHEMA = "contract"
METADATA = MetaData(schema=SCHEMA)
REQUIRED_TABLES = ("customer", "subscription")
AMOUNT = Numeric(20, 6)
RATE = Numeric(16, 10)


def _column(name: str, kind: Any, optional: bool = False, **info: Any) -> Column[Any]:
    return Column(name, kind, nullable=optional, info=info)


def text(name: str, optional: bool = False, **info: Any) -> Column[Any]:
    return _column(name, Text, optional, **info)


def opt(name: str, **info: Any) -> Column[Any]:
    return _column(name, Text, True, **info)


def day(name: str, optional: bool = False, event: bool = True) -> Column[Any]:
    return _column(name, Date, optional, event=event)


def moment(name: str, optional: bool = False) -> Column[Any]:
    return _column(name, DateTime, optional, event=True)


def amount(name: str, optional: bool = False, low: int | None = None) -> Column[Any]:
    return _column(name, AMOUNT, optional, low=low)


def number(name: str, optional: bool = True, low: int | None = None, high: int | None = None) -> Column[Any]:
    return _column(name, Double, optional, low=low, high=high)


def whole(name: str, optional: bool = True, low: int | None = None, high: int | None = None) -> Column[Any]:
    return _column(name, Integer, optional, low=low, high=high)


def flag(name: str) -> Column[Any]:
    return _column(name, Boolean, True)


def word(name: str, words: str, optional: bool = False) -> Column[Any]:
    return _column(name, Enum(*words.split(), native_enum=False, create_constraint=False), optional)


def customer_id(optional: bool = False) -> Column[Any]:
    return text("customer_id", optional, refers="customer")


def table(name: str, key: str, *columns: Column[Any]) -> Table:
    """Declares a table; a key column that may be null (a whole-customer score) stays out of the primary key."""
    keys = key.split()
    by_name = {column.name: column for column in columns}
    strict = [k for k in keys if not by_name[k].nullable]
    made = Table(name, METADATA, *columns, PrimaryKeyConstraint(*strict) if strict == keys else CheckConstraint("true"))
    made.info["key"] = tuple(keys)
    return made


TOUCHES = "qbr onboarding training check_in email webinar community executive reference content"

table("customer", "customer_id", text("customer_id"), text("name", personal=True), opt("segment"), opt("industry"),
      opt("region"), opt("plan"), word("touch_model", "high low tech", True),
      word("icp_fit", "good partial poor", True),
      whole("employees", low=0), opt("partner_id", refers="partner"), opt("team_id", refers="team"),
      opt("csm_id", refers="csm"), day("signed_on", True), opt("parent_customer_id", refers="customer"),
      opt("merged_into", refers="customer"), opt("url"))
table("subscription", "subscription_id", text("subscription_id"), customer_id(), text("contract_id"), text("product"),
      opt("department"), day("start_on"), day("end_on", True, event=False), amount("mrr", low=0), text("currency"),
      whole("seats", low=0), amount("list_mrr", True), word("kind", "paid trial free usage service", True),
      day("cancelled_on", True), opt("churn_reason"), moment("recorded_at", True))
table("contract", "contract_id", text("contract_id"), customer_id(), day("term_end", True, event=False),
      flag("auto_renew"), whole("notice_days", low=0), opt("previous_contract_id"))
table("team", "team_id", text("team_id"), text("name"), text("function"), opt("region"), opt("lead", personal=True))
table("csm", "csm_id", text("csm_id"), text("name", personal=True), opt("email", personal=True),
      text("team_id", refers="team"))
table("contact", "contact_id", text("contact_id"), customer_id(), text("name", personal=True),
      word("role", "champion sponsor user billing"), day("left_on", True))
table("assignment", "customer_id from_on", customer_id(), text("team_id", refers="team"), opt("csm_id", refers="csm"),
      day("from_on"), day("to_on", True, event=False))
table("attribute_history", "customer_id attribute from_on", customer_id(), text("attribute"), opt("value"),
      day("from_on"))
table("renewal", "renewal_id", text("renewal_id"), text("contract_id", refers="contract"), customer_id(),
      day("due_on", event=False), day("decided_on", True), word("status", "open renewed lost"), amount("arr_due"),
      amount("arr_renewed", True), text("currency"), opt("owner_id"))
table("renewal_forecast", "renewal_id as_of_on", text("renewal_id", refers="renewal"), day("as_of_on"),
      word("category", "commit best_case at_risk"), amount("arr_expected"))
table("usage_week", "customer_id week_on feature", customer_id(), day("week_on"), text("feature"),
      whole("active_users", low=0), whole("events", False, low=0))
table("health_score", "customer_id scored_on component", customer_id(), day("scored_on"), opt("component"),
      number("score", False, 0, 100))
table("pulse", "pulse_id", text("pulse_id"), customer_id(), day("recorded_on"), opt("csm_id", refers="csm"),
      whole("rating", False, 1, 5), opt("note", personal=True))
table("touch", "touch_id", text("touch_id"), customer_id(), day("occurred_on"), text("function"),
      word("kind", TOUCHES), opt("csm_id", refers="csm"), opt("contact_id", refers="contact"),
      opt("playbook_id", refers="playbook"), flag("delivered"), flag("opened"), flag("clicked"))
table("ticket", "ticket_id", text("ticket_id"), customer_id(), moment("opened_at"), moment("first_response_at", True),
      moment("closed_at", True), whole("severity", False, 1, 4), number("csat"), flag("escalated"))
table("survey", "survey_id", text("survey_id"), customer_id(), day("sent_on", True), day("answered_on", True),
      word("kind", "nps csat ces"), number("score"), opt("verbatim", personal=True))
table("onboarding", "onboarding_id", text("onboarding_id"), customer_id(), text("product"), day("started_on"),
      day("target_on", True, event=False), day("first_value_on", True), day("basic_done_on", True),
      day("deep_done_on", True))
table("outcome", "outcome_id", text("outcome_id"), customer_id(), text("goal"), text("measure"), number("baseline"),
      number("target", False), number("actual"), day("agreed_on"), day("due_on", True, event=False),
      day("reviewed_on", True), word("status", "open reached missed"))
table("feedback", "feedback_id", text("feedback_id"), customer_id(), day("submitted_on"), text("theme"),
      day("shipped_on", True), day("told_on", True))
table("opportunity", "opportunity_id", text("opportunity_id"), customer_id(True), opt("contract_id"),
      word("kind", "new upsell cross_sell service"), text("source_function"), text("sold_by", personal=True),
      amount("arr"), text("currency"), number("discount"), day("created_on"), day("closed_on", True), flag("won"),
      opt("referred_by"), day("handoff_on", True), flag("handoff_complete"))
table("invoice", "invoice_id", text("invoice_id"), customer_id(), day("due_on", event=False), day("paid_on", True),
      amount("amount"), text("currency"))
table("partner", "partner_id", text("partner_id"), text("name"), opt("tier"))
table("cost_month", "month_on function kind segment partner_id", day("month_on"), text("function"),
      word("kind", "acquisition retention expansion delivery"), opt("segment"), opt("partner_id", refers="partner"),
      amount("amount"), text("currency"))
table("fx_rate", "currency", text("currency"), _column("to_reporting", RATE))
table("playbook", "playbook_id", text("playbook_id"), text("function"), text("name"), day("written_on", True),
      day("revised_on", True), flag("has_measure"), flag("has_target"))
table("assessment", "function capability assessed_on", text("function"), text("capability"), day("assessed_on"),
      whole("level", False, 1, 5), text("assessor", personal=True), opt("evidence"))

TABLES: dict[str, Table] = {made.name: made for made in METADATA.sorted_tables}


def contract_columns(name: str) -> dict[str, Column[Any]]:
    """The declared columns of a table by name, in the contract's order. KeyError for a table it does not know."""
    return {column.name: column for column in TABLES[name].columns}


def words(column: Column[Any]) -> tuple[str, ...]:
    """The words a column may hold; empty where the contract lists none."""
    return tuple(column.type.enums) if isinstance(column.type, Enum) else ()
