"""The state of all customers in one week, and the run that carries it through the weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import NEVER, Codes, Flags, Ints, Weeks, stream
from data.demo.ledger import Books
from data.demo.population import Population
from data.demo.roster import DIGITAL, NOBODY, Roster, desks_of, teams_of
from data.demo.truth import Truth

SLOTS = 4
"""What a customer may hold at once: Platform, Platform in a second department, Analytics, Assistant."""
MAIN, SECOND, ANALYTICS, ASSISTANT, MESSAGING, ONBOARDING = range(6)
MONTHLY = 1


@dataclass
class State:
    """One entry per customer; `line` and `contract` are the numbers of the open rows in the books."""

    active: Flags
    lost: Flags
    decided: Flags
    leaves: Flags
    shrunk: Flags
    falling: Flags
    terms: Ints
    term_end: Ints
    since: Ints
    opened: Ints
    seats: Ints
    line: Ints
    contract: Ints
    shrink: NDArray[np.float32]
    price_index: NDArray[np.float32]
    changed: Ints
    team: Codes
    desk: Ints
    csm: NDArray[np.int16]
    touch: Codes
    segment: Codes

    @classmethod
    def before(cls, people: Population, roster: Roster, seed: int) -> State:
        """Nobody has bought yet; the owner is the one on the day of signing, updated when the customer starts."""
        count, rng = len(people), stream(seed, "owners")
        team = teams_of(people, rng)
        desk = desks_of(team, roster.desk_team, rng.random(count))
        no, zero = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int32)
        return cls(
            active=no.copy(), lost=no.copy(), decided=no.copy(), leaves=no.copy(), shrunk=no.copy(), falling=no.copy(),
            terms=zero.copy(), term_end=zero + NEVER, since=zero.copy(), opened=zero.copy(),
            contract=zero - 1, changed=zero - NEVER,
            seats=np.zeros((count, SLOTS), dtype=np.int32), line=np.zeros((count, SLOTS), dtype=np.int32),
            shrink=np.zeros(count, dtype=np.float32), price_index=np.ones(count, dtype=np.float32),
            team=team, desk=desk, csm=np.where(team == DIGITAL, NOBODY, desk).astype(np.int16),
            touch=people.touch.copy(), segment=people.size.copy())


@dataclass(frozen=True)
class Run:
    """What happens: the customers, their state, and the books that all tables are read from."""

    seed: int
    weeks: Weeks
    truth: Truth
    people: Population
    roster: Roster
    state: State
    books: Books

    def mask_height(self, days: Ints) -> NDArray[np.float64]:
        """0 before the masked quarter, rising in a straight line to 1, per day."""
        from_day = self.weeks.day(-self.truth.mask_peak)
        return np.clip((days - from_day) / (7 * self.truth.mask_rise), 0.0, 1.0)
