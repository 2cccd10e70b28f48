"""The page's own part of the URL: the dimension it is split by, how many weeks back, the cell of the matrix, the
account whose score is explained, the feature whose customers are listed.

Pure. `?by=team_id&weeks=13&cell=green.red&account=C0012&feature=Reports`. What these data or the board do not have is
reported in `unknown`: the figure that needs it says so instead of showing another one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from components.charts.bands import BANDS
from components.charts.migration import GONE, NEW
from components.retention.view import default
from queries.dimensions import Dimension
from queries.scope import Filters

BY, WEEKS, CELL, ACCOUNT, FEATURE = "by", "weeks", "cell", "account", "feature"
BACK = (4, 8, 13, 26)
CELLS = tuple(f"{before}.{after}" for before in (*BANDS, NEW) for after in (*BANDS, GONE)
              if (before, after) != (NEW, GONE))


@dataclass(frozen=True)
class View:
    """`by` null: these data have nothing to split by. `cell`: (band then, band now). `account`: its id, as asked."""

    by: Dimension | None
    weeks: int = BACK[0]
    cell: tuple[str, str] | None = None
    account: str | None = None
    feature: str | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    def lacks(self, *parameters: str) -> tuple[str, str] | None:
        """The first of these parameters that asks for what does not exist, with its value."""
        return next((each for each in self.unknown if each[0] in parameters), None)


def read(
    params: Mapping[str, Sequence[str]], dimensions: Mapping[str, Dimension], where: Filters
) -> View:
    """The view that a URL asks for. Whether there is such an account or feature only the warehouse knows."""
    asked = {name: params[name][-1] for name in (BY, WEEKS, CELL, ACCOUNT, FEATURE) if params.get(name)}
    choices: tuple[tuple[str, Collection[str]], ...] = (
        (BY, dimensions), (WEEKS, [str(each) for each in BACK]), (CELL, CELLS))
    unknown = [(name, asked.pop(name)) for name, known in choices if name in asked and asked[name] not in known]
    by = dimensions[asked[BY]] if BY in asked else default(dimensions, where)
    before, _, after = asked.get(CELL, "").partition(".")
    return View(by, int(asked.get(WEEKS, BACK[0])), (before, after) if before else None, asked.get(ACCOUNT),
                asked.get(FEATURE), tuple(unknown))
