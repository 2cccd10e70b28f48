"""How often a source usually has something new, and whether it is late. The one definition, for loads and the board.

A source's *event days* are the distinct days on which something happened in it, by the contract's event columns, not
after the day on which it was loaded: what was known to come is not news. Its *usual rhythm* is taken from the gaps
between its event days of the last 400 days (so that a source that reports once a quarter has five): the typical gap
is their median, the longest usual gap is the one that 95 % of them do not exceed; both are gaps that occurred.
Fewer than five event days are too few to know a rhythm: unknown stays unknown.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import Literal

from sqlalchemy import DateTime

from data import zones
from data.contract import TABLES

WINDOW_DAYS = 400
FEWEST_DAYS = 5
TYPICAL, LONGEST = 0.5, 0.95
QUIET_TIMES, QUIET_DAYS = 2, 7

Status = Literal["on_time", "late", "silent", "unknown"]


@dataclass(frozen=True)
class Rhythm:
    """The gaps of one source in days; null where its event days are too few. `days`: how many the window holds."""

    newest: date | None
    days: int
    typical: int | None
    longest: int | None


def rhythm(days: Iterable[date]) -> Rhythm:
    """The rhythm of a source's event days, in any order, repeats counted once."""
    known = sorted(set(days))
    if not known:
        return Rhythm(None, 0, None, None)
    recent = [day for day in known if (known[-1] - day).days <= WINDOW_DAYS]
    if len(recent) < FEWEST_DAYS:
        return Rhythm(known[-1], len(recent), None, None)
    gaps = sorted((later - earlier).days for earlier, later in pairwise(recent))
    return Rhythm(known[-1], len(recent), _at(gaps, TYPICAL), _at(gaps, LONGEST))


def _at(gaps: Sequence[int], share: float) -> int:
    """The smallest gap that this share of all gaps does not exceed."""
    return gaps[ceil(share * len(gaps)) - 1]


def silence(table: str, newest: date, today: date) -> int:
    """Days since the newest event, 0 while its own period lasts: a week's row speaks for the week to its Sunday."""
    columns = TABLES[table].columns
    end = newest
    if "week_on" in columns:
        end = newest + timedelta(days=6 - newest.weekday())
    elif "month_on" in columns:
        end = newest.replace(day=calendar.monthrange(newest.year, newest.month)[1])
    return max(0, (today - end).days)


def status(found: Rhythm, silent: int) -> Status:
    """On time up to the longest usual gap; silent beyond twice that and a week; late in between."""
    if found.longest is None:
        return "unknown"
    if silent <= found.longest:
        return "on_time"
    return "silent" if silent > quiet_limit(found.longest) else "late"


def quiet_limit(longest: int) -> int:
    """The silence in days beyond which a source counts as silent."""
    return max(QUIET_TIMES * longest, QUIET_DAYS)


def event_days_sql(table: str, given: Collection[str], until: date) -> str | None:
    """SQL for the newest event days of a contract table, in the column `day`; null for a table without any.

    `given`: the columns that the table has. Days after `until` are left out; moments count in the company's time zone.
    """
    days = [_day(column.name, isinstance(column.type, DateTime)) for column in TABLES[table].columns
            if column.info.get("event") and column.name in given]
    if not days:
        return None
    every = " UNION ".join(f"SELECT {day} AS day FROM contract.{table}" for day in days)
    return (f"SELECT DISTINCT day FROM ({every}) AS every_day WHERE day <= DATE '{until}' "
            f"ORDER BY day DESC LIMIT {WINDOW_DAYS + 1}")


def _day(name: str, is_moment: bool) -> str:
    if not is_moment:
        return f"CAST({name} AS DATE)"
    return f"CAST({zones.local_sql(name)} AS DATE)"
