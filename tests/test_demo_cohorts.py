"""On the demo company, whose causes are known: A1 fires in the masked year alone; newer cohorts come out better.

docs/demo-company.md says by how much they do: its table is read here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from data.demo.engine import simulate
from data.demo.tables import of_run
from data.demo.truth import TRUTH, Truth
from data.warehouse import Warehouse
from queries.dimensions import build_info
from queries.oracle import Company, read_company
from queries.oracle import survival as oracle
from queries.retention import upsell_masks_churn
from queries.scope import Scope
from queries.survival import default_cut, verdict
from tests.conftest import END, ROOT

WEEK = timedelta(days=7)
NEWER = END - timedelta(days=6) + (TRUTH.newer_week + 1) * WEEK
BEFORE_THE_PEAK = END - TRUTH.mask_peak * WEEK
LARGE = 10_000
"""Half of what the page tells of: by chance a company this large is off by about √2 times as much."""


@pytest.fixture
def company(default_company: Warehouse) -> Warehouse:
    return default_company


def told(seen_from: str) -> list[tuple[float, float]]:
    """(points, standard deviation) of a row: newer less older, the same with nobody newer, the cause."""
    text = (ROOT / "docs" / "demo-company.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {seen_from} \|(.*)\|$", text, re.MULTILINE)
    assert row is not None
    return [(float(mean), float(spread)) for mean, spread in re.findall(r"(-?[\d.]+) ± ([\d.]+)", row[1])]


def last_sundays(warehouse: Warehouse) -> list[date]:
    """The last Sunday of each month up to the end."""
    weeks = [week for week in build_info(warehouse).weeks if week <= END]
    return [week for week in weeks if (week + WEEK).month != week.month]


def test_upsell_masks_churn_in_the_masked_year_and_in_no_other(company: Warehouse) -> None:
    found = {week: upsell_masks_churn(company, Scope(week)) for week in last_sundays(company)}
    judged = {week: a1.fires for week, a1 in found.items() if a1 is not None}
    masked = END - TRUTH.mask_year * WEEK
    assert sum(week <= masked for week in judged) >= 20, "nearly two other years are judged"
    assert not any(fires for week, fires in judged.items() if week <= masked)
    assert [week for week, fires in judged.items() if fires][-2:] == [date(2026, 9, 27), date(2026, 10, 25)]
    now = upsell_masks_churn(company, Scope(END))
    assert now is not None
    assert now.fires


def test_newer_cohorts_come_out_better(company: Warehouse) -> None:
    """At the week from which they are newer: the right sign, an interval that covers what was planted, no chance."""
    found = verdict(company, Scope(END), NEWER)
    planted = told("the last Sunday")[0][0] / 100
    assert found.difference is not None
    assert found.difference_low is not None
    assert found.difference_high is not None
    assert found.difference > 0
    assert found.difference_low < planted < found.difference_high
    assert found.p is not None
    assert found.p < 0.05
    assert found.hazard_low is not None
    assert found.hazard_high is not None
    assert found.hazard_low < 0.51 < found.hazard_high < 1


def test_newer_cohorts_come_out_better_at_the_boards_own_cut(company: Warehouse) -> None:
    found = verdict(company, Scope(END), default_cut(build_info(company), END))
    assert found.cut == date(2025, 1, 1)
    assert found.difference is not None
    assert found.difference_low is not None
    assert found.difference_high is not None
    assert found.difference > 0
    assert found.difference_low < 0.051 < found.difference_high


def test_the_verdict_is_the_oracles(company: Warehouse) -> None:
    assert points(TRUTH, END, 2000, 7) / 100 == pytest.approx(verdict(company, Scope(END), NEWER).difference, abs=1e-12)


@cache
def large_company(truth: Truth, customers: int, seed: int) -> Company:
    made = of_run(simulate(customers, 4, seed, END, truth))
    return read_company({name: made[name].to_pylist() for name in ("customer", "subscription", "fx_rate")})


def points(truth: Truth, seen_from: date, customers: int = LARGE, seed: int = 1) -> float:
    """Newer less older at 12 months, by the oracle."""
    stays, _ = oracle.stays(large_company(truth, customers, seed), seen_from)
    older, newer = (oracle.estimate(oracle.counts(side))[12]["survival"] for side in oracle.sides(stays, NEWER))
    return float(100 * (newer - older))


@pytest.mark.parametrize(("row", "seen_from"), [("the last Sunday", END), ("18 weeks before it", BEFORE_THE_PEAK)])
def test_the_page_says_what_was_planted(row: str, seen_from: date) -> None:
    """One company, with and without newer cohorts, is within three standard deviations of what the page tells."""
    with_it, without = points(TRUTH, seen_from), points(replace(TRUTH, newer_week=0), seen_from)
    for given, (mean, spread) in zip((with_it, without, with_it - without), told(row), strict=True):
        assert abs(given - mean) < 3 * 2**0.5 * spread, (row, given, mean)
    assert told(row)[0][0] - told(row)[1][0] == pytest.approx(told(row)[2][0], abs=0.11)
