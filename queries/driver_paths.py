"""From what was done to what customers then show: the activities known on d0 beside the signs known on d.

The first half of the map activity → sign → staying; the second half are the drivers themselves. As everywhere here an
association, and not even held against the segment: who is trained more may be another kind of customer.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy import Boolean, Integer, Select, and_, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.conditions import spells
from queries.dimensions import check, dimensions
from queries.drivers import based
from queries.lpm import newcombe
from queries.metrics import FEW
from queries.runner import run
from queries.scope import Scope

PATHS: tuple[tuple[str, str], ...] = (
    ("onboarding_basic", "onboarding_deep"), ("onboarding_basic", "breadth"), ("training", "breadth"),
    ("training", "use_falling"), ("content_seen", "breadth"), ("content_seen", "use_falling"),
    ("covered", "pulse_low"), ("covered", "outcome_reached"), ("executive_contact", "pulse_low"),
    ("executive_contact", "outcome_reached"), ("csm_change", "pulse_low"), ("champion_left", "use_falling"),
)
"""Which activity (or event) is meant to move which sign: by design, not by measurement."""
COLUMNS = ("activity", "sign", "n_with", "n_without", "share_with", "share_without", "difference", "low", "high")


def paths(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: path of PATHS, all of them. Over the base's customers still active on d that both can be judged of.

    Columns: activity (as known on d0), sign (as known on d), n_with, n_without (customers with and without the
    activity), share_with, share_without (of them, with the sign), difference (fraction) and Newcombe's interval; null
    where either side has fewer than 10. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    cells = run(warehouse, statement(warehouse, replace(scope, unit="customer")))
    return pd.DataFrame([_row(cells, *path) for path in PATHS], columns=list(COLUMNS))


def statement(warehouse: Warehouse, scope: Scope) -> Select[tuple[object, ...]]:
    """Grain: activity × its answer × sign × its answer. Column n."""
    base = based(scope, dimensions(warehouse))
    before, after = spells().alias("before"), spells().alias("after")
    day0, day = (tables.day_number(each) for each in (tables.year_before(scope.as_of), scope.as_of))
    activities, signs = (list(dict.fromkeys(path[at] for path in PATHS)) for at in (0, 1))
    joined = base.join(before, and_(before.c.customer_key == base.c.customer_key, *tables.spans(before, day0),
                                    before.c.condition.in_(activities)))
    joined = joined.join(after, and_(after.c.customer_key == base.c.customer_key, *tables.spans(after, day),
                                     after.c.condition.in_(signs)))
    keys = [before.c.condition.label("activity"), cast(before.c.holds, Boolean).label("done"),
            after.c.condition.label("sign"), cast(after.c.holds, Boolean).label("shown")]
    return select(*keys, cast(func.count(), Integer).label("n")).select_from(joined).where(
        base.c.kept == 1).group_by(*keys)


def _row(cells: pd.DataFrame, activity: str, sign: str) -> dict[str, object]:
    part = cells[(cells.activity == activity) & (cells.sign == sign)]
    (n1, shown1), (n0, shown0) = ((int(side.n.sum()), int(side.n[side.shown.astype(bool)].sum()))
                                  for side in (part[part.done.astype(bool)], part[~part.done.astype(bool)]))
    row: dict[str, object] = {"activity": activity, "sign": sign, "n_with": n1, "n_without": n0,
                              "share_with": shown1 / n1 if n1 else None, "share_without": shown0 / n0 if n0 else None}
    if min(n1, n0) < FEW:
        return row | dict.fromkeys(("difference", "low", "high"))
    return row | dict(zip(("difference", "low", "high"), newcombe(shown1, n1, shown0, n0), strict=True))
