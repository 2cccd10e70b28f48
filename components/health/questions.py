"""What the page asks of the warehouse, each once per version of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from components import loaders
from components.charts.migration import Tile, tiles
from components.health.view import View
from components.router import Frame
from data.health.model import Model
from queries import features, health, health_behind, lists
from queries.retention import sundays

TREND = 26
MOST = 200
BORDERS = {"green": 70.0, "yellow": 40.0, "red": 0.0}
LEAST_KNOWN = 0.5
"""Where no version of the model is recorded: what it comes with."""


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame
    view: View

    @cached_property
    def known(self) -> tuple[date, ...]:
        """The Sundays that have scores, oldest first."""
        with loaders.listening():  # what the page is laid out by, no part of a figure
            return tuple(loaders.load(health.known_weeks))

    @property
    def week(self) -> date:
        """The Sunday whose scores hold on the scope's date."""
        return sundays(self.frame.scope.as_of, 1)[0]

    def bands(self, by: str | None = None) -> pd.DataFrame:
        """Grain: (label of `by` ×) band, all four."""
        return loaders.load(health.bands, self.frame.scope, by)

    def trend(self) -> pd.DataFrame:
        """Grain: Sunday that has scores × band, up to half a year back."""
        asked = tuple(day for day in sundays(self.frame.scope.as_of, TREND + 1) if day in set(self.known))
        return loaders.load(health.trend, self.frame.scope, asked)

    def migration(self) -> pd.DataFrame:
        """Grain: band then × band now; new and gone where anybody came or left."""
        return loaders.load(health.migration, self.frame.scope, self.view.weeks)

    def matrix(self) -> list[list[Tile]]:
        """The migration as the matrix that is drawn; no rows without scores then."""
        if self.then not in set(self.known):
            return []
        rows = self.migration()
        return tiles({(str(row.band_from), str(row.band_to)): (int(row.customers), float(row.arr))
                      for row in rows.itertuples()})

    @property
    def then(self) -> date:
        """The Sunday that the migration begins with."""
        return self.week - timedelta(weeks=self.view.weeks)

    def members(self, cell: tuple[str, str], limit: int | None = MOST) -> pd.DataFrame:
        """The accounts of a cell of the matrix."""
        return loaders.load(health.members, self.frame.scope, cell[0], cell[1], self.view.weeks, limit)

    def moved(self, limit: int | None = MOST) -> pd.DataFrame:
        """The accounts whose score moved most."""
        return loaders.load(health.moved, self.frame.scope, self.view.weeks, limit)

    def held(self, cell: tuple[str, str]) -> tuple[int, float]:
        """Customers and ARR of a cell, as the matrix shows them."""
        return next(((tile.customers, tile.arr) for row in self.matrix() for tile in row
                     if (tile.before, tile.after) == cell), (0, 0.0))

    def listed(self) -> pd.DataFrame:
        """The accounts that the page lists: the chosen cell's, else those whose score moved most."""
        if self.then not in set(self.known):
            return pd.DataFrame()
        return self.members(self.view.cell) if self.view.cell else self.moved()

    def why(self, account_id: str) -> pd.DataFrame:
        """Grain: component; its points add up to the change of the account's score."""
        return loaders.load(health.why, self.frame.scope, account_id, self.view.weeks)

    def measures(self, account_id: str) -> Mapping[str, pd.Series]:
        """The account's row then and now, those of them that exist: "old", "new"."""
        rows = loaders.load(health_behind.measures, self.frame.scope, account_id, self.view.weeks)
        return {str(row.at): pd.Series(row._asdict()) for row in rows.itertuples(index=False)}

    def dots(self) -> pd.DataFrame:
        """Grain: unit with both a score and a fresh pulse."""
        return loaders.load(lists.quadrant, self.frame.scope)

    def features(self) -> pd.DataFrame:
        """Grain: feature, how many use it how well."""
        return loaders.load(health_behind.feature_scores, self.frame.scope)

    def low(self, feature: str, limit: int | None = MOST) -> pd.DataFrame:
        """The accounts low in a feature, largest ARR first."""
        return loaders.load(features.low_feature, self.frame.scope, feature, limit=limit)

    @property
    def borders(self) -> Mapping[str, float]:
        """Each band's least score."""
        return self.model.borders if self.model else BORDERS

    @property
    def least_known(self) -> float:
        """The share of the weight that must be known for a score."""
        return self.model.least_known if self.model else LEAST_KNOWN

    @cached_property
    def model(self) -> Model | None:
        """The version of the model that made the week's scores."""
        with loaders.listening():
            return loaders.load(health_behind.model, self.week)

    def nothing(self) -> bool:
        """Whether nobody is active in the scope."""
        return not int(self.bands().customers.sum())

    def restated(self) -> int:
        """How many past weeks' bands the newest build changed."""
        return int(loaders.load(health.restated, self.frame.scope).week.nunique())

    def sources(self) -> bool:
        """Whether there is anything that a score could be made from."""
        return bool(self.known)
