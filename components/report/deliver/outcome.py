"""How the sending of one message ended, and the two steps around the moment at which the other side takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.audit import Entry
from data.delivery.log import Log, Message, Taken
from data.store import StoreError


@dataclass(frozen=True)
class Outcome:
    """sent: the other side took it. failed: it did not, for certain. unknown: it may have. `reason` in words."""

    state: Literal["sent", "failed", "unknown"]
    reason: str = ""


class Handing:
    """Called when all but the last of a message is with the other side: `handing` is on the disk when it returns.

    `step`: the last step that this run took. `stopped`: why the message must not be completed, where it must not.
    `recorded`: whether the log knows that it was accepted.
    """

    def __init__(self, log: Log, message: Message, step: int, entry: Entry) -> None:
        self.log, self.message, self.step, self.entry = log, message, step, entry
        self.begun = self.recorded = False
        self.stopped: Taken | StoreError | None = None

    def __call__(self) -> None:
        """Errors: Taken, StoreError: then nothing more is to be sent."""
        if self.begun:
            return
        try:
            self.step = self.log.next(self.message, self.step, "handing")
        except (Taken, StoreError) as error:
            self.stopped = error
            raise
        self.begun = True

    def accepted(self) -> None:
        """The other side has it: recorded at once, with its audit entry. What cannot be recorded stays `handing`."""
        try:
            self.log.done(self.message, "sent", self.entry)
        except StoreError:
            return  # whoever asks sees that it is not recorded
        self.recorded = True
