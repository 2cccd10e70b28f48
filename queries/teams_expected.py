"""What a team's rate would be if its customers had fared as others of the same profile did, and how far off it is.

Of one owner T, over its base: e_i = n_i − r_i·b_i with b a unit's base, n what was kept of it (NRR: all, GRR: capped)
and r the rate of its profile among all others. expected E = Σ r_i·b_i / B, difference D = Σ e_i / B, B = Σ b_i.

**The error of D** has two parts, of different units and so independent:
- the team's own: D is a ratio of sums over its m units, so by the delta method m/(m−1) · Σ (e_i − D·b_i)² / B². As
  e_i − D·b_i = n_i − (r+D)·b_i, a profile's part of it is Σn² − 2(r+D)·Σnb + (r+D)²·Σb²: sums of the cell. Few losses
  make a rate high *and* this small: alone it lets 8 to 17 % of intervals exclude zero where no team differs, nearly all
  on the good side. So it is averaged, half and half, with what the others of the same profiles scatter by,
  Σ v·b_i² / B² with v = m_γ/(m_γ−1) · Σ(n − r_γ·b)² / Σb² over γ (alone too small where a team loses much). Simulated
  without any effect, 4 to 6 % then exclude zero, on both sides alike (tests/test_teams_chance.py).
- that of the rates r, which are estimated too. r_γ = N_γ/B_γ moves with a unit j of γ by (n_j − r_γ·b_j)/B_γ (delta
  method), and E by w_γ/B of that, w_γ the team's base that is held against γ. One unit can be in several rates (its
  profile's, and that of its segment which stands in for a small profile): its moves are added *before* squaring,
  α_j·n_j − β_j·b_j with α = Σ_γ w_γ/B_γ, β = Σ_γ w_γ·r_γ/B_γ over the rates it is in, equal within a profile. The part
  is Σ_j (α·n_j − β·b_j)² / B², again from a profile's sums, each rate enlarged by m_γ/(m_γ−1).
Which rate stands for a profile is taken as given. Held against a bootstrap over units in the tests. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.metrics import FEW, Z95
from queries.teams_cells import PROFILE, SUMS

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
ByLevel = tuple[list[Array], list[Array], list[Array]]
"""For every level what each profile's group has among the others: its rate, its units, its base."""
LEVELS = (PROFILE, ("segment", "age"), ("segment",), ())
"""Whose rate stands for a profile: its own where at least 10 others have it, else the next."""
PARTS = {"nrr": ("k", "kk", "kb"), "grr": ("g", "gg", "gb")}


@dataclass(frozen=True)
class Gap:
    """expected and difference as fractions, the difference's standard error; null where there is nobody to compare
    with, the error also for fewer than two units. `fallen`: the part of the base held against a coarser rate than its
    profile's own.
    """

    expected: float | None = None
    difference: float | None = None
    error: float | None = None
    fallen: float | None = None

    @property
    def low(self) -> float | None:
        return None if self.difference is None or self.error is None else self.difference - Z95 * self.error

    @property
    def high(self) -> float | None:
        return None if self.difference is None or self.error is None else self.difference + Z95 * self.error


class Profiles:
    """The profiles of some cells by number, and for every level the group that each belongs to."""

    def __init__(self, *cells: pd.DataFrame) -> None:
        every = pd.concat([each[list(PROFILE)] for each in cells], ignore_index=True).astype(object)
        every = every.where(every.notna(), None)
        self._codes = {key: _coded(every, key) for key in LEVELS}
        first = pd.Series(self._codes[PROFILE]).drop_duplicates().index
        order = np.argsort(self._codes[PROFILE][first])
        self.groups: list[Codes] = [np.asarray(self._codes[key])[first][order] for key in LEVELS]
        self.count = len(first)
        self._starts = np.cumsum([0, *(len(each) for each in cells)])

    def sums(self, at: int, cells: pd.DataFrame, chosen: NDArray[np.bool_]) -> dict[str, Array]:
        """The sums of the chosen rows of the cells given at place `at`, by profile."""
        codes = np.asarray(self._codes[PROFILE])[self._starts[at]:self._starts[at + 1]][chosen]
        return {name: np.asarray(np.bincount(codes, cells[name].to_numpy(float)[chosen], self.count), dtype=float)
                for name in SUMS}


def _coded(every: pd.DataFrame, key: tuple[str, ...]) -> Codes:
    """The rows' groups by number; null is a value like any other."""
    if not key:
        return np.zeros(len(every), dtype=np.int64)
    named = pd.Series(list(every[list(key)].itertuples(index=False, name=None)), dtype=object)
    return np.asarray(pd.factorize(named, use_na_sentinel=False)[0], dtype=np.int64)


