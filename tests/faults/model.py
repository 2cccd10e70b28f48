"""A fault, and what a trial of it came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from tests.faults.ground import Ground

Came = Literal["held", "refused", "broken"]


@dataclass(frozen=True)
class Outcome:
    """held: the figures of a whole version serve, and where they are not the newest that is said; every write that was
    acknowledged is there. refused: nothing wrong is shown, one message says why. broken: anything else.
    """

    came: Came
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """`trials` makes the outcomes one by one: as many as `moments` asks for, or fewer where there are only so many."""

    name: str
    what: str
    promise: str
    trials: Callable[[Ground, Random, int], Iterator[Outcome]]


class Skipped(Exception):
    """This machine lacks what a fault needs. The message says what."""


@dataclass
class Tally:
    """What the trials of one fault came to."""

    fault: Fault
    outcomes: list[Outcome] = field(default_factory=list)
    skipped: str = ""

    def count(self, came: Came) -> int:
        return sum(each.came == came for each in self.outcomes)


def judged(seen: dict[str, Any], whole: dict[str, Any], newest: str) -> Outcome:
    """What a home shows after a fault. `whole`: the figures of each whole version by the version's name; `newest`: the
    version that should serve. One that is older, or of which something else is damaged, must say so.
    """
    if "crashed" in seen:
        return Outcome("broken", f"the process died of {seen['crashed']}")
    if seen["raised"]:
        return Outcome("broken", f"a page or a command raised: {seen['raised'][0]}")
    if seen["status"] != [0] * len(seen["status"]):
        return _refused(seen)
    served = [version for version, figures in whole.items() if figures == seen["figures"]]
    if not served:
        return Outcome("broken", "figures of no whole version")
    if not seen["page"]:
        return Outcome("broken", "the page shows nothing")
    if newest not in served and not (seen["noted"] and seen["warned"]):
        return Outcome("broken", f"older figures unsaid (command: {seen['noted']!r}, page: {seen['warned']!r})")
    return Outcome("held", "" if newest in served else "the version before serves, and it is said")


def _refused(seen: dict[str, Any]) -> Outcome:
    """Every command says one line and the page says something: none shows a figure beside it."""
    if any(status not in (1, 2) for status in seen["status"]):
        return Outcome("broken", f"some commands answer and some do not: {seen['status']} {seen['errors']}")
    if not all(each.count("error: ") == 1 for each in seen["errors"]):
        return Outcome("broken", f"no message, or several: {seen['errors']}")
    if not seen["refused"]:
        return Outcome("broken", "the commands refuse, and the page does not")
    return Outcome("refused", seen["errors"][0].strip()[:160])
