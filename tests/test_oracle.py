"""The oracle against the worked cases of the definitions."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from queries.oracle import (
    a1,
    bridge,
    contributions,
    default_as_of,
    event_and_roll,
    read_company,
    retention,
)
from queries.oracle.intervals import delta, half_width, wilson
from queries.oracle.movements import churn_minus_acquisition, gross_churn, net_churn, quick_ratio
from tests.oracle.examples import company, day, line, moved, some_of, tables
from tests.strategies import random_company

START, END = day("2025-03-31"), day("2026-03-31")


def step(customer: str, before: int, after: int) -> list[dict[str, object]]:
    """A customer that pays 12 × before a year, and from 2025-09-01 on 12 × after."""
    lines = [line(customer, "2024-01-01", "2025-09-01", str(before)), line(customer, "2025-09-01", None, str(after))]
    return [row for row, amount in zip(lines, (before, after), strict=True) if amount]


def test_churn_contraction_and_expansion_on_separate_customers() -> None:
    made = company(*step("left", 10, 0), *step("fell", 20, 10), *step("rose", 20, 30), *step("held", 50, 50))
    row = retention(made, END)[0]
    assert some_of(row, "arr_base", "churn", "contraction", "expansion") == (1200, 120, 120, 120)
    assert some_of(row, "nrr", "grr") == (Fraction(9, 10), Fraction(8, 10))
    assert row["net_churn"] == net_churn(120, 120, 120, 1200) == Fraction(1, 10)
    assert gross_churn(120, 120, 1200) == Fraction(2, 10)
    assert some_of(row, "logos", "logos_base", "logos_kept", "logo_retention") == (3, 4, 3, Fraction(3, 4))


def test_quick_ratio() -> None:
    assert quick_ratio(20_000, 0, 8_000, 8_000) == Fraction(7, 2)
    assert quick_ratio(20_000, 0, 8_000, 0) is None
    assert churn_minus_acquisition(3, 5, 100) == Fraction(-2, 100)


def test_cohorts_are_weighted_by_base_not_averaged() -> None:
    customers = [{"customer_id": f"a{n}", "segment": "old"} for n in range(10)]
    customers += [{"customer_id": f"b{n}", "segment": "young"} for n in range(100)]
    lines = [row for n in range(10) for row in step(f"a{n}", 10, 0 if n < 2 else 10)]
    lines += [row for n in range(100) for row in step(f"b{n}", 10, 10)]
    made = company(*lines, customers=customers)
    by = {row["segment"]: 1 - row["logo_retention"] for row in retention(made, END, by="segment")}
    assert by == {"old": Fraction(2, 10), "young": 0}
    assert 1 - retention(made, END)[0]["logo_retention"] == Fraction(2, 110)


def test_one_customer_through_new_expansion_contraction_churn_and_reactivation() -> None:
    made = company(line("c", "2025-01-10", "2026-01-10", "166.6666667", currency="USD"),
                   line("c", "2025-03-05", "2025-06-20", "60", currency="USD"),
                   *[line("c", "2026-05-01", "2026-08-01", "50", currency="USD", product=name) for name in "XYZ"])
    months = ["2024-12-31", "2025-01-31", "2025-03-31", "2025-06-30", "2026-01-31", "2026-05-31"]
    rows = [moved(bridge(made, day(a), day(b))[0]) for a, b in pairwise(months)]
    assert [set(row) - {"opening", "closing"} for row in rows] == [
        {"new"}, {"expansion"}, {"contraction"}, {"churn"}, {"reactivation"}]
    assert [row.get("closing", 0) for row in rows] == [200_000, 272_000, 200_000, 0, 180_000]
    assert rows[0]["new"] / 12 / 100 == pytest.approx(166.67, abs=0.005)


def test_a_new_contract_id_at_each_renewal_is_not_churn() -> None:
    lines = [line("c", "2024-01-01", "2025-01-01", "100", contract_id="K1"),
             line("c", "2025-01-01", "2026-01-01", "100", contract_id="K2"),
             line("c", "2026-01-01", None, "100", contract_id="K3")]
    links = [{"contract_id": f"K{n}", "customer_id": "c", "previous_contract_id": f"K{n - 1}" if n > 1 else None}
             for n in (1, 2, 3)]
    assert retention(company(*lines, contract=links), END, "contract")[0]["logo_retention"] == 1
    assert retention(company(*lines), END, "contract")[0]["logo_retention"] == 0


def test_new_customers_are_never_in_a_rate_and_an_empty_base_is_unknown() -> None:
    made = company(line("new", "2025-05-01", None, "100"))
    row = retention(made, END)[0]
    assert some_of(row, "arr", "logos", "new", "arr_base", "logos_base") == (1200, 1, 1200, 0, 0)
    unknown = ("nrr", "nrr_low", "nrr_high", "grr", "grr_low", "logo_retention", "logo_low", "net_churn", "quick_ratio",
               "nrr_paper", "grr_paper")
    assert some_of(row, *unknown) == (None,) * len(unknown)
    assert retention(made, END, by="department") == [{"department": None} | row]


def test_growth_of_one_unit_does_not_pay_for_the_loss_of_another() -> None:
    row = retention(company(*step("rose", 10, 100), *step("left", 10, 0)), END)[0]
    assert some_of(row, "nrr", "grr", "grr_high") == (5, Fraction(1, 2), 1.0)


def test_left_and_back_inside_the_window_counts_as_kept() -> None:
    made = company(line("c", "2024-01-01", "2025-06-01", "10"), line("c", "2025-09-01", None, "10"))
    assert retention(made, END)[0]["grr"] == 1
    assert moved(bridge(made, day("2025-06-30"), day("2025-09-30"))[0]) == {"reactivation": 120, "closing": 120}


def test_wilson() -> None:
    assert wilson(8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-4)
    assert wilson(0, 0) == (None, None)
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1


def test_the_delta_interval_agrees_with_a_bootstrap_over_units() -> None:
    rng = random.Random(3)
    pairs = [(rng.choice([0, b // 2, b, b, b, 2 * b]), b) for b in (rng.randrange(50, 150) for _ in range(300))]
    rates = []
    for _ in range(2000):
        drawn = rng.choices(pairs, k=len(pairs))
        rates.append(sum(n for n, _ in drawn) / sum(b for _, b in drawn))
    mean = sum(rates) / len(rates)
    deviation = (sum((rate - mean) ** 2 for rate in rates) / len(rates)) ** 0.5
    assert half_width(pairs) == pytest.approx(1.96 * deviation, rel=0.05)


def test_the_delta_interval_by_hand() -> None:
    # R = 1/2, residuals +5 and −5: se² = 2 · 50 / 400.
    assert half_width([(10, 10), (0, 10)]) == pytest.approx(1.96 * 0.5)
    assert delta([(10, 10), (0, 10)], 1.0) == (0.0, 1.0)
    assert delta([(7, 10)]) == (None, None)


def test_event_and_roll() -> None:
    # In the earlier base 200 of 200 are kept, then one loses half; the later base has one more unit, which left.
    made = company(line("a", "2024-01-01", "2026-03-25", "100"), line("a", "2026-03-25", None, "50"),
                   line("b", "2024-01-01", None, "100"), line("c", "2025-03-25", "2025-09-01", "100"))
    row = event_and_roll(made, day("2026-03-22"), day("2026-03-29"))
    assert some_of(row, "event", "change") == (Fraction(-1, 4), Fraction(-1, 2))
    assert row["roll"] == Fraction(-1, 4)
    parts = contributions(made, day("2026-03-22"), day("2026-03-29"))
    assert sum(part["contribution"] for part in parts) == Fraction(-1, 2)
    assert {part["account"]: part["contribution"] for part in parts} == {
        ("a",): Fraction(600 - 1200, 3600), ("b",): 0, ("c",): Fraction(-1200, 3600)}


def test_contributions_weigh_both_rates() -> None:
    # R0 = 3/4 over 400 (a lost 100), R1 = 2/4 (b follows): each account's part is against R0 on both days.
    made = company(*[line(name, "2024-01-01", None, "100") for name in "cd"],
                   line("a", "2024-01-01", "2026-03-01", "100"), line("b", "2024-01-01", "2026-03-25", "100"))
    parts = {part["account"][0]: part["contribution"]
             for part in contributions(made, day("2026-03-22"), day("2026-03-29"))}
    assert parts == {"a": 0, "b": Fraction(-1, 4), "c": 0, "d": 0}
    wider = company(*[line(name, "2024-01-01", None, "100") for name in "cd"],
                    line("a", "2024-01-01", "2026-03-01", "100"), line("new", "2025-03-25", None, "100"))
    parts = {part["account"][0]: part["contribution"]
             for part in contributions(wider, day("2026-03-22"), day("2026-03-29"))}
    # R0 = 2/3, R1 = 3/4. a: (−2/3)/4 − (−2/3)/3; c: (1/3)/4 − (1/3)/3; new: (1/3)/4.
    assert parts == {"a": Fraction(1, 18), "c": Fraction(-1, 36), "d": Fraction(-1, 36), "new": Fraction(1, 12)}


def test_grr_event_is_capped_at_the_earlier_base() -> None:
    made = company(line("a", "2024-01-01", "2026-03-25", "100"), line("a", "2026-03-25", None, "150"))
    week = day("2026-03-22"), day("2026-03-29")
    assert event_and_roll(made, *week, "grr")["event"] == 0
    assert event_and_roll(made, *week, "nrr")["event"] == Fraction(1, 2)
    assert event_and_roll(made, *week, "logo_retention")["event"] == 0


def test_upsell_masks_churn() -> None:
    lines = [line(f"k{n}", "2024-01-01", None, "100") for n in range(400)]
    lines += [line(f"l{n}", "2024-01-01", f"2026-02-{1 + n:02}", "100") for n in range(20)]
    grown = company(*lines, line("k0", "2026-02-01", None, "2500"))
    fallen = company(*lines)
    assert a1(grown, day("2026-03-29"))["fires"] is True
    assert a1(fallen, day("2026-03-29"))["fires"] is False
    assert a1(company(*step("a", 1, 1)), day("2026-03-29"))["fires"] is None


def test_a_small_fall_or_one_inside_the_interval_is_no_warning() -> None:
    def grown(left: int, of: int) -> dict[str, object]:
        lines = [line(f"k{n}", "2024-01-01", None, "100") for n in range(of - left)]
        lines += [line(f"l{n}", "2024-01-01", "2026-02-01", "100") for n in range(left)]
        return a1(company(*lines, line("k0", "2026-02-01", None, "2500")), day("2026-03-29"))

    few, wide, enough = grown(9, 1000), grown(1, 10), grown(10, 1000)
    assert some_of(few, "fall", "fires") == (Fraction(9, 1000), False)
    assert some_of(wide, "fall", "fires") == (Fraction(1, 10), False)
    assert some_of(enough, "fall", "fires") == (Fraction(1, 100), True)


def test_default_as_of_never_looks_at_ends_and_due_dates() -> None:
    made = tables(line("c", "2026-03-03", "2027-01-01", "1"), line("c", "2026-12-01", None, "1"),
                  contract=[{"contract_id": "K", "customer_id": "c", "term_end": day("2026-06-01")}])
    assert default_as_of(made, day("2026-07-01")) == day("2026-03-01")
    assert default_as_of(made, day("2026-12-06")) == day("2026-11-29")
    assert default_as_of({"customer": [], "subscription": []}, day("2026-12-06")) is None


def test_a_random_company_is_the_same_for_a_seed_and_grows_by_customers() -> None:
    small, large = (random_company(random.Random(5), size) for size in (3, 9))
    assert small == random_company(random.Random(5), 3)
    assert large["subscription"][:len(small["subscription"])] == small["subscription"]
    assert read_company(random_company(random.Random(5), 0)).lines == ()
