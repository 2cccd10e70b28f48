"""Small groups: which cells of a table must be hidden, so that neither they nor a subtraction tells of fewer than five.

A table is a row of cells with one or more counts each, and *blocks*: sets of cells whose sums are known to whoever
reads it (the whole; each row and column whose own sum is shown). A cell is small where one of its counts is 1 to 4.
Small cells are hidden, and with them as many others as it takes: in no block may what is hidden be worked out, nor be
known to be below five. What this decides is checked as an attacker would: by linear programming over the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

LEAST = 5
"""Groups of fewer customers are not shown to whoever may not see names."""
AUDITED = 80
"""Hidden cells up to which the attack is computed; a table with more loses every cell that is in one of its blocks."""
NEAR = 1e-6

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Block = NDArray[np.int64]


def is_small(counts: Counts) -> Mask:
    return np.asarray((counts > 0) & (counts < LEAST), dtype=bool)


def smalls(counts: Counts) -> Mask:
    """The cells of which one of the counts is small."""
    return np.asarray(is_small(counts).any(axis=1), dtype=bool)


def protect(counts: Counts, blocks: Sequence[Block]) -> Mask:
    """Which cells to hide. counts: cells × kinds of count; blocks: indices of the cells whose sums are known.

    Where hiding every cell that holds anybody is not enough, those that hold nobody are hidden too.
    """
    hidden = smalls(counts)
    while hidden.any():
        hidden = _closed(counts, hidden, blocks)
        found = _exposed(counts, hidden, blocks)
        if not found:
            return hidden
        beside = np.unique(np.concatenate([_beside(cell, blocks) for cell in found]))
        more = _next(counts, hidden, beside)
        more = _next(counts, hidden, np.arange(len(counts))) if more is None else more
        if more is None:
            return np.ones(len(counts), dtype=bool)
        hidden[more] = True
    return hidden


def blocks_of(first: Sequence[object], second: Sequence[object] | None, counts: Counts) -> list[Block]:
    """The blocks of a table with one or two keys: the whole, and the rows and columns whose own sums are shown.

    Of those whose sum is hidden in the table of sums, the sum of all together is known.
    """
    whole = [np.arange(len(counts))]
    if second is None:
        return whole
    return [*whole, *_margin(first, counts), *_margin(second, counts)]


def _margin(keys: Sequence[object], counts: Counts) -> list[Block]:
    names = list(dict.fromkeys(keys))
    lines = [np.asarray([at for at, key in enumerate(keys) if key == name]) for name in names]
    hidden = protect(np.asarray([counts[line].sum(axis=0) for line in lines]), [np.arange(len(lines))])
    shown = [line for line, not_shown in zip(lines, hidden, strict=True) if not not_shown]
    rest = [line for line, not_shown in zip(lines, hidden, strict=True) if not_shown]
    return [*shown, *([np.concatenate(rest)] if rest else [])]


def _closed(counts: Counts, hidden: Mask, blocks: Sequence[Block]) -> Mask:
    """Hides the smallest others of each block, until what is hidden in it could be five or more in every cell."""
    made, before = hidden.copy(), -1
    while before != made.sum():
        before = int(made.sum())
        for block in blocks:
            while _tells(counts[block], made[block]):
                more = _next(counts, made, block)
                if more is None:
                    break
                made[more] = True
    return made


def _tells(counts: Counts, hidden: Mask) -> bool:
    """Whether a block's sum tells of a hidden cell: each of the others hidden holds at least one."""
    for column in counts.T:
        held = column[hidden & (column > 0)]
        if is_small(held).any() and (len(held) < 2 or held.sum() - len(held) + 1 < LEAST):
            return True
    return False


def _next(counts: Counts, hidden: Mask, among: Block) -> int | None:
    """The smallest cell that holds anybody and is not hidden yet."""
    sizes = counts.max(axis=1)
    left = [int(at) for at in among if not hidden[at] and sizes[at] > 0]
    return min(left, key=lambda at: (sizes[at], at)) if left else None


def _beside(cell: int, blocks: Sequence[Block]) -> Block:
    """The cells that share a block with one, but for the whole."""
    around = sorted(set(chain.from_iterable(block.tolist() for block in blocks[1:] if cell in block)))
    return np.asarray(around, dtype=np.int64)


def _exposed(counts: Counts, hidden: Mask, blocks: Sequence[Block]) -> set[int]:
    """The small cells that the blocks' sums give away. One block alone gives none away once it is closed."""
    if len(blocks) == 1 or hidden.all():
        return set()
    if hidden.sum() > AUDITED:
        return set(np.flatnonzero(hidden).tolist())
    return {cell for column in counts.T for cell in exposed(column, hidden, blocks)}


def exposed(column: Counts, hidden: Mask, blocks: Sequence[Block]) -> list[int]:
    """The small cells of one kind of count that an attacker knows to be below five.

    The attacker knows every cell that is shown and the sum of each block; a hidden cell is at least 1, where no empty
    one can be among them, else at least 0. A cell that could be five or more is not known: it is less.
    """
    places = np.flatnonzero(hidden)
    suspects = [at for at, cell in enumerate(places) if 0 < column[cell] < LEAST]
    if not suspects:
        return []
    known = np.asarray([np.isin(places, block) for block in blocks], dtype=float)
    sums = known @ column[places].astype(float)
    least = 0 if hidden.all() or (column[places] == 0).any() else 1
    return [int(places[at]) for at in suspects if _most(known, sums, least, at) < LEAST - NEAR]


def _most(known: NDArray[np.float64], sums: NDArray[np.float64], least: int, at: int) -> float:
    """The most that one hidden cell can be."""
    from scipy.optimize import linprog  # here: it takes a third of a second to import, and only some need it
    goal = np.zeros(known.shape[1])
    goal[at] = -1
    found = linprog(goal, A_eq=known, b_eq=sums, bounds=(least, None), method="highs")
    return float(found.x[at]) if found.x is not None else float("inf")
