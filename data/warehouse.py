"""The warehouse: where it stands, which version is in use, how it is read and how a new version is published.

On a server (PostgreSQL, Spark SQL) that is done by `data/engines`, here for an embedded DuckDB file. One writer, many
readers. A build writes a new file, named by its version, beside the one in use and then moves a small pointer file onto
it in one step; readers open the file read-only and follow the pointer. For a URL `duckdb:////dir/NAME.duckdb` the
files are `/dir/NAME-<version>.duckdb`, the pointer is `/dir/NAME.current`.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import sqlalchemy
from sqlalchemy.dialects import registry
from sqlalchemy.pool import QueuePool

from data.configured import home, setting, with_password
from data.locking import WarehouseBusy, exclusive

if TYPE_CHECKING:
    from data.engines.draft import RemoteDraft
    from data.extract.remote import Remote

__all__ = ["DEFAULT_TIME_ZONE", "Draft", "Warehouse", "WarehouseBusy", "WarehouseMissing", "WarehouseOutdated",
           "WarehouseUnavailable", "WarehouseUnsupported", "current_version", "home", "new_version", "open_itself",
           "open_warehouse", "time_zone", "warehouse_url"]

DEFAULT_TIME_ZONE = "Asia/Tokyo"
DEFAULT_MEMORY = "2GB"
VERSION = "%Y%m%dT%H%M%S%f"
registry.register("duckdb.tenure", "data.engines.embedded", "Dialect")
# Wrong figures cost more than time: docs/decisions/0003-duckdb-2.0-switches.md
SWITCHES = {"disabled_optimizers": "common_subplan", "enable_caching_operators": "false"}


class WarehouseMissing(Exception):
    """Nothing is published at this URL. The message says what to run."""


class WarehouseOutdated(WarehouseMissing):
    """The published version was built by another release. The message says what to run."""


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
    def in_use(self) -> Path:
        """The file of the version that is published now."""
        return self.pointer.with_name(_pointed(self.pointer))

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
        """Moves the pointer to this version in one step and drops older files, keeping the one in use until now."""
        previous = _pointed(self.pointer)
        duckdb.connect(str(self.path)).close()  # settles the write-ahead log, and fails here rather than for a reader
        moved = self.pointer.with_name(f"{self.pointer.name}.{self.version}")
        moved.write_text(self.path.name, encoding="utf-8")
        os.replace(moved, self.pointer)
        self.published = True
        _drop_versions(self.pointer, self.path, keep={self.path.name, previous})


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
    base = _base(url)
    name = _pointed(_pointer(base))
    found = _version_name(base).fullmatch(name) if name else None
    return found[1] if found and base.with_name(found[0]).exists() else None


def wants_demo() -> bool:
    """Whether the demo company is to be made unasked: the warehouse is a file of this machine, and nothing is published
    there. A server is not asked.
    """
    return not _is_remote(None) and current_version() is None


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
        raise WarehouseMissing(f"Nothing is loaded at {_shown(url)}: run `python -m data demo` for the demo company, "
                               "`python -m data load DIR` for your own files, or `python -m data connect` for a "
                               "database.")
    if _is_remote(url):
        from data.engines import opening
        return opening.opened(url, version, limit)
    return _opened(url, version)


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
    pointer = _pointer(base)
    with exclusive(base.with_name(f"{base.stem}.lock")):
        _drop_versions(pointer, base, keep={_pointed(pointer)}, previous=True)
        version = datetime.now(UTC).strftime(VERSION)
        draft = Draft(base.with_name(f"{base.stem}-{version}{base.suffix}"), version, pointer)
        try:
            yield draft
        finally:
            _drop(draft.path, whole=not draft.published)


@lru_cache(maxsize=4)
def _opened(url: str, version: str) -> Warehouse:
    base = _base(url)
    path = base.with_name(f"{base.stem}-{version}{base.suffix}")
    arguments = {"read_only": True, "config": {**_offline(), "temp_directory": str(_scratch())}}
    engine = sqlalchemy.create_engine(f"duckdb+tenure:///{path}", connect_args=arguments, poolclass=QueuePool,
                                      pool_size=8, max_overflow=-1)
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


def _pointer(base: Path) -> Path:
    return base.with_name(f"{base.stem}.current")


def _pointed(pointer: Path) -> str:
    """The file name that the pointer holds, empty where there is no pointer."""
    try:
        return pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _version_name(base: Path) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(base.stem)}-(\d{{8}}T\d{{12}}){re.escape(base.suffix)}")


def _drop_versions(pointer: Path, path: Path, keep: set[str], previous: bool = False) -> None:
    """Deletes the versions that nothing points at: older ones, and drafts that a killed build left behind.

    With `previous` the newest version older than the one in use stays too: a reader may still follow it.
    """
    name = _version_name(pointer.with_suffix(path.suffix))
    found = sorted(file.name for file in pointer.parent.iterdir() if name.fullmatch(file.name))
    older = [file for file in found if previous and file < max(keep)]
    for file in set(found) - keep - set(older[-1:]):
        _drop(pointer.with_name(file), whole=True)


def _drop(path: Path, whole: bool) -> None:
    """Deletes a version's leftovers, and with `whole` the file. Windows refuses while a reader holds it: next time."""
    for folder in ("tmp", "read"):
        shutil.rmtree(f"{path}.{folder}", ignore_errors=True)
    for file in [path, path.with_name(f"{path.name}.wal")] if whole else []:
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            continue
