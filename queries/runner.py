"""The one place that executes a statement."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any, cast

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse
from queries import access, trace


def run(warehouse: Warehouse, statement: Select[Any]) -> pd.DataFrame:
    """The statement's rows as a frame, one column a selected expression; no rows give an empty frame with its
    columns. A recorder of queries.trace that is open keeps what was executed.
    Raises access.Unguarded.
    """
    access.refuse(statement)
    with warehouse.engine.connect() as connection:
        started = perf_counter()
        result = connection.execute(statement)
        context, names = result.context, list(result.keys())
        rows = [tuple(row) for row in result]
        taken = (perf_counter() - started) * 1000
    values = cast(Sequence[Any], context.parameters[0])  # by position: the engine's places are numbered
    if access.recorded():
        trace.note(context.statement, values, len(rows), taken)
    return pd.DataFrame(rows, columns=names)
