"""Targets against figures, measures after decisions and frozen weeks, by the words of their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from queries.oracle.company import Company
from queries.oracle.days import week_end
from queries.oracle.labels import Row
from queries.oracle.retention import retention

HAIR = 1e-9
RATES = ("nrr", "grr", "logo_retention")
SHOWN = (*RATES, "nrr_low", "nrr_high", "grr_low", "grr_high", "logo_low", "logo_high", "arr", "arr_base", "logos",
         "logos_base", "logos_kept")


@dataclass(frozen=True)
class Aim:
    """A target, from where it comes, and by when it is to be reached."""

    value: float
    source: str
    due: date | None


def aims(stored: Iterable[Mapping[str, Any]], plan: Mapping[str, float], goals: Mapping[str, Aim],
         quarter_end: date) -> dict[str, Aim]:
    """By measure the target that counts: what was decided on the board, else the quarter's, else the practice's.
    `stored`: measure, value and due_on as they were entered.
    """
    entered = {str(each["measure"]): Aim(float(each["value"]), "store", _day(each.get("due_on"))) for each in stored}
    return {**goals, **{kpi: Aim(value, "plan", quarter_end) for kpi, value in plan.items()}, **entered}


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def status(value: float | None, aim: Aim, better: str, day: date) -> str:
    """Reached in the good direction; else whether its day has passed. Nothing is said without a figure or direction."""
    if value is None or better == "none":
        return "unknown"
    beyond = aim.value - value if better == "down" else value - aim.value
    if beyond >= -HAIR * max(1.0, abs(aim.value)):
        return "met"
    return "overdue" if aim.due is not None and aim.due < day else "not_met"


def week_figures(company: Company, day: date, first: date) -> Row:
    """What a frozen week keeps of retention: SHOWN, and what ARR changed by in the week; amounts in minor units."""
    row, before = retention(company, day)[0], day - timedelta(days=7)
    gained = row["arr"] - arr_of(company, before) if before >= first else None
    return {**{name: row[name] for name in SHOWN}, "net_new": gained}


def arr_of(company: Company, day: date) -> int:
    return sum(unit.arr(day) for unit in company.units("customer", ()))


def compared_days(decided: date, due: date | None, day: date) -> tuple[date, date | None]:
    """The Sunday of a decision's week, none after the day; its due day, once it has come."""
    return min(week_end(decided), day), due if due is not None and due <= day else None


def direction(change: float | None, better: str) -> str | None:
    if change is None:
        return None
    if change == 0 or better == "none":
        return "none"
    return "better" if (change > 0) == (better == "up") else "worse"


def reviewed(meetings: Iterable[tuple[date, bool]], day: date) -> tuple[int, int]:
    """Of the quarter's weeks that have ended by the day, since the first ever held: those in which somebody met.
    `meetings`: a day of the week, and whether anybody was there.
    """
    held = {monday(on) for on, anybody in meetings if anybody}
    weeks = [monday(week_end(day)) - timedelta(weeks=back) for back in range(13)]
    asked = [week for week in weeks if any(each <= week for each in held)]
    return len(held.intersection(asked)), len(asked)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def on_time(promised: Iterable[Mapping[str, Any]], day: date) -> tuple[int, int]:
    """Of the decisions and actions due in 91 days and not dropped: those that were done by their day."""
    due = [(_day(each.get("due_on")), _day(each.get("done_on"))) for each in promised
           if each.get("status") != "dropped"]
    asked = [(by, done) for by, done in due if by and 0 <= (day - by).days <= 90]
    return sum(done is not None and done <= by for by, done in asked), len(asked)
