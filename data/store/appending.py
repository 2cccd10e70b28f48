"""Entering records with the times that they bear: what was kept elsewhere, or made up for the demo company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, func, insert, select

from data.store.engine import writing
from data.store.kinds import check
from data.store.model import Record, canonical, digest, moment
from data.store.store import Store
from data.store.tables import ENTRY


class Unordered(ValueError):
    """A record that is older than what the store holds already, or that does not follow on its key's last version."""


def append(store: Store, records: Sequence[Record]) -> int:
    """Writes records with their own authors and times, all of them or none; how many.

    Each must follow on what stands: not older than the newest entry, its version the next of its key. Bodies are held
    to the rules of their kinds, but for the one that nothing new is due on a day that is over: when they were written
    it was not. Errors: Unordered, Invalid, StoreUnavailable.
    """
    with writing(store.engine) as connection:
        newest: Any = connection.execute(select(func.max(ENTRY.c.seq), func.max(ENTRY.c.at))).one()
        seq, last = int(newest[0] or 0), newest[1]
        held = _versions(connection)
        rows = []
        for record in records:
            at = record.at.astimezone(UTC).replace(tzinfo=None)
            if (last is not None and at < last) or record.version != held.get((record.kind, record.key), 0) + 1:
                raise Unordered(f"{record.kind} {record.key}: version {record.version} of {at} does not follow on "
                                "what the store holds.")
            check(record.kind, record.key, record.body, record.author, record.body)
            last, held[record.kind, record.key], seq = at, record.version, seq + 1
            rows.append(_row(record, seq))
        if rows:
            connection.execute(insert(ENTRY), rows)
    return len(rows)


def _versions(connection: Connection) -> dict[tuple[str, str], int]:
    found: Any = connection.execute(select(ENTRY.c.kind, ENTRY.c.key, func.max(ENTRY.c.version)).group_by(
        ENTRY.c.kind, ENTRY.c.key)).all()
    return {(str(kind), str(key)): int(version) for kind, key, version in found}


def _row(record: Record, seq: int) -> dict[str, Any]:
    at = record.at.astimezone(UTC).replace(tzinfo=None)
    said = canonical({name: value for name, value in record.body.items() if value is not None})
    return {"seq": seq, "kind": record.kind, "key": record.key, "version": record.version, "body": said,
            "author": record.author, "at": at, "deleted": record.deleted,
            "digest": digest(record.kind, record.key, record.version, said, record.author, moment(at),
                             record.deleted)}
