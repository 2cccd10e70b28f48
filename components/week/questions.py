"""What the page asks: each list through the cache of components.loaders, as the pages of the lists ask it too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from components import loaders
from components.router import Frame
from components.views import asked
from data.store import Record
from data.store.kinds import today
from queries import charter_past, features, week, week_book
from queries.narrowing import Narrow, narrowed
from queries.scope import Scope
from queries.shelves import WEEK
from queries.week_lists import REASONS
from queries.week_marks import marked, settled, still_open


@dataclass(frozen=True)
class Questions:
    """The page's questions, on its frame's date and filters; always per customer. Kept for one run."""

    frame: Frame

    @property
    def scope(self) -> Scope:
        return replace(self.frame.scope, unit="customer")

    @cached_property
    def narrow(self) -> Narrow:
        """What the URL filters the queue by."""
        return asked.narrow(WEEK)

    def lacks(self) -> list[tuple[str, str]]:
        """Parameters, with their values, that ask for a reason or a feature that there is not."""
        found = [("reason", each) for each in self.narrow.reasons if each not in REASONS]
        feature = self.narrow.feature
        return found + ([("feature", feature)] if feature and feature not in loaders.load(features.names) else [])

    def back(self) -> bool:
        """Whether the page looks back: its date lies before the newest one of the data."""
        return self.frame.scope.as_of < self.frame.build.default_as_of

    def decided(self, kind: str) -> tuple[Record, ...]:
        """The company's records of a kind, as they stood on the page's date."""
        if self.back():
            return loaders.decided_then(kind, charter_past.moment(self.frame.scope.as_of))
        return loaders.decided(kind)

    def today(self) -> date:
        """The day by which marks hold."""
        return self.scope.as_of if self.back() else max(self.scope.as_of, today())

    @cached_property
    def actions(self) -> pd.DataFrame:
        """Open actions that name an account and are due. Source: queries.week.promised."""
        return week.promised(self.decided("action"), self.scope.as_of)

    @cached_property
    def answers(self) -> dict[str, pd.DataFrame]:
        """Every list, whole, under its key."""
        chosen = week.asks(self.scope, self.narrow.feature or None)
        return {key: loaders.load(each.query, self.scope, *each.asked, **dict(each.named))
                for key, each in chosen.items()}

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The whole queue, with what is marked. Source: queries.week.shape, queries.week_marks.marked."""
        found = self.answers
        known = loaders.load(week_book.book, self.scope, week.ids(self.actions, found))
        made = week.shape(found, known, self.actions, self.scope.as_of)
        return marked(made, self.decided("mark"), self.today())

    @cached_property
    def queue(self) -> pd.DataFrame:
        """What is still to be done, before the page's own filters."""
        return still_open(self.whole)

    @cached_property
    def settled(self) -> pd.DataFrame:
        """What is marked as done or put off."""
        return settled(self.whole)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """What is still to be done, by the page's own filters."""
        return narrowed(self.queue, self.narrow)
