"""What the page asks of the warehouse and of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from components import loaders, team_names
from components.router import Frame
from components.teams.view import View, read
from components.url import current
from components.workbook import Sheet
from data.maturity import reading
from data.maturity.model import Rules
from data.maturity.reading import RulesRefused
from data.store import Record
from queries import health, retention, teams, teams_moves, teams_now, teams_spread
from queries.dimensions import Dimension
from queries.scope import Scope

TEAM, CSM = teams.TEAM, teams.CSM


@dataclass(frozen=True)
class Questions:
    """The page's questions, with the scope of its frame; of one team with that team's customers.

    sheets: the lists that the page has drawn, by the key of their file.
    """

    frame: Frame
    sheets: dict[str, Sheet] = field(default_factory=dict, compare=False)

    @property
    def scope(self) -> Scope:
        return self.frame.scope

    def of(self, team: str) -> Scope:
        """The scope of one team's customers: base figures of those it owned on d0, others of those it owns now."""
        return self.scope.with_filter(TEAM, team)

    def teams(self) -> pd.DataFrame:
        """Grain: team."""
        return loaders.load(teams.teams, self.scope, TEAM)

    def csms(self, team: str) -> pd.DataFrame:
        """Grain: CSM of a team."""
        return loaders.load(teams.teams, self.of(team), CSM)

    def company(self) -> pd.Series:
        """The rates of everybody."""
        return loaders.load(teams.company, self.scope).iloc[0]

    def whole(self) -> pd.Series:
        """The figures of all that is seen inside the filters, in one: what the teams' add up to."""
        return loaders.load(retention.kpis, self.scope).iloc[0]

    def leads(self) -> dict[str, str]:
        """Who leads each team; nobody for whoever may not see names."""
        return loaders.load(teams.leads) if self.scope.viewer.names else {}

    @cached_property
    def names(self) -> Mapping[str, Dimension]:
        """What values are called, teams of others among them: accounts come from those and go to them."""
        return team_names.with_all(self.frame.dimensions)

    def book(self, by: str | None, of: str, team: str | None = None) -> pd.DataFrame:
        return loaders.load(teams_now.book, self.of(team) if team else self.scope, by, of)

    def coverage(self, by: str | None, team: str | None = None) -> pd.DataFrame:
        return loaders.load(teams_now.coverage, self.of(team) if team else self.scope, by)

    def onboarding(self, by: str | None = TEAM, team: str | None = None) -> pd.DataFrame:
        return loaders.load(teams_now.onboarding, self.of(team) if team else self.scope, by)

    def renewals(self, by: str | None = TEAM, team: str | None = None) -> pd.DataFrame:
        return loaders.load(teams_now.renewals, self.of(team) if team else self.scope, by)

    def load(self, by: str | None, team: str | None = None) -> pd.DataFrame:
        return loaders.load(teams_now.load, self.of(team) if team else self.scope, by)

    def whole_bands(self) -> pd.DataFrame:
        """Health's bands of all together, under nobody's team."""
        return loaders.load(health.bands, self.scope).assign(**{TEAM: None})

    def bands(self, team: str | None = None) -> pd.DataFrame:
        """Health's bands by team; of one team without a split."""
        if team is not None:
            return loaders.load(health.bands, self.of(team))
        return loaders.load(health.bands, self.scope, TEAM)

    def actions(self, by: str | None = TEAM) -> pd.DataFrame:
        """Open actions by team (by nothing: all together), as the store has them now."""
        asked = tuple(sorted((str(each.get("account_id")), str(each.get("due_on")) < self.scope.as_of.isoformat())
                             for each in self.open_actions if each.get("account_id")))
        return loaders.load(teams_now.actions, self.scope, by, asked)

    @cached_property
    def open_actions(self) -> tuple[Record, ...]:
        return tuple(each for each in loaders.decided("action") if each.get("status") == "open")

    def spread(self) -> pd.DataFrame:
        return loaders.load(teams_spread.spread, self.scope)

    def levels(self, rules: Rules) -> pd.DataFrame:
        return loaders.load(teams_spread.levels, self.scope, rules)

    @cached_property
    def rules(self) -> Rules | None:
        """The maturity rules; null where the file cannot be used, which the maturity page says in full."""
        try:
            return reading.read()
        except RulesRefused:
            return None

    def changed(self) -> pd.DataFrame:
        return loaders.load(teams_moves.after_change, self.scope)

    def handed(self) -> pd.DataFrame:
        return loaders.load(teams_moves.handed, self.scope)

    def handed_accounts(self) -> pd.DataFrame:
        return loaders.load(teams_moves.handed_accounts, self.scope)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The teams that there are, those with the largest base first."""
        with loaders.listening():  # what the page is laid out by, no part of a figure
            found = self.teams()
        values = self.frame.dimensions[TEAM].values if TEAM in self.frame.dimensions else ()
        named = found[found[TEAM].isin([each.value for each in values if each.value is not None])]
        named = named.sort_values(["arr_base", "arr"], ascending=False, kind="stable")
        return tuple(str(each) for each in named[TEAM])

    @cached_property
    def alone(self) -> bool:
        """Whether there is nothing to compare: one team is all that is seen."""
        with loaders.listening():
            return len(self.teams()) == 1

    @cached_property
    def view(self) -> View:
        return read(current(), self.known)

    def missing(self) -> tuple[str, ...]:
        """What these data lack for there to be teams at all."""
        with loaders.listening():
            return tuple(self.teams().attrs["missing"])
