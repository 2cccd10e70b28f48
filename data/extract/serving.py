"""What the board opens for a warehouse on a server: the extract, with the warehouse behind it for what it leaves out.

`serve` gives it, `current` tells the version in use without asking anybody, `state` tells how the warehouse does.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from data.engines.names import is_remote, parsed, shown
from data.extract import copying, settings
from data.extract.keeper import Keeper, State
from data.extract.remote import Remote
from data.warehouse import Warehouse, WarehouseMissing, WarehouseUnavailable, _opened, current_version

__all__ = ["State", "copied_at", "current", "serve", "state"]

_keepers: dict[tuple[str, str], Keeper] = {}
_one_at_a_time = threading.Lock()


def current(url: str) -> str | None:
    """The version in use, cheap enough for every rerun: what a thread of this process heard or copied last.

    Null where nothing is published. Errors: WarehouseUnavailable where the warehouse never answered and there is no
    extract.
    """
    if not is_remote(url):
        return current_version(url)
    keeper = _keeper(url)
    keeper.watch()
    found = _version(keeper)
    if found is None and keeper.state.heard_at is None:
        keeper.first()
        found = _version(keeper)
    if found is None and keeper.state.trouble:
        raise WarehouseUnavailable(keeper.state.trouble)
    return found


def serve(url: str) -> Warehouse:
    """The extract of the version in use. A process that does not watch it looks for a newer version first.

    Errors: WarehouseMissing where nothing is published, WarehouseUnavailable where there is no extract to go on with.
    """
    keeper = _keeper(url)
    if not keeper.watching or keeper.version() is None:
        keeper.first()
    version = keeper.version()
    if version is not None:
        return _served(keeper, version)
    if keeper.state.trouble:
        raise WarehouseUnavailable(keeper.state.trouble)
    raise WarehouseMissing(f"Nothing is loaded at {shown(parsed(url))}: run `python -m data load DIR`, or, for the demo "
                           "company, `python -m data demo`.")


def state(url: str) -> State:
    """How the warehouse does, as far as this process knows; it says nothing of an embedded one."""
    return _keeper(url).state if is_remote(url) else State()


def copied_at(url: str) -> datetime | None:
    """When the extract in use was copied, in UTC; null where there is none."""
    if not settings.wanted(url):
        return None
    keeper = _keeper(url)
    version = keeper.version()
    origin = copying.origin(str(keeper.path(version))) if version else None
    return origin.copied_at if origin else None


def _version(keeper: Keeper) -> str | None:
    return keeper.version() if settings.wanted(keeper.url) else keeper.state.newest


def _keeper(url: str) -> Keeper:
    with _one_at_a_time:
        return _keepers.setdefault((url, settings.file_url(url)), Keeper(url))


@lru_cache(maxsize=4)
def _served(keeper: Keeper, version: str) -> Warehouse:
    origin = copying.origin(str(keeper.path(version)))
    if origin is None:
        raise WarehouseMissing(f"{keeper.path(version)} is no extract of this release: delete it.")
    remote = Remote(keeper.url, origin.schemas, origin.elsewhere, lambda: _down(keeper), keeper.nudge)
    local = _opened(keeper.file, version)
    return replace(local, url=shown(parsed(keeper.url)), version=version, remote=remote)


def _down(keeper: Keeper) -> str:
    return keeper.state.trouble if keeper.watching and keeper.state.down_since else ""
