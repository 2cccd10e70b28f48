"""A run over a company too large to hold: the headline figures over all customers, every figure over a part of them."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from queries.reconcile import headline, run, sample
from queries.reconcile.asked import Asked
from queries.reconcile.figures import Shown
from queries.reconcile.ways import WAYS


def compare(asked: Asked, wanted: Iterable[Shown], most: int, seconds: float | None = None, keep: bool = False
            ) -> run.Compared:
    """As run.compare. `most`: customers of the part. Headline figures come first: they are what a board is shown."""
    began, shown = monotonic(), tuple(wanted)
    over_all = [*headline.pairs(asked, seconds)] if headline.needed(shown) else []
    part = sample.of(asked, most)
    left = None if seconds is None else max(seconds - (monotonic() - began), 0)
    found = run.compare(part, shown, left, keep) if part else run.Compared(large=set(WAYS))
    for pair in over_all:
        found.add(pair, keep)
    found.sample = {**sample.told(part, asked.tables.customers()), "all": len(over_all)}
    return found
