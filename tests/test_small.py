"""Small groups, attacked: whoever reads a table with its margins works out no cell of fewer than five.

The attacker is written here anew, by trying every table of whole numbers that the published figures leave open.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from queries.small import LEAST, blocks_of, protect

SIZES = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 30])
LINES = st.lists(SIZES, min_size=1, max_size=9)


def tables(most: int) -> st.SearchStrategy[np.ndarray]:
    return st.tuples(st.integers(2, most), st.integers(2, most)).flatmap(lambda shape: st.lists(
        st.lists(SIZES, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]).map(np.array))


def hidden_of(table: np.ndarray) -> np.ndarray:
    """What is hidden of a table with two keys."""
    rows, columns = table.shape
    first, second = zip(*product(range(rows), range(columns)), strict=True)
    counts = table.reshape(-1, 1)
    return protect(counts, blocks_of(first, second, counts)).reshape(rows, columns)


def line_hidden(counts: list[int]) -> np.ndarray:
    return protect(np.array(counts).reshape(-1, 1), [np.arange(len(counts))])


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_a_line_with_its_total_gives_nothing_away(counts: list[int]) -> None:
    hidden, given_ = line_hidden(counts), np.array(counts)
    small = (given_ > 0) & (given_ < LEAST)
    assert hidden[small].all()
    if not hidden.any() or (given_[~hidden] == 0).all():
        return  # all that holds anybody is hidden: only the total is told
    held = given_[hidden]
    for place in np.flatnonzero(small):
        assert held.sum() - (len(held) - 1) >= LEAST, f"{counts}: {place} is known to be small"


@given(LINES)
@settings(max_examples=100, deadline=None)
def test_nothing_is_hidden_without_need(counts: list[int]) -> None:
    small = [0 < each < LEAST for each in counts]
    hidden = line_hidden(counts)
    assert hidden.any() == any(small)
    if any(small) and sum(each for each, out in zip(counts, small, strict=True) if out) - sum(small) + 1 >= LEAST:
        assert hidden.sum() == sum(small), "the small ones hide each other"


@given(tables(5))
@settings(max_examples=40, deadline=None)
def test_a_table_with_its_margins_gives_nothing_away(table: np.ndarray) -> None:
    if table.sum() < LEAST:
        return  # of so few nothing is answered at all
    hidden = hidden_of(table)
    small = (table > 0) & (table < LEAST)
    assert hidden[small].all()
    for place in zip(*np.nonzero(small), strict=True):
        assert most(table, hidden, place) >= LEAST - 1e-6, f"{table.tolist()}: {place} is known to be small"


def most(table: np.ndarray, hidden: np.ndarray, place: tuple[int, int]) -> float:
    """The most that a hidden cell can be, by all that is published: cells, the margins that are shown, the total."""
    cells = [(row, column) for row, column in product(*map(range, table.shape)) if hidden[row, column]]
    rows_hidden, columns_hidden = line_hidden(table.sum(1).tolist()), line_hidden(table.sum(0).tolist())
    equations, sums = [[1.0] * len(cells)], [table[hidden].sum()]
    for axis, kept_back in enumerate((rows_hidden, columns_hidden)):
        for at in np.flatnonzero(~kept_back):
            equations.append([float(cell[axis] == at) for cell in cells])
            sums.append(sum(table[cell] for cell in cells if cell[axis] == at))
    least = 0 if hidden.all() or (table[hidden] == 0).any() else 1
    goal = [-float(cell == place) for cell in cells]
    found = linprog(goal, A_eq=equations, b_eq=sums, bounds=(least, None))
    return float("inf") if found.status == 3 else -float(found.fun)


@pytest.mark.thorough
@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 5, 6]), min_size=2, max_size=2), min_size=2, max_size=3))
@settings(max_examples=30, deadline=None)
def test_no_small_cell_is_the_only_one_possible(given_: list[list[int]]) -> None:
    table = np.array(given_)
    if table.sum() < LEAST:
        return
    hidden = hidden_of(table)
    possible = list(others(table, hidden))
    for place in zip(*np.nonzero((table > 0) & (table < LEAST)), strict=True):
        assert max(each[place] for each in possible) >= LEAST


def others(table: np.ndarray, hidden: np.ndarray) -> Iterator[np.ndarray]:
    """Every table of whole numbers that shows the same as this one."""
    rows = ~line_hidden(table.sum(1).tolist())
    columns = ~line_hidden(table.sum(0).tolist())
    least = 0 if hidden.all() or (table[hidden] == 0).any() else 1
    cells = list(zip(*np.nonzero(hidden), strict=True))
    highest = [int(min([table.sum(), *([table[row].sum()] if rows[row] else []),
                        *([table[:, column].sum()] if columns[column] else [])])) for row, column in cells]
    for values in product(*(range(least, top + 1) for top in highest)):
        made = table.copy()
        for cell, value in zip(cells, values, strict=True):
            made[cell] = value
        same = made.sum() == table.sum() and (made.sum(1) == table.sum(1))[rows].all()
        if same and (made.sum(0) == table.sum(0))[columns].all():
            yield made


@pytest.mark.parametrize(("counts", "hidden"), [
    ([30, 1, 9], [False, True, True]), ([30, 1, 9, 6], [False, True, False, True]), ([30, 9], [False, False]),
    ([3, 4, 20], [True, True, False]), ([1, 1, 1, 30], [True, True, True, True]), ([30, 0, 2], [True, False, True])])
def test_by_hand(counts: list[int], hidden: list[bool]) -> None:
    assert line_hidden(counts).tolist() == hidden


def test_a_margin_that_is_hidden_itself_tells_nothing() -> None:
    """Row 0 has three customers: its own sum is hidden, so its cells need no partner in the row."""
    table = np.array([[3, 0], [20, 30], [9, 12]])
    hidden = hidden_of(table)
    assert hidden[0, 0]
    assert most(table, hidden, (0, 0)) >= LEAST
