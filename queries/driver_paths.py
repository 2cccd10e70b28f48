"""From what was done to what customers then show: the activities known on d0 beside the signs known on d.

The first half of the map activity → sign → staying; the second half are the drivers themselves. Compared as they are:
between customers of the same segment, age and fit, corrected for the number of links. An association all the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Integer, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import drivers, tables
from queries.access import WHOLE, answers
from queries.conditions import spells
from queries.dimensions import check, dimensions
from queries.drivers import FACTORS, based, compared
from queries.lpm import holm
from queries.runner import run
from queries.scope import Scope

PATHS: tuple[tuple[str, str], ...] = (
    ("onboarding_basic", "onboarding_deep"), ("onboarding_basic", "breadth"), ("training", "breadth"),
    ("training", "use_falling"), ("content_seen", "breadth"), ("content_seen", "use_falling"),
    ("covered", "pulse_low"), ("covered", "outcome_reached"), ("executive_contact", "pulse_low"),
    ("executive_contact", "outcome_reached"), ("csm_change", "pulse_low"), ("champion_left", "use_falling"),
)
"""Which activity (or event) is meant to move which sign: by design, not by measurement."""
OWN = {"retention_with": "share_with", "retention_without": "share_without"}
COLUMNS = ("activity", "sign", *(OWN.get(name, name) for name in drivers.COLUMNS[1:]))


@answers(WHOLE)
def paths(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: path of PATHS, all of them. Over the base's customers still active on d that both can be judged of.

    Columns: activity (as known on d0), sign (as known on d), n_with, n_without (customers with and without the
    activity), share_with, share_without (of them, with the sign), then as in drivers(): difference, low, high,
    adjusted, adjusted_low, adjusted_high, p, p_adjusted (over the paths that have a p), reason. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    cells = run(warehouse, statement(warehouse, replace(scope, unit="customer")))
    rows = [_row(cells, *path) for path in PATHS]
    chances = holm([row["p"] for row in rows])
    made = [row | {"p_adjusted": p} for row, p in zip(rows, chances, strict=True)]
    return pd.DataFrame(made).rename(columns=OWN)[list(COLUMNS)]


@answers(WHOLE)
def statement(warehouse: Warehouse, scope: Scope) -> Select[tuple[object, ...]]:
    """Grain: activity × its answer × sign × segment × age × fit. Columns n, kept (customers with the sign)."""
    base = based(scope, dimensions(warehouse))
    before, after = spells().alias("before"), spells().alias("after")
    day0, day = (tables.day_number(each) for each in (tables.year_before(scope.as_of), scope.as_of))
    activities, signs = (list(dict.fromkeys(path[at] for path in PATHS)) for at in (0, 1))
    joined = base.join(before, and_(before.c.customer_key == base.c.customer_key, *tables.spans(before, day0),
                                    before.c.condition.in_(activities)))
    joined = joined.join(after, and_(after.c.customer_key == base.c.customer_key, *tables.spans(after, day),
                                     after.c.condition.in_(signs)))
    keys = [before.c.condition.label("activity"), cast(before.c.holds, Boolean).label("done"),
            after.c.condition.label("sign"), *(base.c[factor] for factor in FACTORS)]
    counts = [cast(func.count(), Integer).label("n"),
              cast(func.sum(case((after.c.holds, 1), else_=0)), Integer).label("kept")]
    return select(*keys, *counts).select_from(joined).where(base.c.kept == 1).group_by(*keys)


def _row(cells: pd.DataFrame, activity: str, sign: str) -> dict[str, Any]:
    part = cells[(cells.activity == activity) & (cells.sign == sign)]
    return {"activity": activity, "sign": sign, **compared(activity, part.assign(x=part.done.astype(int)))}
