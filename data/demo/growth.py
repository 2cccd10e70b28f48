"""What customers add in mid-term: seats, a second department, Analytics, Assistant; and what they use by the month."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import EPOCH, NEVER, Chance, Ints, Reals, add_months
from data.demo.contracting import NONE, open_line, replace_line
from data.demo.ledger import USAGE
from data.demo.population import IN_TIME
from data.demo.state import ANALYTICS, ASSISTANT, MAIN, MESSAGING, SECOND, Run

SEATS_RATE = np.array([0.023, 0.022, 0.018, 0.018])
"""Per size class: share of customers that adds seats in a week, if they fit well and were onboarded in time."""
SECOND_RATE = np.array([0.003, 0.0006, 0.0, 0.0])
ANALYTICS_RATE = np.array([0.004, 0.0035, 0.0016, 0.0005])
LEAST_SHARE = np.array([0.0, 0.20, 0.25, 0.55])
"""Per slot: the least share of the seats that a further product is bought for; at most 0.45 more."""
HINDERED = 0.6
"""The same for others, relative."""


class Growth:
    """Nobody adds who has decided to leave or to shrink, or who shrank for the running term."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.chance = Chance(run.seed, "growth")
        people = run.people
        well = (people.fit == 0) & (people.onboarding == IN_TIME)
        self.seats_rate = (SEATS_RATE[people.size] * np.where(well, 1.0, HINDERED)).astype(np.float32)
        self.contract: Ints = np.full(len(people), -1, dtype=np.int32)

    def week(self, week: int) -> None:
        monday, state = self.run.weeks.monday(week), self.run.state
        able = state.active & ~state.leaves & (state.shrink == 0) & ~state.shrunk
        able &= (state.since < monday) & (state.term_end > monday + 21)
        who = np.flatnonzero(able).astype(np.int32)
        self.add_seats(who, week)
        for slot, rate in ((SECOND, SECOND_RATE), (ANALYTICS, ANALYTICS_RATE)):
            self.add_product(who, slot, rate[self.run.people.size[who]], week)
        if week >= self.run.weeks.count + self.run.truth.assistant_week:
            self.add_product(who, ASSISTANT, self.assistant_rate(who, monday), week)
        self.use_of_last_month(week)

    def add_seats(self, who: Ints, week: int) -> None:
        rate = self.seats_rate[who]
        grows = who[self.chance("seats", who, week) < rate]
        more = 1.05 + 0.20 * self.chance("more seats", grows, week)
        seats = np.ceil(self.run.state.seats[grows, MAIN] * more).astype(np.int32)
        replace_line(self.run, grows, MAIN, self._days(grows, week), seats)

    def add_product(self, who: Ints, slot: int, rate: Reals, week: int) -> None:
        """A further product line, for a part of the seats, in the running contract."""
        state = self.run.state
        without = state.seats[who, slot] == 0
        who, rate = who[without], rate[without]
        bought = who[self.chance(f"product {slot}", who, week) < rate]
        share = LEAST_SHARE[slot] + 0.45 * self.chance("share", bought, week)
        state.seats[bought, slot] = np.maximum(state.seats[bought, MAIN] * share, 2)
        open_line(self.run, bought, slot, self._days(bought, week))

    def assistant_rate(self, who: Ints, monday: int) -> NDArray[np.float64]:
        """The campaign for Assistant rises with the losses, among the bigger customers that did not shrink."""
        truth = self.run.truth
        height = min(max((monday - self.run.weeks.day(-truth.mask_peak)) / (7 * truth.assistant_rise), 0.0), 1.0)
        wanted = (self.run.people.size[who] <= 1)
        peak = truth.assistant_rate + (truth.assistant_peak_rate - truth.assistant_rate) * height
        return np.where(wanted, peak, truth.assistant_rate)

    def use_of_last_month(self, week: int) -> None:
        """One line of Messaging for the calendar month that ended in this week, under an agreement of its own."""
        monday = self.run.weeks.monday(week)
        sunday = EPOCH + timedelta(monday + 6)
        first = np.array([monday + 7 - sunday.day], dtype=np.int32)
        if first[0] < monday or first[0] > self.run.weeks.end + 1:
            return
        month = add_months(first, -1)
        state, people = self.run.state, self.run.people
        uses = np.flatnonzero(state.active & people.usage_lines & (people.start <= month[0])).astype(np.int32)
        self._agree(uses[self.contract[uses] < 0], month[0])
        price = people.seats[uses] * 150.0 * (0.7 + 0.6 * self.chance("messages", uses, week))
        self.run.books.lines.add(customer=uses, contract=self.contract[uses], slot=MESSAGING, start=month, end=first,
                                 seats=-1, price=price, kind=USAGE)

    def _agree(self, who: Ints, day: int) -> None:
        self.contract[who] = self.run.books.contracts.add(
            customer=who, start=np.full(len(who), day), term_end=NEVER, previous=NONE, previous_end=NEVER)

    def _days(self, who: Ints, week: int) -> Ints:
        days: Ints = (self.run.weeks.monday(week) + 7 * self.chance("day", who, week)).astype(np.int32)
        return days
