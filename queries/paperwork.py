"""The units in renewal paperwork on a date, one by one: those that metric `paperwork` counts."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.pairs import pairs
from queries.runner import run
from queries.scope import Scope


@answers(WHOLE)
def units(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: unit whose last line ended in the 30 days to the scope's date, with an open renewal or a later line.

    Columns: unit_key, arr (on its last active day, in the reporting currency a year). Filters on labels do not apply:
    the frame says of units found elsewhere whether they are in paperwork. Empty where none is. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    found = run(warehouse, select(pair.c.unit_key, pair.c.paper.label("arr")).where(pair.c.paper > 0).order_by(
        pair.c.unit_key))
    return found.assign(arr=found["arr"].astype(float) / build_info(warehouse).minor)
