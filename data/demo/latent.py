"""What no table shows directly: spells of being a customer, the level of use, satisfaction, training.

The activity tables (use, onboarding, touches, tickets, pulses …) are drawn from here, each from a random stream of its
own, so that customers, contracts and lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from data.demo.basis import NEVER, Ints, stream
from data.demo.ledger import Columns
from data.demo.population import IN_TIME
from data.demo.state import Run

Levels = NDArray[np.float32]
FIT_USE = np.array([0.78, 0.68, 0.56], dtype=np.float32)
ONBOARDING_USE = np.array([0.0, -0.10, -0.22], dtype=np.float32)
RECOVERY = 56
"""Days in which the use of a customer that stayed after all comes back."""


def spells(run: Run) -> Columns:
    """One row per customer and stretch of being one: `customer`, `start`, `end` (exclusive; NEVER while it lasts)."""
    marks = run.books.spells.read()
    order = np.lexsort((marks["start"], marks["customer"]))
    who, day, starts = (marks[name][order] for name in ("customer", "start", "starts"))
    at = np.flatnonzero(starts)
    following = np.minimum(at + 1, len(who) - 1)
    ended = (following > at) & (who[following] == who[at]) & ~starts[following]
    return {"customer": who[at], "start": day[at], "end": np.where(ended, day[following], NEVER).astype(np.int32)}


def satisfaction(run: Run) -> Levels:
    """How content a customer is at heart, 1 to 5: fit, onboarding and chance."""
    rng, people = stream(run.seed, "satisfaction"), run.people
    level = 4.1 - 0.35 * people.fit - 0.5 * (people.onboarding != IN_TIME) + 0.5 * rng.standard_normal(len(people))
    clipped: Levels = np.clip(level, 1.0, 5.0).astype(np.float32)
    return clipped


def training(run: Run) -> Columns:
    """`customer` and `day` of each training: the same rate for everybody for as long as a spell lasts; no effect."""
    rng, stretch = stream(run.seed, "training"), spells(run)
    length = np.maximum(np.minimum(stretch["end"], run.weeks.end + 1) - stretch["start"], 0)
    count = rng.poisson(length / 7 * run.truth.training_rate)
    day = np.repeat(stretch["start"], count) + np.repeat(length, count) * rng.random(int(count.sum()))
    return {"customer": np.repeat(stretch["customer"], count), "day": day.astype(np.int32)}


class Use:
    """The weekly level of use: 0 none, about 0.8 a customer that is well on board; NaN while not a customer."""

    def __init__(self, run: Run) -> None:
        self.run, self.rng = run, stream(run.seed, "use")
        people, count = run.people, len(run.people)
        self.base = FIT_USE[people.fit] + ONBOARDING_USE[people.onboarding]
        self.base += (0.08 * self.rng.standard_normal(count)).astype(np.float32)
        self.wobble: Levels = np.zeros(count, dtype=np.float32)
        self.start: Ints = np.full(count, NEVER, dtype=np.int32)
        self.end: Ints = np.full(count, NEVER, dtype=np.int32)
        self.fall_from: Ints = np.full(count, NEVER, dtype=np.int32)
        self.fall_to: Ints = np.full(count, NEVER, dtype=np.int32)

    def weeks(self) -> Iterator[tuple[int, Levels]]:
        """(Monday, level per customer) for each week of history."""
        stretch, intents = spells(self.run), self.run.books.intents.read()
        falls = {name: values[intents["falling"]] for name, values in intents.items()}
        begun, decided = (stretch["start"] - self.run.weeks.first) // 7, (falls["decided"] - self.run.weeks.first) // 7
        for week in range(self.run.weeks.count):
            new, told = begun == week, decided == week
            self.start[stretch["customer"][new]] = stretch["start"][new]
            self.end[stretch["customer"][new]] = stretch["end"][new]
            self.fall_from[falls["customer"][told]] = falls["decided"][told]
            self.fall_to[falls["customer"][told]] = falls["term_end"][told]
            yield self.run.weeks.monday(week), self.level(self.run.weeks.monday(week))

    def level(self, monday: int) -> Levels:
        people = self.run.people
        shock = self.rng.standard_normal(len(people), dtype=np.float32)
        self.wobble = (0.7 * self.wobble + 0.04 * shock).astype(np.float32)
        age = np.where(people.old, 10_000, monday + 7 - self.start)
        ramp = np.clip(age / np.maximum(people.ttv, 7), 0.1, 1.0)
        level = np.maximum(self.base + self.wobble, 0.02) * ramp * (1 - self.run.truth.use_fall * self.fallen(monday))
        here = (self.start <= monday + 6) & (self.end > monday)
        return np.where(here, level, np.nan).astype(np.float32)

    def fallen(self, monday: int) -> NDArray[np.float64]:
        """The share of the fall that has happened: up evenly to the term's end, then back where the customer stayed."""
        span = np.maximum(self.fall_to - self.fall_from, 7)
        down = np.clip((monday + 7 - self.fall_from) / span, 0.0, 1.0)
        back = np.clip((monday - self.fall_to) / RECOVERY, 0.0, 1.0)
        return np.asarray(np.where(self.fall_from <= monday, down - back, 0.0))
