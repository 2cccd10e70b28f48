"""Who owns the customers as time goes on: CSMs who leave, accounts handed over, segments reviewed."""

from __future__ import annotations

import numpy as np

from data.demo.basis import Chance, Ints
from data.demo.population import IN_TIME
from data.demo.roster import DIGITAL, HANDED, LOW_TEAMS, NOBODY, desks_of
from data.demo.state import Run

SEGMENT, TOUCH = range(2)
"""Attributes with a history, as coded in the books."""
OUTGROWN = np.array([1 << 30, 180, 28, 8])
"""Seats from which a customer of a segment can have outgrown it, if it also grew by as much as the truth says."""
LOW, TECH = 1, 2
POOR = 2


class Owners:
    """Changes take effect on the week's Monday, for customers that were active before it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.chance = Chance(run.seed, "handovers")
        first = run.weeks.count + run.truth.handover_week
        self.rounds = range(first, first + 4 * run.truth.handover_rounds, 4)

    def week(self, week: int) -> None:
        if week >= self.run.weeks.count:
            return
        monday, state = self.run.weeks.monday(week), self.run.state
        here = np.flatnonzero(state.active & (state.opened < monday)).astype(np.int32)
        self.replace_csms(week, monday, here)
        if week in self.rounds:
            self.hand_over(monday, here)
        reviewed = week >= self.run.weeks.count + self.run.truth.review_from
        if reviewed and (self.run.weeks.holds(week, 4) or self.run.weeks.holds(week, 10)):
            self.review_segments(monday, here)

    def replace_csms(self, week: int, monday: int, here: Ints) -> None:
        """Each desk that changes hands: its active customers get the new CSM."""
        desks = self.run.roster.change(week)
        if len(desks) == 0:
            return
        state = self.run.state
        moved = here[np.isin(state.desk[here], desks)]
        state.csm[moved] = self.run.roster.holder[state.desk[moved]]
        state.changed[moved] = monday
        self.run.books.csm_changes.add(customer=moved, day=monday)
        self._write_owner(moved, monday)

    def hand_over(self, monday: int, here: Ints) -> None:
        """Accounts in trouble go to one team, which is neither better nor worse than the others."""
        state, people = self.run.state, self.run.people
        trouble = state.falling[here] | ((people.onboarding[here] != IN_TIME) & (people.fit[here] == POOR))
        elsewhere = (state.team[here] != DIGITAL) & (state.team[here] != HANDED) & (state.team[here] != NOBODY)
        drawn = self.chance("chosen", here, self.run.weeks.week(monday))
        chosen = trouble & elsewhere & (drawn < self.run.truth.handover_share)
        self._assign(here[chosen], np.full(int(chosen.sum()), HANDED, dtype=np.int8), monday)

    def review_segments(self, monday: int, here: Ints) -> None:
        """Customers that outgrew their segment are moved up; it changes nothing about them."""
        state = self.run.state
        seats = state.seats[here, 0] + state.seats[here, 1]
        outgrown = (seats >= OUTGROWN[state.segment[here]]) & (state.segment[here] == self.run.people.size[here])
        outgrown &= seats >= self.run.truth.outgrown * self.run.people.seats[here]
        outgrown &= self.chance("upgrade", here, self.run.weeks.week(monday)) < self.run.truth.upgrade_share
        moved = here[outgrown]
        state.segment[moved] -= 1
        self.run.books.labels.add(customer=moved, attribute=SEGMENT, value=state.segment[moved], since=monday)
        promoted = moved[(state.touch[moved] == TECH) & (state.segment[moved] <= 1)]
        state.touch[promoted] = LOW
        self.run.books.labels.add(customer=promoted, attribute=TOUCH, value=LOW, since=monday)
        owned = promoted[state.team[promoted] != NOBODY]
        self._assign(owned, np.array(LOW_TEAMS, dtype=np.int8)[self.run.people.region[owned]], monday)

    def _assign(self, who: Ints, team: np.ndarray, monday: int) -> None:
        state = self.run.state
        state.team[who] = team
        drawn = self.chance("desk", who, self.run.weeks.week(monday))
        state.desk[who] = desks_of(team, self.run.roster.desk_team, drawn)
        state.csm[who] = self.run.roster.holder[state.desk[who]]
        self._write_owner(who, monday)

    def _write_owner(self, who: Ints, monday: int) -> None:
        state = self.run.state
        self.run.books.owners.add(customer=who, team=state.team[who], csm=state.csm[who], since=monday)
