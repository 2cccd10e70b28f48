"""Drivers: the oracle's counts on random companies; statsmodels and Newcombe on the same rows; cases worked by hand."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from queries.conditions import CONDITIONS
from queries.driver_paths import COLUMNS as COLUMNS_OF_PATHS
from queries.driver_paths import PATHS, paths
from queries.drivers import COLUMNS, compared, drivers
from queries.lpm import adjusted, holm, newcombe, wilson
from queries.onboarding import endpoints
from queries.oracle import Row, Tables
from queries.oracle.days import base_day
from queries.oracle.drivers import ANSWERS, Known, age_of, csm_record
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, some, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import FIRST, random_company
from tests.tiers import first

COMPANIES, CUSTOMERS, QUESTIONS = 5, 60, 3
FACTORS = ("segment", "age", "fit")
KINDS = ("training", "executive", "email", "webinar", "content", "qbr")


def moment(rng: random.Random) -> date:
    return FIRST + timedelta(days=rng.randrange(1200))


def perhaps(rng: random.Random, value: Any, share: float = 0.5) -> Any:
    return value if rng.random() < share else None


def active(asked: Tables, rng: random.Random) -> Tables:
    """The company with tables of what was done: some are absent, some begin late."""
    made: dict[str, list[Row]] = {name: [] for name in ("touch", "ticket", "pulse", "onboarding", "contact", "invoice",
                                                          "outcome") if rng.random() < 0.85}
    for customer in asked["customer"]:
        for name, rows in made.items():
            for _ in range(some(rng, [0, 1, 2, 6])):
                rows.append(row_of(name, rng) | {f"{name}_id": f"{name}{len(rows):04}",
                                                 "customer_id": customer["customer_id"]})
    return asked | made


def row_of(name: str, rng: random.Random) -> Row:
    at, later = moment(rng), moment(rng)
    after = [perhaps(rng, at + timedelta(days=rng.randrange(120)), 0.6) for _ in range(3)]
    rows: dict[str, Row] = {
        "touch": {"occurred_on": at, "function": "cs", "kind": some(rng, KINDS),
                  "delivered": some(rng, [None, True, False]),
                  "opened": some(rng, [None, True, False]), "clicked": some(rng, [None, True, False])},
        "ticket": {"opened_at": datetime.combine(at, datetime.min.time()) + timedelta(minutes=rng.randrange(1440)),
                   "severity": rng.randrange(1, 5)},
        "pulse": {"recorded_on": at, "rating": rng.randrange(1, 6)},
        "onboarding": {"product": "P", "started_on": at, "first_value_on": after[0], "basic_done_on": after[1],
                       "deep_done_on": after[2]},
        "contact": {"name": "N", "role": some(rng, ["champion", "user"]), "left_on": perhaps(rng, at)},
        "invoice": {"due_on": at, "paid_on": perhaps(rng, at + timedelta(days=rng.randrange(-5, 40)), 0.8),
                    "amount": 1, "currency": "JPY"},
        "outcome": {"goal": "g", "measure": "m", "target": 1, "agreed_on": at, "reviewed_on": perhaps(rng, later, 0.8),
                    "status": some(rng, ["open", "reached", "missed"])},
    }
    return rows[name]


def expected(asked: Subject, whole: Tables, scope: Scope) -> dict[str, list[Row]]:
    """A row a customer of the base whom a condition judges: x, kept, segment, age."""
    d0, record = base_day(scope.as_of), csm_record(asked.company)
    found: dict[str, list[Row]] = defaultdict(list)
    for unit in asked.company.units("customer", scope.where):
        if unit.arr(d0) <= 0 or not asked.company.passes(unit, scope.where, d0):
            continue
        known = Known(whole, asked.company, record, unit.bearer, d0)
        row: Row = {"kept": int(unit.arr(scope.as_of) > 0), "fit": None,
               "age": age_of(asked.company, unit.bearer, d0),
               "segment": asked.company.labels.on(unit.bearer, "segment", d0) if "segment" in asked.keys else None}
        answers: dict[str, Any] = {key: answer(known) for key, answer in ANSWERS.items()}
        answers |= {key: asked.company.labels.on(unit.bearer, key, d0)
                    for key in ("region", "plan", "touch_model", "channel") if key in asked.keys}
        for key, answer in answers.items():
            if isinstance(answer, bool):
                found[key].append(row | {"x": int(answer)})
            elif answer is not None:
                found[f"{key}="].append(row | {"value": answer})
        found["base"].append(row)
    return found


@pytest.mark.parametrize("seed", first(2, range(COMPANIES)))
def test_counts_are_the_oracles(seed: int) -> None:
    rng = random.Random(seed)
    asked = subject(random_company(rng, CUSTOMERS))
    whole = active(asked.tables, rng)
    house = replay.warehouse(whole, asked.company.digits)
    for _ in range(QUESTIONS):
        scope = Scope(random_day(asked, rng), where=random_where(asked, rng, asked.keys))
        wanted, board = expected(asked, whole, scope), drivers(house, scope)
        assert (board.attrs["base"], board.attrs["kept"]) == counted(wanted["base"])
        rows = {row["condition"]: row for row in board.to_dict("records")}
        for key in ANSWERS:
            same(rows.get(key), wanted.get(key, []), scope)
        for name, row in rows.items():
            if "=" in name:
                key, value = name.split("=")
                same(row, [each | {"x": int(each["value"] == value)} for each in wanted[f"{key}="]], scope)


def counted(rows: list[Row]) -> tuple[int, int]:
    return len(rows), sum(row["kept"] for row in rows)


def same(board: Row | None, rows: list[Row], scope: Scope) -> None:
    """The row's counts, and its adjusted difference by statsmodels on one row a customer."""
    sides = [counted([row for row in rows if row["x"] == side]) for side in (1, 0)]
    if board is None:
        assert not rows, scope
        return
    (n1, kept1), (n0, _) = sides
    assert (board["n_with"], board["n_without"]) == (n1, n0), (board["condition"], scope)
    assert board["retention_with"] == (pytest.approx(kept1 / n1) if n1 else None) or not n1
    assert pd.isna(board["difference"]) == (min(n1, n0) < 10)
    if board["condition"] != "onboarding_deep" and not pd.isna(board["adjusted"]):
        frame = pd.DataFrame(rows)
        grouped = frame.groupby(["x", *FACTORS], dropna=False, as_index=False)
        cells = grouped.agg(n=("kept", "size"), kept=("kept", "sum"))
        assert_as_statsmodels(cells, board["adjusted"], board["adjusted_low"], board["adjusted_high"], board["p"])


