"""The page's own part of the URL: the team that is looked into. Pure.

`?team=T03`. A team that there is not is reported in `unknown`: it is said instead of another one shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

TEAM = "team"
Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class View:
    """`team`: as asked; null: the page chooses. `unknown`: what was asked for and is not there."""

    team: str | None = None
    unknown: str | None = None


def read(params: Params, known: Sequence[str]) -> View:
    """The view that a URL asks for; `known`: the teams that whoever asks may look into."""
    asked = params.get(TEAM, [""])[-1]
    if not asked:
        return View()
    return View(asked) if asked in known else View(unknown=asked)


def link(params: Params, team: str) -> str:
    """The address of the same view with this team looked into."""
    kept = [(name, value) for name, values in params.items() if name != TEAM for value in values]
    return f"?{urlencode([*kept, (TEAM, team)])}"
