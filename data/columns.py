"""Which tables and columns a version has, kept in the version itself: `meta.given`.

Engines tell that in ways of their own, some of them slowly, and a copy of a version's cubes tells it of the copy. Grain
of meta.given: column of a table of the rooms contract, quarantine and meta, as the build found them. Columns: room (its
logical name), table_name, column_name, position (from 1).
"""

from __future__ import annotations

from data.engines.place import Place

ROOMS = ("contract", "quarantine", "meta")
COLUMNS = {"room": "VARCHAR", "table_name": "VARCHAR", "column_name": "VARCHAR", "position": "INTEGER"}


def record(at: Place) -> None:
    """Writes meta.given of a draft, after everything else of it is there."""
    at.forget()
    at.create("meta", "given", COLUMNS)
    rows = [[room, table, column, position] for room in ROOMS for table, columns in sorted(at.tables(room).items())
            for position, column in enumerate(columns, start=1)]
    at.insert("meta", "given", rows)
