"""The one place that executes a statement."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse


def run(warehouse: Warehouse, statement: Select[Any]) -> pd.DataFrame:
    """The statement's rows as a frame, one column a selected expression; no rows give an empty frame with its
    columns.
    """
    with warehouse.engine.connect() as connection:
        result = connection.execute(statement)
        return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))
