"""Answers that were worked out, kept as bytes: within a number of them, those asked last, each asked of once at a time.

Streamlit's own cache counts answers, not bytes, and takes a tenth of a warm run to make its keys.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from queries.versions import Served

MOST_BYTES = 128 * 2**20
KEY_BYTES = 1024
"""What an answer takes beside its bytes: its key, its place."""
Key = tuple[Hashable, ...]


@dataclass
class _Making:
    """An answer that is being worked out, and how many wait for it."""

    lock: threading.Lock
    waiting: int = 0


class Answers:
    """Kept under keys that begin with the warehouse's URL and version; answers of versions that are served no more go.
    Safe to use from several threads: who asks what another is working out waits for that.
    """

    def __init__(self, seconds: float, most: int = MOST_BYTES) -> None:
        self.seconds, self.most, self.bytes = seconds, most, 0
        self._held: OrderedDict[Key, tuple[float, bytes]] = OrderedDict()
        self._making: dict[Key, _Making] = {}
        self._served = Served()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """The kept answer, or `ask()`; the caller's own to change either way. Errors: those of `ask`; nothing is kept.
        """
        place = _hashable(key)
        found = self._found(place)
        if found is None:
            with self._alone(place):
                found = self._found(place)
                if found is None:
                    answer = ask()
                    self._put(place, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
                    return answer
        return pickle.loads(found)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._held.clear()
            self.bytes = 0

    def _found(self, key: Key) -> bytes | None:
        with self._lock:
            since, found = self._held.get(key, (0.0, None))
            if found is None:
                return None
            if time.monotonic() - since > self.seconds:
                self._drop(key)
                return None
            self._held.move_to_end(key)
            return found

    def _put(self, key: Key, made: bytes) -> None:
        with self._lock:
            for each in self._served.outlived(key, self._held):
                self._drop(each)
            if key in self._held:
                self._drop(key)
            self._held[key] = time.monotonic(), made
            self.bytes += len(made) + KEY_BYTES
            while self.bytes > self.most:
                self._drop(next(iter(self._held)))

    def _drop(self, key: Key) -> None:
        self.bytes -= len(self._held.pop(key)[1]) + KEY_BYTES

    @contextmanager
    def _alone(self, key: Key) -> Iterator[None]:
        with self._lock:
            making = self._making.setdefault(key, _Making(threading.Lock()))
            making.waiting += 1
        try:
            with making.lock:
                yield
        finally:
            with self._lock:
                making.waiting -= 1
                if not making.waiting:
                    self._making.pop(key, None)


def _hashable(key: tuple[Any, ...]) -> Key:
    """What cannot be hashed, a list or a frame, stands as its bytes."""
    try:
        hash(key)
    except TypeError:
        return (*key[:2], pickle.dumps(key[2:]))
    return cast(Key, key)
