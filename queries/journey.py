"""The journey: how many customers, and how much ARR, stand in each stage. Definitions: docs/definitions.md, Journey.

The customers and ARR of all stages but `left` are the logos and the ARR of queries.retention.kpis for every scope; they
are summed from the cube of Sunday × profile × stage where it has what is asked, else from the customers themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, cast, func, literal, null, select
from sqlalchemy import Text as TextType

from data.journey.model import LEFT, STAGES
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.facts import in_cube
from queries.journey_dwell import dwell
from queries.journey_flow import balance, flow
from queries.journey_leaks import leaks
from queries.journey_members import members
from queries.journey_needs import Need, needs
from queries.journey_rows import ACTIVE, Told, customers, gone, inside, judged, placed, told
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import LINE_KEYS, Scope

__all__ = ["ACTIVE", "NOT_JUDGED", "STAGES", "Need", "Told", "balance", "dwell", "flow", "history", "leaks", "members",
           "needs", "standing", "told"]
NOT_JUDGED = "not_judged"


@answers(grouped())
def standing(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """Where the customers stand on the scope's date. Grain: (label of `by` ×) stage, all eight, in the journey's order,
    labels in the order of their characters, the unknown one last.

    Columns: the label under the key's own name (null: without one), stage, customers, arr (a year, reporting currency).
    `left` stands apart: the customers that left in the last twelve months and the ARR that went with them; it is in no
    sum. A stage in which nobody can stand without a table that is missing is null (queries.journey.needs names it).
    Split by a key of the lines a customer with several counts in each, and `left` is null. attrs["reason"]: not_judged
    for a date before the Sundays that are judged (then no rows). Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse), by)
    if not judged(warehouse, scope.as_of):
        return _none([by] if by else [])
    found = run(warehouse, _statement(warehouse, scope, [scope.as_of], by))
    lost = _lost(warehouse, scope, by)
    held = {(_cell(row.cell), row.stage): (row.customers, row.arr) for row in found.itertuples()} | lost
    labels = sorted({cell for cell, _ in held}, key=lambda cell: (cell is None, cell or "")) if by else [None]
    minor = build_info(warehouse).minor
    untold = {need.stage for need in needs(warehouse) if need.blocked} | ({LEFT} if by in LINE_KEYS else set())
    rows = [(cell, stage, *_amounts(held.get((cell, stage), (0, 0)), minor, stage in untold))
            for cell in labels for stage in STAGES]
    made = pd.DataFrame(rows, columns=[by or "cell", "stage", "customers", "arr"])
    return made if by else made.drop(columns="cell")


@answers(WHOLE)
def history(warehouse: Warehouse, scope: Scope, weeks: Sequence[date]) -> pd.DataFrame:
    """The stages on several dates, oldest first. Grain: date × stage without `left`. Columns: as_of, stage, customers,
    arr. Dates before the Sundays that are judged have no rows.
    """
    check(scope, dimensions(warehouse))
    days = sorted(day for day in set(weeks) if judged(warehouse, day))
    found = run(warehouse, _statement(warehouse, scope, days, None)) if days else pd.DataFrame()
    held = {(row.as_of, row.stage): (row.customers, row.arr) for row in found.itertuples()}
    minor = build_info(warehouse).minor
    return pd.DataFrame([(day, stage, *_amounts(held.get((day, stage), (0, 0)), minor)) for day in days
                         for stage in ACTIVE], columns=["as_of", "stage", "customers", "arr"])


def _none(keys: list[str]) -> pd.DataFrame:
    made = pd.DataFrame(columns=[*keys, "stage", "customers", "arr"])
    made.attrs = {"reason": NOT_JUDGED}
    return made


def _cell(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _amounts(held: tuple[int, int], minor: int, untold: bool = False) -> tuple[float | None, float | None]:
    return (None, None) if untold else (int(held[0]), int(held[1]) / minor)


def _lost(warehouse: Warehouse, scope: Scope, by: str | None) -> dict[tuple[str | None, str], tuple[int, int]]:
    """Who left in the last twelve months, by label; nothing where a key of the lines splits."""
    if by in LINE_KEYS:
        return {}
    source, where, label = inside(rows := gone(scope), scope, by, "gone")
    cell = label if label is not None else cast(null(), TextType)
    found = run(warehouse, select(cell.label("cell"), *_sums(func.count(), rows.c.arr)).select_from(source).where(
        *where).group_by(cell))
    return {(_cell(row.cell), LEFT): (row.customers, row.arr) for row in found.itertuples()}


def _statement(warehouse: Warehouse, scope: Scope, dates: Sequence[date], by: str | None) -> Select[Any]:
    """Grain: date × label × stage. From the cube where every date is a judged Sunday, else from the customers."""
    kept = told(warehouse)
    if in_cube(warehouse, scope, by) and all(day.weekday() == 6 and kept.first <= day <= kept.last for day in dates):
        return _from_cube(scope, dates, by)
    first, *others = [_from_customers(scope.at(day), by, place) for place, day in enumerate(dates)]
    return first.union_all(*others).subquery("every").select() if others else first


def _from_cube(scope: Scope, dates: Sequence[date], by: str | None) -> Select[Any]:
    cube, profile = tables.journey_cube(), tables.profiles(label_keys(scope, by))
    cell = profile.c[tables.attribute(by)] if by else cast(null(), TextType)
    as_of = dialects.date_of(cube.c.week_day).label("as_of")
    asked = select(as_of, cell.label("cell"), cube.c.stage, *_sums(func.sum(cube.c.customers), cube.c.arr)).where(
        cube.c.week_day.in_([tables.day_number(day) for day in dates]))
    if label_keys(scope, by):
        asked = asked.join_from(cube, profile, profile.c.profile_id == cube.c.profile_id).where(is_in(profile, scope))
    return asked.group_by(cube.c.week_day, *([cell] if by else []), cube.c.stage)


def _from_customers(scope: Scope, by: str | None, place: int) -> Select[Any]:
    rows = placed(customers(scope), f"placed_{place}", by if by in LINE_KEYS else None)
    source, where, label = inside(rows, scope, by, str(place))
    cell = label if label is not None else rows.c.cell
    return select(literal(scope.as_of).label("as_of"), cell.label("cell"), rows.c.stage,
                  *_sums(func.count(), rows.c.arr)).select_from(source).where(*where).group_by(cell, rows.c.stage)


def _sums(number: Any, arr: Any) -> list[Any]:
    return [cast(number, BigInteger).label("customers"), cast(func.sum(arr), BigInteger).label("arr")]
