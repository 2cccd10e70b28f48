"""ARR, NRR and operating margin over the years to come, from the year that was and what is changed of it. Pure.

Quarter by quarter and part by part (a segment, or the whole company): what is there is kept at the fourth root of the
year's NRR, and a quarter's new ARR is added that over a year comes to the year's. So the year that was, run again
without any change, ends at today's ARR to the yen. Customers stay in their part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
QUARTERS, MOST = 4, 5
"""Quarters of a year; the years that a run may have at most."""
KEYS = ("grr", "expansion", "new", "cac", "cs")
"""What can be changed: grr and expansion by points (0.01 is one), new ARR, CAC and the cost of CS by a share of it."""
LIMITS: Mapping[str, tuple[float, float]] = {
    "grr": (-0.2, 0.2), "expansion": (-0.2, 0.2), "new": (-1.0, 2.0), "cac": (-0.5, 1.0), "cs": (-1.0, 2.0)}
STRAIGHT = 13 / 24
"""Where between a year's first and last ARR the mean of its twelve month ends lies, if ARR moves evenly."""
SHIFTED = 2
"""The quarters in which the money for new customers goes to the installed base."""


@dataclass(frozen=True)
class Part:
    """The year that was, of one segment or of everybody (name null). grr and expansion are shares of the opening ARR;
    new: ARR of who was not there twelve months ago.
    """

    name: str | None
    opening: float
    arr: float
    grr: float
    expansion: float
    new: float


@dataclass(frozen=True)
class Costs:
    """The company's costs of the year: of each, what it is a share of. Null: unknown, with the reason.

    per_new: acquisition cost per unit of new ARR; cs: retention and expansion cost per unit of revenue; delivery: per
    unit of revenue.
    """

    per_new: float | None = None
    cs: float | None = None
    delivery: float | None = None
    reason: str | None = "no_costs"

    @property
    def known(self) -> bool:
        return None not in (self.per_new, self.cs, self.delivery)


@dataclass(frozen=True)
class Base:
    """What a run starts from. shape: where between a year's first and last ARR its revenue lies (0 to 1).
    revenue: of the year that was; null: unknown.
    """

    parts: tuple[Part, ...]
    costs: Costs = Costs()
    shape: float = STRAIGHT
    revenue: float | None = None

    @property
    def arr(self) -> float:
        return sum(part.arr for part in self.parts)


@dataclass(frozen=True)
class Levers:
    """The changes: by key and part (null: of every part); both add up. shift: whether the money for new customers goes
    to the installed base for two quarters; won: the ARR won there per unit of new ARR that is not. beyond: by key, what
    a comparison adds to every part, outside of the limits.
    """

    changes: Mapping[tuple[str, str | None], float] = field(default_factory=dict)
    shift: bool = False
    won: float = 1.0
    beyond: Mapping[str, float] = field(default_factory=dict)

    def of(self, key: str, part: str | None) -> float:
        """A part's change: both together within the key's limits, and what goes beyond."""
        own = self.changes.get((key, part), 0.0) if part is not None else 0.0
        low, high = LIMITS[key]
        return float(np.clip(self.changes.get((key, None), 0.0) + own, low, high)) + self.beyond.get(key, 0.0)

    def more(self, key: str, by: float) -> Levers:
        """The same with one change of every part moved on, whatever its limits."""
        return replace(self, beyond={**self.beyond, key: self.beyond.get(key, 0.0) + by})


@dataclass(frozen=True)
class Run:
    """Paths × years, year 0 first: arr, installed (of it from today's customers), new, nrr, grr, revenue, margin.

    The rates, revenue and margin of year 0 are null. margin is null without costs or revenue.
    """

    arr: Array
    installed: Array
    new: Array
    nrr: Array
    grr: Array
    revenue: Array
    margin: Array
    profit: Array


def quarterly(part: Part, levers: Levers) -> tuple[float, float, float]:
    """A quarter's loss and expansion as shares of its opening, and its new ARR, after the changes."""
    grr = float(np.clip(part.grr + levers.of("grr", part.name), 0, 1))
    expansion = max(part.expansion + levers.of("expansion", part.name), 0.0)
    kept, grown = grr ** (1 / QUARTERS), (grr + expansion) ** (1 / QUARTERS)
    before = (part.grr + part.expansion) ** (1 / QUARTERS)
    new = part.new / sum(before ** at for at in range(QUARTERS)) * (1 + levers.of("new", part.name))
    return 1 - kept, grown - kept, new


