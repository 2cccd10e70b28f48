"""What the page asks of the warehouse, each once per version of the data: frames for cards, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from components import loaders
from components.retention import periods, rows
from components.retention.view import View
from components.router import Frame
from components.weekly.questions import year
from queries import accounts, bridge, retention
from queries.dimensions import Dimension
from queries.retention import A1_WEEKS, Masking
from queries.scope import Scope


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame
    view: View

    def dates(self, scope: Scope, by: str | None = None) -> tuple[date, ...]:
        """The dates of a line; fewer where each costs a reading of the lines."""
        return periods.dates(self.frame.build.weeks, scope.as_of, periods.slow(scope, by))

    def trend(self) -> pd.DataFrame:
        """The scope's figures, 52 weeks and the one before them. Grain: week end."""
        scope = self.frame.scope
        return loaders.load(retention.trend, scope, self.dates(scope))

    def weeks(self) -> pd.DataFrame:
        """The weeks that the weekly review judges by, so that both pages judge alike. Grain: week end."""
        return loaders.load(year, self.frame.scope, self.frame.build.first_day)

    def nothing(self) -> bool:
        """Whether the scope holds nothing, neither now nor twelve months ago."""
        now = self.trend().iloc[-1]
        return not now["arr"] and not now.logos_base

    def based(self) -> bool:
        """Whether anything in the scope was active twelve months ago: without it no rate is known."""
        return bool(self.trend().logos_base.iloc[-1])

    def masking(self) -> Masking | None:
        """The A1 test; not asked where the data are younger than its weeks."""
        known = [week for week in self.frame.build.weeks if week <= self.frame.scope.as_of]
        if len(known) < A1_WEEKS:
            return None
        return loaders.load(retention.upsell_masks_churn, self.frame.scope)

    def company(self) -> pd.DataFrame:
        """GRR of all customers, whatever is filtered. Grain: week end."""
        scope = Scope(self.frame.scope.as_of, self.frame.scope.unit, viewer=self.frame.scope.viewer)
        return loaders.load(retention.trend, scope, self.dates(scope))

    def by(self, dimension: Dimension) -> pd.DataFrame:
        """The scope's figures by a dimension, named and in order. Grain: label."""
        return rows.named(loaders.load(retention.kpis, self.frame.scope, dimension.key), dimension)

    def trend_by(self, dimension: Dimension, values: tuple[str | None, ...]) -> pd.DataFrame:
        """The figures of some labels over the weeks. Grain: week end × label."""
        scope = self.frame.scope.with_filter(dimension.key, *values)
        return loaders.load(retention.trend, scope, self.dates(scope, dimension.key), dimension.key)

    def days(self) -> tuple[date, date]:
        """The ends of the chosen period."""
        return periods.ends(self.view.period, self.frame.scope.as_of, self.frame.build.fiscal_year_start)

    def bridge(self, scope: Scope) -> pd.Series:
        """The bridge of a scope over the chosen period."""
        return loaders.load(bridge.bridge, scope, *self.days()).iloc[0]

    def accounts(self, scope: Scope, limit: int) -> pd.DataFrame:
        """The accounts behind that bridge. Grain: unit; sums of all in attrs."""
        start, end = self.days()
        return loaders.load(accounts.movements, scope.at(end), start, self.view.movement, limit)