def gaps(own: pd.DataFrame, every: pd.DataFrame, least: int = 1) -> dict[str | None, dict[str, Gap]]:
    """Of each owner of `own` (null: nobody's) its gap in "nrr" and "grr". Frames as of teams_cells.statement.

    `every`: the cells of everybody's customers; the others of an owner are all of these but its own. `least`: from how
    many others on there is anything to compare with.
    """
    profiles = Profiles(own, every)
    owners, all_owners = (_named(each) for each in (own, every))
    found = {}
    for owner in dict.fromkeys(owners):
        mine = profiles.sums(0, own, np.array([each == owner for each in owners], dtype=bool))
        others = profiles.sums(1, every, np.array([each != owner for each in all_owners], dtype=bool))
        found[owner] = {metric: _gap(profiles, mine, others, names, least) for metric, names in PARTS.items()}
    return found


def _named(cells: pd.DataFrame) -> list[str | None]:
    return [None if pd.isna(each) else str(each) for each in cells.owner]


def _gap(profiles: Profiles, mine: dict[str, Array], others: dict[str, Array], names: tuple[str, str, str],
         least: int) -> Gap:
    base, count = float(mine["b"].sum()), float(mine["n"].sum())
    if base == 0 or others["n"].sum() < max(least, 1):
        return Gap()
    kept, square, product = names
    rates, sizes, amounts = _by_level(profiles, others, kept)
    level = np.full(profiles.count, len(LEVELS) - 1)
    for at in reversed(range(len(LEVELS) - 1)):
        level = np.where(sizes[at] >= FEW, at, level)
    rate = np.choose(level, rates)
    expected = float((rate * mine["b"]).sum()) / base
    difference = float(mine[kept].sum()) / base - expected
    made = rates, sizes, amounts
    own = _own(rate + difference, mine, square, product, count)
    alike = _alike(profiles, mine["bb"], level, made, others, square, product)
    theirs = _theirs(profiles, mine["b"], level, made, others, square, product)
    error = math.sqrt(max((own + alike) / 2 + theirs, 0)) / base
    fallen = float(mine["b"][level > 0].sum()) / base
    return Gap(expected, difference, error if math.isfinite(error) else None, fallen)


def _by_level(profiles: Profiles, others: dict[str, Array], kept: str) -> ByLevel:
    made: ByLevel = ([], [], [])
    for group in profiles.groups:
        top, units, bottom = (np.bincount(group, weights=others[name])[group] for name in (kept, "n", "b"))
        rate = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
        for held, values in zip(made, (rate, units, bottom), strict=True):
            held.append(values)
    return made


def _own(against: Array, mine: dict[str, Array], square: str, product: str, count: float) -> float:
    """The team's own part, times B²; infinite for a single unit."""
    if count < 2:
        return math.inf
    spread = (mine[square] - 2 * against * mine[product] + against**2 * mine["bb"]).sum()
    return float(max(spread, 0) * count / (count - 1))


def _alike(profiles: Profiles, squares: Array, level: Codes, made: ByLevel, others: dict[str, Array], square: str,
           product: str) -> float:
    """The same part as the others of the same profiles scatter, times B²."""
    spreads = []
    for group, rate, units in zip(profiles.groups, *made[:2], strict=True):
        nn, nb, bb = (np.bincount(group, weights=others[name])[group] for name in (square, product, "bb"))
        wider = units / np.maximum(units - 1, 1)
        spread = np.maximum(nn - 2 * rate * nb + rate**2 * bb, 0) * wider
        spreads.append(np.divide(spread, bb, out=np.zeros_like(bb), where=bb > 0))
    return float((np.choose(level, spreads) * squares).sum())


def _theirs(profiles: Profiles, base: Array, level: Codes, made: ByLevel,
            others: dict[str, Array], square: str, product: str) -> float:
    """The part of the rates' own error, times B²; infinite where a rate is of a single unit."""
    alpha, beta = np.zeros(profiles.count), np.zeros(profiles.count)
    for at, group in enumerate(profiles.groups):
        held = np.bincount(group, weights=np.where(level == at, base, 0))[group]
        rate, units, bottom = (each[at] for each in made)
        if ((held > 0) & (units < 2)).any():
            return math.inf
        wider = np.sqrt(units / np.maximum(units - 1, 1))
        pull = np.divide(held * wider, bottom, out=np.zeros_like(held), where=(held > 0) & (bottom > 0))
        alpha, beta = alpha + pull, beta + pull * rate
    spread = alpha**2 * others[square] - 2 * alpha * beta * others[product] + beta**2 * others["bb"]
    return float(max(spread.sum(), 0))
