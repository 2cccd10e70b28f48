"""How lines and contracts get into the books: opened, replaced, given notice."""

from __future__ import annotations

import numpy as np

from data.demo.basis import NEVER, Ints, Reals
from data.demo.ledger import PAID
from data.demo.state import SLOTS, Run

LIST_PRICES = np.array([
    [1500, 1500, 600, 1000], [2400, 2400, 800, 1500], [3600, 3600, 1000, 2200],
])
"""Per plan and slot: JPY per seat and month, before the customer's discount."""
NONE = np.int32(-1)


def open_contract(run: Run, who: Ints, start: Ints, previous: Ints | np.int32, previous_end: Ints | np.int32) -> None:
    """A new contract and its lines for each customer, to the state's `term_end`; lines as the state's seats."""
    state = run.state
    state.contract[who] = run.books.contracts.add(
        customer=who, start=start, term_end=state.term_end[who], previous=previous, previous_end=previous_end)
    state.opened[who] = start
    state.terms[who] += 1
    state.active[who], state.lost[who] = True, False
    state.decided[who] = state.leaves[who] = state.falling[who] = False
    state.shrink[who] = 0
    for slot in range(SLOTS):
        held = run.state.seats[who, slot] > 0
        open_line(run, who[held], slot, start[held])


def open_line(run: Run, who: Ints, slot: int, start: Ints) -> None:
    """A paid line in the customer's contract, to the end of its term."""
    state = run.state
    seats = state.seats[who, slot]
    price = seats * LIST_PRICES[run.people.plan[who], slot] * state.price_index[who]
    state.line[who, slot] = run.books.lines.add(
        customer=who, contract=state.contract[who], slot=slot, start=start, end=state.term_end[who], seats=seats,
        price=price, kind=PAID)
    state.since[who] = np.maximum(state.since[who], start)


def replace_line(run: Run, who: Ints, slot: int, day: Ints, seats: Ints) -> None:
    """The line's seats change on a day: the old line ends and the next begins, in the same contract."""
    run.books.ends.add(line=run.state.line[who, slot], end=day)
    run.state.seats[who, slot] = seats
    open_line(run, who, slot, day)


def give_notice(run: Run, who: Ints, day: Ints, reason: Ints) -> None:
    """Each open line ends with the term, cancelled on a day for a reason."""
    for slot in range(SLOTS):
        held = run.state.seats[who, slot] > 0
        lines = run.state.line[who[held], slot]
        run.books.ends.add(line=lines, end=run.state.term_end[who[held]])
        run.books.notices.add(line=lines, day=day[held], reason=reason[held])


def single_line(run: Run, who: Ints, slot: int, start: Ints, end: Ints, price: float | Reals, kind: int) -> None:
    """A line with a contract of its own: a trial, a free line, a service."""
    contract = run.books.contracts.add(customer=who, start=start, term_end=end, previous=NONE, previous_end=NEVER)
    run.books.lines.add(customer=who, contract=contract, slot=slot, start=start, end=end,
                        seats=np.minimum(run.people.seats[who], 10) if kind != 4 else -1, price=price, kind=kind)
