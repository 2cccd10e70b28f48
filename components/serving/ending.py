"""The end of the server: what people began is finished, what is open is closed, the status is 0.

A container is told to end and is killed some seconds later: TENURE_LEAVE_SECONDS (default 20) is to be less than that.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from anyio import to_thread

from components.serving.files import linger
from components.serving.headers import policy
from data import leaving
from data.meters import seconds_of

LOG = logging.getLogger("tenure")
DEFAULT_SECONDS = 20.0
SLACK_SECONDS = 5.0
"""After the work has had its time: for what hangs at the very end of the process."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)

_ending = threading.Event()


def seconds() -> float:
    """TENURE_LEAVE_SECONDS. Errors: WrongCall."""
    return seconds_of("TENURE_LEAVE_SECONDS", DEFAULT_SECONDS)


def is_ending() -> bool:
    """Whether the server was told to end."""
    return _ending.is_set()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any] | None]:
    """From the server's start to its end. Sessions are still there when the work is waited for: a run that was about to
    write goes on."""
    policy()  # what it cannot make ends the start, not the first answer
    linger()
    yield None
    _ending.set()
    threading.Thread(target=_hurry, args=(seconds() + SLACK_SECONDS,), daemon=True, name="tenure: end").start()
    left = await to_thread.run_sync(leaving.leave, seconds())
    if left:
        LOG.error("ended with work undone: %s", left, extra={"event": "left", "undone": left})
    else:
        LOG.info("ended, with nothing undone", extra={"event": "left", "undone": {}})


def quiet_signals() -> None:
    """Uvicorn ends the server by itself and then raises the signal once more, which is not to kill the process."""
    for each in SIGNALS:
        signal.signal(each, _ignored)


def _ignored(_number: int, _frame: FrameType | None) -> None:
    return None


def _hurry(limit: float) -> None:
    """Whatever still hangs after the limit is no write: those were waited for."""
    threading.Event().wait(limit)
    sys.stderr.flush()
    os._exit(0 if not leaving.running() else 1)
