"""Units with the band of their owner on a date: the rows that bands and their migration are summed from.

Grain: unit active on the date, whatever is filtered. Columns: unit_key, owner_key, arr, label_id, score, band. On a day
that is no Sunday the score is that of the last Sunday before it. A contract, department or product bears its
customer's band, a group its top parent's; without a score the band is unknown.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, literal, select

from data.days import last_sunday
from queries import tables
from queries.pairs import is_in, label_keys, pairs
from queries.scope import Scope

BANDS = ("green", "yellow", "red", "unknown")


sunday = last_sunday
"""The Sunday whose scores hold on a day."""


def rated(scope: Scope, name: str, by: str | None = None) -> CTE:
    """The units with ARR on the scope's date, with their band. `name` tells the rows of one statement apart; `by`, a
    key of the lines, splits a unit's ARR by its values (column cell).
    """
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of, by, f"pair_{name}")
    units, health = tables.unit_table(scope.unit).alias(f"unit_{name}"), tables.health().alias(f"health_{name}")
    held = and_(health.c.customer_key == units.c.owner_key,
                health.c.week_day == tables.day_number(sunday(scope.as_of)))
    source = pair.join(units, units.c.unit_key == pair.c.unit_key).outerjoin(health, held)
    return select(
        pair.c.unit_key, units.c.owner_key, pair.c.cell, pair.c.arr, pair.c.label_id, health.c.score,
        func.coalesce(health.c.band, literal("unknown")).label("band"),
    ).select_from(source).where(pair.c.arr > 0).cte(name)


def chosen(
    rows: CTE, scope: Scope, by: str | None = None, name: str = "label"
) -> tuple[Any, list[ColumnElement[bool]], Any]:
    """What to read rated rows from, with the label that a question names joined, its conditions, and that label."""
    keys = label_keys(scope, by)
    if not keys:
        return rows, [], None
    label = tables.labels(keys).alias(name)
    return rows.join(label, label.c.label_id == rows.c.label_id), [is_in(label, scope)], label
