"""Each week's new customers: trial, first contract, onboarding service, owner and first labels."""

from __future__ import annotations

import numpy as np

from data.demo.basis import NEVER, Ints, add_months, stream
from data.demo.contracting import NONE, open_contract, single_line
from data.demo.ledger import SERVICE, TRIAL
from data.demo.roster import NOBODY
from data.demo.state import ANALYTICS, MAIN, MONTHLY, ONBOARDING, SECOND, Run

SECOND_AT_START = np.array([0.40, 0.05, 0.0, 0.0])
ANALYTICS_AT_START = np.array([0.35, 0.25, 0.10, 0.03])
SERVICE_SHARE = np.array([0.7, 0.45, 0.12, 0.0])
TRIAL_SHARE = 0.35


class Sales:
    """Customers come in the order of their first line, so a week's are one slice."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rng = stream(run.seed, "sales")
        mondays = run.weeks.first + 7 * np.arange(run.weeks.count + 1)
        self.bounds = np.searchsorted(run.people.start, mondays)

    def week(self, week: int) -> None:
        if week >= self.run.weeks.count or self.bounds[week] == self.bounds[week + 1]:
            return
        who = np.arange(self.bounds[week], self.bounds[week + 1], dtype=np.int32)
        self.trials(who)
        buyers = who[~self.run.people.never[who]]
        self.first_contracts(buyers)
        self.services(buyers)

    def trials(self, who: Ints) -> None:
        """A trial before the first contract; those who never buy have nothing else. None begins before history."""
        run, length = self.run, self.rng.integers(14, 31, len(who)).astype(np.int32)
        people = run.people
        tried = (self.rng.random(len(who)) < TRIAL_SHARE) | people.never[who]
        start = np.where(people.never[who], people.start[who], people.start[who] - length).astype(np.int32)
        tried &= (start >= run.weeks.first) & ~people.old[who]
        single_line(run, who[tried], MAIN, start[tried], (start + length)[tried], 0.0, TRIAL)

    def first_contracts(self, who: Ints) -> None:
        run, start = self.run, self.run.people.start[who]
        self.first_seats(who)
        run.state.term_end[who] = self.first_term(who)
        open_contract(run, who, start, NONE, np.int32(NEVER))
        run.books.spells.add(customer=who, start=start, starts=True)
        run.state.csm[who] = np.where(run.state.desk[who] == NOBODY, NOBODY, run.roster.holder[run.state.desk[who]])
        owned = who[run.state.team[who] != NOBODY]
        run.books.owners.add(customer=owned, team=run.state.team[owned], csm=run.state.csm[owned],
                             since=run.people.start[owned])

    def first_seats(self, who: Ints) -> None:
        people, seats = self.run.people, self.run.state.seats
        size, count = people.size[who], people.seats[who]
        seats[who, MAIN] = count
        second = self.rng.random(len(who)) < SECOND_AT_START[size]
        seats[who, SECOND] = np.where(second, count * (0.15 + 0.25 * self.rng.random(len(who))), 0)
        bought = self.rng.random(len(who)) < ANALYTICS_AT_START[size]
        seats[who, ANALYTICS] = np.where(bought, np.maximum(count * 0.4, 2), 0)

    def first_term(self, who: Ints) -> Ints:
        """The end of the first term; of those who signed before the first day, of the term they are in."""
        people = self.run.people
        start, term = people.start[who], people.term[who]
        begun = np.where(people.old[who], people.signed[who], start).astype(np.int32)
        terms = (start - begun) // (np.maximum(term, 1) * 30.4375)
        end = add_months(begun, (term * (terms.astype(np.int32) + 1)).astype(np.int32))
        end = np.where(end <= start, add_months(end, term), end)
        return np.where(term == MONTHLY, NEVER, end).astype(np.int32)

    def services(self, who: Ints) -> None:
        """A one-off onboarding service for some; a service is not ARR."""
        people = self.run.people
        bought = who[(self.rng.random(len(who)) < SERVICE_SHARE[people.size[who]]) & ~people.old[who]]
        start = people.start[bought]
        price = (100_000 + 500 * people.seats[bought]).astype(np.float64)
        single_line(self.run, bought, ONBOARDING, start, (start + 60).astype(np.int32), price, SERVICE)
