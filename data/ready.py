"""Whether this process can answer: the version in use opens and is of this release, the store can be read.

What is wrong is told by a word each, with nothing in it that a stranger may not read; the sentence behind a word goes
to the log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlalchemy.exc import SQLAlchemyError

from data import status
from data.build import transform_version
from data.extract import serving
from data.faults import WrongCall
from data.store import StoreError, open_store
from data.store.model import StoreNewer, StoreOutdated
from data.warehouse import (
    WarehouseDamaged,
    WarehouseMissing,
    WarehouseOutdated,
    WarehouseUnavailable,
    WarehouseUnsupported,
    open_warehouse,
    standing,
    warehouse_url,
)

LOG = logging.getLogger("tenure")
WAREHOUSE_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (WarehouseOutdated, "outdated"), (WarehouseDamaged, "damaged"), (WarehouseUnavailable, "unreachable"),
    (WarehouseMissing, "missing"), (WarehouseUnsupported, "unsupported"), (WrongCall, "unsupported"),
    (duckdb.Error, "damaged"), (SQLAlchemyError, "damaged"), (OSError, "damaged"))
STORE_WORDS: tuple[tuple[type[StoreError], str], ...] = (
    (StoreNewer, "newer"), (StoreOutdated, "outdated"), (StoreError, "unreachable"))
SILENT = "silent"
"""A check that did not end in time."""


@dataclass(frozen=True)
class Readiness:
    """faults: `warehouse.<word>`, `store.<word>`; ready where there is none. notes: it answers, but the server behind
    the extract is down or ahead (`warehouse.down`, `warehouse.behind`), or the newest version is damaged and the one
    before it serves (`warehouse.older`). version and built_at (aware): of the data in
    use, null where none is open.
    """

    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: str | None = None
    built_at: datetime | None = None

    @property
    def ready(self) -> bool:
        return not self.faults


def readiness() -> Readiness:
    """Looks now: opens the version in use and reads its record, and reads the store. May wait as long as they do."""
    found, why = _warehouse()
    faults = tuple(filter(None, (why, _store())))
    built_at = found.get("built_at")
    moment = built_at.replace(tzinfo=built_at.tzinfo or UTC) if isinstance(built_at, datetime) else None
    return Readiness(faults, _notes(), found.get("version"), moment)


def silent() -> Readiness:
    """What is told where the look did not end in time."""
    return Readiness((f"warehouse.{SILENT}",))


def _warehouse() -> tuple[dict[str, Any], str | None]:
    kinds = tuple(kind for kind, _ in WAREHOUSE_WORDS)
    try:
        serving.current(warehouse_url())  # of one on a server: from now on its version is followed, visitors or none
        found = status.built(open_warehouse())
    except kinds as error:
        return {}, _word("warehouse", error, WAREHOUSE_WORDS)
    if found.get("transform") != transform_version():
        return found, "warehouse.outdated"
    return found, None


def _store() -> str | None:
    try:
        open_store().version()
    except StoreError as error:
        return _word("store", error, STORE_WORDS)
    return None


def _notes() -> tuple[str, ...]:
    try:
        now, damaged = serving.state(warehouse_url()), standing()[1]
    except (WrongCall, WarehouseUnsupported):
        return ()
    holds = {"down": now.down_since is not None, "behind": bool(now.behind), "older": bool(damaged)}
    return tuple(f"warehouse.{what}" for what, so in holds.items() if so)


def _word(part: str, error: Exception, words: tuple[tuple[type[Any], str], ...]) -> str:
    LOG.warning("not ready: %s: %s", part, error, extra={"event": "not_ready", "part": part})
    return f"{part}.{next(word for kind, word in words if isinstance(error, kind))}"
