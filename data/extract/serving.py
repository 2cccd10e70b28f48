"""What the board opens for a warehouse on a server: the extract, with the warehouse behind it for what it leaves out.

`serve` gives it, `current` tells the version in use without asking anybody, `state` and `origin` how it stands.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from data.engines.names import is_remote, parsed, shown
from data.engines.opening import opened
from data.extract import copying, settings
from data.extract.copying import Origin
from data.extract.keeper import Keeper, State
from data.extract.remote import Remote
from data.warehouse import OPEN, Warehouse, WarehouseMissing, WarehouseUnavailable, _opened, current_version

__all__ = ["Origin", "State", "current", "is_first", "note", "origin", "serve", "state"]

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
    found = _version(keeper)
    if found is None and not keeper.is_down:
        keeper.first()
        found = _version(keeper)
    keeper.watch()
    if found is None:
        _refuse(keeper)
    return found


def serve(url: str) -> Warehouse:
    """The extract of the version in use; with TENURE_EXTRACT=off the version itself. A process that does not watch it
    looks for a newer version first.

    Errors: WarehouseMissing where nothing is published, WarehouseUnavailable where there is nothing to go on with.
    """
    keeper = _keeper(url)
    if not keeper.watching or _version(keeper) is None:
        keeper.first()
    version = _version(keeper)
    if version is not None:
        return _served(keeper, version) if settings.wanted(url) else _direct(keeper, version)
    _refuse(keeper)
    raise WarehouseMissing(f"Nothing is loaded at {shown(parsed(url))}: run `python -m data load DIR` for your own "
                           "data, or `python -m data demo` for the demo company.")


def is_first(url: str) -> bool:
    """Whether the extract is yet to be made: whoever asks for it now waits for the copy."""
    return settings.wanted(url) and _keeper(url).version() is None


def state(url: str) -> State:
    """How the warehouse does, as far as this process knows; it says nothing of an embedded one."""
    return _keeper(url).state if is_remote(url) else State()


def origin(url: str) -> Origin | None:
    """What the extract in use was copied from, and when; null where there is none, or none is wanted."""
    return _keeper(url).origin() if settings.wanted(url) else None


def note(url: str) -> str:
    """A line for a command: that its figures are those of an older copy, and why; empty where they are not."""
    if not is_remote(url):
        from data.recovery import note as damaged
        return damaged(url)
    held, now = origin(url), state(url)
    if held is None or not (now.trouble or now.behind):
        return ""
    hours = (datetime.now(UTC) - held.copied_at).total_seconds() / 3600
    return (f"note: {now.trouble or now.behind} These are the figures of version {held.version}, copied "
            f"{held.copied_at:%Y-%m-%d %H:%M} UTC ({hours:.1f} hours ago).\n")


def _version(keeper: Keeper) -> str | None:
    return keeper.version() if settings.wanted(keeper.url) else keeper.state.newest


def _refuse(keeper: Keeper) -> None:
    if keeper.state.trouble or keeper.state.behind:
        raise WarehouseUnavailable(keeper.state.trouble or keeper.state.behind)


def _keeper(url: str) -> Keeper:
    with _one_at_a_time:
        return _keepers.setdefault((url, settings.file_url(url)), Keeper(url))


@lru_cache(maxsize=OPEN)
def _served(keeper: Keeper, version: str) -> Warehouse:
    held = copying.origin(keeper.file, version)
    if held is None:
        raise WarehouseMissing(f"{keeper.path(version)} is no extract of this release: delete it.")
    local = _opened(keeper.file, version)
    behind = _remote(keeper, held.schemas, held.elsewhere)
    return replace(local, url=shown(parsed(keeper.url)), version=version, remote=behind)


def _direct(keeper: Keeper, version: str) -> Warehouse:
    there = opened(keeper.url, version)
    schemas = there.engine.get_execution_options()["schema_translate_map"]
    return replace(there, remote=_remote(keeper, tuple(sorted(schemas.items())), None))


def _remote(keeper: Keeper, schemas: tuple[tuple[str, str], ...],
            elsewhere: frozenset[tuple[str, str]] | None) -> Remote:
    return Remote(keeper.url, schemas, elsewhere, lambda: keeper.state.trouble if keeper.is_down else "",
                  lambda error: keeper.missed(error, error.silent))
