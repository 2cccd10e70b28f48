"""The warehouse: where it stands, which version is in use, how it is read and how a new version is published.

On a server (PostgreSQL, Spark SQL) that is done by `data/engines`, here for an embedded DuckDB file. One writer, many
readers. A build writes a new file, named by its version, beside the one in use and then moves a small pointer file onto
it in one step; readers open the file read-only and follow the pointer. For a URL `duckdb:////dir/NAME.duckdb` the
files are `/dir/NAME-<version>.duckdb`, the pointer is `/dir/NAME.current`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import sqlalchemy
from sqlalchemy.dialects import registry
from sqlalchemy.pool import QueuePool

from data import damage
from data.configured import home, setting, with_password
from data.locking import WarehouseBusy, exclusive
from data.pointing import Files, Standing, drop

if TYPE_CHECKING:
    from data.engines.draft import RemoteDraft
    from data.extract.remote import Remote

__all__ = ["DEFAULT_TIME_ZONE", "Draft", "Warehouse", "WarehouseBusy", "WarehouseDamaged", "WarehouseMissing",
           "WarehouseOutdated", "WarehouseUnavailable", "WarehouseUnsupported", "current_version", "home",
           "new_version", "open_itself", "open_warehouse", "standing", "time_zone", "warehouse_url"]

DEFAULT_TIME_ZONE = "Asia/Tokyo"
DEFAULT_MEMORY = "2GB"
OPEN = 2
"""Versions that are kept open: the one in use, and the one before it, which a run may still be reading."""
COMPILED = 512
"""Statements that an engine keeps compiled, up to half as many more: two hundred thousand bytes each."""
registry.register("duckdb.tenure", "data.engines.embedded", "Dialect")
# Wrong figures cost more than time: docs/decisions/0003-duckdb-2.0-switches.md
SWITCHES = {"disabled_optimizers": "common_subplan", "enable_caching_operators": "false"}


class WarehouseMissing(Exception):
    """Nothing is published at this URL. The message says what to run."""


class WarehouseOutdated(WarehouseMissing):
    """The published version was built by another release. The message says what to run."""


class WarehouseDamaged(WarehouseMissing):
    """What is published is damaged and nothing whole stands beside it. The message says what, and what to run."""


class WarehouseUnavailable(WarehouseMissing):
    """The server does not answer, refuses the user, or has no such database. The message says what to do."""


class WarehouseUnsupported(Exception):
    """The URL names an engine that this command cannot write or read."""


@dataclass(frozen=True)
class Warehouse:
    """One published version, opened read-only. Each thread gets a connection of its own from the engine's pool.

    On a server the engine's execution option `schema_translate_map` holds the real schema of each room, and `url` says
    *** for the password: the engine alone knows it.
    """

    url: str
    version: str
    engine: sqlalchemy.Engine = field(compare=False)
    remote: Remote | None = field(default=None, compare=False)
    """The warehouse behind an extract: it holds what the extract leaves out. Null for an embedded one."""


@dataclass
class Draft:
    """A version being written: a file that nobody reads until `publish()`."""

    path: Path
    version: str
    pointer: Path
    published: bool = False

    @property
    def scratch(self) -> Path:
        """A folder for copies of files while they are read; it goes with the draft."""
        return self.path.with_name(f"{self.path.name}.read")

    @property
    def files(self) -> Files:
        """The versions beside it."""
        return Files(self.pointer.with_suffix(self.path.suffix))

    @property
    def in_use(self) -> Path:
        """The file of the version that serves now; one that is not there where none does."""
        return self.files.path(self.files.standing().version or "none")

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A writing connection within TENURE_MEMORY (default 2GB) that spills beside the draft.

        Close it before a build. Few threads: each of them holds read buffers of its own within that memory.
        """
        config = {**_offline(), "memory_limit": os.environ.get("TENURE_MEMORY") or DEFAULT_MEMORY,
                  "temp_directory": f"{self.path}.tmp", "threads": min(os.cpu_count() or 1, 4)}
        connection = duckdb.connect(str(self.path), config=config)
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def publish(self) -> None:
        """Seals the file, moves the pointer to it in one step and drops older files, keeping the one that served."""
        previous = self.files.standing().version
        duckdb.connect(str(self.path)).close()  # settles the write-ahead log, and fails here rather than for a reader
        damage.seal(self.path)
        self.files.point(self.version)
        self.published = True
        self.files.clear(keep={self.version, previous or self.version})


def warehouse_url() -> str:
    """The SQLAlchemy URL of the warehouse: TENURE_WAREHOUSE_URL of the environment or of tenure.env, with the password
    of TENURE_WAREHOUSE_PASSWORD where it has none; else a DuckDB file under `home()`. Errors: WrongCall.
    """
    given = setting("TENURE_WAREHOUSE_URL")
    return with_password(given) if given else f"duckdb:///{home() / 'tenure.duckdb'}"


def time_zone() -> str:
    """The time zone in which a day ends: TENURE_TIME_ZONE, else Asia/Tokyo."""
    return os.environ.get("TENURE_TIME_ZONE") or DEFAULT_TIME_ZONE


