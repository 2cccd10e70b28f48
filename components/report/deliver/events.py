"""What a run tells while it runs: one line of JSON an event, to standard error. No secret ever stands in one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Literal, Protocol, TextIO

from data.audit.entry import shown

Event = Literal["started", "made", "not_made", "waiting", "already", "claimed", "sent", "not_recorded", "failed",
                "unknown", "taken", "would_send", "received", "ended"]
HIDDEN = "***"
FREE = "reason"
"""The one field with words of others: of a server, a library. The rest are ours."""


class Tell(Protocol):
    """Tells an event with what belongs to it."""

    def __call__(self, event: Event, **what: object) -> None: ...


def teller(run: str, secrets: Iterable[str], to: TextIO | None = None) -> Tell:
    """Tells events of one run. `secrets`: what is never to be seen, the longest first where one holds another."""
    hidden = sorted(filter(None, secrets), key=len, reverse=True)
    return partial(_tell, run, lambda said: _without(said, hidden), to)


def _tell(run: str, clean: Callable[[str], str], to: TextIO | None, event: Event, **what: object) -> None:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    said = {name: (clean(shown(value)) if name == FREE else shown(value)) if isinstance(value, str) else value
            for name, value in what.items()}
    line = json.dumps({"at": at, "event": event, "run": run, **said}, ensure_ascii=False, default=str)
    print(line, file=to or sys.stderr, flush=True)


def _without(said: str, hidden: list[str]) -> str:
    for each in hidden:
        said = said.replace(each, HIDDEN)
    return said
