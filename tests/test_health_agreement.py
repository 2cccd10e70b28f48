"""The health mart and the bands, their migration and the reasons of a change are the oracle's, on random companies.

Whole companies are compared: every active customer and Sunday, every column (tests/health_rows.py says how close).
Then questions: any unit, filters on labels and lines, any day, any number of weeks back. Customers and ARR are equal
exactly.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from queries import health, retention
from queries.oracle import UNITS
from queries.oracle.days import week_end
from queries.oracle.health_bands import bands, migration, why
from queries.oracle.health_model import BANDS
from queries.scope import Scope
from tests.agreement.questions import random_day, random_where, some
from tests.health_companies import health_company
from tests.health_replay import RARE, USUAL, Both, both
from tests.health_rows import CLOSE, faults, tied
from tests.replay import NEWEST
from tests.tiers import first

SIZES = (1, 5, 9, 14, 24, 32)
QUESTIONS = 12
AGO = [1, 4, 4, 13, 52]


def label(value: Any) -> Any:
    return None if pd.isna(value) else value


def counted(made: Both, frame: pd.DataFrame, *keys: str) -> dict[Any, tuple[int, int]]:
    """Units and ARR in minor units by the keys, those without a unit left out."""
    minor = 10**made.asked.company.digits
    return {tuple(label(row[key]) for key in keys): (int(row["customers"]), round(row["arr"] * minor))
            for row in frame.to_dict("records") if row["customers"]}


def adopt_ties(made: Both) -> None:
    """Where a score lies on a tie between two bands, the oracle takes the product's."""
    for (name, sunday), row in made.rows.items():
        one = made.scores.on(sunday)[name]
        if one.given is None and tied(one.exact):
            made.scores.on(sunday)[name] = replace(one, band=row["band"])


def questions(made: Both, rng: random.Random) -> Iterator[tuple[Scope, str | None, int]]:
    for number in range(QUESTIONS):
        where = random_where(made.asked, rng, made.asked.keys)
        day = min(random_day(made.asked, rng), NEWEST)
        by = some(rng, [None, *(key for key in made.asked.keys)])
        yield Scope(day, UNITS[number % len(UNITS)], where), by, some(rng, AGO)


def band_faults(made: Both, scope: Scope, by: str | None) -> list[str]:
    """The bands, split or not, that differ; and whether all of them are the weekly review's ARR and logos."""
    wanted = bands(made.scores, scope.as_of, scope.unit, scope.where, by)
    flat = {(name,) if by is None else (cell, name): pair for cell, row in wanted.items()
            for name, pair in row.items() if pair[0]}
    frame = health.bands(made.warehouse, scope, by)
    given = counted(made, frame, *([by] if by else []), "band")
    found = [f"bands {key}: {given.get(key)}, not {flat.get(key)}" for key in given.keys() | flat.keys()
             if given.get(key) != flat.get(key)]
    if len(frame) % len(BANDS) or (by is None and tuple(frame.band) != BANDS):
        found.append(f"bands are {list(frame.band)}")
    whole, kpis = health.bands(made.warehouse, scope), retention.kpis(made.warehouse, scope).iloc[0]
    minor = 10**made.asked.company.digits
    both_ways = [(whole.customers.sum(), round(whole.arr.sum() * minor)), (kpis["logos"], kpis["arr"])]
    if not pd.isna(kpis["arr"]) and both_ways[0] != (kpis["logos"], round(kpis["arr"] * minor)):
        found.append(f"bands add up to {both_ways[0]}, kpis are {both_ways[1]}")
    return found


def trend_faults(made: Both, scope: Scope, weeks: int) -> list[str]:
    days = [scope.as_of - timedelta(weeks=weeks), week_end(scope.as_of), scope.as_of]
    days = list(dict.fromkeys(days))
    given = counted(made, health.trend(made.warehouse, scope, days), "as_of", "band")
    wanted = {(day, name): pair for day in days
              for row in bands(made.scores, day, scope.unit, scope.where).values()
              for name, pair in row.items() if pair[0]}
    given = {(pd.Timestamp(day).date(), name): pair for (day, name), pair in given.items()}
    return [f"trend {key}: {given.get(key)}, not {wanted.get(key)}" for key in given.keys() | wanted.keys()
            if given.get(key) != wanted.get(key)]


def move_faults(made: Both, scope: Scope, weeks: int, rng: random.Random) -> list[str]:
    """The migration's cells, and that the accounts of one of them are as many and have as much."""
    wanted = migration(made.scores, scope.as_of, scope.unit, scope.where, weeks)
    given = counted(made, health.migration(made.warehouse, scope, weeks), "band_from", "band_to")
    found = [f"migration {key}: {given.get(key)}, not {wanted.get(key)}" for key in given.keys() | wanted.keys()
             if given.get(key) != wanted.get(key)]
    if wanted:
        cell = some(rng, sorted(wanted))
        listed = health.members(made.warehouse, scope, *cell, weeks, limit=None)
        amount = round(listed.arr.sum() * 10**made.asked.company.digits)
        found += [] if (len(listed), amount) == wanted[cell] else [f"members {cell}: {len(listed)}, {amount}"]
    return found


def why_faults(made: Both, day: date, weeks: int) -> list[str]:
    """Each customer's reasons: the oracle's, and they add up to the change."""
    then, now = (made.scores.on(week_end(when)) for when in (day - timedelta(weeks=weeks), day))
    found = []
    for name in now.keys() & then.keys():
        frame = health.why(made.warehouse, Scope(day), name, weeks)
        wanted = why(then[name], now[name])
        if wanted is None:
            found += [f"why {name}: points although a score is unknown"] if frame.points.notna().any() else []
            continue
        exact = float((now[name].exact or 0) - (then[name].exact or 0))
        if abs(frame.points.sum() - exact) > CLOSE or abs(frame.attrs["change"] - exact) > CLOSE:
            found.append(f"why {name}: adds up to {frame.points.sum()}, not {exact}")
        found += [f"why {name} {row.component}: {row.points}, not {float(wanted[str(row.component)])}"
                  for row in frame.itertuples() if abs(row.points - float(wanted[str(row.component)])) > CLOSE]
    return found


def question_faults(made: Both, rng: random.Random) -> list[str]:
    """All differences of one company's questions, each under its question."""
    found = []
    for scope, by, weeks in questions(made, rng):
        wrong = band_faults(made, scope, by) + trend_faults(made, scope, weeks)
        wrong += move_faults(made, scope, weeks, rng)
        found += [f"{scope} by={by} weeks={weeks}: {each}" for each in wrong]
    for _ in range(2):
        found += why_faults(made, min(random_day(made.asked, rng), NEWEST), some(rng, AGO))
    return found


@pytest.mark.parametrize("size", first(3, SIZES))
def test_scores_bands_and_moves_are_the_oracles(size: int) -> None:
    rng = random.Random(size)
    made = both(health_company(rng, size), RARE if size in (9, 24) else USUAL)
    assert faults(made) == []
    adopt_ties(made)
    assert question_faults(made, rng) == []
