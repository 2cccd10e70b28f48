"""The page's own part of the URL: the changes, how many years, whose sliders are shown, and the shift.

`?change=grr:2&change=new@SMB:-30&years=5&part=SMB&shift=100`. What is no change, or of a part that there is not, is
reported in `unknown`: it is said, and nothing else is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.url import current
from queries import scenarios
from queries.scenarios import USUAL_YEARS, NoChange, Scenario
from queries.whatif_run import Levers

CHANGE, YEARS, PART, SHIFT = "change", "years", "part", "shift"
WHOLE = ""
"""How the URL calls every part together: not at all."""


@dataclass(frozen=True)
class View:
    """`part`: whose sliders are shown, null for everybody's; `unknown`: parameters with values that say nothing."""

    levers: Levers
    years: int = USUAL_YEARS
    part: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything differs from the year that was."""
        return bool(scenarios.written(self.levers)) or self.levers.shift

    def scenario(self, name: str) -> Scenario:
        """What stands on the page, under a name."""
        return Scenario(name, self.levers, self.years)


def read(names: Sequence[str | None], params: Mapping[str, Sequence[str]] | None = None) -> View:
    """The view that a URL asks for. names: the parts that there are."""
    asked = current() if params is None else params
    known, unknown = [], []
    for text in asked.get(CHANGE, ()):
        try:
            scenarios.parse(text, names)
            known.append(text)
        except NoChange:
            unknown.append((CHANGE, text))
    years, wrong = _years(asked.get(YEARS, ()))
    won, also = _won(asked.get(SHIFT, ()))
    part = asked[PART][-1] if asked.get(PART) else None
    if part is not None and part not in names:
        unknown.append((PART, part))
        part = None
    return View(scenarios.levers(known, names, won), years, part, (*unknown, *wrong, *also))


def _years(values: Sequence[str]) -> tuple[int, list[tuple[str, str]]]:
    asked = values[-1] if values else str(USUAL_YEARS)
    if asked.isascii() and asked.isdigit() and scenarios.within(int(asked)):
        return int(asked), []
    return USUAL_YEARS, [(YEARS, asked)]


def _won(values: Sequence[str]) -> tuple[float | None, list[tuple[str, str]]]:
    if not values:
        return None, []
    try:
        won = float(values[-1]) / 100
        scenarios.levers((), None, won)
    except ValueError:
        return None, [(SHIFT, values[-1])]
    return won, []
