"""What the data in use know of teams and CSMs: a permission that names others gives nothing."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import text

from data.access.people import Known
from data.warehouse import Warehouse

SQL = text("SELECT key, value FROM meta.dimension_value WHERE key IN ('team_id', 'csm_id') AND value IS NOT NULL")


@lru_cache(maxsize=8)
def known(warehouse: Warehouse) -> Known:
    """The ids that customers bear or ever bore; none where the data have no teams. Source: meta.dimension_value."""
    with warehouse.engine.connect() as connection:
        found = [(str(key), str(value)) for key, value in connection.execute(SQL)]
    return Known(frozenset(value for key, value in found if key == "team_id"),
                 frozenset(value for key, value in found if key == "csm_id"))
