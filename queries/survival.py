"""Survival: how long units stay, counted in whole months from their first active day.

What is counted are additive numbers of units by age (entered, left, still there); the estimates are a few lines over
them (queries/estimate.py). Labels are those of the first active day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, case, cast, false, func, literal, select, true, union_all

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers, grouped
from queries.ages import months_between
from queries.dimensions import Build, build_info, check, dimensions
from queries.estimate import Comparison, compare, estimate
from queries.fiscal import quarter_of
from queries.lives import about_lines, daily, inside, left_out, lives
from queries.runner import run
from queries.scope import Scope

SIDE = "side"
AROUND = 8
"""Quarters looked at on either side of the middle: twelve months lie well within them."""
COLUMNS = ("age", "at_risk", "events", "censored", "entered", "survival", "low", "high")


@answers(grouped())
def curves(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """The survival curve of the scope's units, or one per label of the first day. Raises UnknownFilter.

    Grain: (label ×) month from 0 to the last with anyone at risk. Columns: the label under the key's own name, age,
    at_risk (in sight before that month and not yet gone), events (left in it), censored (still active, last seen in
    it), entered (came into sight in it), survival, low, high (Kaplan-Meier with the 95 % log-log interval, fractions;
    null from the first month on in which nobody was at risk, the interval also at 0). attrs: units, left_out (there on
    the data's first day, since when is unknown), entered_late (units that enter at their age), no_time (of these,
    those that left or were last seen in the very month in which they came into sight: they tell nothing).
    """
    check(scope, dimensions(warehouse), by)
    return _shaped(warehouse, scope, by, None, by)


@answers(WHOLE)
def halves(warehouse: Warehouse, scope: Scope, cut: date) -> pd.DataFrame:
    """Two curves, column side: "older" (first active day before the cut) and "newer" (on it or later)."""
    check(scope, dimensions(warehouse))
    return _shaped(warehouse, scope, None, cut, SIDE)


@dataclass(frozen=True)
class Verdict(Comparison):
    """Newer cohorts against older ones: see Comparison; `cut` is the first day that counts as newer."""

    cut: date
    older_units: int
    newer_units: int


@answers(WHOLE)
def verdict(warehouse: Warehouse, scope: Scope, cut: date, months: int = 12) -> Verdict:
    """Are newer cohorts better or worse than older ones? Log-rank over all ages, the difference at `months` in points.

    reason is null, or why nothing can be said: no_older, no_newer, no_events (nobody left), too_young (nobody of one
    side has been observed to that age); what can still be said is then given, the rest null.
    """
    found = halves(warehouse, scope, cut)
    older, newer = (found[found[SIDE] == side].reset_index(drop=True) for side in ("older", "newer"))
    units = [int(found.attrs["units_by"].get(side, 0)) for side in ("older", "newer")]
    return Verdict(**vars(compare(older, newer, months)), cut=cut, older_units=units[0], newer_units=units[1])


def default_cut(build: Build, as_of: date) -> date:
    """The first day of the fiscal quarter nearest to the middle of the history up to a date.

    Where the history allows it, one that leaves the newer side twelve months to be seen in.
    """
    middle = build.first_day + (as_of - build.first_day) // 2
    start = build.fiscal_year_start
    starts = [quarter_of(middle, start).back(back).first_day(start) for back in range(-AROUND, AROUND + 1)]
    old_enough = [day for day in starts if build.first_day < day <= tables.year_before(as_of)]
    return min(old_enough or starts, key=lambda day: (abs(day - middle), day))


def _shaped(warehouse: Warehouse, scope: Scope, by: str | None, cut: date | None, name: str | None) -> pd.DataFrame:
    edge = build_info(warehouse).first_day
    rows = run(warehouse, statement(scope, edge, by, cut)).astype({"cell": object})
    rows = rows[rows.units > 0]
    timely = rows[(rows.entry < rows.age) | (rows.entry == 0)]
    groups = [(cell, estimate(counts(part))) for cell, part in timely.groupby("cell", dropna=False, sort=False)]
    frames = [frame.assign(cell=None if pd.isna(cell) else cell) for cell, frame in groups]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["cell", *COLUMNS])
    found = found.rename(columns={"cell": name})[[name, *COLUMNS]] if name else found[list(COLUMNS)]
    left = run(warehouse, left_out(scope, edge, "start_day", by))
    found.attrs = {"units": int(rows.units.sum()), "left_out": int(left.units.iloc[0]),
                   "entered_late": int(rows.units[rows.entry > 0].sum()),
                   "no_time": int(rows.units.sum() - timely.units.sum()),
                   "units_by": {None if pd.isna(key) else key: int(n) for key, n in
                                rows.groupby("cell", dropna=False).units.sum().items()}}
    return found


def _cell(cell: ColumnElement[Any], start: ColumnElement[Any], cut: date | None) -> ColumnElement[Any]:
    if cut is None:
        return cell
    return case((start < tables.day_number(cut), literal("older")), else_=literal("newer"))


def statement(scope: Scope, edge: date, by: str | None = None, cut: date | None = None) -> Select[Any]:
    """How old units have become. Grain: cell × entry × age × event (true: left at it, false: still active at it)."""
    rows = lives(scope, edge, by)
    # What was there on the first day counts from its signature, but began, as far as the data go, on that day.
    side = date.min if cut is not None and cut <= edge else cut
    begun, gone = _begun(rows, scope, by, side), _gone(_lapses(rows, scope, by), scope, by, side)
    keys = ("cell", "start_day", "entry")
    taken = select(*(gone.c[key] for key in keys), -gone.c.units)
    both = union_all(select(*(begun.c[key] for key in keys), begun.c.units), taken).subquery("both_ways")
    there = select(*(both.c[key] for key in keys), func.sum(both.c.units).label("units")).group_by(
        *(both.c[key] for key in keys)).subquery("there")
    age = cast(months_between(there.c.start_day, literal(tables.day_number(scope.as_of))), Integer)
    ends = union_all(
        select(there.c.cell, there.c.entry, age.label("age"), false().label("event"), there.c.units),
        select(gone.c.cell, gone.c.entry, gone.c.age, true(), gone.c.units)).subquery("ends")
    grain = (ends.c.cell, ends.c.entry, ends.c.age, ends.c.event)
    return select(*grain, cast(func.sum(ends.c.units), Integer).label("units")).group_by(*grain).order_by(
        dialects.rising(ends.c.cell), ends.c.entry, ends.c.age, ends.c.event)


def _begun(rows: Any, scope: Scope, by: str | None, cut: date | None) -> Any:
    """Units that had begun by the scope's date. Grain: cell × day from which their age counts × entry."""
    source, where, cell = inside(rows, scope, by)
    cell = _cell(cell, rows.c.start_day, cut)
    return select(cell.label("cell"), rows.c.start_day, rows.c.entry, func.count().label("units")).select_from(
        source).where(rows.c.first_day <= tables.day_number(scope.as_of), rows.c.start_day.is_not(None), *where
                      ).group_by(cell, rows.c.start_day, rows.c.entry).cte("begun")


