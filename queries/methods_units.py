"""The same date counted by each unit of measure: why a lost product is not a lost customer.

Counts of different units are never added together. ARR is the same whatever the unit, except under filters on labels
where a group bears its topmost parent's.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy import BigInteger, case, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.dimensions import build_info, check, dimensions
from queries.methods import in_currency
from queries.pairs import pairs
from queries.retention import kpis
from queries.runner import run
from queries.scope import UNITS, Scope
from queries.sides import one_side

PARENTS = {"customer": "group", "contract": "customer", "department": "customer", "product": "customer"}
SHOWN = ("arr", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low",
         "logo_high", "logos", "logos_base", "logos_kept", "new", "expansion", "contraction", "churn")


def units(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row a unit, in the order of UNITS: the kpis of the scope's date and filters counted by it.

    Columns: unit, SHOWN as in kpis, lost (units of the base without ARR on the date), still_there and arr_still_there:
    those of them whose customer (a customer's: group) still has ARR, and what they had twelve months earlier; null for
    groups. attrs: same_arr, whether ARR is the same by every unit. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    minor, rows = build_info(warehouse).minor, []
    for unit in UNITS:
        asked = replace(scope, unit=unit)
        found = kpis(warehouse, asked).iloc[0]
        lost, there, amount = _still_there(warehouse, asked)
        rows.append({"unit": unit, **{key: found[key] for key in SHOWN},
                     "lost": int(found.logos_base - found.logos_kept) if lost is None else lost,
                     "still_there": there, "arr_still_there": amount})
    frame = pd.DataFrame(rows)
    frame["still_there"] = frame.still_there.astype("Int64")
    frame[["arr_still_there"]] = in_currency(frame[["arr_still_there"]], minor)
    frame.attrs = {"same_arr": frame.arr.nunique() == 1}
    return frame


def _still_there(warehouse: Warehouse, scope: Scope) -> tuple[int | None, int | None, int | None]:
    """Lost units of the base, those whose owner is still there, and these units' ARR on d0 in minor units."""
    if scope.unit not in PARENTS:
        return None, None, None
    start, whole = tables.year_before(scope.as_of), replace(scope, unit=PARENTS[scope.unit])
    pair, parent = pairs(scope, start, scope.as_of), pairs(whole, start, scope.as_of, name="parent")
    units_, owner = tables.unit_table(scope.unit), tables.customer().alias("owner")
    side = one_side(pair, "label0_id", scope)
    key = owner.c.group_key if scope.unit == "customer" else owner.c.root_key
    joined = side.source.join(units_, units_.c.unit_key == pair.c.unit_key).join(
        owner, owner.c.customer_key == units_.c.owner_key).outerjoin(parent, parent.c.unit_key == key)
    stays = func.coalesce(parent.c.arr, 0) > 0
    found = run(warehouse, select(
        func.count().label("lost"), func.sum(case((stays, 1), else_=0)).label("there"),
        cast(func.sum(case((stays, pair.c.arr0), else_=0)), BigInteger()).label("amount"),
    ).select_from(joined).where(side.inside, pair.c.arr0 > 0, pair.c.arr == 0)).iloc[0]
    lost = int(found.lost)
    return (lost, int(found.there), int(found.amount)) if lost else (0, 0, 0)
