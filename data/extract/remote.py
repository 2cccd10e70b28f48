"""The warehouse itself, asked for what is not in the extract: within a time limit, and not at all while it is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import sqlalchemy
from sqlalchemy import Executable

from data.engines.connecting import engine_for
from data.engines.errors import DRIVER_ERRORS
from data.engines.names import parsed, shown
from data.engines.published import place
from data.extract import settings
from data.extract.fetching import Fetched, fetch
from data.extract.spark import SparkFailed
from data.extract.unanswered import Unanswered, unanswered
from data.extract.waiting import within
from data.warehouse import Warehouse, WarehouseMissing

GRACE = 5.0
"""Seconds that a driver has beyond the limit to say by itself that it is over."""


@dataclass(frozen=True)
class Remote:
    """One version on a server. `elsewhere`: its tables that the extract leaves out, (room, table); null where there is
    no extract, so that all of them are asked there.
    """

    url: str = field(repr=False)
    schemas: tuple[tuple[str, str], ...]
    elsewhere: frozenset[tuple[str, str]] | None
    trouble: Callable[[], str] = field(default=lambda: "", compare=False, repr=False)
    """Why the warehouse cannot be asked just now; empty where it can."""
    failed: Callable[[Unanswered], None] = field(default=lambda error: None, compare=False, repr=False)
    """Told that it did not answer."""

    @property
    def where(self) -> str:
        """The warehouse for a message, without its password."""
        return shown(parsed(self.url))

    def itself(self, version: str) -> Warehouse:
        """This version where it was built, whatever was published since; `version` is only what it is called.

        Errors: WarehouseMissing where it was dropped meanwhile, WarehouseUnavailable where the server does not answer.
        """
        engine = _engine(self.url, self.schemas)
        with place(engine, engine.url, dict(self.schemas)) as at:
            if not at.has("meta", "build"):
                raise WarehouseMissing(f"The version that was copied from {self.where} is no longer there: ask again.")
        return Warehouse(self.where, version, engine)

    def fetch(self, statement: Executable) -> tuple[Fetched, pa.Table]:
        """As ask. Errors: Unanswered at once while the warehouse is known to be down."""
        trouble = self.trouble()
        if trouble:
            down = Unanswered(trouble, "unreachable", self.where)
            self.failed(down)
            raise down
        try:
            return ask(_engine(self.url, self.schemas), statement)
        except Unanswered as error:
            self.failed(error)
            raise


def ask(engine: sqlalchemy.Engine, statement: Executable) -> tuple[Fetched, pa.Table]:
    """The statement's rows, all of them. Errors: Unanswered, at the latest GRACE after TENURE_WAREHOUSE_TIMEOUT."""
    limit = settings.timeout()

    def fetched() -> tuple[Fetched, pa.Table]:
        with engine.connect() as connection:
            found = fetch(connection, statement, limit)
            return found, found.batches.read_all()

    try:
        return within(limit + GRACE, fetched)
    except (*DRIVER_ERRORS, SparkFailed, pa.ArrowException) as error:
        raise unanswered(error, engine.url, shown(engine.url)) from None


@lru_cache(maxsize=4)
def _engine(url: str, schemas: tuple[tuple[str, str], ...]) -> sqlalchemy.Engine:
    return engine_for(parsed(url), dict(schemas), name="tenure: lists")
