"""Whose decisions they are: what was made up for the demo company counts for no other."""

from __future__ import annotations

from data.store.model import Record


def held_by(records: tuple[Record, ...], is_demo: bool) -> tuple[Record, ...]:
    """The records of the company in use: those that say `demo` are left out, unless it is the demo company."""
    return records if is_demo else tuple(record for record in records if not record.get("demo"))
