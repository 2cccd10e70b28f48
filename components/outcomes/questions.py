"""What the page asks of the warehouse. Customers are counted whatever unit is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from components import loaders, undue
from components.outcomes.view import View
from components.router import Frame
from queries import (
    account_events,
    onboarding,
    outcomes,
    outcomes_chain,
    outcomes_experience,
    outcomes_kept,
    outcomes_lists,
    retention,
    ttv,
)
from queries.scope import Scope


@dataclass(frozen=True)
class Questions:
    """The page's questions, each once."""

    frame: Frame
    view: View

    @property
    def scope(self) -> Scope:
        """The page's scope, of customers."""
        return replace(self.frame.scope, unit="customer")

    def active(self) -> int:
        """How many customers are active in the scope: without any there is nothing to show."""
        return int(loaders.load(retention.kpis, self.scope).logos.iloc[0])

    def summary(self) -> Any:
        """The one row of what is known."""
        return next(loaders.load(outcomes.summary, self.scope).itertuples())

    def by_segment(self) -> pd.DataFrame:
        """Grain: segment; no rows where the company has none."""
        if "segment" not in self.frame.dimensions:
            return pd.DataFrame()
        return loaders.load(outcomes.summary, self.scope, "segment")

    def matrix(self) -> pd.DataFrame:
        """Grain: co × cx."""
        return loaders.load(outcomes.matrix, self.scope)

    def experience(self) -> pd.DataFrame:
        """Grain: kind of survey."""
        return loaders.load(outcomes_experience.experience, self.scope)

    def members(self) -> pd.DataFrame:
        """The accounts of the chosen corner."""
        found = loaders.load(outcomes_lists.members, self.scope, *self.view.corner)
        return undue.noted(found, self.scope)

    def times(self, split: str | None = None) -> pd.DataFrame:
        """The chosen clock's times, whole or by a split."""
        return loaders.load(ttv.times, self.scope, self.view.clock, split)

    def first_value(self) -> Any:
        """The one row of the time to first value."""
        return next(loaders.load(ttv.times, self.scope).itertuples())

    def curve(self) -> pd.DataFrame:
        """Grain: day. The chosen clock's curve."""
        return loaders.load(ttv.curve, self.scope, self.view.clock)

    def endpoints(self) -> pd.DataFrame:
        """Both ends of onboarding beside each other."""
        return loaders.load(onboarding.endpoints, self.scope)

    def kept(self) -> pd.DataFrame:
        """Grain: what was known twelve months before."""
        return loaders.load(outcomes_kept.kept, self.scope)

    def chain(self) -> pd.DataFrame:
        """Grain: link × measure."""
        return loaders.load(outcomes_chain.chain, self.scope)

    def prompts(self) -> pd.DataFrame:
        """Of whom something is missing that only a conversation tells."""
        found = loaders.load(outcomes_lists.prompts, self.scope)
        return undue.noted(found, self.scope)

    def goals(self, account_id: str) -> pd.DataFrame:
        """One account's goals, the newest first; for the form alone, no part of a figure."""
        with loaders.listening():
            return loaders.load(account_events.events, replace(self.scope, where=()), account_id, "outcomes")
