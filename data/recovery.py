"""What to do about a damaged warehouse file: say it, notice it while reading, go back to the version before."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from data import damage
from data.engines.names import is_remote
from data.faults import WrongCall
from data.locking import exclusive
from data.pointing import Files
from data.warehouse import WarehouseDamaged, WarehouseMissing, _base, standing, warehouse_url

HURT = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException,
        duckdb.InvalidInputException)
"""What DuckDB raises where a block is not what its own checksum says, or the file ends before it."""


def note(url: str | None = None) -> str:
    """A line for a command: that its figures are of an older version, and why; empty where they are of the one in use.
    """
    found, said = standing(url)
    if not said or found.version is None:
        return ""
    return (f"note: {said}. These are the figures of version {found.version}, the newest that is whole; load or build "
            "again to publish a new one.\n")


def stumbled(engine: Engine, error: DBAPIError) -> WarehouseDamaged | None:
    """What an error of a statement means for the file beneath: null where the file is as it was published."""
    if engine.dialect.name != "duckdb" or not isinstance(error.orig, HURT) or not engine.url.database:
        return None
    path = Path(engine.url.database)
    if damage.doubted(path) != "damaged":
        return None
    return WarehouseDamaged(f"The file {path.name} was damaged while it was read. Ask again: the newest version that "
                            "is whole serves, if there is one.")


def back(version: str | None = None) -> str:
    """Points at an older version once more (default: the newest whole one before the one in use); what was done.

    The one that is left stays until the next build. Errors: WrongCall on a server, or for a version that is not there;
    WarehouseMissing where none is older; WarehouseBusy while a build runs.
    """
    url = warehouse_url()
    if is_remote(url):
        raise WrongCall("Going back is for a warehouse of this machine; on a server, build again.")
    files = Files(_base(url))
    if not files.base.parent.is_dir():
        raise WarehouseMissing("Nothing is loaded: there is no version to go back to.")
    with exclusive(files.base.with_name(f"{files.base.stem}.lock")):
        serves, whole = files.standing().version, files.published()
        if version is not None and version not in whole:
            raise WrongCall(f"{version}: no such whole version here; there is {', '.join(whole) or 'none'}.")
        older = [each for each in whole if serves is None or each < serves]
        chosen = version or next(reversed(older), None)
        if chosen is None:
            raise WarehouseMissing("There is no older whole version to go back to: one stays beside the one in use.")
        files.point(chosen)
    return f"Version {chosen} is in use; {serves or 'the other one'} stays until the next build."
