"""The page's own part of the URL: whose accounts are listed, which clock is looked at, and by what it is split. Pure.

`?corner=good.poor&clock=outcome_reached&split=segment`. What there is not is reported in `unknown`: it is said instead
of something else shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from queries.outcome_rows import CORNERS
from queries.ttv_rows import CLOCKS, COHORT, SERVICE

CORNER, CLOCK, SPLIT = "corner", "clock", "split"
PARTNER = "partner_id"
KEYS = ("segment", PARTNER)
"""Filters' keys by which times are split, where the company has them."""


@dataclass(frozen=True)
class View:
    """`corner`: outcome and experience; `split`: one of `splits`."""

    corner: tuple[str, str] = ("unknown", "poor")
    clock: str = "first_value"
    split: str = COHORT
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)


def splits(known: Collection[str]) -> tuple[str, ...]:
    """By what times can be split in this company, the default first."""
    return (*(key for key in KEYS if key in known), COHORT, SERVICE)


def read(params: Mapping[str, Sequence[str]], known: Collection[str]) -> View:
    """The view that a URL asks for. `known`: the company's filter keys."""
    unknown: list[tuple[str, str]] = []

    def asked(name: str, among: Sequence[str], otherwise: str) -> str:
        value = params.get(name, [""])[-1]
        if value and value not in among:
            unknown.append((name, value))
        return value if value in among else otherwise

    corners = [f"{co}.{cx}" for co in CORNERS for cx in CORNERS]
    co, _, cx = asked(CORNER, corners, "unknown.poor").partition(".")
    clock = asked(CLOCK, tuple(CLOCKS), next(iter(CLOCKS)))
    return View((co, cx), clock, asked(SPLIT, splits(known), splits(known)[0]), tuple(unknown))
