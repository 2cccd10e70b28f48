"""How a case can end, and what is needed to try one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Kind(StrEnum):
    """Every way in which a case can end. All but the first two are faults of the product."""

    READ = "read rightly"
    REFUSED = "refused, with its place"
    UNPLACED = "refused without a place"
    MISPLACED = "refused at a wrong place"
    UNDUE = "refused though sound"
    WRONG = "read wrongly"
    CRASHED = "crashed"
    HUNG = "hung"
    CHANGED = "changed what serves"


GOOD = (Kind.READ, Kind.REFUSED)


@dataclass(frozen=True)
class Outcome:
    """How one case ended; `said`: what the product said, or what is wrong, one line for whoever replays it."""

    kind: Kind
    said: str = ""


class Target(Protocol):
    """One thing that is given bad input. Cases of one target run one after another in one process."""

    name: str
    limit: float
    """Seconds after which a case hangs."""

    def prepare(self, folder: Path) -> None:
        """Makes what all cases need, in an empty folder."""

    def case(self, rng: random.Random) -> Outcome:
        """Makes one case from this state of chance alone, tries it and judges. Whatever it raises is a crash."""
