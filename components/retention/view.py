"""The page's own part of the URL: the dimension it is split by, the bridge's period, the movement and row drilled into.

Pure. `?by=team_id&period=month&movement=churn&cell=T04`; an empty `cell` is the row of those without a value. What
these data or the board do not have is reported in `unknown`: the figure that needs it says so instead of showing
another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.retention.periods import PERIODS
from queries.accounts import MOVEMENTS
from queries.dimensions import Dimension
from queries.scope import Filters, Scope

BY, PERIOD, MOVEMENT, CELL, TAB = "by", "period", "movement", "cell", "tab"
TABS = ("table", "trend")


@dataclass(frozen=True)
class View:
    """`by` null: these data have nothing to split by. `cell`: none, or the one value that was chosen."""

    by: Dimension | None
    period: str = PERIODS[0]
    movement: str | None = None
    cell: tuple[str | None, ...] = ()
    tab: str = TABS[0]
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)

    def narrowed(self, scope: Scope) -> Scope:
        """The scope of the row that was chosen; the whole scope without one."""
        return scope.with_filter(self.by.key, *self.cell) if self.by and self.cell else scope


def read(params: Mapping[str, Sequence[str]], dimensions: Mapping[str, Dimension], where: Filters) -> View:
    """The view that a URL asks for."""
    asked = {name: params[name][-1] for name in (BY, PERIOD, MOVEMENT, TAB) if params.get(name)}
    unknown = [
        (name, asked.pop(name))
        for name, known in ((BY, dimensions), (PERIOD, PERIODS), (MOVEMENT, MOVEMENTS), (TAB, TABS))
        if name in asked and asked[name] not in known
    ]
    by = dimensions[asked[BY]] if BY in asked else default(dimensions, where)
    cell = tuple(value or None for value in params.get(CELL, ())[-1:])
    if cell and (by is None or cell[0] not in {value.value for value in by.values}):
        unknown, cell = [*unknown, (CELL, cell[0] or "")], ()
    return View(by, asked.get(PERIOD, PERIODS[0]), asked.get(MOVEMENT), cell, asked.get(TAB, TABS[0]), tuple(unknown))


def default(dimensions: Mapping[str, Dimension], where: Filters) -> Dimension | None:
    """The first dimension of the customers that still has something to compare; else the first of any that has."""
    single = {key for key, values in where if len(values) == 1}
    comparable = [
        each for each in dimensions.values() if each.kind != "line" and each.key not in single and len(each.values) > 1
    ]
    return next(iter([*comparable, *(each for each in dimensions.values() if len(each.values) > 1)]), None)
