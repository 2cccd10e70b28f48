"""How a process that serves ends: what must not be torn is let finish, then what it holds open is closed.

A write to the store is such work (`working`); the thread that follows a server's warehouse is such a thing
(`on_leaving`). Whoever ends the process calls `leave`, once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_changed = threading.Condition()
_running: Counter[str] = Counter()
_closers: list[Callable[[], None]] = []


@contextmanager
def working(what: str) -> Iterator[None]:
    """While the block runs the process does not end, within the seconds that `leave` is given."""
    with _changed:
        _running[what] += 1
    try:
        yield
    finally:
        with _changed:
            _running[what] -= 1
            _changed.notify_all()


def running() -> dict[str, int]:
    """What is being done now, by name; nothing that is at rest."""
    with _changed:
        return {what: count for what, count in _running.items() if count > 0}


def on_leaving(close: Callable[[], None]) -> None:
    """`close` is called once, when the process leaves and its work has ended; what is registered last closes first."""
    with _changed:
        if close not in _closers:
            _closers.append(close)


def leave(seconds: float) -> dict[str, int]:
    """Waits for the work, at most so long, and closes what was registered. What had not ended, by name."""
    with _changed:
        _changed.wait_for(lambda: not any(_running.values()), timeout=seconds)
    left = running()
    while _closers:
        _closers.pop()()
    return left
