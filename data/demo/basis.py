"""The ground under the simulation: days as integers, the weeks of history, and one random stream per topic."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 1 << 30
"""A day that does not come: an open end."""
EPOCH = date(1970, 1, 1)
SALT = 18
"""Picked so that the default company shows each cause despite its size; most other values and seeds show them too."""


def stream(seed: int, topic: str) -> np.random.Generator:
    """A generator of its own for each topic, so that a topic added later changes nothing that was there before."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([SALT, seed, zlib.crc32(topic.encode())])))


def add_months(days: Ints, months: Ints | int) -> Ints:
    """The same day of the month, `months` later, clamped to that month's end."""
    moment = days.astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    target = month + np.asarray(months, dtype="timedelta64[M]")
    last = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - 1
    into = np.minimum(moment - month.astype("datetime64[D]"), last)
    moved: Ints = (target.astype("datetime64[D]") + into).astype(np.int64).astype(np.int32)
    return moved


def pick(rng: np.random.Generator, weights: NDArray[np.float64]) -> Codes:
    """One code per row of `weights` (rows × choices; the rows need not sum to 1)."""
    reach = np.cumsum(weights, axis=1)
    drawn = rng.random(len(weights)) * reach[:, -1]
    codes: Codes = np.minimum((drawn[:, None] >= reach).sum(axis=1), weights.shape[1] - 1).astype(np.int8)
    return codes


@dataclass(frozen=True)
class Weeks:
    """History: `count` whole weeks, Monday to Sunday, of which the last ends on `end`."""

    end: int
    count: int

    @property
    def first(self) -> int:
        return self.end - 7 * self.count + 1

    def monday(self, week: int) -> int:
        return self.first + 7 * week

    def day(self, back: int) -> int:
        """The Monday of a week counted back from the last (-1 is the last week's)."""
        return self.monday(self.count + back)

    def holds(self, week: int, month: int, day: int = 1) -> bool:
        days = (EPOCH + timedelta(self.monday(week) + k) for k in range(7))
        return any((at.month, at.day) == (month, day) for at in days)


def weeks_until(end: date, years: int) -> Weeks:
    """The weeks of `years` years up to the last Sunday on or before `end`."""
    sunday = end - timedelta((end.weekday() + 1) % 7)
    return Weeks((sunday - EPOCH).days, round(years * 365.25 / 7))
