"""Evidence from playbooks: what is written, kept up and measured, whether the work follows it, and how evenly.

The contract keeps a playbook's last revision and today's word on measure and target only: on past days a playbook that
was revised since counts by the day it was written, and its measure and target as they are now.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, Select, and_, func, null, or_, select

from queries import dialects
from queries.measures.family import WINDOW, Ask, Family, counted, touches, within
from queries.measures.population import rows as rows_of

YEAR = 365
LEAST = 10
"""A person with fewer contacts than this is not compared with others."""


def _written(ask: Ask) -> CTE:
    """Grain: day × playbook written by then."""
    return ask.once("written_playbook", lambda: _written_by(ask))


def _written_by(ask: Ask) -> CTE:
    day = ask.asked()
    given = rows_of("playbook", "playbook_id", "function", "written_on", "revised_on", "has_measure", "has_target")
    return select(day.c.day, day.c.on_day, ask.function(given.c.function).label("function"), given.c.playbook_id,
                  given.c.written_on, given.c.revised_on, given.c.has_measure, given.c.has_target).join_from(
        day, given, given.c.written_on <= day.c.on_day).cte("written_playbook")


def _of(condition: Any = None) -> Any:
    def statement(ask: Ask) -> Select[Any]:
        """Playbooks written by the day; with a condition, the share of them that fulfils it."""
        rows = _written(ask)
        top = counted(condition(rows)) if condition else func.count()
        below = func.count() if condition else null()
        return select(rows.c.day, rows.c.function, null().label("cell"), top.label("numerator"),
                      below.label("denominator"), func.count().label("n")).where(
            rows.c.function.is_not(None)).group_by(rows.c.day, rows.c.function)
    return statement


def _kept_up(rows: Any) -> Any:
    """Written or revised in the last 365 days."""
    return or_(rows.c.written_on > rows.c.on_day - YEAR, and_(
        rows.c.revised_on > rows.c.on_day - YEAR, rows.c.revised_on <= rows.c.on_day))


def _contacts(ask: Ask) -> CTE:
    """Grain: day × contact of the last 90 days; `planned` where it followed a playbook that was written by then."""
    return ask.once("contact_rows", lambda: _contact_rows(ask))


def _contact_rows(ask: Ask) -> CTE:
    customers, contact = ask.customers(), touches(ask)
    book = rows_of("playbook", "playbook_id", "written_on")
    return select(customers.c.day, customers.c.cell, contact.c.function, contact.c.csm_id,
                  book.c.playbook_id.label("planned")).select_from(
        customers.join(contact, contact.c.customer_key == customers.c.customer_key).outerjoin(book, and_(
            book.c.playbook_id == contact.c.playbook_id, book.c.written_on <= customers.c.on_day))).where(
        contact.c.function.is_not(None), *within(contact.c.day, customers, WINDOW)).cte("contact_rows")


def _run(ask: Ask) -> Select[Any]:
    """Of the contacts of the last 90 days those that followed a written playbook."""
    rows = _contacts(ask)
    return select(rows.c.day, rows.c.function, rows.c.cell, func.count(rows.c.planned).label("numerator"),
                  func.count().label("denominator"), func.count().label("n")).group_by(
        rows.c.day, rows.c.function, rows.c.cell)


def _spread(ask: Ask) -> Select[Any]:
    """How far people lie from the function's share of contacts by playbook, on average over their contacts: CSMs with
    at least 10 contacts, two of them at least. `n` counts people.
    """
    rows = _contacts(ask)
    person = select(rows.c.day, rows.c.function, rows.c.cell, rows.c.csm_id, func.count().label("all"),
                    func.count(rows.c.planned).label("planned")).where(rows.c.csm_id.is_not(None)).group_by(
        rows.c.day, rows.c.function, rows.c.cell, rows.c.csm_id).having(func.count() >= LEAST).cte("person")
    whole = select(person.c.day, person.c.function, person.c.cell, func.sum(person.c.all).label("all"),
                   func.sum(person.c.planned).label("planned")).group_by(
        person.c.day, person.c.function, person.c.cell).cte("people")
    same = and_(whole.c.day == person.c.day, whole.c.function == person.c.function,
                func.coalesce(whole.c.cell, "") == func.coalesce(person.c.cell, ""))
    away = func.sum(func.abs(person.c.planned - dialects.ratio(person.c.all * whole.c.planned, whole.c.all)))
    return select(person.c.day, person.c.function, person.c.cell, away.label("numerator"),
                  func.sum(person.c.all).label("denominator"), func.count().label("n")).join_from(
        person, whole, same).group_by(person.c.day, person.c.function, person.c.cell).having(func.count() > 1)


BOOK = ("playbook", "playbook.written_on")
FAMILIES = (
    Family("written", BOOK, _of(), default=0.0, by_customer=False),
    Family("with_measure", (*BOOK, "playbook.has_measure"), _of(lambda rows: rows.c.has_measure), by_customer=False),
    Family("with_target", (*BOOK, "playbook.has_target"),
           _of(lambda rows: and_(rows.c.has_measure, rows.c.has_target)), by_customer=False),
    Family("revised", BOOK, _of(_kept_up), by_customer=False),
    Family("run", ("touch", *BOOK, "touch.playbook_id"), _run),
    Family("spread", ("touch", "touch.csm_id", *BOOK, "touch.playbook_id"), _spread),
)
