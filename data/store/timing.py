"""How long the store takes, and how long a writer waits for its turn: counted, and told where it is slow."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from data import meters
from data.store.model import StoreError

LOG = logging.getLogger("tenure")


class Turn:
    """A transaction's wait."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.waited = 0.0

    def came(self) -> None:
        """It holds the lock now."""
        self.waited = time.monotonic() - self.began


@contextmanager
def timed(did: Literal["read", "write"]) -> Iterator[Turn]:
    """Around one transaction: done, refused (a rule or another writer was before), failed (the database)."""
    turn, outcome = Turn(), "refused"
    try:
        yield turn
        outcome = "done"
    except StoreError:
        outcome = "failed"
        raise
    finally:
        seconds = time.monotonic() - turn.began
        meters.STORE.labels(did, outcome).observe(seconds)
        if seconds >= meters.slow_seconds():
            why = ["waited_for_lock"] if turn.waited > seconds / 2 else ["database"]
            LOG.warning("slow store: a %s took %.2f s", did, seconds, extra={
                "event": "slow_store", "did": did, "outcome": outcome, "seconds": round(seconds, 3),
                "waited_seconds": round(turn.waited, 3), "why": why})
