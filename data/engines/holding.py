"""One builder at a time on a server: the lock that a build holds there, and who has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import sqlalchemy
from sqlalchemy.engine import URL

from data.engines import published
from data.engines.errors import DRIVER_ERRORS, told
from data.engines.names import kind
from data.engines.place import OnEngine
from data.locking import WarehouseBusy

LOCK = 0x54454E5543
"""One number for everybody: PostgreSQL's advisory lock of builders."""
HOLDER = """select application_name, to_char(backend_start at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS') from pg_locks
join pg_stat_activity using (pid) where locktype = 'advisory' and granted and database =
(select oid from pg_database where datname = current_database()) and (classid::bigint << 32) + objid::bigint = :lock"""


@contextmanager
def held(engine: sqlalchemy.Engine, url: URL) -> Iterator[tuple[OnEngine, str | None]]:
    """The connection that holds the lock for the block, and the version in use."""
    with ExitStack() as stack:
        stack.callback(engine.dispose)  # runs last: a connection that is still out would keep its lock
        try:
            holding = OnEngine(stack.enter_context(engine.connect()), kind(url) or "", published.ROOM)
            _lock(holding)
            previous = next(iter(published.history(holding)), None)
        except DRIVER_ERRORS as error:
            raise told(error, url) from None
        stack.callback(_unlock, holding)
        yield holding, previous


def _lock(at: OnEngine) -> None:
    """Held until the connection ends, however it ends. Spark has none: there the file of this machine is all."""
    if at.words.kind != "postgres" or at.value("select pg_try_advisory_lock(:lock)", lock=LOCK):
        return
    holder = next(iter(at.rows(HOLDER, lock=LOCK)), None)
    said = f"{str(holder[0]).removeprefix('tenure build: ')}, since {holder[1]} UTC" if holder else "another process"
    raise WarehouseBusy(f"Another build is running: {said}. Wait until it has ended.")


def _unlock(at: OnEngine) -> None:
    """At once: the server may take a while to see that a connection has gone. Where it has, the lock has too."""
    if at.words.kind != "postgres":
        return
    try:
        at.rows("select pg_advisory_unlock(:lock)", lock=LOCK)
    except DRIVER_ERRORS:
        return
