"""What the page asks of the warehouse, each once per version of the data: frames for cards, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from components import loaders
from components.retention import periods, rows, spans
from components.retention.view import METRICS, View
from components.router import Frame
from components.weekly.claims import claim
from components.weekly.questions import year
from queries import accounts, bridge, cells, explain, retention
from queries.dimensions import Dimension
from queries.findings import Change
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
        known = {each.value for each in dimension.values}  # what stands for small groups together is no label
        scope = self.frame.scope.with_filter(dimension.key, *(value for value in values if value in known))
        return loaders.load(retention.trend, scope, self.dates(scope, dimension.key), dimension.key)

    @cached_property
    def finding(self) -> Change | None:
        """The change that the page's title speaks of; null where none is beyond chance. Found once a run."""
        return claim(self.weeks(), self.masking(), self.frame.scope.unit, self.frame.build.currency).change

    def metric(self) -> str:
        """The rate to explain: the link's, else the finding's, else GRR."""
        found = self.finding
        return self.view.metric or (found.metric if found else METRICS[0])

    def span(self) -> str:
        """The span to explain: the link's, else the finding's, else 13 weeks."""
        found = self.finding
        return self.view.span or (found.span if found else spans.QUARTER)

    def earlier(self) -> date:
        """The date from which the change is explained."""
        return spans.earlier(self.span(), self.frame.scope.as_of)

    def splits(self, dimension: Dimension) -> bool:
        """Whether every unit lies in one value of the dimension, so that its parts add up."""
        return cells.additive(dimension.key, self.frame.scope.unit)

    def shares(self, dimension: Dimension) -> pd.DataFrame:
        """Mix and rate of the labels of a dimension. Grain: label. Source: queries.cells.shares."""
        return loaders.load(cells.shares, self.frame.scope, self.metric(), dimension.key, self.earlier())

    def moved(self, limit: int) -> pd.DataFrame:
        """The accounts that moved the rate, the largest first. Grain: unit. Source: queries.explain.accounts."""
        return loaders.load(explain.accounts, self.frame.scope, self.metric(), self.earlier(), limit)

    def events(self) -> pd.DataFrame:
        """Event and roll of the same change. Grain: rate. Source: queries.explain.event_and_roll."""
        return loaders.load(explain.event_and_roll, self.frame.scope, self.earlier())

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