def expand(cells: pd.DataFrame) -> pd.DataFrame:
    """One row a customer."""
    rows = [{"x": row.x, "y": y, "segment": row.segment, "age": row.age, "fit": row.fit}
            for row in cells.itertuples() for y in [1] * int(row.kept) + [0] * int(row.n - row.kept)]
    return pd.DataFrame(rows)


def assert_as_statsmodels(cells: pd.DataFrame, change: float, low: float, high: float, p: float) -> None:
    rows = expand(cells)
    dummies = pd.get_dummies(rows[list(FACTORS)].fillna("none").astype(str), drop_first=True, dtype=float)
    design = np.column_stack([rows.x, np.ones(len(rows)), dummies])
    fit = sm.OLS(rows.y, design).fit()
    if fit.get_influence().hat_matrix_diag.max() > 1 - 1e-9:
        return  # somebody alone in a level: statsmodels divides by nothing
    robust = fit.get_robustcov_results("HC3", use_t=False)
    assert change == pytest.approx(robust.params[0], abs=1e-9)
    assert [low, high] == pytest.approx(list(robust.conf_int()[0]), abs=1e-9)
    none = sm.OLS(rows.y, design[:, 1:]).fit()
    own = rows.x - sm.OLS(rows.x, design[:, 1:]).fit().fittedvalues
    same = none.fittedvalues.clip(0, 1)
    score = (own @ none.resid) / np.sqrt((own**2) @ (same * (1 - same)))
    assert p == pytest.approx(max(robust.pvalues[0], math.erfc(abs(score) / math.sqrt(2))), abs=1e-9)


CELL = st.tuples(st.integers(0, 1), st.sampled_from(["A", "B", None]), st.sampled_from(["<1", "1-2", None]),
                 st.sampled_from(["good", "poor"]), st.integers(2, 30), st.floats(0, 1))


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
@settings(max_examples=150, deadline=None)
@given(st.lists(CELL, min_size=4, max_size=30))
def test_cells_give_what_statsmodels_gives_on_one_row_a_customer(drawn: list[tuple[Any, ...]]) -> None:
    cells = pd.DataFrame(drawn, columns=["x", *FACTORS, "n", "share"])
    cells["kept"] = (cells.n * cells.share).astype(int)
    effect = adjusted(cells, FACTORS)
    if effect is not None:
        assert_as_statsmodels(cells, effect.difference, effect.low, effect.high, effect.p)


