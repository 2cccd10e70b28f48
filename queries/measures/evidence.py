"""What is evidence of a level of maturity: measures over what each function did, as known on each day.

Windows end with the day: what a function did is counted over 90 days, what takes its time (handoffs, outcomes, voices,
feedback) over longer ones, as said at each; where something has time to follow, the window ends so much earlier.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, Select, and_, exists, func, literal, select, union_all

from queries.measures import evidence_playbooks
from queries.measures.family import WINDOW, Ask, Family, counted, number, served_customers, touches, within
from queries.measures.known import local
from queries.measures.population import facts, health, sunday_of

YEAR, HALF, FOLLOW, SETTLED = 365, 180, 30, 14
SEVERE = 2


def _grouped(rows: Any, top: Any, function: Any = None) -> Select[Any]:
    """The rows counted by day, function and cell: all of them below, `top` above."""
    of = rows.c.function if function is None else literal(function)
    return select(rows.c.day, of.label("function"), rows.c.cell, top.label("numerator"),
                  func.count().label("denominator"), func.count().label("n")).group_by(
        rows.c.day, *([rows.c.function] if function is None else []), rows.c.cell)


def _red(days: int) -> Any:
    def statement(ask: Ask) -> Select[Any]:
        """Of the customers that turned red in the last 90 days and had 14 days since, those that the function reached
        within so many days: people spoke, or what was sent was opened.
        """
        seen, function = touches(ask), ask.once("asked_function", lambda: _functions(ask))
        turned = ask.once("turned_red", lambda: _turned_red(ask))
        heard = select(seen.c.function, turned.c.day, turned.c.customer_key, turned.c.week_day).join_from(
            turned, seen, seen.c.customer_key == turned.c.customer_key).where(
            seen.c.met, seen.c.day > turned.c.week_day, seen.c.day <= turned.c.week_day + days).distinct().cte(
            f"heard_{days}")
        reached = heard.c.customer_key.label("heard")
        rows = select(turned.c.day, function.c.function, turned.c.cell, reached).select_from(
            turned.join(function, literal(True)).outerjoin(heard, and_(
                heard.c.function == function.c.function, heard.c.day == turned.c.day,
                heard.c.customer_key == turned.c.customer_key, heard.c.week_day == turned.c.week_day))).cte(
            f"red_rows_{days}")
        return _grouped(rows, func.count(rows.c.heard))
    return statement


def _turned_red(ask: Ask) -> CTE:
    customers, now, before = ask.customers(), health("band").alias("now"), health("band").alias("before")
    return select(customers.c.day, customers.c.cell, customers.c.customer_key, now.c.week_day).join_from(
        customers, now, now.c.customer_key == customers.c.customer_key).join(
        before, and_(before.c.customer_key == now.c.customer_key, before.c.week_day == now.c.week_day - 7)).where(
        now.c.band == "red", before.c.band != "red",
        *within(now.c.week_day, customers, WINDOW + SETTLED, SETTLED)).cte("turned_red")


def _functions(ask: Ask) -> CTE:
    return union_all(*(select(literal(each).label("function")) for each, _ in ask.words)).cte("asked_function")


def _handoff(ask: Ask) -> Select[Any]:
    """Of the new customers won 14 to 180 days ago, by the function that brought them, those handed over completely by
    the day.
    """
    customers = ask.customers()
    deal = facts("opportunity", "source_function", "closed_on", "won", "handoff_on", "handoff_complete", "kind")
    rows = select(customers.c.day, customers.c.on_day, customers.c.cell, ask.function(deal.c.source_function).label(
        "function"), deal.c.handoff_on, deal.c.handoff_complete).join_from(
        customers, deal, deal.c.customer_key == customers.c.customer_key).where(
        deal.c.won, deal.c.kind == "new", *within(number(deal.c.closed_on), customers, HALF, SETTLED)).cte("won_deal")
    return _grouped(rows, counted(and_(rows.c.handoff_complete, rows.c.handoff_on <= rows.c.on_day))).where(
        rows.c.function.is_not(None))


def _onboarding_followed(ask: Ask) -> Select[Any]:
    """Of the onboardings whose basic step was done 30 to 210 days ago, those that services were in touch with, other
    than for onboarding, within 30 days.
    """
    customers, step, contact = ask.customers(), facts("onboarding", "onboarding_id", "basic_done_on"), touches(ask)
    rows = select(customers.c.day, customers.c.cell, step.c.customer_key, number(step.c.basic_done_on).label("done")
                  ).join_from(customers, step, step.c.customer_key == customers.c.customer_key).where(
        *within(number(step.c.basic_done_on), customers, HALF + FOLLOW, FOLLOW)).cte("onboarded")
    return _grouped(rows, counted(exists().where(
        contact.c.customer_key == rows.c.customer_key, contact.c.function == "services",
        contact.c.kind != "onboarding", contact.c.day > rows.c.done,
        contact.c.day <= rows.c.done + FOLLOW)), "services")


def _severe_followed(ask: Ask) -> Select[Any]:
    """Of the severe tickets (severity 1 or 2) opened 14 to 104 days ago, those whose customer services were in touch
    with within 14 days.
    """
    customers, ticket, contact = ask.customers(), facts("ticket", "opened_at", "severity"), touches(ask)
    rows = select(customers.c.day, customers.c.cell, ticket.c.customer_key, local(ticket.c.opened_at).label("opened")
                  ).join_from(customers, ticket, ticket.c.customer_key == customers.c.customer_key).where(
        ticket.c.severity <= SEVERE, *within(local(ticket.c.opened_at), customers, WINDOW + SETTLED, SETTLED)
    ).cte("severe")
    return _grouped(rows, counted(exists().where(
        contact.c.customer_key == rows.c.customer_key, contact.c.function == "services",
        contact.c.day >= rows.c.opened, contact.c.day <= rows.c.opened + SETTLED)), "support")


def _csat(ask: Ask) -> Select[Any]:
    """Of the tickets closed in the last 90 days, those with an answer of the customer."""
    customers, ticket = ask.customers(), facts("ticket", "closed_at", "csat")
    rows = select(customers.c.day, customers.c.cell, ticket.c.csat).join_from(
        customers, ticket, ticket.c.customer_key == customers.c.customer_key).where(
        *within(local(ticket.c.closed_at), customers, WINDOW)).cte("closed")
    return _grouped(rows, func.count(rows.c.csat), "support")


def _feedback(answered: bool) -> Any:
    def statement(ask: Ask) -> Select[Any]:
        """answered: of what was asked for 90 to 455 days ago, what has shipped by the day. closed: of what shipped 14
        to 365 days ago, that of which the customer has been told.
        """
        customers, given = ask.customers(), facts("feedback", "submitted_on", "shipped_on", "told_on")
        since = number(given.c.submitted_on if answered else given.c.shipped_on)
        reach = (YEAR + WINDOW, WINDOW) if answered else (YEAR, SETTLED)
        rows = select(customers.c.day, customers.c.on_day, customers.c.cell, given.c.shipped_on, given.c.told_on
                      ).join_from(customers, given, given.c.customer_key == customers.c.customer_key).where(
            *within(since, customers, *reach)).cte("feedback_answered" if answered else "feedback_closed")
        done = rows.c.shipped_on if answered else rows.c.told_on
        return _grouped(rows, counted(done <= rows.c.on_day), "product")
    return statement


def _use_seen(ask: Ask) -> Select[Any]:
    """Of the active customers those whose use of the last four weeks is known, on the day's last Sunday."""
    customers, known = ask.customers(), health("events")
    rows = select(customers.c.day, customers.c.cell, known.c.events).select_from(customers.outerjoin(known, and_(
        known.c.customer_key == customers.c.customer_key, known.c.week_day == sunday_of(customers)))).cte("use_rows")
    return _grouped(rows, func.count(rows.c.events), "product")


