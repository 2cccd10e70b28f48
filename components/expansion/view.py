"""The page's own part of the URL: with how many seats the customers of the cohorts began. Pure.

`?start=small`. What there is not is reported in `unknown`: it is said instead of another one shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

START = "start"
EVERYBODY = "all"
STARTS = ("small", "middle", "large", EVERYBODY)


@dataclass(frozen=True)
class View:
    """`start`: one of STARTS."""

    start: str = STARTS[0]
    unknown: str | None = None


def read(params: Mapping[str, Sequence[str]]) -> View:
    """The view that a URL asks for."""
    asked = params.get(START, [""])[-1]
    if asked and asked not in STARTS:
        return View(unknown=asked)
    return View(asked or STARTS[0])