def _gone(rows: Any, scope: Scope, by: str | None, cut: date | None) -> Any:
    """Units without ARR on the scope's date. Grain: cell × start × entry × age at which they left."""
    source, where, cell = inside(rows, scope, by)
    cell, today = _cell(cell, rows.c.start_day, cut), tables.day_number(scope.as_of)
    keys = (cell, rows.c.start_day, rows.c.entry, rows.c.age)
    return select(cell.label("cell"), *keys[1:], func.count().label("units")).select_from(source).where(
        rows.c.from_day <= today, rows.c.to_day > today, rows.c.start_day.is_not(None), *where
    ).group_by(*keys).cte("gone")


def _lapses(rows: Any, scope: Scope, by: str | None) -> Any:
    """Grain: unit (× line value) × spell without ARR; the mart's, or made from the kept lines up to the date."""
    if not about_lines(scope, by):
        return tables.lapse(scope.unit)
    change, today = daily(scope, by), tables.day_number(scope.as_of)
    stopped = select(change.c.unit_key, change.c.cell, func.max(change.c.day).label("from_day")).where(
        change.c.day <= today).group_by(change.c.unit_key, change.c.cell).having(
        func.sum(change.c.delta) == 0).subquery("stopped")
    same = (rows.c.unit_key == stopped.c.unit_key) & rows.c.cell.is_not_distinct_from(stopped.c.cell)
    return select(
        rows.c.cell, rows.c.label_id, rows.c.start_day, rows.c.entry, stopped.c.from_day,
        literal(today + 1).label("to_day"),
        cast(months_between(rows.c.start_day, stopped.c.from_day), Integer).label("age"),
    ).select_from(stopped.join(rows, same)).subquery("lapses")


def counts(rows: pd.DataFrame) -> pd.DataFrame:
    """By month of age from 0 on: at_risk, events, censored, entered. A unit is at risk after the month of its entry."""
    last = int(rows.age.max()) + 1 if len(rows) else 0
    tally = {name: np.zeros(last + 1, dtype=np.int64) for name in ("events", "censored", "entered", "joined")}
    units, age, entry = (rows[name].to_numpy(np.int64) for name in ("units", "age", "entry"))
    event = rows.event.to_numpy(bool)
    np.add.at(tally["events"], age[event], units[event])
    np.add.at(tally["censored"], age[~event], units[~event])
    np.add.at(tally["entered"], entry, units)
    np.add.at(tally["joined"], np.where(entry > 0, entry + 1, 0), units)
    gone = np.concatenate([[0], np.cumsum(tally["events"] + tally["censored"])[:-1]])
    found = pd.DataFrame({"age": np.arange(last + 1), "at_risk": np.cumsum(tally.pop("joined")) - gone, **tally})
    return found.iloc[:last]

