"""What the page asks of the warehouse and of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from components import loaders, undue
from components.journey.view import View
from components.router import Frame
from data.journey.model import LEFT
from queries import journey, journey_gone
from queries.journey_owners import Owner, owners
from queries.retention import sundays

TREND = 52
LISTED = 50


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame."""

    frame: Frame
    view: View

    @property
    def told(self) -> journey.Told:
        """By which rules the stages were judged; no part of a figure."""
        with loaders.listening():
            return loaders.load(journey.told)

    @property
    def needs(self) -> dict[str, journey.Need]:
        """The stages that a missing table keeps from being told, or told in full; no part of a figure."""
        with loaders.listening():
            return {need.stage: need for need in loaders.load(journey.needs)}

    @property
    def week(self) -> date:
        """The Sunday whose stages hold on the scope's date."""
        return sundays(self.frame.scope.as_of, 1)[0]

    @property
    def then(self) -> date:
        """The date that the flow starts from."""
        return self.frame.scope.as_of - timedelta(weeks=self.view.weeks)

    @property
    def stands(self) -> bool:
        """Whether anybody is active in the scope, and a stage can be told."""
        found = self.standing()
        return bool(found.customers[found.stage != LEFT].sum() > 0)

    def standing(self) -> pd.DataFrame:
        """Grain: stage, `left` apart."""
        return loaders.load(journey.standing, self.frame.scope)

    def flow(self) -> pd.DataFrame:
        """Grain: stage then × stage now."""
        return loaders.load(journey.flow, self.frame.scope, self.view.weeks)

    def dwell(self) -> pd.DataFrame:
        """Grain: stage without `left`."""
        return loaders.load(journey.dwell, self.frame.scope)

    def leaks(self) -> pd.DataFrame:
        """Grain: stage without `left`."""
        return loaders.load(journey.leaks, self.frame.scope)

    def reckoning(self) -> journey_gone.Reckoning | None:
        """How many left, counted three ways; null where no landmark lies far enough back."""
        return loaders.load(journey_gone.reckoning, self.frame.scope)

    def history(self) -> pd.DataFrame:
        """Grain: Sunday × stage, a year back."""
        return loaders.load(journey.history, self.frame.scope, sundays(self.frame.scope.as_of, TREND + 1))

    def members(self, limit: int | None = LISTED) -> pd.DataFrame:
        """The accounts of the chosen stage or cell; without one those of all stages, who is over time first."""
        view = self.view
        found = loaders.load(journey.members, self.frame.scope, view.stage, limit, view.stage_from, view.weeks)
        return found if view.stage == LEFT else undue.noted(found, self.frame.scope)

    def owners(self) -> dict[str, Owner]:
        """Who answers for each stage, as of this run."""
        return owners(self.told.rules, loaders.decided("owner"))
