"""The page's own part of the URL: how many weeks back the flow looks, and whose accounts are listed.

Pure. `?weeks=13&cell=adopting.at_risk` (a cell of the flow) or `?cell=at_risk` (a stage). What does not exist is
reported in `unknown`: the figure that needs it says so instead of showing another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queries.journey import ACTIVE, STAGES
from queries.journey_flow import NEW

CELL, WEEKS = "cell", "weeks"
BACK = (13, 4, 26, 52)


@dataclass(frozen=True)
class View:
    """`stage`: whose accounts are listed, null for those of all; `stage_from`: only those that came from it."""

    weeks: int = BACK[0]
    stage: str | None = None
    stage_from: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def cell(self) -> tuple[str, str] | None:
        """The chosen cell of the flow."""
        return (self.stage_from, self.stage) if self.stage_from and self.stage else None

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)


def read(params: Mapping[str, Sequence[str]]) -> View:
    """The view that a URL's parameters ask for. Nothing is guessed: see `View.unknown`."""
    unknown: list[tuple[str, str]] = []
    weeks, asked = BACK[0], _last(params, WEEKS)
    if asked and asked in map(str, BACK):
        weeks = int(asked)
    elif asked:
        unknown.append((WEEKS, asked))
    chosen = _last(params, CELL)
    before, dot, after = chosen.rpartition(".")
    known = after in STAGES and (not dot or before in (*ACTIVE, NEW)) and (before, after) != (NEW, "left")
    if chosen and not known:
        unknown.append((CELL, chosen))
        before = after = ""
    return View(weeks, after or None, before or None, tuple(unknown))


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""
