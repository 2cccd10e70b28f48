"""What became of a request that a channel's plugin made: Apprise says no more than that it did not work.

A refused connection or an answer is a failure for certain; a request without an answer may have arrived.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.exceptions import ConnectTimeout, SSLError
from urllib3.exceptions import NewConnectionError

from components.report.deliver.outcome import Outcome

OK = range(200, 300)


class Heard:
    """What the requests of one message came to. `lost`: one was not answered."""

    def __init__(self) -> None:
        self.lost, self.reason = False, ""

    def outcome(self, accepted: bool) -> Outcome:
        """accepted: what the plugin says."""
        if accepted:
            return Outcome("sent")
        return Outcome("unknown" if self.lost else "failed", self.reason or "the channel's service refused it")


def by_requests(plugin: object) -> bool:
    """Whether a plugin sends by `requests`, as nearly all do, so that it can be heard."""
    return any(hasattr(sys.modules.get(each.__module__), "requests") for each in type(plugin).__mro__)


@contextmanager
def heard(handing: Callable[[], None]) -> Iterator[Heard]:
    """While the block runs, requests of this process are heard; `handing` is called before the first one leaves."""
    found, plain = Heard(), requests.Session.send

    def send(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        handing()
        try:
            answer = plain(self, request, **options)
        except requests.RequestException as error:
            found.lost, found.reason = not _never_left(error), type(error).__name__
            raise
        found.reason = "" if answer.status_code in OK else f"answered {answer.status_code}"
        return answer

    requests.Session.send = send  # type: ignore[method-assign]
    try:
        yield found
    finally:
        requests.Session.send = plain  # type: ignore[method-assign]


def _never_left(error: requests.RequestException) -> bool:
    """Whether there was no connection at all."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)