def test_where_the_levels_tell_everything_there_is_no_difference_to_judge() -> None:
    rows = [(0, "A", "<1", "good", 5, 5), (0, "A", "<1", "poor", 2, 0), (1, "A", "<1", "poor", 2, 0)]
    assert adjusted(pd.DataFrame(rows, columns=["x", *FACTORS, "n", "kept"]), FACTORS) is None


@given(st.integers(10, 500), st.integers(10, 500), st.floats(0, 1), st.floats(0, 1))
def test_the_plain_difference_has_newcombes_interval(n1: int, n0: int, share1: float, share0: float) -> None:
    kept1, kept0 = round(n1 * share1), round(n0 * share0)
    change, low, high = newcombe(kept1, n1, kept0, n0)
    assert change == pytest.approx(kept1 / n1 - kept0 / n0)
    assert (low, high) == pytest.approx(confint_proportions_2indep(kept1, n1, kept0, n0, method="newcomb"), abs=1e-12)
    assert wilson(kept1, n1) == pytest.approx(proportion_confint(kept1, n1, method="wilson"), abs=1e-9)


def test_holm_corrects_what_is_known_and_counts_nothing_else() -> None:
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
    assert list(multipletests([0.01, 0.04, 0.03], method="holm")[1]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([None]) == [None]


def cells_of(*rows: tuple[int, str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["x", "segment", "n", "kept"])
    return frame.assign(age="<1", fit=None)


def test_a_difference_that_is_only_the_segments() -> None:
    """Big customers stay (90 %), small ones less (60 %), with or without; the big have it more often. As counted 80 %
    against 67.5 %: 12.5 points. Between customers of the same segment: none.
    """
    row = compared("c", cells_of((1, "Big", 20, 18), (0, "Big", 10, 9), (1, "Small", 10, 6), (0, "Small", 30, 18)))
    assert row["difference"] == pytest.approx(0.125)
    assert row["adjusted"] == pytest.approx(0, abs=1e-12)
    assert row["adjusted_low"] < 0 < row["adjusted_high"]
    assert row["p"] == pytest.approx(1)
    assert row["reason"] is None


def test_what_cannot_be_said_says_why() -> None:
    assert compared("c", cells_of((1, "A", 9, 5), (0, "A", 50, 30)))["reason"] == "few_with"
    assert compared("c", cells_of((1, "A", 50, 30), (0, "A", 9, 5)))["reason"] == "few_without"
    few = compared("c", cells_of((1, "A", 20, 20), (0, "A", 80, 75)))
    assert few["reason"] == "few_leavers"
    assert few["difference"] == pytest.approx(1 - 75 / 80)
    assert few["p"] is None
    apart = compared("c", cells_of((1, "A", 50, 30), (0, "B", 50, 40)))
    assert apart["reason"] == "inseparable"


def hand(**more: list[Row]) -> Tables:
    """Twenty-four customers since 2024; of the first twelve every second left in 2025."""
    lines = [line(f"c{n:02}", "2024-01-01", "2025-09-01" if n < 12 and n % 2 else None, "10") for n in range(24)]
    return tables(line("edge", "2023-12-01", "2024-01-02", "1"), *lines, **more)


def told(made: Tables, when: str) -> dict[str, Row]:
    found = drivers(replay.warehouse(made, 0), Scope(day(when)))
    assert list(found.columns) == list(COLUMNS)
    return {row["condition"]: row for row in found.to_dict("records")}


def trained(number: int, when: str) -> Row:
    return {"touch_id": f"t{number}{when}", "customer_id": f"c{number:02}", "occurred_on": day(when), "function": "cs",
            "kind": "training", "delivered": None, "opened": None, "clicked": None}


def test_a_condition_counts_as_it_was_known_twelve_months_before() -> None:
    """All who stayed were trained after d0, the leavers had no time for it: counted at any time 18 of 18 against 0 of
    6. Before d0 twelve were trained, half of them leavers.
    """
    later = [trained(n, "2025-11-01") for n in range(24) if n >= 12 or n % 2 == 0]
    before = [trained(n, "2024-12-01") for n in range(12)]
    row = told(hand(touch=[trained(0, "2023-12-01"), *later, *before]), "2025-12-31")["training"]
    assert (row["n_with"], row["n_without"]) == (12, 12)
    assert (row["retention_with"], row["retention_without"]) == (0.5, 1.0)


def test_an_invoice_is_late_on_the_days_on_which_it_was_not_paid() -> None:
    """Of 90 days to 31 December the first is 3 October: paid on that day it was late on none of them."""
    rows: list[Row] = [{"invoice_id": f"i{n}", "customer_id": f"c{n:02}", "due_on": day("2024-08-01"), "amount": 1,
                        "currency": "JPY", "paid_on": day("2024-10-03" if n % 2 else "2024-10-04")} for n in range(24)]
    row = told(hand(invoice=rows), "2025-12-31")["late_invoice"]
    assert (row["n_with"], row["n_without"]) == (12, 12)


def test_the_deep_end_is_held_against_how_far_a_customer_had_come() -> None:
    """Whoever was brought on board deeply had come to value fast, nobody else had: nothing tells the two apart."""
    rows: list[Row] = [{"onboarding_id": f"o{n}", "customer_id": f"c{n:02}", "product": "P", "target_on": None,
                        "started_on": day("2024-06-01"), "basic_done_on": day("2024-06-10"),
                        "first_value_on": day("2024-06-20") if n % 2 else None,
                        "deep_done_on": day("2024-07-01") if n % 2 else None} for n in range(40)]
    lines = [line(f"c{n:02}", "2024-01-01", "2025-06-01" if n % 4 < 2 else None, "10") for n in range(40)]
    row = told(tables(line("edge", "2023-12-01", "2024-01-02", "1"), *lines, onboarding=rows), "2025-12-31")
    assert (row["onboarding_deep"]["n_with"], row["onboarding_deep"]["n_without"]) == (20, 20)
    assert row["onboarding_deep"]["reason"] == "inseparable"
    assert row["onboarding_basic"]["reason"] == "few_without"


def test_without_a_table_there_is_no_condition() -> None:
    found = drivers(replay.warehouse(hand(), 0), Scope(day("2025-12-31")))
    assert found.attrs["absent"] == list(CONDITIONS)
    assert found.attrs["base"] == 24
    assert found.attrs["d0"] == day("2024-12-31")


def test_nobody_is_compared_on_an_empty_base() -> None:
    found = drivers(replay.warehouse(hand(), 0), Scope(day("2024-06-30")))
    assert found.attrs["base"] == found.attrs["comparisons"] == 0
    assert found.empty


def test_both_ends_of_onboarding() -> None:
    """Twelve began on the same day: basic after 20, 40 … 120 days, six not at all, of whom five left on day 92; deep
    nobody.
    """
    rows: list[Row] = [{"onboarding_id": f"o{n}", "customer_id": f"c{n:02}", "product": "P",
                        "started_on": day("2025-06-01"), "target_on": None, "first_value_on": None,
                        "basic_done_on": day("2025-06-01") + timedelta(days=10 * n) if n % 2 == 0 else None,
                        "deep_done_on": None} for n in range(2, 14)]
    found = endpoints(replay.warehouse(hand(onboarding=rows), 0), Scope(day("2025-12-31"))).set_index("endpoint")
    basic, deep = found.loc["onboarding_basic"], found.loc["onboarding_deep"]
    assert (basic.customers, basic.done, deep.done) == (12, 6, 0)
    # At risk 12, 11, 10, 9 on days 20, 40, 60, 80; then five leave, and it is 3 and 2 on days 100 and 120.
    assert basic.reached == pytest.approx(1 - 8 / 12 * 2 / 3 * 1 / 2)
    assert basic.median_days == 100  # 8/12 × 2/3 = 0.444
    assert pd.isna(deep.median_days)
    assert deep.reached == 0


def test_a_link_is_from_the_activity_then_to_the_sign_now_among_those_still_there() -> None:
    """Of the eighteen that stayed, nine had a training before d0; all of these have a good pulse today, the others a
    bad one. The leavers' pulses count nowhere.
    """
    stayed = [n for n in range(24) if n >= 12 or n % 2 == 0]
    pulses: list[Row] = [{"pulse_id": f"p{n}", "customer_id": f"c{n:02}", "recorded_on": day("2025-12-01"),
                          "rating": 1 if n in stayed[9:] else 5} for n in range(24)]
    touches = [trained(0, "2023-12-01") | {"kind": "qbr"}, *(trained(n, "2024-12-01") | {"kind": "executive"}
                                                               for n in stayed[:9])]
    found = paths(replay.warehouse(hand(touch=touches, pulse=pulses), 0), Scope(day("2025-12-31")))
    assert list(found.columns) == list(COLUMNS_OF_PATHS)
    assert len(found) == len(PATHS)
    row = found[(found.activity == "executive_contact") & (found.sign == "pulse_low")].iloc[0]
    assert (row.n_with, row.n_without, row.share_with, row.share_without) == (9, 9, 0, 1)
    assert row.reason == "few_with"
    assert found[found.sign == "breadth"].n_with.sum() == 0
