"""Fit, agreed goals, and who stays: measures of the customers themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, null, select

from queries.conditions import spells
from queries.measures.model import CUSTOMER_SUCCESS, Better, Measure
from queries.measures.population import facts, population, rows
from queries.measures.told import Days, Rows, given, of_rows, share, things, windows, year_ago
from queries.scope import Scope

FIT, GOOD = "icp_fit", "good"
YEAR = 365
UNITS = ("customer", "contract", "product", "department")
"""The units in which churn is laid side by side."""


def _fit(scope: Scope, days: Days) -> Select[Any]:
    here = population(scope, days, (FIT,))
    return of_rows(here, here, case((given(here, FIT).is_not(None), given(here, FIT) == GOOD)))


def _kept(good: bool) -> Rows:
    """Whether a customer active twelve months before, of good fit by its label of then (or of another), is active."""

    def made(scope: Scope, days: Days) -> Select[Any]:
        base = population(scope, days, (FIT,), opening=True)
        of = given(base, FIT) == GOOD if good else given(base, FIT) != GOOD
        return _stays(base, base).where(of)

    return made


def _changed(changed: bool) -> Rows:
    """The same of customers whose CSM had (or had not) changed in the 180 days up to then."""

    def made(scope: Scope, days: Days) -> Select[Any]:
        base, then, spell = population(scope, days, opening=True), year_ago(days), spells()
        held = and_(spell.c.customer_key == base.c.customer_key, spell.c.condition == literal("csm_change"),
                    spell.c.from_day <= then.c.d0, spell.c.to_day > then.c.d0)
        joined = base.join(then, then.c.day == base.c.day).join(spell, held)
        return _stays(base, joined).where(spell.c.holds if changed else not_(spell.c.holds))

    return made


def _stays(base: Any, source: Any) -> Select[Any]:
    """The ARR is that of the base: who left has none any more."""
    return select(base.c.day, base.c.customer_key, base.c.arr0.label("arr"), base.c.label_id,
                  (base.c.arr > 0).label("holds")).select_from(source)


def _agreed(scope: Scope, days: Days) -> Select[Any]:
    """A goal agreed by the day, and not reviewed yet or in the last 365 days: an older one says nothing of today."""
    columns = ("agreed_on", "reviewed_on")
    here, goal, window = population(scope, days), facts("outcome", *columns), windows(days, YEAR)
    fresh = and_(goal.c.agreed_on <= window.c.on_day,
                 (goal.c.reviewed_on.is_(None)) | (goal.c.reviewed_on > window.c.since))
    kept = select(window.c.day, goal.c.customer_key).distinct().select_from(goal.join(window, fresh)).subquery("kept")
    first = select(func.min(facts("outcome", *columns, name="seen").c.agreed_on)).scalar_subquery()
    joined = here.join(window, and_(window.c.day == here.c.day, window.c.on_day >= first)).outerjoin(
        kept, and_(kept.c.day == here.c.day, kept.c.customer_key == here.c.customer_key))
    return of_rows(here, joined, kept.c.customer_key.is_not(None))


def _looked_at(goal: Any, window: Any) -> ColumnElement[Any]:
    """A goal that was reached or missed on an unknown day was looked at on one: nobody can tell by when."""
    undated = and_(goal.c.reviewed_on.is_(None), goal.c.status != "open")
    return case((undated, null()), else_=and_(goal.c.reviewed_on.is_not(None), goal.c.reviewed_on <= window.c.on_day))


def _units(scope: Scope, days: Days) -> Select[Any]:
    """How many of UNITS can be counted: a department only where one is given."""
    base, line = population(scope, days, opening=True), rows("subscription", "department")
    department = case((exists(select(literal(1)).select_from(line).where(line.c.department.is_not(None))), 1), else_=0)
    counted = func.max(department) + (len(UNITS) - 1)
    return select(base.c.day, counted.label("numerator"), null().label("denominator"),
                  literal(len(UNITS)).label("n")).group_by(base.c.day)


ROWS: dict[str, Rows] = {
    "fit_good": _fit,
    "kept_good_fit": _kept(True),
    "kept_other_fit": _kept(False),
    "after_csm_change": _changed(True),
    "kept_same_csm": _changed(False),
    "outcome_agreed": _agreed,
    "outcome_reached": things("outcome", ("reviewed_on", "status"), "reviewed_on", YEAR,
                              lambda goal, window: goal.c.status == "reached",
                              lambda goal: (goal.c.status.in_(("reached", "missed")),)),
    "outcome_reviewed": things("outcome", ("due_on", "reviewed_on", "status"), "due_on", YEAR, _looked_at),
}
OWNERS = "assignment|attribute_history"
PLAN: tuple[tuple[str, Better, str, tuple[str, ...]], ...] = (
    ("fit_good", "up", "sales", ("customer.icp_fit",)),
    ("kept_good_fit", "up", "sales", ("customer.icp_fit",)),
    ("kept_other_fit", "none", "sales", ("customer.icp_fit",)),
    ("after_csm_change", "up", CUSTOMER_SUCCESS, (OWNERS,)),
    ("kept_same_csm", "none", CUSTOMER_SUCCESS, (OWNERS,)),
    ("outcome_agreed", "up", CUSTOMER_SUCCESS, ("outcome",)),
    ("outcome_reached", "up", CUSTOMER_SUCCESS, ("outcome.reviewed_on",)),
    ("outcome_reviewed", "up", CUSTOMER_SUCCESS, ("outcome.due_on",)),
)
MEASURES = (
    *(share(key, better, function, needs, ROWS[key]) for key, better, function, needs in PLAN),
    Measure("churn_units", "count", "up", "company", (), _units),
)
