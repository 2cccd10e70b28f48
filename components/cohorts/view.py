"""The page's own part of the URL: the rate and the cohorts' period, where newer begins, what survival is split by.

Pure. `?metric=logo_retention&period=year&ages=months&cut=2024-04-01&by=segment`. What these data or the board do not
have is reported in `unknown`: the figure that needs it says so instead of showing another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from components.cohorts.cuts import PERIODS, cuts
from components.retention.view import default
from queries.cohorts import Period
from queries.dimensions import Build, Dimension
from queries.scope import Scope
from queries.survival import default_cut

METRIC, PERIOD, AGES, CUT, BY = "metric", "period", "ages", "cut", "by"
METRICS = ("nrr", "grr", "logo_retention")
STEPS, MONTHS = "steps", "months"
QUARTER: Period = "quarter"


@dataclass(frozen=True)
class View:
    """`cut`: the first day that counts as newer, one of `cuts`. `by` null: these data have nothing to split by."""

    cut: date
    cuts: tuple[date, ...]
    by: Dimension | None
    metric: str = METRICS[0]
    period: Period = "quarter"
    ages: str = STEPS
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)


def read(
    params: Mapping[str, Sequence[str]], dimensions: Mapping[str, Dimension], build: Build, scope: Scope
) -> View:
    """The view that a URL asks for."""
    known_cuts = cuts(build, scope.as_of)
    asked = {name: params[name][-1] for name in (METRIC, PERIOD, AGES, CUT, BY) if params.get(name)}
    known = {METRIC: METRICS, PERIOD: tuple(PERIODS), AGES: (STEPS, MONTHS), BY: tuple(dimensions),
             CUT: tuple(day.isoformat() for day in known_cuts)}
    unknown = tuple((name, asked.pop(name)) for name in known if name in asked and asked[name] not in known[name])
    cut = date.fromisoformat(asked[CUT]) if CUT in asked else default_cut(build, scope.as_of)
    by = dimensions[asked[BY]] if BY in asked else default(dimensions, scope.where)
    period = next((each for each in PERIODS if each == asked.get(PERIOD)), QUARTER)
    return View(cut, known_cuts, by, asked.get(METRIC, METRICS[0]), period, asked.get(AGES, STEPS), unknown)
