"""Keeps one extract new: asks the warehouse for its version now and then, copies a new one, notes when it is down.

One of them a process and warehouse, one copier a machine: who does not get the file's lock follows its pointer.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from data.engines import published
from data.engines.errors import DRIVER_ERRORS, first_line
from data.engines.names import parsed
from data.extract import copying, settings
from data.locking import WarehouseBusy
from data.warehouse import WarehouseMissing, WarehouseUnavailable, _base, current_version

LOG = logging.getLogger("tenure")
MOST = 4
"""A warehouse that is down is asked ever less often, up to this many times the usual pause."""
POLL = 0.1


@dataclass(frozen=True)
class State:
    """What is known of the warehouse. `newest`: the version it published last, as far as it was heard.

    `down_since`: when it was first found not to answer, null while it answers; `trouble`: why, or why the newest
    version could not be copied, without any secret.
    """

    newest: str | None = None
    heard_at: datetime | None = None
    down_since: datetime | None = None
    trouble: str = ""


class Keeper:
    """`look()` once, or `watch()` for as long as the process lives."""

    def __init__(self, url: str) -> None:
        self.url, self.state = url, State()
        self.file = settings.file_url(url)
        self._looking, self._wake = threading.Lock(), threading.Event()
        self._starting, self._misses = threading.Lock(), 0
        self._thread: threading.Thread | None = None

    @property
    def watching(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def version(self) -> str | None:
        """The version of the extract in use: reads one small file."""
        return current_version(self.file)

    def path(self, version: str) -> Path:
        """The file of a version of the extract."""
        base = _base(self.file)
        return base.with_name(f"{base.stem}-{version}{base.suffix}")

    def watch(self) -> None:
        """Starts the thread, once."""
        with self._starting:
            if not self.watching:
                self._thread = threading.Thread(target=self._watch, daemon=True, name="tenure: extract")
                self._thread.start()

    def nudge(self) -> None:
        """Something did not answer: look now."""
        self._wake.set()

    def look(self) -> None:
        """Asks for the version and copies it where it is new. Whatever fails is in `state` and in the log."""
        with self._looking:
            try:
                newest = published.current(self.url, fresh=True)
            except WarehouseUnavailable as error:
                self._missed(str(error))
                return
            self._heard(newest)
            if newest is not None and settings.wanted(self.url) and not self.is_current(newest):
                self._copy(newest)

    def first(self) -> None:
        """Looks until there is an extract, as long as another process is making it."""
        self.look()
        while self.version() is None and self.state.trouble == "" and self.state.newest is not None:
            time.sleep(POLL)
            self.look()

    def is_current(self, newest: str) -> bool:
        """Whether the extract in use holds this version, copied as it would be now."""
        version = self.version()
        held = copying.origin(str(self.path(version))) if version else None
        return held is not None and held.version == newest and held.asked == copying.asked()

    def _copy(self, newest: str) -> None:
        started = time.monotonic()
        try:
            copying.copy(self.url, newest)
        except WarehouseBusy:
            return  # another process of this machine is at it
        except WarehouseUnavailable as error:
            self._missed(str(error))
        except (WarehouseMissing, duckdb.Error, pa.ArrowException, OSError, RuntimeError, *DRIVER_ERRORS) as error:
            said = first_line(error, parsed(self.url))
            self.state = replace(self.state, trouble=f"The version {newest} could not be copied: {said}.")
            LOG.warning("%s", self.state.trouble)
        else:
            LOG.info("copied version %s in %.1f s", newest, time.monotonic() - started)

    def _heard(self, newest: str | None) -> None:
        self._misses = 0
        self.state = State(newest, datetime.now(UTC))

    def _missed(self, why: str) -> None:
        self._misses += 1
        since = self.state.down_since or datetime.now(UTC)
        if self.state.down_since is None:
            LOG.warning("%s", why)
        self.state = replace(self.state, down_since=since, trouble=why)

    def _watch(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                LOG.exception("the extract could not be looked after")  # the next look may do better
            self._wake.wait(settings.seconds() * min(2 ** max(self._misses - 1, 0), MOST))
            self._wake.clear()
