"""Which tables and columns a version has, kept in the version itself: `meta.given`.

Engines tell that in ways of their own, some of them slowly, and a copy of a version's cubes tells it of the copy. Grain
of meta.given: column of a table of the rooms contract, quarantine and meta, as the build found them. Columns: room (its
logical name), table_name, column_name, position (from 1).
"""

from __future__ import annotations

import duckdb

ROOMS = ("contract", "quarantine", "meta")


def record(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes meta.given of an open draft, after everything else of it is there."""
    rooms = ", ".join(f"'{room}'" for room in ROOMS)
    connection.execute(
        "create or replace table meta.given as select table_schema as room, table_name, column_name,"
        " cast(ordinal_position as integer) as position from information_schema.columns"
        f" where table_schema in ({rooms}) order by 1, 2, 4")
