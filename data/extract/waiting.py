"""A time limit for what may never come back."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class Silent(TimeoutError):
    """Nothing at all was heard within the limit."""


def within(seconds: float, work: Callable[[], Answer]) -> Answer:
    """What the work gives, or Silent: a server that has gone to sleep may leave its driver waiting for ever."""
    done: queue.SimpleQueue[tuple[Answer | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            done.put((None, error))

    threading.Thread(target=run, daemon=True, name="tenure: warehouse").start()
    try:
        answer, error = done.get(timeout=seconds)
    except queue.Empty:
        raise Silent(f"the warehouse did not answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return answer  # type: ignore[return-value]  # set where there is no error
