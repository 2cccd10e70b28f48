"""What the page asks of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from components import loaders
from components.expansion.view import EVERYBODY, View
from components.router import Frame
from data.selling.reading import Rules
from data.selling.reading import read as read_rules
from queries import (
    expansion,
    expansion_credit,
    expansion_landing,
    expansion_sizes,
    expansion_trials,
    expansion_wins,
    lists,
    prices,
    retention,
    tables,
)
from queries.scope import Scope

AGES = expansion_landing.AGES


@dataclass(frozen=True)
class Questions:
    """The page's questions. Customers are counted whatever unit is chosen."""

    frame: Frame
    view: View

    @property
    def scope(self) -> Scope:
        """The page's scope, of customers."""
        return replace(self.frame.scope, unit="customer")

    def active(self) -> int:
        """How many customers are active in the scope, or were twelve months ago."""
        row = loaders.load(retention.kpis, self.scope).iloc[0]
        return int(row.logos) + int(row.logos_base)

    def base(self) -> float:
        """ARR of the opening base."""
        return float(loaders.load(retention.kpis, self.scope).arr_base.iloc[0])

    def credit(self, by: expansion_credit.By) -> pd.DataFrame:
        """Grain: source function or seller; last, what no deal explains."""
        day = self.scope.as_of
        return loaders.load(expansion_credit.credit, self.scope, tables.year_before(day), day, by)

    def prices(self) -> pd.DataFrame:
        """Grain: movement, in parts."""
        day = self.scope.as_of
        return loaders.load(prices.split, self.scope, tables.year_before(day), day)

    def wins(self, by: expansion_wins.By) -> pd.DataFrame:
        """Grain: source function, seller, or all."""
        return loaders.load(expansion_wins.wins, self.scope, by)

    def handoffs(self) -> pd.DataFrame:
        """Grain: source function."""
        return loaders.load(expansion_wins.handoffs, self.scope)

    def rules(self) -> Rules:
        """The company's size rules."""
        return read_rules()

    def sizes(self) -> pd.DataFrame:
        """Grain: size of companies. Only where there are rules."""
        return loaders.load(expansion_sizes.sizes, self.scope, self.rules().sizes)

    def cohorts(self, months: int) -> pd.DataFrame:
        """Grain: cohort, of those who began as the view asks."""
        start = None if self.view.start == EVERYBODY else self.view.start
        return loaders.load(expansion_landing.landings, self.scope, "cohort", months, start)

    def starts(self) -> pd.DataFrame:
        """Grain: number of seats at the start, twelve months later."""
        return loaders.load(expansion_landing.landings, self.scope, "start", 12)

    def trials(self) -> pd.DataFrame:
        """Grain: way."""
        return loaders.load(expansion_trials.trials, self.scope)

    def paid(self) -> pd.DataFrame:
        """Grain: way × days since it began."""
        return loaders.load(expansion_trials.paid_over_time, self.scope)

    def ready(self) -> pd.DataFrame:
        """Who is ready to expand."""
        return loaders.load(expansion.ready, self.frame.scope)

    def shelfware(self) -> pd.DataFrame:
        """Who pays for seats that nobody uses."""
        return loaders.load(lists.shelfware, self.frame.scope)