def _agreed(ask: Ask) -> Select[Any]:
    """Of the customers served, those with an outcome agreed in the last 365 days."""
    rows, given = served_customers(ask), facts("outcome", "agreed_on")
    return _grouped(rows, counted(exists().where(
        given.c.customer_key == rows.c.customer_key, *within(number(given.c.agreed_on), rows, YEAR))))


def _heard(ask: Ask) -> Select[Any]:
    """Of the customers served, those that answered a survey in the last 365 days."""
    rows, given = served_customers(ask), facts("survey", "answered_on")
    return _grouped(rows, counted(exists().where(
        given.c.customer_key == rows.c.customer_key, *within(number(given.c.answered_on), rows, YEAR))))


def _outcomes(column: str, first: int, last: int) -> Any:
    def statement(ask: Ask) -> Select[Any]:
        """reviewed: of the outcomes of customers served that were due 30 to 395 days ago, those reviewed by the day.
        reached: of those reviewed in the last 365 days, those reached.
        """
        seen, given = served_customers(ask), facts("outcome", "due_on", "reviewed_on", "status")
        rows = select(seen.c.day, seen.c.on_day, seen.c.function, seen.c.cell, given.c.reviewed_on, given.c.status
                      ).join_from(seen, given, given.c.customer_key == seen.c.customer_key).where(
            *within(number(given.c[column]), seen, first, last)).cte(f"outcome_{column}")
        done = rows.c.reviewed_on <= rows.c.on_day if column == "due_on" else rows.c.status == "reached"
        return _grouped(rows, counted(done))
    return statement


TOUCH, OUTCOME = ("touch", "occurred_on"), ("outcome", "agreed_on")
FAMILIES: dict[str, Family] = {each.key: each for each in (
    *evidence_playbooks.FAMILIES,
    Family("red_contact_7", ("touch",), _red(7), (TOUCH,)),
    Family("red_contact_14", ("touch",), _red(14), (TOUCH,)),
    Family("handoff", ("opportunity", "opportunity.handoff_complete"), _handoff, (("opportunity", "handoff_on"),)),
    Family("onboarding_followed", ("onboarding", "touch"), _onboarding_followed, (TOUCH,)),
    Family("severe_followed", ("ticket", "touch"), _severe_followed, (TOUCH,)),
    Family("csat_known", ("ticket",), _csat),
    Family("feedback_answered", ("feedback",), _feedback(True)),
    Family("feedback_closed", ("feedback",), _feedback(False)),
    Family("use_seen", ("usage_week",), _use_seen, (("usage_week", "week_on"),)),
    Family("agreed", ("outcome",), _agreed, (OUTCOME,)),
    Family("reviewed", ("outcome",), _outcomes("due_on", YEAR + FOLLOW, FOLLOW)),
    Family("reached", ("outcome",), _outcomes("reviewed_on", YEAR, 0)),
    Family("heard", ("survey",), _heard, (("survey", "answered_on"),)),
)}
