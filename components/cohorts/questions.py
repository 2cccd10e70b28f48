"""What the page asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from components import loaders
from components.cohorts.view import View
from components.router import Frame
from queries import cohorts, projection, survival
from queries.cohorts import Period
from queries.dimensions import Dimension
from queries.survival import Verdict


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame
    view: View

    def cohorts(self, period: Period | None = None) -> pd.DataFrame:
        """Grain: cohort × age that every member has reached. attrs: left_out, first_day."""
        return loaders.load(cohorts.cohorts, self.frame.scope, period or self.view.period)

    def projection(self) -> pd.DataFrame:
        """Grain: cohort × year, seen and projected. attrs: reason, seen, the check of a year ago."""
        return loaders.load(projection.projection, self.frame.scope, self.view.period)

    def whole(self) -> pd.DataFrame:
        """All units of the scope. Grain: age. attrs: units, left_out, entered_late."""
        return loaders.load(survival.curves, self.frame.scope)

    def by(self, dimension: Dimension) -> pd.DataFrame:
        """Grain: label of the first day × age."""
        return loaders.load(survival.curves, self.frame.scope, dimension.key)

    def halves(self) -> pd.DataFrame:
        """Older and newer units. Grain: side × age."""
        return loaders.load(survival.halves, self.frame.scope, self.view.cut)

    def verdict(self) -> Verdict:
        """Newer against older at twelve months."""
        return loaders.load(survival.verdict, self.frame.scope, self.view.cut)

    def nothing(self) -> bool:
        """Whether the scope has never held a unit: neither with a known start nor there from the first day."""
        whole = self.whole()
        return not whole.attrs["units"] and not whole.attrs["left_out"]
