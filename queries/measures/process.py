"""Playbooks and who takes part: measures of how the company itself works."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, null, or_, select, union_all

from queries.measures.model import CUSTOMER_SUCCESS, FUNCTIONS, Measure
from queries.measures.population import dates, facts, population, rows
from queries.measures.told import Days, Rows, recorded, share, things, windows, within
from queries.scope import Scope

PLANNED = ("qbr", "onboarding", "training", "check_in", "executive")
"""Contacts that can follow a playbook; an e-mail or a webinar is none by itself."""
QUARTER = 91


def _written(scope: Scope, days: Days) -> Select[Any]:
    """Playbooks written by the day ÷ all playbooks. They belong to no customer: filters leave them as they are."""
    asked, book = dates(days), rows("playbook", "written_on")
    written = func.sum(case((book.c.written_on <= asked.c.on_day, 1), else_=0))
    return select(asked.c.day, written.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(asked.join(book, literal(True))).group_by(asked.c.day)


def _measured(scope: Scope, days: Days) -> Select[Any]:
    """Playbooks with a measure and a target ÷ those of which both are told and that stood on the day as they stand
    now: one written or revised later may have had others then, or none.
    """
    asked, book = dates(days), rows("playbook", "written_on", "revised_on", "has_measure", "has_target")
    changed = func.coalesce(book.c.revised_on, book.c.written_on)
    stands = and_(or_(changed.is_(None), changed <= asked.c.on_day), book.c.has_measure.is_not(None),
                  book.c.has_target.is_not(None))
    both = func.sum(case((and_(book.c.has_measure, book.c.has_target), 1), else_=0))
    return select(asked.c.day, both.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(asked.join(book, stands)).group_by(asked.c.day)


def _active(scope: Scope, days: Days) -> Select[Any]:
    """Of the seven functions those that met a customer, or wrote or revised a playbook, in the 91 days to the day."""
    window, here = windows(days, QUARTER), population(scope, days)
    touch, book = facts("touch", "function", "occurred_on"), rows("playbook", "function", "written_on", "revised_on")
    met = select(window.c.day, touch.c.function).select_from(
        here.join(window, window.c.day == here.c.day).join(touch, and_(
            touch.c.customer_key == here.c.customer_key, within(touch.c.occurred_on, window))))
    wrote = [select(window.c.day, book.c.function).select_from(window.join(book, within(book.c[column], window)))
             for column in ("written_on", "revised_on")]
    both = union_all(met, *wrote).subquery("took_part")
    seven = case((both.c.function.in_(FUNCTIONS), both.c.function))
    count = func.count(func.distinct(seven))
    return select(window.c.day, count.label("numerator"), null().label("denominator"),
                  literal(len(FUNCTIONS)).label("n")).select_from(
        window.outerjoin(both, both.c.day == window.c.day)).where(_begun(window)).group_by(window.c.day)


def _begun(window: Any) -> Any:
    """Whether contacts or playbooks were recorded as long ago as the window begins."""
    touch, book = rows("touch", "occurred_on", name="first_touch"), rows("playbook", "written_on", name="first_book")
    return or_(recorded(touch.c.occurred_on, window), recorded(book.c.written_on, window))


ROWS: dict[str, Rows] = {
    "playbook_run": things("touch", ("occurred_on", "kind", "playbook_id", "delivered"), "occurred_on", 90,
                           lambda touch, window: case((func.coalesce(touch.c.delivered, True),
                                                       touch.c.playbook_id.is_not(None))),
                           lambda touch: (touch.c.kind.in_(PLANNED),)),
}
MEASURES = (
    share("playbook_run", "up", CUSTOMER_SUCCESS, ("touch.playbook_id",), ROWS["playbook_run"]),
    Measure("process_written", "share", "up", CUSTOMER_SUCCESS, ("playbook",), _written),
    Measure("process_measured", "share", "up", CUSTOMER_SUCCESS, ("playbook.has_measure", "playbook.has_target"),
            _measured),
    Measure("functions_active", "count", "up", "company", ("touch|playbook",), _active),
)
