"""Teams and CSMs: who owns which customer, who leaves, who takes over."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.basis import Codes, Flags, Ints, Reals, Weeks, stream
from data.demo.population import Population
from data.demo.truth import Truth

NOBODY = -1
DIGITAL, HANDED, PARTNERS = 7, 8, 9
"""Positions in words.TEAMS: tech touch, the team that is handed troubled accounts, accounts that partners brought."""
HIGH_TEAMS = (1, 1, 0, 1, 1, 1, 1)
LOW_TEAMS = (2, 2, 3, 4, 5, 6, 6)
"""The team by region, for high and low touch."""
DESKS = (0, 1, 2, 3, 4, 5, 6, 8, 9)
DESK_LOAD = np.array([5, 5, 3, 9, 5, 7, 6, 4, 6])


@dataclass
class Roster:
    """Desks (a portfolio with one CSM at a time), the CSM at each, and the week in which a desk changes hands."""

    desk_team: Ints
    holder: Ints
    changes: dict[int, list[int]]
    csm_team: list[int] = field(default_factory=list)

    def change(self, week: int) -> Ints:
        """Seats a new CSM at each desk that changes hands in this week; returns those desks."""
        desks = self.changes.get(week, [])
        for desk in desks:
            self.holder[desk] = len(self.csm_team)
            self.csm_team.append(int(self.desk_team[desk]))
        return np.array(desks, dtype=np.int32)


def desk_count(customers: int) -> int:
    """Grows slowly: 12 desks at 2,000 customers, about 70 at a million; CSMs ever employed stay below 150."""
    grown = 1.45 * float(customers ** 0.28)
    return min(70, max(len(DESKS), round(grown)))


def roster(customers: int, weeks: Weeks, truth: Truth, seed: int) -> Roster:
    rng = stream(seed, "roster")
    share = DESK_LOAD / DESK_LOAD.sum()
    extra = rng.multinomial(desk_count(customers) - len(DESKS), share)
    desk_team = np.repeat(DESKS, 1 + extra).astype(np.int32)
    leaves = rng.random((weeks.count, len(desk_team))) < truth.csm_turnover / 52
    in_weeks = np.flatnonzero(leaves.any(axis=1))
    changes = {int(week): np.flatnonzero(leaves[week]).tolist() for week in in_weeks if week > 0}
    return Roster(desk_team, np.arange(len(desk_team), dtype=np.int32), changes, desk_team.tolist())


def teams_of(people: Population, rng: np.random.Generator) -> Codes:
    """The owning team on the day of signing; about one in fifty is owned by nobody."""
    count = len(people)
    low = np.array(LOW_TEAMS)[people.region]
    second = (low == 3) & (rng.random(count) < 0.18)
    low = np.where(second, HANDED, np.where((people.lead == 3) & (rng.random(count) < 0.6), PARTNERS, low))
    by_touch = np.select([people.touch == 0, people.touch == 1], [np.array(HIGH_TEAMS)[people.region], low], DIGITAL)
    return np.where(rng.random(count) < 0.02, NOBODY, by_touch).astype(np.int8)


def desks_of(team: Codes, desk_team: Ints, chance: Reals) -> Ints:
    """A desk of the customer's team, by chance; NOBODY where the team has none."""
    order = np.argsort(desk_team, kind="stable")
    counts = np.bincount(desk_team, minlength=12)
    first = np.cumsum(counts) - counts
    drawn = (chance * counts[team]).astype(np.int32)
    has: Flags = (team >= 0) & (counts[team] > 0)
    return np.where(has, order[np.where(has, first[team] + drawn, 0)], NOBODY).astype(np.int32)
