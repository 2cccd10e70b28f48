"""Every list that can be saved as a view: on which page it stands, and how it is asked without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from queries.narrowing import CELL, DUE, FEATURE, WEEKS
from queries.renewal_lists import REASONS as RISKS
from queries.renewal_lists import Kind
from queries.week_lists import EVERY, LISTS, REASONS, Listing

WEEK, JOURNEY = "week", "journey"
WHOM = ("silent", "leaving", "shelfware", "ready", "stale", "safe")
"""The lists of whom to call on the health page."""


@dataclass(frozen=True)
class Shelf:
    """Where a list stands: the page's key and its own parameter there. listing: null where it takes more to ask:
    the queue, and the stages of the journey.
    """

    page: str
    parameter: tuple[str, str] | None = None
    listing: Listing | None = None


SHELVES: Mapping[str, Shelf] = {
    WEEK: Shelf("week"),
    JOURNEY: Shelf("journey"),
    **{key: Shelf("health", ("list", key), LISTS[key]) for key in WHOM},
    **{f"renewals.{kind}": Shelf("renewals", ("tab", kind), _renewals) for kind, _renewals in (
        (each, Listing(LISTS["deadline"].query, (each, EVERY), of_lines=False)) for each in get_args(Kind))},
}
MORE: Mapping[str, tuple[str, ...]] = {WEEK: (FEATURE, DUE), JOURNEY: (CELL, WEEKS)}
"""The parameters that only this list knows: they say which list it is."""
REASONS_OF: Mapping[str, tuple[str, ...]] = {
    WEEK: tuple(REASONS), **{key: RISKS for key in SHELVES if key.startswith("renewals.")}}
"""By which reasons a list can be filtered; of others by none."""
