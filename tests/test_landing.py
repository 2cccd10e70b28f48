"""What became of small starts, and of trials and free plans, against naive computations and lifelines."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from lifelines import KaplanMeierFitter

from data.demo.engine import simulate
from data.demo.ledger import known
from data.demo.tables import of_run, subscription
from data.warehouse import Warehouse, open_warehouse
from queries.dimensions import build_info
from queries.expansion_landing import MIDDLE, SMALL, landings
from queries.expansion_trials import WINDOW, paid_over_time, trials
from queries.lpm import wilson
from queries.oracle.arr import Line, arr, runs_on
from queries.oracle.cohorts import born
from queries.oracle.days import add_months
from queries.oracle.intervals import delta
from queries.oracle.labels import Row
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, subject
from tests.expansion_companies import selling
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company

END = day("2026-06-30")


@lru_cache(maxsize=4)
def made(seed: int) -> tuple[Subject, Warehouse]:
    rng = random.Random(5100 + seed)
    given = selling(random_company(rng, customers=18), rng)
    asked = subject(given)
    return asked, replay.warehouse(given, asked.company.digits)


def seats_on(asked: Subject, lines: tuple[Line, ...], on: date) -> tuple[int, bool]:
    """The seats of what is paid for on a day, and whether they are not known of some of it."""
    given = {id(each): row.get("seats") for each, row in
             zip(asked.company.lines, asked.tables["subscription"], strict=True)}
    held = [given[id(each)] for each in lines if each.kind == "paid" and runs_on(each, on) and arr([each], on) > 0]
    return sum(each or 0 for each in held), not all(held)


def landed(asked: Subject, scope: Scope, months: int, edge: date) -> list[Row]:
    """Everybody who began by the date and whose opening amount is known."""
    signed = {row["customer_id"]: row.get("signed_on") for row in asked.tables["customer"]}
    rows = []
    for one in born(asked.company, scope.as_of, "customer", scope.where):
        if one.edge and signed[one.unit.bearer] != edge:
            continue
        later = add_months(one.first, months)
        (seats0, vague), (seats, _) = (seats_on(asked, one.unit.kept, on) for on in (one.first, later))
        known = not vague and seats0 > 0
        start = "unknown" if not known else "small" if seats0 <= SMALL else "middle" if seats0 <= MIDDLE else "large"
        rows.append({"of": f"{one.first.year}-Q{(one.first.month + 2) // 3}", "start": start, "seats0": seats0,
                     "seats": seats, "ripe": later <= scope.as_of, "arr0": one.unit.arr(one.first),
                     "arr": one.unit.arr(later), "more": _products(one.unit.kept, later) > _products(
                         one.unit.kept, one.first)})
    return rows


def _products(lines: tuple[Line, ...], on: date) -> int:
    by: dict[str, list[Line]] = defaultdict(list)
    for each in lines:
        by[each.product].append(each)
    return sum(arr(own, on) > 0 for own in by.values())


def same(told: Any, rows: list[Row], minor: int) -> None:
    assert told.customers == len(rows)
    assert (told.seats_then, told.seats_now) == (sum(row["seats0"] for row in rows), sum(row["seats"] for row in rows))
    assert told.left == sum(row["arr"] == 0 for row in rows)
    assert told.more_products == sum(row["more"] for row in rows)
    assert (round(told.arr_then * minor), round(told.arr_now * minor)) == (
        sum(row["arr0"] for row in rows), sum(row["arr"] for row in rows))
    if told.of == "unknown":
        assert told.growth is told.grew is None
        return
    grew = sum(row["seats"] > row["seats0"] for row in rows)
    assert (told.grew_low, told.grew_high) == pytest.approx(wilson(grew, len(rows)))
    assert told.growth == pytest.approx(told.seats_now / told.seats_then)
    ends = delta([(row["seats"], row["seats0"]) for row in rows])
    assert (told.growth_low, told.growth_high) == (
        pytest.approx(ends, abs=1e-6) if ends[0] is not None else (None, None))


@pytest.mark.parametrize("seed", range(2))
def test_landings_are_the_naive_ones(seed: int) -> None:
    (asked, house), rng, seen = made(seed), random.Random(seed), 0
    edge, minor = build_info(house).first_day, build_info(house).minor
    for number in range(4):
        months = (3, 12, 24)[number % 3]
        scope = Scope(random_day(asked, rng), where=random_where(asked, rng, asked.keys)) if number else Scope(END)
        rows = landed(asked, scope, months, edge)
        found = landings(house, scope, "start", months)
        young = {(row["start"], row["of"]) for row in rows if not row["ripe"]}
        old = [row for row in rows if (row["start"], row["of"]) not in young]
        assert set(found.of) == {row["start"] for row in old}, scope
        for told in found.itertuples():
            same(told, [row for row in old if row["start"] == told.of], minor)
        known = [row for row in rows if row["start"] != "unknown"]
        unripe = {row["of"] for row in known if not row["ripe"]}
        cohorts = landings(house, scope, "cohort", months)
        shown = [row for row in known if row["of"] not in unripe]
        assert set(cohorts.of) == {row["of"] for row in shown} | ({"all"} if shown else set()), scope
        assert cohorts.attrs["masked"] == len(unripe)
        for told in cohorts.itertuples():
            same(told, [row for row in shown if told.of in (row["of"], "all")], minor)
        seen += len(cohorts)
    assert seen, "some cohort is shown"


def test_a_small_start_by_hand() -> None:
    """5 seats became 12, 10 seats were lost: 12 of 15 seats remain, half grew; 80 is no small start."""
    house = replay.warehouse(tables(
        line("Z", "2023-12-01", None, "1", seats=1), line("A", "2024-01-10", "2024-06-01", "50", seats=5),
        line("A", "2024-06-01", None, "120", seats=12), line("B", "2024-02-01", "2024-12-01", "100", seats=10),
        line("C", "2024-03-01", None, "800", seats=80)), 0)
    found = landings(house, Scope(END), "cohort", 12, "small")
    told = found[found.of == "all"].iloc[0]
    assert (told.customers, told.seats_then, told.seats_now, told.growth) == (2, 15, 12, 0.8)
    assert (told.grew_share, told.left, told.replanned) == (0.5, 1, None)
    assert found.of.tolist() == ["2024-Q1", "all"]
    assert found.attrs == {"missing": (), "masked": 0, "left_out": 1}
    assert landings(house, Scope(day("2025-01-31")), "cohort", 12).empty, "B has not reached the age"


def test_plans_are_known_where_their_history_is(on_demo: Path) -> None:
    history: list[Row] = [{"customer_id": "A", "attribute": "plan", "value": value, "from_on": day(on)}
                          for value, on in (("Basic", "2024-01-01"), ("Pro", "2024-09-01"))]
    house = replay.warehouse(tables(
        line("Z", "2023-12-01", None, "1", seats=1), line("A", "2024-01-10", None, "50", seats=5),
        attribute_history=history), 0)
    assert landings(house, Scope(END)).replanned.tolist() == [1, 1]
    assert landings(open_warehouse(), Scope(END)).replanned.isna().all(), "the demo keeps no plans"


def test_without_seats_that_is_said_and_bad_questions_are_refused() -> None:
    house = replay.warehouse(tables(line("A", "2024-01-10", None, "50")), 0)
    found = landings(house, Scope(END))
    assert found.empty
    assert found.attrs["missing"] == ("subscription.seats",)
    for by, months, start in (("team", 12, None), ("cohort", 2, None), ("cohort", 12, "tiny")):
        with pytest.raises(ValueError, match="unknown split"):
            landings(house, Scope(END), by, months, start)  # type: ignore[arg-type]
    with pytest.raises(UnknownFilter):
        trials(house, Scope(END, where=(("nothing", ("a",)),)))


def tries(asked: Subject, scope: Scope) -> list[Row]:
    """Each first try of a product in a way, with the day it was paid."""
    labels = [(key, values) for key, values in scope.where if key not in ("product", "department", "kind")]
    lines = [(key, values) for key, values in scope.where if key in ("product", "department", "kind")]
    first: dict[tuple[str, str, str], Row] = {}
    for row in sorted(asked.tables["subscription"], key=lambda row: row["start_on"]):
        who, start = asked.company.survivors[row["customer_id"]], row["start_on"]
        if row.get("kind") not in ("trial", "free") or start > scope.as_of or any(
                row.get(key) not in values for key, values in lines) or any(
                asked.company.labels.on(who, key, start) not in values for key, values in labels):
            continue
        own = [each for each in asked.company.lines if each.customer == who]
        same_product = [each for each in own if each.product == row["product"]]
        if _held(same_product, start):
            continue
        kind = str(row["kind"])
        way = f"first_{kind}" if not any(begins < start for begins, _ in _spans(own)) else (
            "after_free" if not _held(own, start) else f"more_{kind}")
        paid = min((begins for begins, _ in _spans(same_product) if begins >= start), default=None)
        one = first.setdefault((who, row["product"], way), {
            "way": way, "who": who, "start": start, "paid": paid, "ends": []})
        one["ends"].append(row.get("end_on"))
        one["paid"] = min((each for each in (one["paid"], paid) if each), default=None)
    return list(first.values())


def _spans(lines: list[Line]) -> list[tuple[date, date | None]]:
    """From when to when each line carries ARR; usage is asked month by month."""
    spans = [(each.start, each.end) for each in lines if each.kind == "paid" and arr([each], each.start) > 0]
    groups: dict[Any, list[Line]] = defaultdict(list)
    for each in lines:
        if each.kind == "usage":
            groups[each.contract, each.product, each.department].append(each)
    for group in groups.values():
        month = min(each.start for each in group).replace(day=1)
        while month < date(2031, 1, 1):
            after = add_months(month, 1)
            if arr(group, month) > 0:
                spans.append((month, after))
            month = after
    return spans


def _held(lines: list[Line], on: date) -> bool:
    return any(begins < on and (end is None or end > on) for begins, end in _spans(lines))


@pytest.mark.parametrize("seed", range(2))
def test_trials_are_the_naive_ones_and_lifelines(seed: int) -> None:
    (asked, house), rng, seen = made(seed), random.Random(seed), 0
    for number in range(4):
        where = random_where(asked, rng, [key for key in asked.keys if key != "kind"]) if number else ()
        scope = Scope(random_day(asked, rng), where=where)
        rows = tries(asked, scope)
        found, steps = trials(house, scope), paid_over_time(house, scope)
        assert set(found.way) == {row["way"] for row in rows}, scope
        for told in found.itertuples():
            own = [row for row in rows if row["way"] == told.way]
            paid = [bool(row["paid"] and row["paid"] <= scope.as_of) for row in own]
            days = [((row["paid"] if done else scope.as_of) - row["start"]).days
                    for row, done in zip(own, paid, strict=True)]
            going = sum(not done and any(end is None or end > scope.as_of for end in row["ends"])
                        for row, done in zip(own, paid, strict=True))
            ripe = [(row, done, n) for row, done, n in zip(own, paid, days, strict=True)
                    if (scope.as_of - row["start"]).days >= WINDOW]
            within = sum(done and n <= WINDOW for _, done, n in ripe)
            assert (told.tries, told.paid, told.going_on, told.ripe, told.paid_90) == (
                len(own), sum(paid), going, len(ripe), within), (scope, told.way)
            assert told.customers == len({row["who"] for row in own})
            curve = KaplanMeierFitter().fit(days, paid)
            given = steps[steps.way == told.way]
            expected = 1 - curve.survival_function_at_times(given.age.astype(int)).to_numpy()
            assert given.paid_share.astype(float).to_numpy() == pytest.approx(expected, abs=1e-9)
            seen += len(given)
    assert seen


def test_a_trial_by_hand_is_paid_ends_or_goes_on() -> None:
    """A bought after 20 days, B let it run out, C is still on the free plan, D pays for the product it "tries"."""
    house = replay.warehouse(tables(
        line("A", "2025-01-01", "2025-01-21", "0", kind="trial"), line("A", "2025-01-21", None, "10"),
        line("B", "2025-01-01", "2025-01-31", "0", kind="trial"), line("C", "2026-06-01", None, "0", kind="free"),
        line("D", "2024-01-01", None, "10"), line("D", "2025-01-01", "2025-02-01", "0", kind="trial")), 0)
    found = {row.way: row for row in trials(house, Scope(END)).itertuples()}
    assert set(found) == {"first_trial", "first_free"}
    first, free = found["first_trial"], found["first_free"]
    assert (first.tries, first.paid, first.ended, first.share, first.median_days) == (2, 1, 1, 0.5, 20)
    assert (free.tries, free.going_on, free.ripe, free.share, free.reached) == (1, 1, 0, None, 0.0)
    before = trials(house, Scope(day("2025-01-10"))).iloc[0]
    assert (before.paid, before.going_on, before["share"]) == (0, 2, None), "what comes later is not known yet"


def test_without_kinds_that_is_said() -> None:
    house = replay.warehouse(tables(line("A", "2025-01-01", None, "10")), 0)
    assert trials(house, Scope(END)).empty
    assert trials(house, Scope(END)).attrs["missing"] == ("subscription.kind",)
    assert paid_over_time(house, Scope(END)).attrs["missing"] == ("subscription.kind",)


def test_the_demo_gains_tries_and_nothing_else_changes() -> None:
    """The ledger's rows stand first, as they were; no try begins before history, has ARR, or outlives what it led to.
    """
    run = simulate(300, 2, 7, date(2026, 11, 22))
    lines, _ = known(run.books, run.weeks.end)
    made_of, ledger = of_run(run), subscription(run, lines)
    assert made_of["subscription"].slice(0, len(ledger)).equals(ledger)
    added = made_of["subscription"].slice(len(ledger)).to_pandas()
    assert set(added.kind) == {"trial", "free"}
    assert (added.mrr == 0).all()
    assert added.start_on.min() >= ledger.to_pandas().start_on.min()
    assert set(added.contract_id) <= set(made_of["contract"].to_pandas().contract_id)
    assert not set(added.contract_id) & set(ledger.to_pandas().contract_id)
    paid = ledger.to_pandas()[lambda rows: rows.kind == "paid"].groupby(["customer_id", "product"]).start_on.min()
    tried = added.join(paid.rename("paid_on"), on=["customer_id", "product"])
    bought = tried[tried.paid_on.notna() & (tried.paid_on > tried.start_on)]
    assert (bought.end_on <= bought.paid_on).all()
    assert 0 < len(bought) < len(tried)


def test_the_demo_tells_of_tries(on_demo: Path) -> None:
    house = open_warehouse()
    found = trials(house, Scope(build_info(house).default_as_of)).set_index("way")
    assert {"first_trial", "first_free", "more_trial", "more_free"} <= set(found.index)
    assert found.low["first_trial"] > found["share"]["more_trial"], "who tried and never bought at all is not there"
