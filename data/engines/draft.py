"""A version that is being written on a server. Nobody reads its schemas until `publish()`; left without it they go.

Files are read and checked in a DuckDB file of this machine first, under TENURE_HOME, and shipped from there.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import sqlalchemy
from sqlalchemy.engine import URL

from data.engines import published, shipping
from data.engines.connecting import engine_for
from data.engines.errors import DRIVER_ERRORS, first_line, told
from data.engines.holding import held
from data.engines.names import ROOMS, own_contract, parsed, place_of, rooms, shown
from data.engines.opening import contract_of
from data.engines.place import Embedded, OnEngine
from data.health.record import carry
from data.locking import exclusive
from data.warehouse import Draft, WarehouseMissing, WarehouseUnavailable, home

COPIED: dict[str, tuple[str, ...] | None] = {
    "contract": None, "quarantine": None, "meta": ("source", "finding", "company")}
"""What a new build takes along of the loaded data, by room; null: every table."""
VERSION = "%Y%m%dt%H%M%S%f"
Progress = Callable[[str, int, int], None]


@dataclass
class RemoteDraft:
    """`here`: the file of this machine in which a load or the demo makes its tables; `schemas`: the rooms there."""

    url: URL
    version: str
    previous: str | None
    engine: sqlalchemy.Engine
    folder: Path
    schemas: dict[str, str]
    holding: OnEngine
    published: bool = False
    given: dict[str, list[str]] = field(default_factory=dict)
    """Tables and columns of the company's own schema that the build began with; none where they are loaded."""
    here: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.here = Draft(self.folder / "draft.duckdb", self.version, self.folder / "draft.current")

    @property
    def path(self) -> Path:
        return self.here.path

    @property
    def scratch(self) -> Path:
        """A folder for copies of files while they are read; it goes with the draft."""
        return self.here.scratch

    @property
    def name(self) -> str:
        """The warehouse, for messages."""
        return shown(self.url)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection to the file of this machine: see Draft.connect."""
        return self.here.connect()

    @contextmanager
    def there(self) -> Iterator[OnEngine]:
        """The version's rooms on the server. Errors: WarehouseUnavailable for whatever its driver raises."""
        with published.place(self.engine, self.url, self.schemas) as at:
            yield at

    @contextmanager
    def in_use(self) -> Iterator[OnEngine | None]:
        """The version that is published now, null where there is none, or where its schemas are gone."""
        if self.previous is None:
            yield None
            return
        with published.place(self.engine, self.url, rooms(self.previous)) as at:
            contract = contract_of(at)
            at.rooms = rooms(self.previous, contract)
            yield at if at.has("meta", "company") else None

    def ship(self, progress: Progress) -> None:
        """Makes the rooms there and sends every table of the file of this machine."""
        connection = self.connect()
        try:
            with self.there() as at:
                self.furnish(at)
                shipping.ship(Embedded(connection), at, self.scratch, progress)
        finally:
            connection.close()

    def furnish(self, at: OnEngine) -> None:
        """Creates the version's schemas; not a company's own."""
        for room in ROOMS:
            if self.schemas[room] == rooms(self.version)[room]:
                at.open_room(room)

    def copy_loaded(self) -> None:
        """Copies the loaded tables and their records from the version in use, on the server. Errors:
        WarehouseMissing where its schemas are gone, or it was built from a company's own tables."""
        before = rooms(self.previous or "")
        with published.place(self.engine, self.url, before) as used, self.there() as at:
            if used.has("meta", "own_contract"):
                raise WarehouseMissing(f"The version in use at {self.name} was built from the company's own tables: "
                                       "set TENURE_CONTRACT_SCHEMA to their schema, then build again.")
            if not used.has("meta", "company"):
                raise WarehouseMissing(f"The version {self.previous} that {self.name} names in tenure.published is not "
                                       "there: its schemas were dropped. Run `python -m data load DIR`.")
            self.furnish(at)
            for room, asked in COPIED.items():
                for name in used.names(room):
                    if asked is None or name in asked:
                        at.copied(room, name, f"select * from {used.table(room, name)}")

    def carry(self) -> None:
        """Notes which weeks the version in use has scored: see data.health.record.carry."""
        with self.in_use() as used:
            if used is None:
                return
            if self.path.exists():
                connection = self.connect()
                try:
                    carry(Embedded(connection), used)
                finally:
                    connection.close()
                return
            with self.there() as at:
                carry(at, used)

    def publish(self) -> None:
        """Moves readers to this version in one step, then drops what is older than the version in use until now."""
        with published.place(self.engine, self.url, {**self.schemas, **published.ROOM}) as at:
            self._still_held()
            published.publish(at, self.version)
            self.published = True
            published.forget(self.url.render_as_string(hide_password=False))
            try:
                published.drop_older(at, self.version, self.previous)
            except DRIVER_ERRORS as error:
                print(f"warning: older versions were not dropped: {first_line(error, self.url)}", file=sys.stderr)

    def _still_held(self) -> None:
        """The lock is held by one connection: lost, another build may have begun. Errors: WarehouseUnavailable."""
        try:
            self.holding.rows("select 1")
        except DRIVER_ERRORS as error:
            raise told(error, self.url) from None

    def discard(self) -> None:
        """Drops what was made there. Where the server has gone meanwhile it stays until a later publication."""
        mine = [real for room, real in self.schemas.items() if real == rooms(self.version)[room]]
        try:
            with self.there() as at:
                published.drop(at, mine)
        except WarehouseUnavailable as error:
            print(f"warning: the schemas tenure_{self.version}_* were not dropped: {error}", file=sys.stderr)


@contextmanager
def new_version(text: str) -> Iterator[RemoteDraft]:
    """A draft to write. Errors: WarehouseBusy while another build runs, WarehouseUnavailable."""
    url = parsed(text)
    home().mkdir(parents=True, exist_ok=True)
    folder = home() / f"{place_of(url)}.draft"
    engine = engine_for(url, writes=True, name=f"tenure build: process {os.getpid()} on {socket.gethostname()}"[:63])
    with exclusive(home() / f"{place_of(url)}.lock"), held(engine, url) as (holding, previous):
        shutil.rmtree(folder, ignore_errors=True)  # a killed build may have left one
        folder.mkdir()
        version = datetime.now(UTC).strftime(VERSION)
        draft = RemoteDraft(url, version, previous, engine, folder, rooms(version, own_contract()), holding)
        try:
            yield draft
        finally:
            if not draft.published:
                draft.discard()
            shutil.rmtree(folder, ignore_errors=True)
