"""Measures of what the board itself keeps: whether what was decided is done, whether the charter is looked at. Pure.

The store answers, not the warehouse; the rows are those of `measured`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from data.days import last_sunday
from data.store import Record
from queries.lpm import wilson
from queries.measures.model import Better, Kind

COLUMNS = ("measure", "on", "value", "numerator", "denominator", "n", "low", "high", "reason", "missing")
QUARTER, WEEKS = 91, 13
Told = tuple[int, int]


@dataclass(frozen=True)
class Kept:
    """One measure of the store. kinds: the records it is read from. told: of these, on a day, how many of how many."""

    key: str
    function: str
    kinds: tuple[str, ...]
    told: Callable[[tuple[Record, ...], date], Told]
    kind: Kind = "share"
    better: Better = "up"


def _on_time(records: tuple[Record, ...], day: date) -> Told:
    """Decisions and actions due in the 91 days up to the day and not dropped: those done by their day ÷ all."""
    due = [(_day(each, "due_on"), _day(each, "done_on")) for each in records if each.get("status") != "dropped"]
    asked = [(by, done) for by, done in due if by is not None and day - timedelta(days=QUARTER) < by <= day]
    return sum(done is not None and done <= by for by, done in asked), len(asked)


def _reviewed(records: tuple[Record, ...], day: date) -> Told:
    """Of the last 13 weeks that have ended by the day, since the first that was ever reviewed, those with a meeting at
    which somebody was present. A week is named by its Sunday; a record belongs to the week of its key.
    """
    held = {_week_of(date.fromisoformat(each.key)) for each in records if each.get("present")}
    last = last_sunday(day)
    weeks = [last - timedelta(days=7 * back) for back in range(WEEKS)]
    asked = [week for week in weeks if held and week >= min(held)]
    return sum(week in held for week in asked), len(asked)


def _week_of(day: date) -> date:
    """The Sunday that ends the week of a day."""
    return day + timedelta(days=6 - day.weekday())


def _day(record: Record, name: str) -> date | None:
    given = record.get(name)
    return date.fromisoformat(str(given)) if given else None


KEPT: dict[str, Kept] = {each.key: each for each in (
    Kept("charter_reviewed", "company", ("review",), _reviewed),
    Kept("decisions_on_time", "company", ("decision", "action"), _on_time),
)}


def kept(records: tuple[Record, ...], keys: tuple[str, ...], days: tuple[date, ...]) -> pd.DataFrame:
    """Grain: measure × day, in the order asked. Columns as those of `measured`; shares with Wilson's 95 % interval.

    records: of all kinds that the measures are read from. reason: no_records where nothing was kept by the day, with
    the kinds that would answer in `missing`. KeyError for an unknown measure.
    """
    made = []
    for key in keys:
        own = tuple(each for each in records if each.kind in KEPT[key].kinds)
        made += [(key, day, *_figure(*KEPT[key].told(own, day), KEPT[key].kinds)) for day in days]
    return pd.DataFrame(made, columns=list(COLUMNS))


def _figure(top: int, bottom: int, kinds: tuple[str, ...]) -> tuple[object, ...]:
    if not bottom:
        return None, None, None, 0, None, None, "no_records", kinds
    return top / bottom, top, bottom, bottom, *wilson(top, bottom), None, ()
