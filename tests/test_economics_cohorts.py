"""Cohorts that begin below zero, and what new, kept and added revenue leave: by hand, by an oracle, at the borders."""

from __future__ import annotations

import math
from datetime import date
from statistics import stdev
from typing import Any

import pytest

from benchmarks import lifetimes
from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries.cohorts import cohorts
from queries.economics_cohorts import curves, paid_back, total
from queries.economics_increment import increment
from queries.scope import Scope
from tests import replay
from tests.conftest import END
from tests.oracle.examples import line, tables
from tests.test_economics import month, year

DAY = date(2025, 12, 31)


def company(*booked: Any) -> Warehouse:
    """Three begin in the first quarter of 2025, one of them leaves after four months; one was there before."""
    rows = [line("old", "2023-01-01", None, "100"), line("A", "2025-01-01", None, "100"),
            line("B", "2025-02-01", None, "200"), line("C", "2025-03-01", "2025-07-01", "300")]
    return replay.warehouse(tables(*rows, cost_month=list(booked)), 0)


def test_a_curve_by_hand() -> None:
    """CAC 900; a month's margin of 200 each (600 ÷ 3) for four months, then 100: 900 is reached after five."""
    house = company(*(month(2025, at, "acquisition", 900) for at in (1, 2, 3)),
                    *(month(2025, at, "acquisition", 1) for at in range(4, 13)))
    found = curves(house, Scope(DAY), Assumptions(gross_margin=1.0))
    first = found[found.cohort == date(2025, 1, 1)]
    assert list(first.age) == list(range(10))
    assert list(first.margin)[:7] == [0, 200, 400, 600, 800, 900, 1000]
    assert set(first.cac) == {900}
    assert list(first.profit)[:2] == [-900, -700]
    paid = paid_back(found).set_index("cohort").loc[date(2025, 1, 1)]
    assert (paid.months, paid.members, paid.age, paid.profit) == (5, 3, 9, 400)
    whole = total(found).set_index("age")
    assert (whole.profit[5], whole.members[5], whole.cohorts[5]) == (0, 3, 1)


def test_the_interval_of_a_full_year_is_the_members_spread() -> None:
    day = date(2026, 4, 30)
    house = company(*(month(2025, at, "acquisition", 900) for at in range(1, 13)))
    found = curves(house, Scope(day), Assumptions(gross_margin=0.5))
    row = found[(found.cohort == date(2025, 1, 1)) & (found.age == 12)].iloc[0]
    lived = [100 * 12 * 0.5, 200 * 12 * 0.5, 300 * 4 * 0.5]
    assert row.margin == pytest.approx(sum(lived) / 3)
    reach = 1.96 * stdev(lived) / math.sqrt(3)
    assert (row.profit_low, row.profit_high) == pytest.approx((row.profit - reach, row.profit + reach))
    assert found[(found.age % 12 != 0) | (found.age == 0)].profit_low.isna().all()


def test_without_costs_of_each_month_a_cohort_has_no_profit() -> None:
    house = company(*(month(2025, at, "acquisition", 900) for at in (1, 2)))
    found = curves(house, Scope(DAY), Assumptions(gross_margin=1.0))
    assert set(found.reason) == {"costs_short"}
    assert paid_back(found).months.isna().all()
    assert total(found).empty
    assumed = curves(house, Scope(DAY), Assumptions(gross_margin=1.0, cac=300.0))
    assert dict(paid_back(assumed)[["cohort", "months"]].to_numpy())[date(2025, 1, 1)] == 2
    assert set(curves(house, Scope(DAY)).reason) <= {"no_margin", "costs_short"}
    assert set(curves(company(), Scope(DAY), Assumptions(1.0)).reason) == {"no_costs"}


def test_a_loss_on_every_sale_never_pays_back_and_nobody_has_no_curve() -> None:
    house = company(*year("acquisition", 10))
    found = curves(house, Scope(DAY), Assumptions(gross_margin=-0.5))
    assert paid_back(found).months.isna().all()
    assert (found.profit.dropna().astype(float) < 0).all()
    assert curves(house, Scope(date(2022, 1, 1))).empty
    assert curves(house, Scope(DAY, where=(("product", ("P",)),))).attrs["reason"] == "lines"


def test_the_demos_curves_are_the_cohorts_arr(default_company: Warehouse) -> None:
    """The margin at twelve months is that of the cohort page's own ARR, and lies within its interval."""
    found, seen = curves(default_company, Scope(END)), cohorts(default_company, Scope(END))
    assert set(found.reason.dropna()) <= {"running", "costs_short"}
    rate, checked = found.attrs["gross_margin"], 0
    for row in found[found.age == 12].itertuples():
        part = seen[(seen.cohort == row.cohort) & (seen.age < 12)]
        assert row.margin == pytest.approx(part["arr"].sum() / 12 * rate / row.members)
        if row.profit is not None:
            assert row.profit_low < row.profit < row.profit_high
            checked += 1
    assert checked > 6
    back = paid_back(found)
    assert back.months.notna().sum() > 3
    assert back.months.dropna().astype(int).between(3, 40).all()


def test_new_kept_and_added_by_hand() -> None:
    """Base 100 + 200; one grows by 120 a year, one shrinks to half; one is new at 360."""
    rows = [line("A", "2023-01-01", None, "100"), line("A", "2025-06-01", None, "10"),
            line("B", "2023-01-01", "2025-06-01", "200"), line("B", "2025-06-01", None, "100"),
            line("N", "2025-03-01", None, "30")]
    booked = [*year("acquisition", 10), *year("retention", 20), *year("expansion", 1), *year("delivery", 1)]
    house = replay.warehouse(tables(*rows, cost_month=booked), 0)
    found = increment(house, Scope(DAY), Assumptions(gross_margin=0.5)).set_index("part")
    assert list(found["arr"]) == [360, 2400, 120]
    assert list(found.profit) == [180 - 120, 1200 - 240, 60 - 12]
    assert found.per_cost["new"] == 3
    kept, base = [1200, 1200], [1200, 2400]
    share = sum(kept) / sum(base)
    reach = 1.96 * math.sqrt(2 * sum((k - share * b) ** 2 for k, b in zip(kept, base, strict=True)))
    assert found.arr_high["retained"] == pytest.approx(2400 + reach)
    assert found.arr_high["new"] == pytest.approx(360 + 1.96 * 360)
    assert found.profit_low["new"] == pytest.approx(-120)


@pytest.mark.parametrize(("day", "assumed", "reasons"), [
    (DAY, Assumptions(), {"no_margin"}), (DAY, Assumptions(0.5), {"no_costs"}),
    (date(2023, 6, 30), Assumptions(0.5), {"short_history"})])
def test_what_is_left_is_unknown_with_its_reason(day: date, assumed: Assumptions, reasons: set[str]) -> None:
    found = increment(company(), Scope(day), assumed)
    assert found.profit.isna().all()
    assert set(found.reason) == reasons
    assert not any(isinstance(value, float) and math.isinf(value) for value in found.to_numpy().ravel())


@pytest.mark.thorough
def test_the_formulas_lifetime_is_that_of_customers_who_are_alike() -> None:
    """Simulated to their end: where all leave at one rate the formula is right for who begins, within a tenth; where
    they differ it is too short (docs/demo-company.md says by how much).
    """
    alike, calm = (lifetimes.world(truth, 1, 1500, 52 * 40) for truth in (lifetimes.ALIKE, lifetimes.CALM))
    assert alike["formula"] == pytest.approx(alike["new"], rel=0.1)
    assert calm["against_new"] < -0.3
