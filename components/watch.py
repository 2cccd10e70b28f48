"""What takes long, for whom, and why: each run of a page and each question in it is counted and timed.

Who it was is a role and, of somebody who is signed in, a word that stands for them while this process lives: enough to
see that it is always the same person, not enough to know who. Filters and names are not told (docs/operation.md).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from streamlit.runtime.scriptrunner import RerunException, StopException

from components.asking import signed_in
from data import meters
from data.access import Viewer
from data.extract import serving
from data.warehouse import warehouse_url

LOG = logging.getLogger("tenure")
YOUNG_SECONDS = 600.0
"""A process, or a version of the data, that is no older: what is slow is slow for the first time."""
CROWD = 3
NO_PAGE = "none"

_key = secrets.token_bytes(16)
_lock = threading.Lock()
_seen: dict[str, float] = {}
_now = 0
_began = time.monotonic()


@dataclass
class Ran:
    """One run of a page, filled while it goes on. seconds are of the questions that were worked out in it."""

    page: str = NO_PAGE
    viewer: Viewer | None = None
    refused: bool = False
    questions: int = 0
    made: int = 0
    statements: int = 0
    rows: int = 0
    asked_seconds: float = 0.0
    why: set[str] = field(default_factory=set)


@dataclass
class Asked:
    """One question: whether it was worked out here, and by how much."""

    made: bool = False
    statements: int = 0
    rows: int = 0

    def took(self, statements: int, rows: int) -> None:
        """It was worked out in this very run."""
        self.made, self.statements, self.rows = True, statements, rows


_ran: ContextVar[Ran | None] = ContextVar("ran", default=None)


@contextmanager
def run() -> Iterator[Ran]:
    """Around one run of the board; the block says which page it is, and who asks."""
    ran, started, outcome = Ran(), time.monotonic(), "failed"
    token, crowd = _ran.set(ran), _running(1)
    try:
        yield ran
        outcome = "refused" if ran.refused else "shown"
    except StopException:
        outcome = "stopped"
        raise
    except RerunException:
        outcome = "again"
        raise
    finally:
        _ran.reset(token)
        crowd = max(crowd, _running(-1) + 1)
        _ended(ran, outcome, time.monotonic() - started, crowd)


@contextmanager
def question(name: str, version: str) -> Iterator[Asked]:
    """Around one question of a page, kept or not."""
    asked, started = Asked(), time.monotonic()
    try:
        yield asked
    finally:
        seconds = time.monotonic() - started
        waited = not asked.made and seconds >= meters.slow_seconds()
        meters.ASKED.labels("made" if asked.made else "waited" if waited else "kept").inc()
        if asked.made:
            meters.ANSWERS.labels(name.split(".")[1] if "." in name else name).observe(seconds)
        _noted(name, asked, seconds, _why(version, asked.made, waited))


def opened(version: str) -> None:
    """A version of the data was opened by this process."""
    with _lock:
        if version not in _seen:
            _seen[version] = time.monotonic()
            meters.VERSIONS.inc()


def whom(viewer: Viewer | None) -> dict[str, str]:
    """For the log: the role, and a word for the person; nothing but "everyone" where nobody signs in."""
    if viewer is None:
        return {"role": "unknown"}
    if not signed_in(viewer):
        return {"role": "everyone"}
    return {"role": viewer.role, "who": hashlib.blake2b(viewer.who.encode(), key=_key, digest_size=6).hexdigest()}


def _running(more: int) -> int:
    """How many runs go on, this one's beginning or end counted."""
    global _now
    with _lock:
        _now += more
        meters.RUNNING.set(_now)
        return _now


def _why(version: str, made: bool, waited: bool) -> set[str]:
    if waited:
        return {"waited_for_another"}
    if not made:
        return set()
    now = time.monotonic()
    if now - _began < YOUNG_SECONDS:
        return {"cold_start"}
    return {"new_version" if now - _seen.get(version, now) < YOUNG_SECONDS else "not_asked_before"}


def _noted(name: str, asked: Asked, seconds: float, why: set[str]) -> None:
    ran = _ran.get()
    if ran is not None:
        ran.questions += 1
        ran.made += asked.made
        ran.statements += asked.statements
        ran.rows += asked.rows
        ran.asked_seconds += seconds
        ran.why |= why
    if seconds >= meters.slow_seconds():
        LOG.warning("slow question: %s took %.2f s", name, seconds, extra={
            "event": "slow_question", "question": name, "seconds": round(seconds, 3), "statements": asked.statements,
            "rows": asked.rows, "page": ran.page if ran else NO_PAGE, "why": sorted(why),
            **whom(ran.viewer if ran else None)})


def _ended(ran: Ran, outcome: str, seconds: float, crowd: int) -> None:
    meters.RUNS.labels(ran.page, outcome).observe(seconds)
    if outcome == "failed":
        meters.fault("page")
    if seconds < meters.slow_seconds():
        return
    why = ran.why | ({"crowd"} if crowd >= CROWD else set())
    why |= {"server_down"} if serving.state(warehouse_url()).down_since else set()
    LOG.warning("slow page: %s took %.2f s", ran.page, seconds, extra={
        "event": "slow_page", "page": ran.page, "outcome": outcome, "seconds": round(seconds, 3),
        "asked_seconds": round(ran.asked_seconds, 3), "questions": ran.questions, "made": ran.made,
        "statements": ran.statements, "rows": ran.rows, "runs_at_once": crowd, "why": sorted(why or {"drawing"}),
        **whom(ran.viewer)})
