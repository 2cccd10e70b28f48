"""What is known on a day of what a customer wanted (outcome) and of how it feels (survey): rows to count from. Pure.

CO, customer outcome: of goals agreed by the day that are undecided or were decided in the last 365 days. CX, customer
experience: the latest answers of the last 365 days. Definitions: docs/definitions.md, Outcomes and experience.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, and_, case, cast, func, literal, or_, select

from queries import dialects, tables
from queries.measures.known import YEAR, number
from queries.measures.population import facts

STATES = ("reached", "missed", "on_track", "behind", "overdue", "untold", "undated")
"""Of one goal. overdue: past its day and not reviewed; untold: open, and nobody looked at it lately; undated: decided
on a day that nobody wrote down, so that by when is not known.
"""
STANDINGS = ("reached", "on_track", "behind", "missed", "overdue", "untold", "undated", "none")
"""Of one customer, by its goals: the first of these that any of them is in; none: nothing agreed."""
GOOD, BAD, UNTOLD = ("reached", "on_track"), ("behind", "missed"), ("overdue", "untold", "undated", "none")
CORNERS = ("good", "poor", "unknown")
LOOKED = 180
"""Days for which a look at an open goal says where it stands."""
FEELS = {"nps": 7, "csat": 4, "ces": 5}
"""From which score on an answer is a good one: NPS 0-10, CSAT 1-5, effort 1-7 (7: easy)."""
HAIR = 1e-9


def goals(day: date, latest: bool, name: str = "goal") -> Subquery:
    """Grain: goal that counts on a day. Columns customer_key, state (one of STATES).

    `latest`: whether the day is the data's newest, on which what was decided without a date is decided all the same.
    """
    goal, on = facts("outcome", "baseline", "target", "actual", "agreed_on", "due_on", "reviewed_on", "status",
                     name=f"{name}_row"), tables.day_number(day)
    agreed, due, looked = (number(goal.c[key]) for key in ("agreed_on", "due_on", "reviewed_on"))
    closed, dated = goal.c.status != "open", goal.c.reviewed_on.is_not(None)
    decided = and_(closed, or_(looked <= on, and_(~dated, literal(latest))))
    recent = or_(~dated, looked > on - YEAR)
    state = case(
        (decided, goal.c.status), (and_(closed, ~dated), literal("undated")), (due < on, literal("overdue")),
        (_on_way(goal, agreed, due, func.coalesce(looked, literal(on)), on, latest), _way(goal, agreed, due, on)),
        else_=literal("untold"))
    return select(goal.c.customer_key, state.label("state")).where(
        agreed <= on, or_(~decided, recent)).subquery(name)


def _on_way(goal: Any, agreed: Any, due: Any, looked: Any, on: int, latest: bool) -> ColumnElement[bool]:
    """Whether anybody can tell how far an open goal has come."""
    fresh = and_(looked <= on, looked > on - LOOKED, or_(goal.c.reviewed_on.is_not(None), literal(latest)))
    covered = _covered(goal)
    return and_(fresh, goal.c.status == "open", covered.is_not(None), or_(covered >= 1 - HAIR, due > agreed))


def _covered(goal: Any) -> ColumnElement[Any]:
    """The part of the way from the baseline to the target; null where no way is known."""
    return dialects.ratio(goal.c.actual - goal.c.baseline, goal.c.target - goal.c.baseline)


def _way(goal: Any, agreed: Any, due: Any, on: int) -> ColumnElement[Any]:
    """On track: at least as much of the way is covered as of the time had passed when it was looked at."""
    looked = func.coalesce(number(goal.c.reviewed_on), literal(on))
    passed = dialects.ratio(looked - agreed, due - agreed)
    ahead = or_(_covered(goal) >= 1 - HAIR, _covered(goal) >= passed - HAIR)
    return case((ahead, literal("on_track")), else_=literal("behind"))


def standings(day: date, latest: bool, name: str = "standing") -> Subquery:
    """Grain: customer with a goal that counts. Columns customer_key, standing, agreed, and a count of each state."""
    goal = goals(day, latest, f"{name}_goal")
    counts = {state: func.sum(case((goal.c.state == state, 1), else_=0)) for state in STATES}
    first: ColumnElement[Any] = case(
        *((counts[state] > 0, literal(state)) for state in STANDINGS if state in counts), else_=literal("none"))
    return select(goal.c.customer_key, first.label("standing"), func.count().label("agreed"),
                  *(cast(each, Integer).label(state) for state, each in counts.items())).group_by(
        goal.c.customer_key).subquery(name)


def answers_of(day: date, name: str = "answer") -> Subquery:
    """Grain: survey answered in the 365 days up to a day. Columns customer_key, kind, score, answered_day, good."""
    given, on = facts("survey", "answered_on", "kind", "score", name=f"{name}_row"), tables.day_number(day)
    answered = number(given.c.answered_on)
    good = case(*((given.c.kind == kind, given.c.score >= least) for kind, least in FEELS.items()))
    return select(given.c.customer_key, given.c.kind, given.c.score, answered.label("answered_day"),
                  case((good, 1), else_=0).label("good")).where(
        given.c.score.is_not(None), answered <= on, answered > on - YEAR, given.c.kind.in_(FEELS)).subquery(name)


def feelings(day: date, name: str = "feeling") -> Subquery:
    """Grain: customer that answered in the 365 days. Columns customer_key, felt (good: every answer of its latest day
    is a good one; else poor), answered_day.
    """
    given = answers_of(day, f"{name}_answer")
    last = func.rank().over(partition_by=given.c.customer_key, order_by=given.c.answered_day.desc()).label("place")
    ranked = select(given.c.customer_key, given.c.good, given.c.answered_day, last).subquery(f"{name}_ranked")
    felt = case((func.min(ranked.c.good) == 1, literal("good")), else_=literal("poor"))
    last_day = func.max(ranked.c.answered_day).label("answered_day")
    return select(ranked.c.customer_key, felt.label("felt"), last_day).where(
        ranked.c.place == 1).group_by(ranked.c.customer_key).subquery(name)


def corner(standing: Any) -> ColumnElement[Any]:
    """CO of a standing: good, poor, unknown; a customer without any is unknown."""
    return case((standing.in_(GOOD), literal("good")), (standing.in_(BAD), literal("poor")), else_=literal("unknown"))


def around(rows: Any, key: Any, day: date, latest: bool, name: str = "") -> tuple[Any, Any, Any]:
    """Rows of customers with what is known of both joined: what to read from, the standings, the feelings."""
    standing, feeling = standings(day, latest, f"standing{name}"), feelings(day, f"feeling{name}")
    source = rows.outerjoin(standing, standing.c.customer_key == key).outerjoin(
        feeling, feeling.c.customer_key == key)
    return source, standing, feeling


def told(standing: Any, feeling: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Both, never null: the standing (none where nothing is agreed) and the feeling (unknown)."""
    return (func.coalesce(standing.c.standing, literal("none")), func.coalesce(feeling.c.felt, literal("unknown")))

