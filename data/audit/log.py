"""Writing and reading the audit log. Entries are only ever added; the database refuses to change one.

Where TENURE_AUDIT_DAYS says so, older entries go: once a day, by whoever writes. By default all are kept.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, text

from data.audit.entry import DID, LONGEST_QUESTION, Did, Entry, kept
from data.store import StoreUnavailable, open_store
from data.store.engine import reading, told, writing
from data.store.tables import AUDIT

LOG = logging.getLogger("tenure")
DAY_SECONDS = 24 * 3600
WAIT_SECONDS = 5

_tidied: dict[str, float] = {}


def write(entry: Entry) -> None:
    """Adds an entry, with the moment. It is on the disk when this returns. Errors: StoreError where it is not."""
    engine = open_store().engine
    with _adding(engine) as connection:
        _tidy(connection, str(engine.url), add(connection, entry))


def add(connection: Connection, entry: Entry) -> datetime:
    """Adds an entry within a transaction that writes to the store already; its moment (UTC, naive)."""
    at = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(insert(AUDIT).values(
        at=at, who=kept(entry.who), role=kept(entry.role), did=entry.did, page=kept(entry.page),
        what=kept(entry.what), asked=kept(entry.question, LONGEST_QUESTION), version=kept(entry.version)))
    return at


def entries(since: datetime | None = None, who: str | None = None, did: Did | None = None) -> list[Entry]:
    """Entries, oldest first. since: aware, that moment and later. who: without regard to case. Errors: StoreError."""
    asked = select(AUDIT).order_by(AUDIT.c.at, AUDIT.c.seq)
    if since is not None:
        asked = asked.where(AUDIT.c.at >= since.astimezone(UTC).replace(tzinfo=None))
    if did is not None:
        asked = asked.where(AUDIT.c.did == did)
    with reading(open_store().engine) as connection:
        found = [_entry(row) for row in connection.execute(asked)]
    return [each for each in found if who is None or each.who.casefold() == who.strip().casefold()]


def days_kept() -> int | None:
    """TENURE_AUDIT_DAYS: for how many days entries are kept; null for all. What is no number of days keeps all."""
    given = os.environ.get("TENURE_AUDIT_DAYS", "").strip()
    if given.isdecimal() and int(given) > 0:
        return min(int(given), 365_000)
    if given:
        LOG.warning("TENURE_AUDIT_DAYS=%r is no whole number of days: the whole audit log is kept", given)
    return None


@contextmanager
def _adding(engine: Engine) -> Iterator[Connection]:
    """A transaction that adds. On PostgreSQL entries do not wait for one another, as decisions do."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with told(engine), engine.begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
        connection.execute(text("SET LOCAL synchronous_commit = on"))
        yield connection


def _tidy(connection: Connection, name: str, at: datetime) -> None:
    """Once a day: what is older than entries are kept goes."""
    if time.monotonic() - _tidied.get(name, -DAY_SECONDS) < DAY_SECONDS:
        return
    days = days_kept()
    if days is not None:
        connection.execute(delete(AUDIT).where(AUDIT.c.at < at - timedelta(days=days)))
    _tidied[name] = time.monotonic()


def _entry(row: Row[Any]) -> Entry:
    did = next((each for each in DID if each == row.did), None)
    if did is None:
        raise StoreUnavailable(f"The audit log holds {row.did!r}, which this release does not know: update Tenure.")
    return Entry(row.who, row.role, did, row.page, row.what, json.loads(row.asked), row.version,
                 row.at.replace(tzinfo=UTC))
