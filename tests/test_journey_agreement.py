"""The journey mart is the oracle's on random companies, by the rules that come with Tenure and by others; and every
answer made of it is what counting the customers one by one gives.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from queries import journey, retention
from queries.journey_gone import reckoning
from queries.journey_rows import ACTIVE
from queries.oracle.days import sundays
from queries.oracle.journey_counts import Counting, spells_by
from queries.scope import LINE_KEYS, Scope
from tests.agreement.questions import random_day, random_where, some
from tests.health_rows import tied
from tests.journey_replay import Both, bands_of, both, company
from tests.replay import FIRST, NEWEST

CASES = ((3, False), (27, False), (24, True))
EVERY = 5
QUESTIONS = 4


@cache
def made_of(size: int, other: bool) -> Both:
    """A random company, built once for all the tests that ask about it."""
    return both(company(random.Random(size), size), other)


def adopt_ties(made: Both, days: list[date]) -> None:
    """Where a score lies on a tie between two bands, the oracle takes the product's."""
    bands = bands_of(made)
    for day in days:
        for name, one in made.scores.on(day).items():
            if one.given is None and tied(one.exact):
                made.scores.on(day)[name] = replace(one, band=bands[name, day])


def spell_faults(made: Both) -> list[str]:
    """Each customer's spells follow each other without a gap from its first Sunday to the end of the data."""
    found = []
    for name, spells in made.spells.items():
        days = [day for day in sundays(FIRST, NEWEST) if made.scores.units[name].arr(day) > 0]
        found += [] if spells[0][1] == days[0] else [f"{name} begins {spells[0][1]}, not {days[0]}"]
        found += [] if spells[-1][2] == date.max else [f"{name} ends"]
        found += [f"{name}: {one} then {two}" for one, two in pairwise(spells)
                  if one[2] != two[1] or one[0] == two[0]]
    return found


@pytest.mark.parametrize(("size", "other"), CASES)
def test_every_customer_stands_where_the_written_rules_say(size: int, other: bool) -> None:
    made = made_of(size, other)
    days = sundays(FIRST, NEWEST)[size % EVERY::EVERY]
    adopt_ties(made, days)
    wrong, seen = spell_faults(made), set()
    for day in days:
        wanted = made.wanted(day)
        seen |= set(wanted.values())
        for name in made.scores.units:
            held = made.stage(name, day)
            given = held[0] if held else None
            was_there = any(low <= day for _, low, _, _ in made.spells.get(name, []))
            expected = wanted.get(name, "left" if was_there else None)
            wrong += [] if given == expected else [f"{name} {day}: {given}, not {expected}"]
    assert wrong == []
    assert size < 20 or len(seen) >= 6, seen


class Naive(Counting):
    """The answers by counting; the stages are the mart's, which the test above holds."""

    def __init__(self, made: Both, scope: Scope) -> None:
        super().__init__(made.asked.company, scope.where, lambda name, day: (made.stage(name, day) or (None,))[0])


def rows_of(frame: pd.DataFrame, key: list[str], *values: str) -> dict[Any, tuple[Any, ...]]:
    return {(row[key[0]] if len(key) == 1 else tuple(row[each] for each in key)):
            tuple(row[each] for each in values) for row in frame.to_dict("records")}


def questions(made: Both, rng: random.Random) -> Iterator[Scope]:
    for _ in range(QUESTIONS):
        day = min(random_day(made.asked, rng), NEWEST)
        yield Scope(max(day, FIRST), "customer", random_where(made.asked, rng, made.asked.keys))


