"""The page's own part of the URL: the function that is looked into, and the partner whose pack is open. Pure.

`?function=partners&partner=R03`. What there is not is reported in `unknown`: it is said instead of another one shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queries.measures.model import FUNCTIONS

FUNCTION, PARTNER = "function", "partner"


@dataclass(frozen=True)
class View:
    """`function`: one of FUNCTIONS; `partner`: its id, as asked: whether there is one only the warehouse knows."""

    function: str = FUNCTIONS[0]
    partner: str | None = None
    unknown: str | None = None


def read(params: Mapping[str, Sequence[str]]) -> View:
    """The view that a URL asks for."""
    asked = params.get(FUNCTION, [""])[-1]
    partner = params.get(PARTNER, [""])[-1] or None
    if asked and asked not in FUNCTIONS:
        return View(partner=partner, unknown=asked)
    return View(asked or FUNCTIONS[0], partner)
