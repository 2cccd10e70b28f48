"""What the page asks: measures from the cache, what people decided as it stands in this run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from components import loaders
from components.principles.view import View
from components.router import Frame
from data.maturity import reading as maturity_rules
from data.practice import reading
from data.practice.reading import Fault, Goal, Practice
from data.store import Record
from queries import maturity, principle_accounts, principle_splits, principles
from queries.measures import measured
from queries.measures.calendar import trend_days
from queries.measures.goals import faults, goals
from queries.scope import Scope

DEFAULT_BY = ("segment", "team_id")


@dataclass(frozen=True)
class Questions:
    """The page's questions, on its frame's date inside its filters; customers are counted, whatever the unit."""

    frame: Frame
    view: View

    @property
    def whole(self) -> Scope:
        """The frame's date and filters, over customers."""
        return replace(self.frame.scope, unit="customer")

    @cached_property
    def practice(self) -> Practice:
        """The goals file, read in this run."""
        return reading.read()

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it."""
        return faults(self.practice)

    def decided(self, *kinds: str) -> tuple[Record, ...]:
        """The records of some kinds."""
        return tuple(record for kind in kinds for record in loaders.decided(kind))

    def goals(self) -> dict[str, Goal]:
        """Each measure's target and owner: what was decided on the board, else the file's."""
        return goals(self.practice, self.decided("target"))

    def found(self) -> pd.DataFrame:
        """The warehouse's measures over 8 quarters. Grain: measure × day. Source: queries.measures."""
        days = trend_days(self.frame.scope.as_of)
        return loaders.load(measured, self.whole, principles.MEASURED, days)

    def card(self) -> pd.DataFrame:
        """The scorecard: asked as often as a figure needs it, reckoned once a run. Source: queries.principles."""
        self.found()
        return self._card

    @cached_property
    def _card(self) -> pd.DataFrame:
        days = trend_days(self.frame.scope.as_of)
        rows = principles.rows(self.found(), self.decided(*principles.RECORDS), days)
        return principles.scorecard(rows, self.goals())

    @property
    def number(self) -> int:
        """The principle that is open: the one asked for, else the first that is not met, else the first."""
        missed = self._card[self._card.principle_verdict == "not_met"]
        return self.view.principle or (int(missed.principle.iloc[0]) if len(missed) else 1)

    def own(self) -> pd.DataFrame:
        """The open principle's rows of the scorecard."""
        card = self.card()
        return card[card.principle == self.number]

    @property
    def measure(self) -> str:
        """The measure that is split and listed: the one asked for, else the first not met that names accounts, else
        the first not met, else the first.
        """
        own = self.own()
        if self.view.measure in set(own.measure):
            return str(self.view.measure)
        missed = [str(key) for key in principles.decided(own, "not_met").measure]
        named = [key for key in missed if key in principle_accounts.LISTED]
        return str(next(iter((*named, *missed, *own.measure))))

    def names_accounts(self) -> bool:
        """Whether accounts fall short of it one by one, and its tables are there to tell."""
        row = self._card[self._card.measure == self.measure].iloc[0]
        return self.measure in principle_accounts.LISTED and row.reason != "missing_table"

    def by(self) -> str | None:
        """What the measure is split by; null where there is nothing to split by."""
        known = self.frame.dimensions
        return self.view.by or next((key for key in DEFAULT_BY if key in known), None)

    def split(self, key: str, by: str) -> pd.DataFrame:
        """A measure by the values of a label. Source: queries.principle_splits.split."""
        return loaders.load(principle_splits.split, self.whole, key, by)

    def maturity(self) -> pd.DataFrame:
        """Claims and evidence by quarter; no rows where the rules' file is at fault (the Maturity page says
        what is). Source: queries.maturity.cells.
        """
        try:
            rules = maturity_rules.read()
        except maturity_rules.RulesRefused:
            return pd.DataFrame(columns=list(maturity.CELLS))
        changed = tuple(each for each in self.decided("decision") if each.get("playbook_id") and each.get("measure"))
        return loaders.load(maturity.cells, self.whole, rules, self.decided("assessment"), changed)

    def beside(self, key: str) -> pd.DataFrame:
        """What a measure is read against, on the date. Grain: measure; empty where there is nothing."""
        other = principles.BESIDE.get(key)
        asked = (other,) if other else ()
        return loaders.load(measured, self.whole, asked)

    def short(self, key: str, limit: int) -> pd.DataFrame:
        """The accounts that fall short. Source: queries.principle_accounts.short."""
        return loaders.load(principle_accounts.short, self.whole, key, limit)

    def units(self) -> pd.DataFrame:
        """Churn by unit. Source: queries.principle_splits.units."""
        return loaders.load(principle_splits.units, self.whole)