def current_version(url: str | None = None) -> str | None:
    """The published version, null where there is none. Cheap enough for every rerun: reads one small file, or asks
    the server every few seconds (by data.engines.published.current, whose time limits hold).

    Errors: WarehouseUnavailable where a server does not answer.
    """
    if _is_remote(url):
        from data.engines import published
        return published.current(url or warehouse_url())
    return Files(_base(url)).standing().version


def standing(url: str | None = None) -> tuple[Standing, str]:
    """What serves of an embedded warehouse, and in words what is damaged of it, empty where nothing is. Of one on a
    server its database answers: there is nothing to say.
    """
    if _is_remote(url):
        return Standing(None), ""
    files = Files(_base(url))
    found = files.standing()
    return found, files.told(found)


def wants_demo() -> bool:
    """Whether the demo company is to be made unasked: the warehouse is a file of this machine, and nothing is published
    there. A server is not asked.
    """
    return not _is_remote(None) and standing()[0] == Standing(None)


def open_warehouse(url: str | None = None) -> Warehouse:
    """The version in use, read-only, for whoever asks for figures. On a server it is served from its extract
    (docs/extract.md), unless TENURE_EXTRACT=off. Errors: as open_itself.
    """
    if _is_remote(url):
        from data.extract import serving
        return serving.serve(url or warehouse_url())
    return open_itself(url)


def open_itself(url: str | None = None, limit: float | None = None) -> Warehouse:
    """The version in use where it was built, read-only; one engine per URL, version and limit.

    `limit`: on a server, seconds that one statement may take. Errors: WarehouseMissing where nothing is published,
    WarehouseUnavailable where a server does not answer.
    """
    url = url or warehouse_url()
    version = current_version(url)
    if version is None:
        raise _nothing(url)
    if _is_remote(url):
        from data.engines import opening
        return opening.opened(url, version, limit)
    return _opened(url, version)


def _nothing(url: str) -> WarehouseMissing:
    damaged = standing(url)[1]
    if damaged:
        return WarehouseDamaged(f"The data at {_shown(url)} cannot be shown: {damaged}, and no other whole version is "
                                "there. Run `python -m data load DIR` (or `python -m data demo`) again, or put the "
                                "file back from a copy.")
    return WarehouseMissing(f"Nothing is loaded at {_shown(url)}: run `python -m data demo` for the demo company, "
                            "`python -m data load DIR` for your own files, or `python -m data connect` for a "
                            "database.")


@contextmanager
def new_version(url: str | None = None) -> Iterator[Draft | RemoteDraft]:
    """A draft to write. Published by `Draft.publish()`; left without it, the draft is deleted and the old one serves.

    Raises WarehouseBusy while another build runs on the same URL, WarehouseUnsupported for other engines.
    """
    if _is_remote(url):
        from data.engines.draft import new_version as there
        with there(url or warehouse_url()) as remote:
            yield remote
        return
    with _new_file(_base(url)) as draft:
        yield draft


@contextmanager
def _new_file(base: Path) -> Iterator[Draft]:
    base.parent.mkdir(parents=True, exist_ok=True)
    files = Files(base)
    with exclusive(base.with_name(f"{base.stem}.lock")):
        files.clear(keep=files.kept())
        version = files.next()
        draft = Draft(files.path(version), version, files.pointer)
        try:
            yield draft
        finally:
            drop(draft.path, whole=not draft.published)


@lru_cache(maxsize=OPEN)
def _opened(url: str, version: str) -> Warehouse:
    path = Files(_base(url)).path(version)
    # Readers are idle most of the time: without threads of its own the allocator gives nothing back while they are.
    config = {**_offline(), "temp_directory": str(_scratch()), "allocator_background_threads": "true"}
    arguments = {"read_only": True, "config": config}
    engine = sqlalchemy.create_engine(f"duckdb+tenure:///{path}", connect_args=arguments, poolclass=QueuePool,
                                      pool_size=8, max_overflow=-1, query_cache_size=COMPILED, hide_parameters=True)
    return Warehouse(url, version, engine)


def _offline() -> dict[str, Any]:
    """DuckDB fetches extensions from the network when a query hints at one; Tenure needs none."""
    return {**SWITCHES, "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
            "home_directory": str(_scratch())}


def _scratch() -> Path:
    """Where readers spill: never beside the warehouse, which may be on a read-only mount."""
    return Path(tempfile.gettempdir()) / f"tenure-{os.getpid()}"


def _is_remote(url: str | None) -> bool:
    from data.engines.names import is_remote
    return is_remote(url or warehouse_url())


def _base(url: str | None) -> Path:
    from data.engines.names import parsed as read
    parsed = read(url or warehouse_url())
    if parsed.get_backend_name() != "duckdb":
        raise WarehouseUnsupported(f"{parsed.get_backend_name()}: a warehouse is an embedded DuckDB file "
                                   "(duckdb:///PATH), PostgreSQL (postgresql://…) or Spark SQL (hive://…).")
    if not parsed.database or parsed.database == ":memory:":
        raise WarehouseUnsupported("A DuckDB warehouse needs a file: duckdb:///PATH, not a database in memory.")
    return Path(parsed.database).expanduser().resolve()


def _shown(url: str) -> str:
    from data.engines.names import parsed, shown
    return shown(parsed(url))
