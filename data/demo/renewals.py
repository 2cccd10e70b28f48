"""Leaving, shrinking, renewing, coming back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import NEVER, Chance, Flags, Ints, Reals, add_months
from data.demo.contracting import NONE, give_notice, open_contract, single_line
from data.demo.ledger import FREE
from data.demo.state import ANALYTICS, MAIN, MONTHLY, SECOND, Run
from data.demo.words import REASONS

MONTHLY_NOTICE = 56
FREE_SHARE = 0.08


class Renewals:
    """Decided some weeks before the term ends, done when it ends."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.chance = Chance(run.seed, "decisions")
        self.odds = self._settled_odds()

    def _settled_odds(self) -> Reals:
        """The part of the log-odds of leaving that is settled at signing and onboarding."""
        truth, people = self.run.truth, self.run.people
        size = np.array([truth.leave_enterprise, truth.leave_mid, truth.leave_smb, truth.leave_startup])
        fit = np.array([0.0, truth.fit_partial, truth.fit_poor])
        onboarding = np.array([0.0, truth.onboarding_late, truth.onboarding_never])
        return np.asarray(size[people.size] + fit[people.fit] + onboarding[people.onboarding]
                          + truth.newer_cohort * people.newer)

    def week(self, week: int) -> None:
        monday, state = self.run.weeks.monday(week), self.run.state
        open_terms = state.active & ~state.decided
        soon = open_terms & (state.term_end < monday + 7 * (self.run.truth.decide_weeks + 1))
        self.decide_terms(np.flatnonzero(soon).astype(np.int32), monday)
        by_month = open_terms & (self.run.people.term == MONTHLY)
        self.decide_months(np.flatnonzero(by_month).astype(np.int32), monday)
        due = np.flatnonzero(state.active & (state.term_end < monday + 7)).astype(np.int32)
        self.close(due[state.leaves[due]])
        self.renew(due[~state.leaves[due]])
        self.come_back(monday)

    def leaving(self, who: Ints, monday: int, ends: Ints) -> NDArray[np.float64]:
        """The probability of leaving at the end of a term of a year."""
        truth, state = self.run.truth, self.run.state
        odds = self.odds[who] + truth.csm_change * (monday - state.changed[who] <= 7 * truth.csm_change_weeks)
        odds += truth.mask_leave * (ends >= self.run.weeks.day(-truth.mask_year))
        odds += truth.mask_peak_leave * self.run.mask_height(ends) * (self.run.people.size[who] > 0)
        return np.asarray(1 / (1 + np.exp(-odds)))

    def decide_terms(self, who: Ints, monday: int) -> None:
        truth, state = self.run.truth, self.run.state
        ends = state.term_end[who]
        term = state.terms[who]
        leaves = self.chance("leave", who, term) < self.leaving(who, monday, ends)
        height = self.run.mask_height(ends)
        shrinks = self.chance("shrink", who, term) < truth.shrink + (truth.mask_peak_shrink - truth.shrink) * height
        depth = 0.08 + 0.24 * self.chance("depth", who, term) + truth.mask_peak_depth * height
        state.shrink[who] = np.where(shrinks & ~leaves, depth, 0)
        self._write(who, leaves, monday)

    def decide_months(self, who: Ints, monday: int) -> None:
        """Month by month: the weekly rate that loses in a year what a term's odds lose at its end."""
        state, ends = self.run.state, np.full(len(who), monday + MONTHLY_NOTICE, dtype=np.int32)
        weekly = 1 - (1 - self.leaving(who, monday, ends)) ** (1 / 52)
        leavers = who[self.chance("leave by month", who, self.run.weeks.week(monday)) < weekly]
        months = (monday + MONTHLY_NOTICE - state.opened[leavers]) // 30 + 1
        state.term_end[leavers] = add_months(state.opened[leavers], months)
        self._write(leavers, np.ones(len(leavers), dtype=bool), monday)

    def _write(self, who: Ints, leaves: Flags, monday: int) -> None:
        truth, state, term = self.run.truth, self.run.state, self.run.state.terms[who]
        state.decided[who], state.leaves[who] = True, leaves
        falling = self.chance("fall", who, term) < np.where(leaves, truth.falling_leavers, truth.falling_stayers)
        state.falling[who] = falling
        silent = leaves & falling & (self.chance("silence", who, term) < truth.silent_share)
        self.run.books.intents.add(customer=who, decided=monday, term_end=state.term_end[who], leaves=leaves,
                                   falling=falling, silent=silent)
        gone = who[leaves]
        latest = state.term_end[gone] - self.run.people.notice[gone]
        wait = np.maximum(latest - monday, 1) * self.chance("wait", gone, term[leaves])
        day = np.maximum(monday + wait.astype(np.int32), state.opened[gone])
        reason = len(REASONS) * self.chance("reason", gone, term[leaves])
        give_notice(self.run, gone, day, reason.astype(np.int32))

    def close(self, who: Ints) -> None:
        """The term ends and nothing follows; a few small customers keep a free line."""
        state = self.run.state
        state.active[who], state.lost[who] = False, True
        self.run.books.spells.add(customer=who, start=state.term_end[who], starts=False)
        small = who[(self.run.people.size[who] >= 2) & (self.chance("free", who, state.terms[who]) < FREE_SHARE)]
        single_line(self.run, small, MAIN, state.term_end[small], np.full(len(small), NEVER, dtype=np.int32), 0.0, FREE)

    def renew(self, who: Ints) -> None:
        """The next term under a new contract id, at a new price, some with fewer seats, some late."""
        state, truth, ended = self.run.state, self.run.truth, self.run.state.term_end[who]
        now = (ended > self.run.weeks.end - 28) & (ended <= self.run.weeks.end)
        term = state.terms[who]
        late = self.chance("late", who, term) < np.where(now, truth.late_renewal_now, truth.late_renewal)
        start = (ended + late * (5 + 21 * self.chance("delay", who, term)).astype(np.int32)).astype(np.int32)
        state.shrunk[who] = state.shrink[who] > 0
        for slot in (MAIN, SECOND, ANALYTICS):
            seats = state.seats[who, slot]
            state.seats[who, slot] = np.where(seats > 0, np.maximum(np.rint(seats * (1 - state.shrink[who])), 1), 0)
        rise = 1 + 2 * truth.uplift * self.chance("rise", who, term)
        state.price_index[who] *= np.where(state.shrunk[who], 1.0, rise).astype(np.float32)
        state.term_end[who] = add_months(start, self.run.people.term[who])
        open_contract(self.run, who, start, state.contract[who], ended)

    def come_back(self, monday: int) -> None:
        """Some of the lost return, some weeks later at the earliest, without what they had bought on top."""
        state, people = self.run.state, self.run.people
        lost = np.flatnonzero(state.lost).astype(np.int32)
        wants = self.chance("return", lost, self.run.weeks.week(monday)) < self.run.truth.reactivation_rate
        back = lost[wants & (state.term_end[lost] < monday - 56)]
        start = np.full(len(back), monday + 1, dtype=np.int32)
        state.seats[back, 0], state.seats[back, 1:] = people.seats[back], 0
        ends = add_months(start, people.term[back])
        state.term_end[back] = np.where(people.term[back] == MONTHLY, NEVER, ends)
        state.shrunk[back] = False
        open_contract(self.run, back, start, NONE, np.int32(NEVER))
        self.run.books.spells.add(customer=back, start=start, starts=True)
