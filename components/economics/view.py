"""The page's own part of the URL: what is assumed instead of the file's assumptions, and the split. Pure.

`?margin=0.75&cac=500000&term=6&by=segment`. What cannot be assumed, or split by, is reported in `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.economics.reading import Assumptions, problem
from queries.dimensions import Dimension
from queries.economics_sums import SOURCE

BY = "by"
NAMES = {"margin": "gross_margin", "cac": "cac", "term": "renewal_months"}
"""The URL's names of the assumptions."""
FIRST = ("segment", "icp_fit", SOURCE, "partner_id")
"""The splits that stand first, where the data have them."""


@dataclass(frozen=True)
class View:
    """`assumed`: the file's with the URL's; `own`: those of the URL. `by`: a label's key or "source"."""

    assumed: Assumptions
    own: frozenset[str]
    by: str
    splits: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, *names: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what there is not, with its value."""
        return next((each for each in self.unknown if each[0] in names), None)


def read(params: Mapping[str, Sequence[str]], file: Assumptions, dimensions: Mapping[str, Dimension]) -> View:
    """The view that a URL asks for."""
    splits = _splits(dimensions)
    asked = {name: params[name][-1] for name in (*NAMES, BY) if params.get(name)}
    given = {name: _number(asked[name]) for name in NAMES if name in asked}
    wrong = [name for name, value in given.items() if problem(NAMES[name], value) is not None]
    if BY in asked and asked[BY] not in splits:
        wrong.append(BY)
    taken: dict[str, Any] = {NAMES[name]: value for name, value in given.items() if name not in wrong}
    by = asked[BY] if BY in asked and BY not in wrong else splits[0]
    return View(replace(file, **taken), frozenset(taken), by, splits, tuple((name, asked[name]) for name in wrong))


def _splits(dimensions: Mapping[str, Dimension]) -> tuple[str, ...]:
    labels = [key for key, each in dimensions.items() if each.kind != "line"]
    first = [key for key in FIRST if key in labels or key == SOURCE]
    return (*first, *(key for key in labels if key not in first))


def _number(text: str) -> int | float | str:
    """The number of a text, whole where it is written so; a text that is none stays one."""
    for made in (int, float):
        try:
            return made(text)
        except ValueError:
            continue
    return text
