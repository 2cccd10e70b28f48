"""Keeps one extract new: asks the warehouse for its version now and then, copies a new one, notes when it is down.

One of them a process and warehouse, one copier a machine: who does not get the file's lock follows its pointer.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from data import leaving
from data.engines import published
from data.engines.errors import DRIVER_ERRORS, first_line, told
from data.engines.names import parsed
from data.extract import copying, settings
from data.extract.spark import SparkFailed
from data.extract.waiting import within
from data.locking import WarehouseBusy
from data.warehouse import WarehouseMissing, WarehouseUnavailable, _base, current_version

LOG = logging.getLogger("tenure")
MOST = 4
"""A warehouse that is down is asked ever less often, up to this many times the usual pause."""
LONGEST = published.LIMIT_SECONDS + 5.0
"""Seconds to wait for its version: a server that is frozen keeps its connections and says nothing."""
POLL, SOONEST = 0.1, 2.0
COPIES_FAIL = (WarehouseMissing, SparkFailed, duckdb.Error, pa.ArrowException, OSError, *DRIVER_ERRORS)


@dataclass(frozen=True)
class State:
    """What is known of the warehouse. `newest`: the version it published last, as far as it was heard.

    `down_since`: when it was first found not to answer, null while it answers, and `trouble` why; `behind`: why the
    newest version could not be copied. Neither holds a secret.
    """

    newest: str | None = None
    heard_at: datetime | None = None
    down_since: datetime | None = None
    trouble: str = ""
    behind: str = ""


class Keeper:
    """`look()` once, or `watch()` for as long as the process lives."""

    def __init__(self, url: str) -> None:
        self.url, self.state = url, State()
        self.file = settings.file_url(url)
        self._looking, self._asking, self._copying = threading.Lock(), threading.Lock(), threading.Lock()
        self._starting, self._wake, self._misses = threading.Lock(), threading.Event(), 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def watching(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_down(self) -> bool:
        """Whether the warehouse is known not to answer; never said by a process that does not watch it."""
        return self.watching and self.state.down_since is not None

    def version(self) -> str | None:
        """The version of the extract in use: reads one small file."""
        return current_version(self.file)

    def path(self, version: str) -> Path:
        """The file of a version of the extract."""
        base = _base(self.file)
        return base.with_name(f"{base.stem}-{version}{base.suffix}")

    def origin(self) -> copying.Origin | None:
        """What the extract in use was copied from; null where there is none."""
        version = self.version()
        return copying.origin(self.file, version) if version else None

    def watch(self) -> None:
        """Starts the thread, once."""
        with self._starting:
            if not self.watching:
                self._thread = threading.Thread(target=self._watch, daemon=True, name="tenure: extract")
                self._thread.start()
                leaving.on_leaving(self.close)
                atexit.register(self.close)

    def close(self) -> None:
        """Ends the thread, where it is not in the middle of something."""
        self._closed.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(SOONEST)

    def missed(self, error: WarehouseUnavailable, silent: bool) -> None:
        """A question was not answered. `silent`: the server said nothing at all, so nobody else waits for it until it
        was heard again. Looks soon, in either case."""
        if silent:
            self._missed(str(error))
        self._wake.set()

    def look(self, waits: bool = True) -> None:
        """Asks for the version and copies it where it is new. Whatever fails is in `state` and in the log.

        `waits`: for the copy; else it goes on in a thread of its own, and further looks are not held up by it.
        """
        with self._looking:
            try:
                newest = within(LONGEST, self._asked)
            except WarehouseUnavailable as error:
                self._missed(str(error))
                return
            except TimeoutError as error:
                self._missed(str(told(error, parsed(self.url))))
                return
            self._heard(newest)
            if newest is None or not settings.wanted(self.url) or self.is_current(newest):
                return
        if waits:
            self._copy(newest)
        else:
            threading.Thread(target=self._copy, args=(newest,), daemon=True, name="tenure: copy").start()

    def first(self) -> None:
        """Looks until there is an extract, as long as another thread or process is making it."""
        self.look()
        while self.version() is None and self.state.newest is not None and settings.wanted(self.url) \
                and not (self.state.trouble or self.state.behind):
            time.sleep(POLL)
            self.look()

    def is_current(self, newest: str) -> bool:
        """Whether the extract in use holds this version, copied as it would be now."""
        held = self.origin()
        return held is not None and held.version == newest and held.asked == copying.asked()

    def _asked(self) -> str | None:
        """One question at a time: one that a frozen server still holds counts as not answered."""
        if not self._asking.acquire(blocking=False):
            raise TimeoutError(f"the warehouse did not answer within {LONGEST:g} s")
        try:
            return published.current(self.url, fresh=True)
        finally:
            self._asking.release()

    def _copy(self, newest: str) -> None:
        if not self._copying.acquire(blocking=False):
            return
        started = time.monotonic()
        try:
            copying.copy(self.url, newest)
        except WarehouseBusy:
            return  # another process of this machine is at it
        except COPIES_FAIL as error:  # where the warehouse is down, the next look says so
            said = first_line(error, parsed(self.url))
            self.state = replace(self.state, behind=f"The version {newest} could not be copied: {said}.")
            self._log(self.state.behind)
        else:
            self.state = replace(self.state, behind="")
            LOG.info("copied version %s in %.1f s", newest, time.monotonic() - started)
        finally:
            self._copying.release()

    def _heard(self, newest: str | None) -> None:
        if self.state.down_since is not None:
            LOG.info("the warehouse answers again")
        self._misses = 0
        kept = self.state.behind if newest != (held.version if (held := self.origin()) else None) else ""
        self.state = State(newest, datetime.now(UTC), behind=kept)

    def _missed(self, why: str) -> None:
        self._misses += 1
        since = self.state.down_since or datetime.now(UTC)
        if self.state.down_since is None:
            self._log(why)
        self.state = replace(self.state, down_since=since, trouble=why)

    def _log(self, said: str) -> None:
        """A command says it itself (serving.note)."""
        if self.watching:
            LOG.warning("%s", said)

    def _pause(self) -> float:
        return max(settings.seconds() * min(2.0 ** max(self._misses - 1, 0), MOST) - SOONEST, 0)

    def _watch(self) -> None:
        while not self._closed.is_set():
            try:
                self.look(waits=False)
            except Exception:
                LOG.exception("the extract could not be looked after")  # the next look may do better
            self._closed.wait(SOONEST)  # a click on what is down wakes the thread, but not every click
            self._wake.wait(self._pause())
            self._wake.clear()
