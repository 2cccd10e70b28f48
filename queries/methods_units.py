"""The same date counted by each unit of measure: why a lost product is not a lost customer.

Counts of different units are never added together. ARR is the same whatever the unit, except under filters on labels
where a group bears its topmost parent's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.methods import in_currency
from queries.pairs import pairs
from queries.profiled import Profiles
from queries.retention import kpis
from queries.scope import UNITS, Scope
from queries.sides import one_side

PARENTS = {"customer": "group", "contract": "customer", "department": "customer", "product": "customer"}
SHOWN = ("arr", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low",
         "logo_high", "logos", "logos_base", "logos_kept", "new", "expansion", "contraction", "churn")


@answers(WHOLE)
def units(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row a unit, in the order of UNITS: the kpis of the scope's date and filters counted by it.

    Columns: unit, SHOWN as in kpis, lost_units (of the base, without ARR on the date), still_there (those of them whose
    customer, or a customer's group, still has ARR), arr_still_there (what they had twelve months earlier) and
    arr_added (ARR of units that are new to a customer, or group, of the base); null for groups. attrs: same_arr,
    whether ARR is the same by every unit. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    rows = []
    for unit in UNITS:
        asked = replace(scope, unit=unit)
        found = kpis(warehouse, asked).iloc[0]
        rows.append({"unit": unit, **{key: found[key] for key in SHOWN},
                     "lost_units": int(found.logos_base - found.logos_kept), **_beside(warehouse, asked)})
    frame = pd.DataFrame(rows)
    money = ["arr_still_there", "arr_added"]
    frame[["still_there"]] = in_currency(frame[["still_there"]], 1)
    frame[money] = in_currency(frame[money], build_info(warehouse).minor)
    frame.attrs = {"same_arr": frame.arr.nunique() == 1}
    return frame


def _beside(warehouse: Warehouse, scope: Scope) -> dict[str, int | None]:
    """still_there, arr_still_there and arr_added of one unit, amounts in minor units; null for groups."""
    names = ("still_there", "arr_still_there", "arr_added")
    if scope.unit not in PARENTS:
        return dict.fromkeys(names)
    found = Profiles(warehouse, scope).summed(beside_statement)
    return {name: int(found[name].sum()) for name in names}


def beside_statement(scope: Scope, by: str | None = None) -> Select[Any]:
    """Grain: label on d0. Over the units inside the filters then, beside their customers (a customer's group)."""
    start, whole = tables.year_before(scope.as_of), replace(scope, unit=PARENTS[scope.unit])
    pair, parent = pairs(scope, start, scope.as_of), pairs(whole, start, scope.as_of, name="parent")
    unit, owner = tables.unit_table(scope.unit), tables.customer().alias("owner")
    side = one_side(pair, "label0_id", scope, by)
    key = owner.c.group_key if scope.unit == "customer" else owner.c.root_key
    joined = side.source.join(unit, unit.c.unit_key == pair.c.unit_key).join(
        owner, owner.c.customer_key == unit.c.owner_key).outerjoin(parent, parent.c.unit_key == key)
    stays = and_(pair.c.arr0 > 0, pair.c.arr == 0, parent.c.arr > 0)
    added = and_(pair.c.arr0 == 0, parent.c.arr0 > 0)
    sums = {"still_there": case((stays, 1), else_=0), "arr_still_there": case((stays, pair.c.arr0), else_=0),
            "arr_added": case((added, pair.c.arr), else_=0)}
    added_up = (cast(func.sum(amount), BigInteger()).label(name) for name, amount in sums.items())
    return select(side.cell.label("cell"), *added_up).select_from(joined).where(side.inside).group_by(side.cell)