def run(base: Base, levers: Levers, years: int, factors: Array | None = None, opening: bool = False) -> Run:
    """Every path over the years. factors: paths × quarters × (loss, expansion, new), what each quarter's is multiplied
    by; null: one path without any. opening: starts twelve months ago, the year that was run again.
    """
    n = years * QUARTERS
    drawn = np.ones((1, n, 3)) if factors is None else factors[:, :n]
    paths = len(drawn)
    rates = [quarterly(part, levers) for part in base.parts]
    arr = np.array([[part.opening if opening else part.arr for part in base.parts]] * paths, float)
    installed = arr.copy()
    made = {name: [np.full(paths, np.nan)] for name in ("nrr", "grr", "revenue", "margin", "profit")}
    made |= {"arr": [arr.sum(1)], "installed": [arr.sum(1)], "new": [np.zeros(paths)]}
    for year in range(years):
        shift = levers.shift and year == 0
        arr, installed, told = _year(base, levers, rates, drawn[:, year * QUARTERS:(year + 1) * QUARTERS], arr,
                                     installed, SHIFTED if shift else 0)
        for name, values in told.items():
            made[name].append(values)
    return Run(**{name: np.stack(values, axis=1) for name, values in made.items()})


def _year(base: Base, levers: Levers, rates: Sequence[tuple[float, float, float]], drawn: Array, arr: Array,
          installed: Array, shifted: int) -> tuple[Array, Array, dict[str, Array]]:
    """One year's four quarters: ARR and what is left of today's by part, and the year's figures by path."""
    loss, expansion, new = (np.array([rate[at] for rate in rates]) for at in range(3))
    start, kept, grown = arr.sum(1), arr.copy(), arr.copy()
    added, bought = np.zeros_like(arr), np.zeros_like(arr)
    for quarter in range(QUARTERS):
        lost = np.clip(loss * drawn[:, quarter, :1], 0, 1)
        growth = 1 - lost + expansion * drawn[:, quarter, 1:2]
        coming = new * drawn[:, quarter, 2:3]
        won = np.zeros_like(arr)
        if quarter < shifted:
            won, spared = _won(coming, arr, levers.won), coming
            bought, coming = bought + spared, np.zeros_like(arr)
        share = np.divide(won, arr, out=np.zeros_like(arr), where=arr > 0)
        arr, installed = arr * growth + won + coming, installed * (growth + share)
        kept, grown = kept * (1 - lost), grown * (growth + share)
        added, bought = added * growth + coming, bought + coming
    revenue = start + base.shape * (arr.sum(1) - start)
    some = {"nrr": _ratio(grown.sum(1), start), "grr": _ratio(kept.sum(1), start)}
    margin, profit = _margin(base, levers, bought, arr, revenue)
    return arr, installed, {**some, "arr": arr.sum(1), "installed": installed.sum(1), "new": added.sum(1),
                            "revenue": revenue, "margin": margin, "profit": profit}


def _won(spared: Array, arr: Array, won: float) -> Array:
    """What the installed base brings instead, by the size of its parts; nothing where nothing is installed."""
    total = arr.sum(1, keepdims=True)
    weight = np.divide(arr, total, out=np.zeros_like(arr), where=total > 0)
    return np.asarray(spared.sum(1, keepdims=True) * won * weight)


def _margin(base: Base, levers: Levers, bought: Array, arr: Array, revenue: Array) -> tuple[Array, Array]:
    """Operating margin and profit by path: revenue less delivery, CS and acquisition. Null where a cost is unknown.

    The cost of CS falls on the parts by their ARR; what was meant to buy new customers is spent where it is shifted to.
    """
    costs, nothing = base.costs, np.full(len(revenue), np.nan)
    if costs.per_new is None or costs.cs is None or costs.delivery is None:
        return nothing, nothing
    dearer = np.array([1 + levers.of("cac", part.name) for part in base.parts])
    busier = np.array([1 + levers.of("cs", part.name) for part in base.parts])
    weight = _ratio((arr * busier).sum(1), arr.sum(1))
    spent = costs.per_new * (bought * dearer).sum(1) + (costs.cs * np.nan_to_num(weight) + costs.delivery) * revenue
    return _ratio(revenue - spent, revenue), revenue - spent


def _ratio(top: Array, bottom: Array) -> Array:
    out: Array = np.full(np.shape(top), np.nan)
    return np.divide(top, bottom, out=out, where=bottom > 0)


def table(base: Base, levers: Levers, years: int, factors: Array | None = None) -> pd.DataFrame:
    """Grain: year, 0 is today. Columns: arr, installed, new, nrr, grr, revenue, margin, profit of the run without
    chance; with `factors` also arr, nrr and margin `_low` and `_high`: 90 % of the paths lie between.
    """
    central = run(base, levers, years)
    names = ("arr", "installed", "new", "nrr", "grr", "revenue", "margin", "profit")
    made = pd.DataFrame({"year": range(years + 1), **{name: getattr(central, name)[0] for name in names}})
    chance = run(base, levers, years, factors) if factors is not None else None
    for name in ("arr", "nrr", "margin"):
        ends = _band(getattr(chance, name)) if chance is not None else np.full((2, years + 1), np.nan)
        made[f"{name}_low"], made[f"{name}_high"] = ends
    return made


def _band(values: Array) -> Array:
    """The 5th and 95th of a hundred paths by year; null where a path has none."""
    return np.asarray(np.percentile(values, (5, 95), axis=0))
