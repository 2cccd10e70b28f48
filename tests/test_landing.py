"""What became of small starts, and of trials and free plans, by hand and by lifelines (row by row: reconciliation)."""

from __future__ import annotations

import random
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from lifelines import KaplanMeierFitter

from data.demo.engine import simulate
from data.demo.ledger import known
from data.demo.tables import of_run, subscription
from data.warehouse import Warehouse, open_warehouse
from queries.dimensions import build_info
from queries.expansion_landing import landings
from queries.expansion_trials import paid_over_time, trials
from queries.oracle.labels import Row
from queries.oracle.tries import by_way, tries
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


@pytest.mark.parametrize("seed", range(2))
def test_trials_are_those_of_lifelines(seed: int) -> None:
    (asked, house), rng, seen = made(seed), random.Random(seed), 0
    for number in range(4):
        where = random_where(asked, rng, [key for key in asked.keys if key != "kind"]) if number else ()
        scope = Scope(random_day(asked, rng), where=where)
        groups = by_way(tries(asked.company, asked.tables, scope.as_of, where))
        steps = paid_over_time(house, scope)
        assert set(steps.way) == set(groups), scope
        for way, own in groups.items():
            given = steps[steps.way == way]
            curve = KaplanMeierFitter().fit([one.days(scope.as_of) for one in own],
                                            [one.bought(scope.as_of) for one in own])
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


def test_a_product_tried_on_the_day_of_a_renewal_is_tried_by_a_customer() -> None:
    """A renews one product on the day on which it begins to try two: it has not left, and pays for one already."""
    house = replay.warehouse(tables(
        line("A", "2024-04-01", "2025-04-01", "10"), line("A", "2025-04-01", None, "10"),
        line("A", "2025-04-01", "2025-05-01", "0", kind="trial"),
        line("A", "2025-04-01", "2025-05-01", "0", product="Q", kind="trial"),
        line("B", "2024-04-01", "2025-04-01", "10"), line("B", "2025-04-01", None, "0", product="Q", kind="free")), 0)
    found = trials(house, Scope(END))
    assert list(found[["way", "tries", "paid"]].itertuples(index=False, name=None)) == [
        ("more_trial", 1, 0), ("after_free", 1, 0)]


def test_a_try_belongs_to_the_label_of_its_first_day_alone() -> None:
    """Tried twice, by a customer of another segment the second time: one try, of the first."""
    history: list[Row] = [{"customer_id": "A", "attribute": "segment", "value": value, "from_on": day(on)}
                          for value, on in (("SMB", "2025-01-01"), ("Enterprise", "2025-06-01"))]
    given = tables(line("A", "2025-02-01", "2025-03-01", "0", kind="trial"),
                   line("A", "2025-07-01", None, "0", kind="trial"), line("Z", "2024-01-01", None, "1"),
                   attribute_history=history)
    house = replay.warehouse({**given, "customer": [row | {"segment": "Enterprise"} for row in given["customer"]]}, 0)
    tried = {name: trials(house, Scope(END, where=(("segment", (name,)),))).tries.sum()
             for name in ("SMB", "Enterprise")}
    assert tried == {"SMB": 1, "Enterprise": 0}


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
