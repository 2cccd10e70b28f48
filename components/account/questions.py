"""What the page asks of one account, each question once, through the cache."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from components import loaders
from components.account import story, words
from components.account.view import View
from components.router import Frame
from queries import (
    account,
    account_contracts,
    account_events,
    account_health,
    account_history,
    account_lists,
    account_search,
    account_timeline,
)
from queries.account_facts import FACTS
from queries.scope import Scope


class Questions:
    """The questions of one run. Filters and the unit of the page say nothing of one account: its scope has none."""

    def __init__(self, frame: Frame, view: View) -> None:
        self.frame, self.view = frame, view
        self.scope: Scope = replace(frame.scope, unit="customer", where=())

    @property
    def day(self) -> date:
        return self.scope.as_of

    @property
    def id(self) -> str:
        return self.view.account or ""

    def profile(self) -> Any:
        """The account's one row; null where there is none that may be seen."""
        found = loaders.load(account.profile, self.scope, self.id)
        return next(found.itertuples(index=False), None)

    def labels(self) -> dict[str, Any]:
        """The account's labels by key."""
        found = loaders.load(account.profile, self.scope, self.id)
        return {key: found[key].iloc[0] for key in self.frame.dimensions if key in found.columns}

    def related(self) -> pd.DataFrame:
        return loaders.load(account.related, self.scope, self.id)

    def history(self) -> pd.DataFrame:
        """How the ARR came to be; what held on the data's first day is no new customer where it had signed before."""
        found, who = loaders.load(account_history.history, self.scope, self.id), self.profile()
        return story.known_since(found, who.signed_on if who else None, self.frame.build.first_day)

    def contracts(self) -> pd.DataFrame:
        return loaders.load(account_contracts.contracts, self.scope, self.id)

    def renewals(self) -> pd.DataFrame:
        return loaders.load(account_contracts.renewals, self.scope, self.id)

    def next_due(self) -> words.Due | None:
        """What is to be decided next."""
        return words.next_due(self.renewals(), self.contracts(), self.day)

    def left_on(self, who: Any) -> date | None:
        """The day on which it left; null while it is here or its renewal is overdue and undecided."""
        due = self.next_due()
        return None if due and due.overdue(self.day) else story.ended(who, self.history())

    def forecasts(self) -> pd.DataFrame:
        return loaders.load(account_contracts.forecasts, self.scope, self.id)

    def scores(self) -> pd.DataFrame:
        return loaders.load(account_health.scores, self.scope, self.id)

    def usage(self) -> pd.DataFrame:
        return loaders.load(account_health.usage, self.scope, self.id)

    def events(self, kind: str) -> pd.DataFrame:
        return loaders.load(account_events.events, self.scope, self.id, kind)

    def lacking(self) -> tuple[str, ...]:
        """The tables behind the events of which nothing is given at all."""
        return loaders.load(account_events.lacking)

    def lists(self) -> pd.DataFrame:
        return loaders.load(account_lists.standing, self.scope, self.id)

    def timeline(self) -> pd.DataFrame:
        """Everything in one order, from the answers that the page has asked already."""
        found = {kind: self.events(kind) for kind in FACTS}
        return account_timeline.merged({"arr": self.history(), "contracts": self.contracts(),
                                        "renewals": self.renewals(), "health": self.scores(), **found}, self.day)

    def found(self) -> pd.DataFrame:
        """The accounts that the text of the search finds."""
        return loaders.load(account_search.search, self.scope, self.view.text)

    def largest(self) -> pd.DataFrame:
        """The largest accounts inside the page's filters."""
        return loaders.load(account_search.largest, replace(self.frame.scope, unit="customer"))
