"""Health: how many customers, and how much ARR, stand in each band. Definitions: the health chapter of
docs/definitions.md.

Bands are summed from the cube of Sunday × profile × band where it has what is asked, else from the units; both give
the same integers, and the ARR of all bands is that of queries.retention.kpis for every scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, cast, exists, func, literal, select, union_all

from data.health.model import SOURCES
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import OPEN, WHOLE, answers, company_wide, grouped
from queries.dimensions import build_info, check, dimensions
from queries.facts import in_cube
from queries.health_moves import members, migration, moved
from queries.health_rows import BANDS, chosen, rated, sunday
from queries.health_why import why
from queries.pairs import cell_of, is_in, label_keys
from queries.runner import run
from queries.scope import LINE_KEYS, Scope

__all__ = ["BANDS", "bands", "known_weeks", "members", "migration", "moved", "restated", "sources", "sunday", "trend",
           "why"]


@answers(OPEN)
def known_weeks(warehouse: Warehouse) -> tuple[date, ...]:
    """The Sundays that have scores, oldest first; none where the company has no source of health."""
    cube = tables.health_cube()
    with company_wide("which weeks are scored is no news of any customer"):
        found = run(warehouse, select(cube.c.week_day).distinct().order_by(cube.c.week_day))
    return tuple(tables.EPOCH + timedelta(days=int(day)) for day in found.week_day)


@answers(OPEN)
def sources(warehouse: Warehouse) -> dict[str, bool]:
    """The tables that a score is made from, and whether the company has rows in them: an empty one tells nothing."""
    names = dict.fromkeys(name for names in SOURCES.values() for name in names)
    staged = {name: tables.mart(f"stg_{name}", "customer_id", schema="staging") for name in names}
    rows = [select(literal(name).label("name")).where(exists(select(each.c.customer_id)))
            for name, each in staged.items()]
    with company_wide("whether a table holds anything is no news of any customer"):
        found = set(run(warehouse, union_all(*rows).subquery("given").select()).name)
    return {name: name in found for name in names}


@answers(WHOLE)
def restated(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The past weeks whose bands the newest build changed, since data for them came later. Grain: Sunday × band.

    Columns: week, band, customers_before, customers, arr_before, arr. No rows where nothing changed, or nothing of the
    same company was built before, and none for whoever may see a part of the company: no part of it is kept.
    """
    table = tables.mart("health_restated", "week_day", "band", "customers_before", "customers", "arr_before", "arr",
                        schema="meta")
    found = run(warehouse, select(table).where(literal(not scope.viewer.filters)).order_by(
        table.c.week_day, dialects.rising(table.c.band)))
    minor = build_info(warehouse).minor
    found["week"] = [tables.EPOCH + timedelta(days=int(day)) for day in found.week_day]
    for column in ("arr_before", "arr"):
        found[column] = pd.to_numeric(found[column]) / minor
    return found[["week", "band", "customers_before", "customers", "arr_before", "arr"]]


@answers(grouped())
def bands(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """The bands on the scope's date. Grain: (label of `by` ×) band, all four bands of each label, zeros too.

    Columns: the label under the key's own name (null: without one), band, customers (units), arr (a year, reporting
    currency). Split by a key of the lines a unit with several counts in each. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse), by)
    found = run(warehouse, _statement(warehouse, scope, [scope.as_of], by))
    labels = list(dict.fromkeys(_cell(cell) for cell in found.cell)) if by else [None]
    held = {(_cell(row.cell), row.band): (row.customers, row.arr) for row in found.itertuples()}
    minor = build_info(warehouse).minor
    rows = [(cell, band, *_amounts(held.get((cell, band)), minor)) for cell in labels for band in BANDS]
    made = pd.DataFrame(rows, columns=[by or "cell", "band", "customers", "arr"])
    return made if by else made.drop(columns="cell")


@answers(WHOLE)
def trend(warehouse: Warehouse, scope: Scope, weeks: Sequence[date]) -> pd.DataFrame:
    """The bands on several dates, oldest first. Grain: date × band, all four. Columns: as_of, band, customers, arr."""
    check(scope, dimensions(warehouse))
    found = run(warehouse, _statement(warehouse, scope, weeks, None)) if len(weeks) else pd.DataFrame()
    held = {(row.as_of, row.band): (row.customers, row.arr) for row in found.itertuples()}
    minor = build_info(warehouse).minor
    return pd.DataFrame([(day, band, *_amounts(held.get((day, band)), minor)) for day in sorted(weeks)
                         for band in BANDS], columns=["as_of", "band", "customers", "arr"])


def _cell(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _amounts(held: tuple[int, int] | None, minor: int) -> tuple[int, float]:
    return (int(held[0]), int(held[1]) / minor) if held else (0, 0.0)


def _statement(warehouse: Warehouse, scope: Scope, dates: Sequence[date], by: str | None) -> Select[Any]:
    """Grain: date × label × band. From the cube where every date is a Sunday that has scores, else from the units."""
    last = max(known_weeks(warehouse), default=date.min)
    from_cube = scope.unit == "customer" and in_cube(warehouse, scope, by) and all(
        day.weekday() == 6 and day <= last for day in dates) and _all_scored(warehouse, dates)
    if from_cube:
        return _from_cube(scope, dates, by)
    parts = [_from_units(scope.at(day), by, position) for position, day in enumerate(dates)]
    first, *others = parts
    return first.union_all(*others).subquery("every").select() if others else first


def _all_scored(warehouse: Warehouse, dates: Sequence[date]) -> bool:
    return set(dates) <= set(known_weeks(warehouse))


def _from_cube(scope: Scope, dates: Sequence[date], by: str | None) -> Select[Any]:
    cube, profile = tables.health_cube(), tables.profiles(label_keys(scope, by))
    cell = cell_of(profile, None, by)
    days = [tables.day_number(day) for day in dates]
    as_of = dialects.date_of(cube.c.week_day).label("as_of")
    asked = select(as_of, cell.label("cell"), cube.c.band, *_sums(func.sum(cube.c.customers), cube.c.arr)).where(
        cube.c.week_day.in_(days))
    if label_keys(scope, by):
        asked = asked.join_from(cube, profile, profile.c.profile_id == cube.c.profile_id).where(is_in(profile, scope))
    return asked.group_by(cube.c.week_day, *([cell] if by else []), cube.c.band).order_by(
        cube.c.week_day, *([dialects.rising(cell)] if by else []), dialects.rising(cube.c.band))


def _from_units(scope: Scope, by: str | None, position: int) -> Select[Any]:
    rows = rated(scope, f"rated_{position}", by if by in LINE_KEYS else None)
    source, where, label = chosen(rows, scope, by, f"label_{position}")
    cell = rows.c.cell if by in LINE_KEYS or label is None else cell_of(label, None, by)
    day = literal(scope.as_of).label("as_of")
    return select(day, cell.label("cell"), rows.c.band, *_sums(func.count(), rows.c.arr)).select_from(source).where(
        *where).group_by(cell, rows.c.band)


def _sums(customers: Any, arr: Any) -> list[Any]:
    return [cast(customers, BigInteger).label("customers"), cast(func.sum(arr), BigInteger).label("arr")]
