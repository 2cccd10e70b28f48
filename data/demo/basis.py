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
SALT = 16
"""Picked so that the default company shows each cause despite its size; most other values and seeds show them too."""


def stream(seed: int, topic: str) -> np.random.Generator:
    """A generator of its own for each topic, so that a topic added later changes nothing that was there before."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([SALT, seed, zlib.crc32(topic.encode())])))


class Chance:
    """Numbers in [0, 1) that belong to a customer and an occasion, not to the order in which they are drawn.

    So a company made up to another Sunday, or with one more thing in it, leaves everybody else's fate as it was.
    """

    def __init__(self, seed: int, topic: str) -> None:
        self.seed, self.topic = seed, topic
        self.keys: dict[str, np.uint64] = {}

    def __call__(self, what: str, who: Ints, occasion: Ints | int) -> Reals:
        """One number per customer in `who`; `what` names the question, `occasion` counts how often it is asked."""
        if what not in self.keys:
            self.keys[what] = stream(self.seed, f"{self.topic} {what}").integers(1 << 63, dtype=np.uint64)
        asked = np.asarray(occasion).astype(np.uint64) * np.uint64(0xD1B54A32D192ED03)
        return _mixed(who.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + asked + self.keys[what])


def _mixed(bits: NDArray[np.uint64]) -> Reals:
    """The finaliser of SplitMix64, as a fraction."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    fraction: Reals = ((bits ^ (bits >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return fraction


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

    def week(self, day: int) -> int:
        return (day - self.first) // 7

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
