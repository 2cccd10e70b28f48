"""What the activity tables are drawn from: the known lines, spells, decisions, owners, and who was what on a day."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import NEVER, Chance, Flags, Ints, Reals
from data.demo.latent import Use, satisfaction, spells
from data.demo.ledger import Columns, known
from data.demo.owners import TOUCH
from data.demo.roster import NOBODY
from data.demo.state import Run

SPAN = 1 << 20
"""More than any day: customer × SPAN + day orders rows by customer, then day."""


def keyed(who: Ints, day: Ints) -> NDArray[np.int64]:
    return who.astype(np.int64) * SPAN + day


def place(count: NDArray[Any]) -> Ints:
    """0, 1, 2 … within each group of `count` rows."""
    first = np.cumsum(count) - count
    places: Ints = (np.arange(int(count.sum())) - np.repeat(first, count)).astype(np.int32)
    return places


def normal(chance: Chance, what: str, who: Ints, occasion: Ints | int) -> Reals:
    """Normal deviates that belong to a customer and an occasion."""
    first, second = (chance(f"{what} {part}", who, occasion) for part in ("radius", "angle"))
    return np.asarray(np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second))


class AsOf:
    """Rows by customer and day; of rows of one day the one written last holds."""

    def __init__(self, who: Ints, since: Ints) -> None:
        self.order = np.argsort(keyed(who, since), kind="stable")
        self.keys = keyed(who, since)[self.order]

    def __call__(self, who: Ints, day: Ints) -> Ints:
        """The row that holds for each customer on each day; -1 where none does yet."""
        if len(self.keys) == 0:
            return np.full(len(who), -1, dtype=np.int32)
        at = np.searchsorted(self.keys, keyed(who, day), side="right") - 1
        found = (at >= 0) & (self.keys[at] // SPAN == who)
        return np.where(found, self.order[at], -1).astype(np.int32)


class Ground:
    """One run, read once for all activity tables."""

    def __init__(self, run: Run) -> None:
        self.run, self.end = run, run.weeks.end
        self.lines, self.contracts = known(run.books, run.weeks.end)
        self.spells = spells(run)
        self.satisfaction = satisfaction(run).astype(np.float64)
        self.use_base = Use(run).base.astype(np.float64)
        self.intents = run.books.intents.read()
        self.owners = run.books.owners.read()

    @cached_property
    def _decisions(self) -> AsOf:
        return AsOf(self.intents["customer"], self.intents["decided"])

    @cached_property
    def _owned(self) -> AsOf:
        return AsOf(self.owners["customer"], self.owners["since"])

    @cached_property
    def _spelled(self) -> AsOf:
        return AsOf(self.spells["customer"], self.spells["start"])

    @cached_property
    def _touched(self) -> tuple[Columns, AsOf]:
        labels = self.run.books.labels.read()
        kept = {name: values[labels["attribute"] == TOUCH] for name, values in labels.items()}
        return kept, AsOf(kept["customer"], kept["since"])

    def deciding(self, who: Ints, day: Ints) -> tuple[Flags, Flags]:
        """Who has decided to leave on that day and not left yet; and who of them does so in silence."""
        at = self._decisions(who, day)
        has = at >= 0
        if not has.any():
            return has, has.copy()
        leaves = has & self.intents["leaves"][at] & (day < self.intents["term_end"][at])
        return leaves, leaves & self.intents["silent"][at]

    def here(self, who: Ints, day: Ints) -> Flags:
        """Whether each is a customer on a day."""
        at = self._spelled(who, day)
        return np.asarray((at >= 0) & (day < self.spells["end"][at])) if len(self.spells["end"]) else at >= 0

    def csm(self, who: Ints, day: Ints) -> Ints:
        """The CSM of each customer on each day; NOBODY where there is none."""
        at = self._owned(who, day)
        return np.where(at >= 0, self.owners["csm"][at], NOBODY).astype(np.int32)

    def touch(self, who: Ints, day: Ints) -> NDArray[np.int8]:
        rows, at = self._touched[0], self._touched[1](who, day)
        later = rows["value"][at] if len(rows["value"]) else np.int8(0)
        return np.where(at >= 0, later, self.run.people.touch[who]).astype(np.int8)

    def stretches(self, after: int = 0) -> tuple[Ints, Ints, Ints]:
        """Customer, first day (plus `after`), and the day after the last of each spell, not beyond the last day."""
        start = self.spells["start"] + np.int32(after)
        until = np.minimum(self.spells["end"], self.end + 1).astype(np.int32)
        return self.spells["customer"], start, np.maximum(until, start)

    def rounds(self, rng: np.random.Generator, least: float, most: float, after: int = 0) -> tuple[Ints, Ints, Ints]:
        """Customer, day and number of what happens again and again in a spell, `least` to `most` days apart."""
        who, start, until = self.stretches(after)
        count = np.ceil((until - start) / least).astype(np.int32)
        total = np.cumsum(least + (most - least) * rng.random(int(count.sum())))
        first = np.cumsum(count) - count
        before = np.where(first > 0, total[np.maximum(first - 1, 0)], 0.0) if len(total) else np.zeros(len(count))
        day = np.repeat(start, count) + (total - np.repeat(before, count)).astype(np.int32) - int(least)
        here = day < np.repeat(until, count)
        return np.repeat(who, count)[here], day[here].astype(np.int32), place(count)[here]

    def scattered(self, rng: np.random.Generator, weekly: NDArray[Any] | float) -> tuple[Ints, Ints]:
        """Customer and day of what happens at a weekly rate (one, or one per customer) while a customer is one."""
        who, start, until = self.stretches()
        rate = np.broadcast_to(weekly, len(self.run.people))[who]
        count = rng.poisson(rate * (until - start) / 7)
        day = np.repeat(start, count) + np.repeat(until - start, count) * rng.random(int(count.sum()))
        return np.repeat(who, count), day.astype(np.int32)

    def first_spell(self) -> tuple[Ints, Ints, Ints]:
        """Customer, first day and end of each customer's first spell."""
        who, at = np.unique(self.spells["customer"], return_index=True)
        return who.astype(np.int32), self.spells["start"][at], self.spells["end"][at]

    def risen(self, first: float, last: float, day: Ints) -> Reals:
        """A share that rises in a straight line from the first day of history to the last, on each day."""
        way = np.clip((day - self.run.weeks.first) / (7 * self.run.weeks.count), 0.0, 1.0)
        return np.asarray(first + (last - first) * way)

    def happened(self, day: NDArray[Any]) -> Ints:
        """The day, or NEVER where it lies beyond the last day."""
        return np.where(day <= self.end, day, NEVER).astype(np.int32)