def faults(made: Both, scope: Scope, weeks: int) -> list[str]:
    """All answers to one question that differ from counting."""
    house, naive, minor = made.warehouse, Naive(made, scope), 10**made.asked.company.digits
    day, found = scope.as_of, []

    def held(name: str, given: object, wanted: object) -> None:
        found.extend([] if given == wanted else [f"{scope} {name}: {given}, not {wanted}"])

    standing = journey.standing(house, scope)
    assert tuple(standing.stage) == journey.STAGES
    counted = {row.stage: (int(row.customers), round(row.arr * minor)) for row in standing.itertuples()}
    held("left", counted.pop("left"), naive.left(day))
    held("standing", {key: pair for key, pair in counted.items() if pair[0]}, naive.standing(day))
    kpis = retention.kpis(house, scope).iloc[0]
    held("kpis", (sum(pair[0] for pair in counted.values()), sum(pair[1] for pair in counted.values())),
         (int(kpis["logos"]), round(kpis["arr"] * minor)))
    flow = journey.flow(house, scope, weeks)
    given = {pair: (int(n), round(low * minor), round(high * minor))
             for pair, (n, low, high) in rows_of(flow, ["stage_from", "stage_to"], "customers", "arr_from",
                                                 "arr").items()}
    held("flow", given, naive.flow(day, weeks))
    for row in journey.balance(flow).itertuples():
        held(f"closes {row.stage}", row.opening + row.new + row.entered - row.moved_on - row.left, row.closing)
        held(f"closing {row.stage}", (row.closing, round(row.arr_closing * minor)), counted[row.stage])
    leaks = journey.leaks(house, scope)
    held("leaks", {stage: (n, left, round(arr * minor)) for stage, (n, left, arr) in
                   rows_of(leaks[leaks.n > 0], ["stage"], "n", "left", "arr_left").items()},
         naive.leaks(leaks.attrs["landmarks"]))
    told = reckoning(house, scope)
    lost = int(kpis["logos_base"] - kpis["logos_kept"])
    held("reckoning", told and astuple(told), naive.reckoning(day, leaks.attrs["landmarks"], lost))
    dwell = journey.dwell(house, scope)
    spells = spells_by(naive, made.spells, day, bool(scope.line_filters))
    for row in dwell.itertuples():
        own = {key: n for key, n in spells.items() if key[0] == row.stage}
        seen = {key: n for key, n in own.items() if key[1]}
        held(f"spells {row.stage}", (row.spells, row.open, row.unseen), (
            sum(seen.values()), sum(n for key, n in seen.items() if not key[3]),
            sum(own.values()) - sum(seen.values())))
    stage = some(random.Random(weeks), [*ACTIVE, "left"])
    members = journey.members(house, scope, stage, limit=None)
    held(f"members {stage}", (len(members), round(members["arr"].sum() * minor)),
         (naive.left(day) if stage == "left" else counted[stage]))
    return found


@pytest.mark.parametrize(("size", "other"), CASES[1:])
def test_every_answer_is_what_counting_gives(size: int, other: bool) -> None:
    rng = random.Random(100 + size)
    made = made_of(size, other)
    found = [each for scope in questions(made, rng) for each in faults(made, scope, some(rng, [1, 4, 13, 52]))]
    assert found == []


def test_the_cube_and_the_customers_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """On judged Sundays, filtered by what the cube has, split by it, and by a key of the lines from the customers."""
    made = made_of(*CASES[1])
    for day in sundays(FIRST, NEWEST)[10::25]:
        for where, by in (((), None), ((), "segment"), ((("region", (None,)),), "touch_model"), ((), "plan"),
                          ((), "product")):
            scope = Scope(day, "customer", where if "region" in made.asked.keys or not where else ())
            if by in made.asked.keys:
                quick = journey.standing(made.warehouse, scope, by)
                with monkeypatch.context() as patch:
                    patch.setattr("queries.journey.in_cube", lambda *_: False)
                    slow = journey.standing(made.warehouse, scope, by)
                pd.testing.assert_frame_equal(
                    quick.sort_values([by, "stage"], ignore_index=True),
                    slow.sort_values([by, "stage"], ignore_index=True), check_dtype=False)
                if by not in LINE_KEYS:
                    whole = journey.standing(made.warehouse, scope)
                    together = quick.groupby("stage").customers.sum()
                    assert {row.stage: row.customers for row in whole.itertuples()} == {
                        stage: together.get(stage, 0) for stage in whole.stage}
