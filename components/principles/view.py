"""The page's own part of the URL: which principle is open, which of its measures, and what it is split by. Pure.

`?principle=3&measure=outcome_agreed&by=team_id`. What there is not is reported in `unknown`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from queries.principles import PRINCIPLES

PRINCIPLE, MEASURE, BY = "principle", "measure", "by"
MEASURES = {str(each.number): each.measures for each in PRINCIPLES}


@dataclass(frozen=True)
class View:
    """Null where the URL names none. `unknown`: the parameters that ask for what there is not, with their values."""

    principle: int | None = None
    measure: str | None = None
    by: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()


def read(params: Mapping[str, Sequence[str]], dimensions: Collection[str]) -> View:
    """The view that a URL asks for. A measure names its principle, whatever else is asked."""
    asked = {name: params[name][-1] for name in (PRINCIPLE, MEASURE, BY) if params.get(name)}
    measure = asked.get(MEASURE)
    number = next((int(key) for key, keys in MEASURES.items() if measure in keys), None)
    if number is None and asked.get(PRINCIPLE) in MEASURES:
        number = int(asked[PRINCIPLE])
    known: dict[str, Collection[str]] = {
        PRINCIPLE: MEASURES, MEASURE: [key for keys in MEASURES.values() for key in keys], BY: dimensions}
    unknown = tuple((name, value) for name, value in asked.items() if value not in known[name])
    lost = dict(unknown)
    return View(number, measure if MEASURE not in lost else None,
                asked.get(BY) if BY not in lost else None, unknown)
