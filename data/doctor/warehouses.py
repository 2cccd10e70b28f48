"""The warehouse: does it answer, what serves, of which release, how old; and the extract of one on a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import duckdb
from sqlalchemy.exc import SQLAlchemyError

from data import damage, status
from data.build import transform_version
from data.doctor.line import Line, fault, ok, warn
from data.engines.names import is_remote, parsed, shown
from data.extract import copying, settings
from data.faults import WrongCall
from data.pointing import Files
from data.warehouse import (
    Warehouse,
    WarehouseDamaged,
    WarehouseMissing,
    WarehouseUnavailable,
    WarehouseUnsupported,
    _base,
    current_version,
    open_itself,
    standing,
    warehouse_url,
)

LIMIT_SECONDS = 10.0
OLD_DAYS = 8
"""A company that is loaded each week is never older."""
RESTORE = "Restore a backup (`python -m data restore DIR`), or load the data again."
REBUILD = "Run `python -m data build`; the figures are computed anew from the loaded rows."


def lines() -> Iterator[Line]:
    """All of them; where nothing can be opened, why."""
    try:
        warehouse = open_itself(limit=LIMIT_SECONDS if is_remote(warehouse_url()) else None)
        found, company = status.built(warehouse), status.company(warehouse)
    except (WrongCall, WarehouseUnsupported) as error:
        yield fault("warehouse.reachable", str(error), "Correct TENURE_WAREHOUSE_URL (docs/connect.md).")
        return
    except WarehouseUnavailable as error:
        yield fault("warehouse.reachable", str(error), "Until it answers the board shows the extract, where there is "
                    "one, and says so.")
        yield from _extract(None)
        return
    except WarehouseDamaged as error:
        yield fault("warehouse.whole", str(error), RESTORE)
        return
    except WarehouseMissing as error:
        yield warn("warehouse.published", str(error), "Nothing is shown until data are loaded.")
        return
    except (duckdb.Error, SQLAlchemyError, OSError) as error:
        yield fault("warehouse.whole", f"the version in use cannot be read: {str(error).strip().splitlines()[0]}",
                    RESTORE)
        return
    yield ok("warehouse.published", f"{company[0]}{' (demo)' if company[1] else ''}, version {warehouse.version} at "
             f"{shown(parsed(warehouse_url()))}")
    yield from _whole(warehouse)
    yield from _built(warehouse, found)
    yield from _extract(warehouse.version)


def built_at() -> datetime | None:
    """When the version in use was built (aware); null where nothing can be read: its own check says why."""
    try:
        at = status.built(open_itself()).get("built_at") if current_version() else None
    except (WrongCall, WarehouseUnsupported, WarehouseMissing, duckdb.Error, SQLAlchemyError, OSError):
        return None
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) else None


def _whole(warehouse: Warehouse) -> Iterator[Line]:
    """The file in use, read through and held against what was published."""
    if is_remote(warehouse_url()):
        return
    said = standing()[1]
    if said:
        yield fault("warehouse.whole", f"{said}; version {warehouse.version} serves instead", RESTORE)
        return
    found = damage.doubted(Files(_base(None)).path(warehouse.version))
    if found == "damaged":
        yield fault("warehouse.whole", f"the file of version {warehouse.version} is not what was published", RESTORE)
    elif found == "unproven":
        yield warn("warehouse.whole", "no checksum was written when this version was published", "Nothing to do: the "
                   "next build writes one.")
    else:
        yield ok("warehouse.whole", "the file is what was published, byte for byte")


def _built(warehouse: Warehouse, found: dict[str, Any]) -> Iterator[Line]:
    if not found:
        yield fault("warehouse.built", "the data were loaded and not built", REBUILD)
        return
    if found.get("version") != warehouse.version:
        yield fault("warehouse.version", f"{warehouse.version} says of itself that it is {found.get('version')}",
                    "Somebody renamed files: restore a backup, or load the data again.")
    if found.get("transform") != transform_version():
        yield fault("warehouse.release", f"built by another release (its tables are {found.get('transform')}, this "
                    f"release's {transform_version()})", REBUILD)
    else:
        yield ok("warehouse.release", f"built by this release in {float(found['seconds']):,.0f} s "
                 f"({found.get('how') or 'full build'})")
    yield _age(found["newest_day"])


def _age(newest: Any) -> Line:
    day = newest.date() if isinstance(newest, datetime) else newest
    days = (datetime.now(UTC).date() - day).days if isinstance(day, date) else None
    if days is None:
        return fault("warehouse.age", "the newest day is not known", REBUILD)
    if days > OLD_DAYS:
        return warn("warehouse.age", f"the newest day is {day}, {days} days ago", "Load newer data, or see why the "
                    "refresh does not run (`python -m data refresh --every 1h`).")
    return ok("warehouse.age", f"the newest day is {day}, {max(days, 0)} days ago")


def _extract(version: str | None) -> Iterator[Line]:
    """The copy on this machine; of a warehouse that does not answer it is what serves."""
    url = warehouse_url()
    if not settings.wanted(url):
        return
    try:
        local = current_version(settings.file_url(url))
        held = copying.origin(settings.file_url(url), local) if local else None
    except (duckdb.Error, SQLAlchemyError, OSError) as error:
        yield fault("extract.state", f"cannot be read: {str(error).strip().splitlines()[0]}",
                    f"Delete {_base(settings.file_url(url)).stem}* in TENURE_HOME: it is copied anew.")
        return
    if held is None:
        yield warn("extract.state", "none was copied yet", "The first visit waits for the copy.")
    elif version is not None and held.version != version:
        yield warn("extract.state", f"holds {held.version} of {held.copied_at:%Y-%m-%d %H:%M} UTC; {version} is in use",
                   "A board that runs copies it within a minute; its log says why where it does not.")
    else:
        yield ok("extract.state", f"holds {held.version}, copied {held.copied_at:%Y-%m-%d %H:%M} UTC, "
                 f"{held.rows:,} rows, {len(held.elsewhere)} tables left on the server")
