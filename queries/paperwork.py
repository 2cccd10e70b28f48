"""The units in renewal paperwork on a date, one by one: those that metric `paperwork` counts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy import or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.pairs import pairs
from queries.runner import run
from queries.scope import Scope
from queries.sides import sides


@answers(WHOLE)
def units(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: unit whose last line ended in the 30 days to the scope's date, with an open renewal or a later line.

    Columns: unit_key, arr (on its last active day, in the reporting currency a year). Filters do not apply: the frame
    says of units found elsewhere whether they are in paperwork; who sees a part of the company is told of the units
    that were or are in it. Empty where none is. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    own = sides(pair, ("label0_id", "label_id"), replace(scope, where=()))
    found = run(warehouse, select(pair.c.unit_key, pair.c.paper.label("arr")).select_from(own.source).where(
        pair.c.paper > 0, or_(own.in0, own.in1)).order_by(pair.c.unit_key))
    return found.assign(arr=found["arr"].astype(float) / build_info(warehouse).minor)
