"""The store: does it answer, of which release, is every entry whole; and the clock, by what was written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import func, select, text

from data.doctor.line import Line, fault, ok, warn
from data.doctor.warehouses import built_at
from data.store import StoreError, configured, store_url
from data.store.backup import damaged
from data.store.engine import connect, file_of, parsed, reading, shown
from data.store.migrate import head, known, revision
from data.store.tables import ENTRY

LEAD_SECONDS = 120
"""How far the clock may be behind what was written by it."""
RESTORE = "Restore a backup (`python -m data restore DIR`); nothing was changed here."


def lines() -> Iterator[Line]:
    """All of them. Migrates nothing and makes no store where there is none."""
    newest: datetime | None = None
    if not configured():
        yield ok("store.reachable", "none yet: it is made by the first decision")
    else:
        try:
            url = parsed(store_url())
            engine = connect(url)
            try:
                with reading(engine) as connection:
                    found = revision(connection)
                    yield ok("store.reachable", f"{shown(url)} answers")
                    yield _schema(found)
                    if found == head():
                        count, wrong = damaged(connection)
                        newest = connection.execute(select(func.max(ENTRY.c.at))).scalar_one()
                        yield fault("store.whole", f"{len(wrong):,} of {count:,} entries are damaged: {wrong[0]}",
                                    RESTORE) if wrong else ok("store.whole", f"{count:,} entries, every one whole")
                        if file_of(url) is not None:
                            yield _pages(str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one()))
            finally:
                engine.dispose()
        except StoreError as error:
            yield fault("store.reachable", str(error), "Nothing can be decided until it answers (docs/store.md). A "
                        "damaged file: restore a backup.")
    yield _clock(newest)


def _schema(found: str | None) -> Line:
    if found == head():
        return ok("store.schema", f"{found}, as this release has it")
    if found is None or found in known():
        return warn("store.schema", f"{found or 'empty'}; this release has {head()}", "The next start of the board "
                    "migrates it: take a backup first.")
    return fault("store.schema", f"{found} is of a newer release (this one knows up to {head()})",
                 "Update Tenure, or restore a backup that this release took.")


def _pages(said: str) -> Line:
    return ok("store.pages", "SQLite finds its pages in order") if said == "ok" else \
        fault("store.pages", f"SQLite: {said.splitlines()[0]}", RESTORE)


def _clock(newest: datetime | None) -> Line:
    """A clock that stands before what was written by it was set back."""
    now = datetime.now(UTC)
    written = {"the newest decision": newest.replace(tzinfo=UTC) if newest else None,
               "the version in use": built_at()}
    later = [(at, what) for what, at in written.items() if at is not None and (at - now).total_seconds() > LEAD_SECONDS]
    if later:
        at, what = max(later)
        return fault("machine.clock", f"it is {now:%Y-%m-%d %H:%M:%S} UTC here, and {what} was written at "
                     f"{at:%Y-%m-%d %H:%M:%S} UTC", "Set the clock (NTP): versions and decisions are ordered by it.")
    return ok("machine.clock", f"{now:%Y-%m-%d %H:%M:%S} UTC ({time.strftime('%Z')} on this machine), later than all "
              "that was written")
