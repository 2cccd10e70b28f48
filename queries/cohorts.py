"""Cohorts: units by the period of their first active day, followed by their own monthly anniversaries.

Cells are sums of a cube of changes (marts.cohort_<unit>: month of the first day × profile × age), so a page costs the
same for any number of customers; filters that the cube lacks are answered from the units, with the same columns.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, case, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.ages import first_of, month_number, month_of, months_until, whole_months
from queries.dimensions import build_info, check, dimensions
from queries.facts import in_cube
from queries.lives import daily, inside, left_out, lives
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope

Period = Literal["year", "quarter", "month"]
MONTHS: dict[str, int] = {"year": 12, "quarter": 3, "month": 1}
SUMS = ("arr", "kept", "active")
COLUMNS = ("cohort", "age", "members", "base", "arr", "kept", "active", "nrr", "grr", "logo_retention")


@answers(WHOLE)
def cohorts(warehouse: Warehouse, scope: Scope, period: Period = "quarter") -> pd.DataFrame:
    """Retention of each cohort at each age, against its first day. Grain: cohort × age in whole months.

    Only cells whose age *every* member has reached by the scope's date; others are absent, not guessed. Filters choose
    units by their label on the first active day. Columns: cohort (first day of the calendar period), age, members,
    base (ARR on the first active day), arr, kept (Σ min(ARR, own base)), active, nrr, grr, logo_retention (fractions of
    base and members). attrs: left_out (units that were there on the data's first day without having signed on it:
    their opening amount is unknown), first_day. Raises UnknownFilter; ValueError for another period.
    """
    if period not in get_args(Period):
        raise ValueError(f"unknown period {period!r}; known: {', '.join(get_args(Period))}")
    check(scope, dimensions(warehouse))
    build = build_info(warehouse)
    found = shape(_changes(warehouse, scope), scope.as_of, MONTHS[period], build.minor)
    left = run(warehouse, left_out(scope, build.first_day, "in_cohort"))
    found.attrs = {"left_out": int(left.units.iloc[0]), "first_day": build.first_day}
    return found


def total(found: pd.DataFrame) -> pd.DataFrame:
    """All cohorts together by age, weighted by base: each age sums the cohorts that have reached it.

    Columns: age, cohorts (how many), members, base, arr, kept, active, nrr, grr, logo_retention.
    """
    counted = found.assign(cohorts=1).groupby("age", as_index=False)[["cohorts", "members", "base", *SUMS]].sum()
    return _rates(counted)


def _changes(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: month of the first day × age. Changes of the sums, and the latest first day on age 0."""
    edge = build_info(warehouse).first_day
    if not in_cube(warehouse, scope, None):
        return run(warehouse, direct_statement(scope, edge))
    frames = [run(warehouse, cube_statement(scope)), run(warehouse, running_statement(scope, edge))]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True)


def cube_statement(scope: Scope) -> Select[Any]:
    """The cohorts of the months that were over on the scope's date."""
    cube, profile = tables.cohort(scope.unit), tables.profiles(label_keys(scope, None))
    sums = [cast(func.sum(cube.c[name]), BigInteger).label(name) for name in SUMS]
    chosen = select(cube.c.cohort, cube.c.age, *sums, func.max(cube.c.last_day).label("last_day")).where(
        cube.c.cohort < month_number(scope.as_of))
    if scope.narrowed:
        chosen = chosen.join_from(cube, profile, profile.c.profile_id == cube.c.profile_id).where(
            is_in(profile, scope))
    return chosen.group_by(cube.c.cohort, cube.c.age)


def running_statement(scope: Scope, edge: date) -> Select[Any]:
    """The month of the scope's date: only who began up to that date, at age 0; no one in it is a month old."""
    rows = lives(scope, edge)
    source, where, _ = inside(rows, scope)
    base = cast(func.sum(rows.c.base), BigInteger)
    month, day = month_number(scope.as_of), tables.day_number(scope.as_of)
    began = month_of(rows.c.first_day)
    return select(began.label("cohort"), cast(0, Integer).label("age"), base.label("arr"), base.label("kept"),
                  func.count().label("active"), func.max(rows.c.first_day).label("last_day")).select_from(source).where(
        rows.c.in_cohort, rows.c.first_day >= tables.day_number(first_of(month)), rows.c.first_day <= day,
        *where).group_by(began)


def direct_statement(scope: Scope, edge: date) -> Select[Any]:
    """The same from the units, for any filters."""
    rows, change = lives(scope, edge), daily(scope)
    source, where, _ = inside(rows, scope)
    today = tables.day_number(scope.as_of)
    arr = func.sum(change.c.delta).over(partition_by=change.c.unit_key, order_by=change.c.day)
    running = select(rows.c.first_day, rows.c.base, change.c.day, change.c.delta, arr.label("arr")).select_from(
        source.join(change, change.c.unit_key == rows.c.unit_key)).where(
        rows.c.in_cohort, rows.c.first_day <= today, change.c.day <= today, *where).subquery("running")
    before = running.c.arr - running.c.delta
    kept = func.least(running.c.arr, running.c.base) - func.least(before, running.c.base)
    active = case((running.c.arr > 0, 1), else_=0) - case((before > 0, 1), else_=0)
    cohort, age = month_of(running.c.first_day), months_until(running.c.first_day, running.c.day)
    sums: list[ColumnElement[Any]] = [cast(func.sum(amount), BigInteger).label(name) for name, amount in (
        ("arr", running.c.delta), ("kept", kept), ("active", active))]
    last = func.max(case((running.c.day == running.c.first_day, running.c.day)))
    return select(cohort.label("cohort"), age.label("age"), *sums, last.label("last_day")).group_by(cohort, age)


def shape(changes: pd.DataFrame, as_of: date, months: int, minor: int) -> pd.DataFrame:
    """Cells from the changes: running sums over the ages that the cohort's last member has reached."""
    if changes.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    begun, row = np.unique((changes.cohort.to_numpy(np.int64) - 1) // months * months + 1, return_inverse=True)
    reached = whole_months(_latest(changes, row, len(begun)), tables.day_number(as_of))
    age = changes.age.to_numpy(np.int64)
    known = age <= reached[row]
    sums = {name: np.zeros((len(begun), int(reached.max()) + 1), dtype=np.int64) for name in SUMS}
    for name, cells in sums.items():
        np.add.at(cells, (row[known], age[known]), changes[name].to_numpy(np.int64)[known])
    cohort, at = np.nonzero(np.arange(int(reached.max()) + 1) <= reached[:, None])
    running = {name: cells.cumsum(axis=1) for name, cells in sums.items()}
    found = pd.DataFrame({
        "cohort": np.array([first_of(int(month)) for month in begun], dtype=object)[cohort], "age": at,
        "members": running["active"][cohort, 0], "base": running["arr"][cohort, 0],
        **{name: cells[cohort, at] for name, cells in running.items()}})
    if minor != 1:
        found[["base", "arr", "kept"]] = found[["base", "arr", "kept"]] / minor
    return _rates(found)


def _latest(changes: pd.DataFrame, row: NDArray[np.int64], many: int) -> NDArray[np.int64]:
    """The latest first day among each cohort's members; rows of later ages have none."""
    day = changes.last_day.to_numpy(float, na_value=-np.inf)
    latest = np.full(many, -np.inf)
    np.maximum.at(latest, row, day)
    return latest.astype(np.int64)


def _rates(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(nrr=found["arr"] / found.base, grr=found.kept / found.base,
                        logo_retention=found.active / found.members)
