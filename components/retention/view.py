"""The page's own part of the URL: the dimension it is split by, the bridge's period, the movement and row drilled into,
the rate and the span whose change is explained.

Pure. `?by=team_id&period=month&movement=churn&cell=T04`, `?tab=explain&metric=nrr&span=2026-05-03`; an empty `cell` is
the row of those without a value. What
these data or the board do not have is reported in `unknown`: the figure that needs it says so instead of showing
another one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from components.retention import spans
from components.retention.periods import PERIODS
from queries.accounts import MOVEMENTS
from queries.dimensions import Dimension
from queries.scope import Filters, Scope

BY, PERIOD, MOVEMENT, CELL, TAB = "by", "period", "movement", "cell", "tab"
SPAN, METRIC = "span", "metric"
EXPLAIN, TABLE, TREND = TABS = ("explain", "table", "trend")
METRICS = ("grr", "nrr", "logo_retention")


@dataclass(frozen=True)
class View:
    """`by` null: these data have nothing to split by. `cell`: none, or the one value that was chosen.

    `metric`, `span`: null where the link names none; the finding's then.
    """

    by: Dimension | None
    period: str = PERIODS[0]
    movement: str | None = None
    cell: tuple[str | None, ...] = ()
    tab: str = EXPLAIN
    unknown: tuple[tuple[str, str], ...] = ()
    metric: str | None = None
    span: str | None = None

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)

    def narrowed(self, scope: Scope) -> Scope:
        """The scope of the row that was chosen; the whole scope without one."""
        return scope.with_filter(self.by.key, *self.cell) if self.by and self.cell else scope


def read(
    params: Mapping[str, Sequence[str]], dimensions: Mapping[str, Dimension], where: Filters,
    weeks: Sequence[date] = (), as_of: date = date.max,
) -> View:
    """The view that a URL asks for; `weeks` are the Sundays that a span may begin with, if they are before `as_of`."""
    asked = {name: params[name][-1] for name in (BY, PERIOD, MOVEMENT, TAB, METRIC, SPAN) if params.get(name)}
    choices: tuple[tuple[str, Collection[str]], ...] = (
        (BY, dimensions), (PERIOD, PERIODS), (MOVEMENT, MOVEMENTS), (TAB, TABS), (METRIC, METRICS))
    unknown = [(name, asked.pop(name)) for name, known in choices if name in asked and asked[name] not in known]
    if SPAN in asked and not spans.known(asked[SPAN], weeks, as_of):
        unknown.append((SPAN, asked.pop(SPAN)))
    by = dimensions[asked[BY]] if BY in asked else default(dimensions, where)
    cell = tuple(value or None for value in params.get(CELL, ())[-1:])
    if cell and (by is None or cell[0] not in {value.value for value in by.values}):
        unknown, cell = [*unknown, (CELL, cell[0] or "")], ()
    drilled = MOVEMENT in params or CELL in params
    return View(by, asked.get(PERIOD, PERIODS[0]), asked.get(MOVEMENT), cell,
                asked.get(TAB, TABLE if drilled else EXPLAIN), tuple(unknown), asked.get(METRIC), asked.get(SPAN))


def default(dimensions: Mapping[str, Dimension], where: Filters) -> Dimension | None:
    """The first dimension of the customers that still has something to compare; else the first of any that has."""
    single = {key for key, values in where if len(values) == 1}
    comparable = [
        each for each in dimensions.values() if each.kind != "line" and each.key not in single and len(each.values) > 1
    ]
    return next(iter([*comparable, *(each for each in dimensions.values() if len(each.values) > 1)]), None)
