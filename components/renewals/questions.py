"""What the page asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from components import loaders
from components.renewals.view import View
from components.router import Frame
from queries import (
    renewal_chance,
    renewal_forecast,
    renewal_lists,
    renewal_model,
    renewal_risk,
    renewal_rows,
    renewals,
    week_book,
)
from queries.fiscal import quarter_of
from queries.renewal_lists import Kind
from queries.tables import year_before
from queries.week_lists import EVERY

LISTED = 200
"""Rows that the page shows at most."""
AHEAD = renewal_rows.NEAR_DAYS
BACK = {"week": 7 * 12, "month": 350, "quarter": 640}
YEAR_WEEKS = renewal_risk.YEAR_WEEKS

DEFAULT = View()


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame
    view: View = DEFAULT

    def given(self) -> bool:
        """Whether the company has renewals at all."""
        return loaders.load(renewal_rows.given)

    def year(self) -> pd.DataFrame:
        """One row: the due view of twelve months, and what is ahead and behind."""
        return loaders.load(renewals.kpis, self.frame.scope)

    def year_before(self) -> pd.DataFrame:
        """The same on the day twelve months earlier; no renewals where the data do not reach back."""
        return loaders.load(renewals.kpis, self.frame.scope.at(year_before(self.frame.scope.as_of)))

    def chance(self) -> tuple[pd.Series, pd.Series]:
        """The twelve months' rates with their standard errors, and those of twelve months earlier."""
        scope = self.frame.scope
        earlier = scope.at(year_before(scope.as_of))
        now, before = (loaders.load(renewal_chance.spread, each) for each in (scope, earlier))
        return now.iloc[0], before.iloc[0]

    def months(self) -> pd.DataFrame:
        """Grain: month of the due day, up to the scope's date, the months of a year."""
        day = self.frame.scope.as_of
        return loaders.load(renewals.periods, self.frame.scope, "due", "month",
                            (day - timedelta(days=365)).replace(day=1), day)

    def span(self) -> tuple[date, date]:
        """The first and the last day of the chart: whole periods."""
        day, period = self.frame.scope.as_of, self.view.period
        first = day - timedelta(days=BACK[period])
        ahead = day + timedelta(days=AHEAD)
        if period == "week":
            return first - timedelta(days=6), day + timedelta(days=7 * 12)
        month = (ahead.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if period == "month":
            return first.replace(day=1), month
        start = self.frame.build.fiscal_year_start
        return quarter_of(first, start).first_day(start), quarter_of(ahead, start).last_day(start)

    def due(self) -> pd.DataFrame:
        """Grain: period of the due day."""
        return loaders.load(renewals.periods, self.frame.scope, "due", self.view.period, *self.span())

    def decided(self) -> pd.DataFrame:
        """Grain: period of the decision or cancellation."""
        return loaders.load(renewals.periods, self.frame.scope, "decision", self.view.period, *self.span())

    def risk(self) -> pd.DataFrame:
        """Grain: Sunday of the last year."""
        return loaders.load(renewal_risk.trend, self.frame.scope)

    def coming(self) -> pd.DataFrame:
        """Grain: fiscal quarter × band."""
        return loaders.load(renewal_risk.coming, self.frame.scope)

    def listed(self, kind: Kind | None = None) -> pd.DataFrame:
        """Undecided renewals by name, all of them: My week, which goes over every account, shares the answer."""
        return loaders.load(renewal_lists.listed, self.frame.scope, kind or self.view.tab, EVERY)

    def owned(self) -> pd.DataFrame:
        """The chosen list with the owner of each account, and its page in the CRM."""
        found = self.listed()
        with loaders.listening():
            ids = tuple(sorted({str(each) for each in found.account_id if isinstance(each, str)}))
            return week_book.owned(found, loaders.load(week_book.book, self.frame.scope, ids))

    def largest(self, limit: int = LISTED) -> pd.DataFrame:
        """Those at risk, the largest first."""
        return loaders.load(renewal_lists.listed, self.frame.scope, "at_risk", limit, "amount")

    def current(self) -> pd.DataFrame:
        """Grain: category of the forecast in force."""
        return loaders.load(renewal_forecast.current, self.frame.scope)

    def history(self) -> pd.DataFrame:
        """Grain: weeks before × category."""
        return loaders.load(renewal_forecast.history, self.frame.scope)

    def model(self) -> pd.DataFrame:
        """Grain: category, and all."""
        return loaders.load(renewal_model.forecast, self.frame.scope)

    def backtest(self) -> pd.DataFrame:
        """Grain: past fiscal quarter."""
        return loaders.load(renewal_model.backtest, self.frame.scope)
