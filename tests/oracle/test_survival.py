"""The oracle's survival against lifelines, published cases and by hand."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.exceptions import StatError
from lifelines.statistics import logrank_test

from queries.oracle.survival import Stay, counts, curve, estimate, log_rank, sides, stays
from tests.oracle.examples import company, day, line

DAY = date(2025, 1, 1)
GEHAN = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
TREATED = [Stay(DAY, 0, months, True) for months in (6, 6, 6, 7, 10, 13, 16, 22, 23)]
TREATED += [Stay(DAY, 0, months, False) for months in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [Stay(DAY, 0, months, True)
           for months in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def fitted(group: list[Stay], late: bool) -> KaplanMeierFitter:
    entry = {"entry": [one.entry for one in group]} if late else {}
    return KaplanMeierFitter().fit([one.duration for one in group], [one.event for one in group], **entry)


def random_group(rng: random.Random, late: bool) -> list[Stay]:
    ages = [rng.choice([0, 0, 0, rng.randrange(8)]) if late else 0 for _ in range(rng.randrange(1, 40))]
    return [Stay(DAY, age, age + rng.choice([0, 1, 2, 3, 5, 8, 13]), rng.random() < 0.6) for age in ages]


@pytest.mark.parametrize("late", [False, True])
def test_the_oracle_is_lifelines(late: bool) -> None:
    """Curve and interval; with late entry of those at risk at any age (lifelines kills the others unseen)."""
    compared = 0
    for seed in range(150):
        group = [one for one in random_group(random.Random(seed), late) if one.at_risk]
        rows = estimate(counts(group))
        try:
            theirs = fitted(group, late)
        except (StatError, ValueError):
            continue  # nobody at risk early on: lifelines refuses
        compared += 1
        rows = [row for row in rows if row["survival"] is not None]
        ages = [row["age"] for row in rows]
        curve_there = np.nan_to_num(theirs.survival_function_at_times(ages).to_numpy(), nan=1.0)
        assert [float(row["survival"]) for row in rows] == pytest.approx(curve_there.tolist(), abs=1e-12)
        bounds = theirs.confidence_interval_.reindex(ages, method="ffill").to_numpy()
        for row, (low, high) in zip(rows, bounds, strict=True):
            if row["low"] is not None:
                assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-9)
    assert compared > 120


def test_what_lifelines_does_at_the_edges() -> None:
    """At risk at k: entered before k. The first row takes its entrants in before its deaths: month 0 counts."""
    def there(entry: list[int], duration: list[int], event: list[int]) -> list[float]:
        fit = KaplanMeierFitter().fit(duration, event, entry=entry)
        return [float(value) for value in fit.survival_function_["KM_estimate"]]

    assert there([0, 0, 0], [0, 1, 2], [1, 1, 0]) == pytest.approx([2 / 3, 1 / 3, 1 / 3]), "lost in month 0"
    # Entry 2, one death at 2: of two, not of three.
    assert there([0, 0, 0, 2], [1, 2, 3, 3], [0, 1, 1, 0]) == pytest.approx([1, 1, 1 / 2, 1 / 4])
    # Entered and lost at 2: a death among those who were there without it, which no population has. Left out here.
    assert there([0, 0, 0, 2], [1, 2, 3, 2], [0, 1, 1, 1]) == pytest.approx([1, 1, 0, 0])
    seen = [Stay(DAY, 0, 1, False), Stay(DAY, 0, 2, True), Stay(DAY, 0, 3, True), Stay(DAY, 2, 2, True)]
    assert [float(row["survival"]) for row in estimate(counts(seen))] == [1, 1, 0.5, 0]
    assert [row["at_risk"] for row in counts(seen)] == [3, 3, 2, 1]


def test_the_oracles_log_rank_is_lifelines() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        one, other = random_group(rng, False), random_group(rng, False)
        mine = log_rank(counts(one), counts(other))
        theirs = logrank_test([s.duration for s in one], [s.duration for s in other], [s.event for s in one],
                              [s.event for s in other])
        if mine.chi2 is not None:
            assert float(mine.chi2) == pytest.approx(theirs.test_statistic, abs=1e-9)
            assert mine.p == pytest.approx(theirs.p_value, abs=1e-9)


def test_gehans_6mp() -> None:
    rows = {row["age"]: row for row in estimate(counts(TREATED))}
    assert {age: round(float(rows[age]["survival"]), 3) for age in GEHAN} == GEHAN
    assert len(rows) == 36
    # Published: 16.79 on one degree of freedom; 9 losses where 19.25 were expected, variance 6.2570.
    test = log_rank(counts(TREATED), counts(PLACEBO))
    assert (test.observed, float(test.expected), float(test.variance)) == pytest.approx((9, 19.2505, 6.2570), abs=5e-5)
    assert float(test.chi2 or 0) == pytest.approx(16.793, abs=5e-4)
    assert test.hazard is not None
    assert test.hazard[0] == pytest.approx(np.exp(-10.2505 / 6.2570), abs=1e-4)


def test_log_rank_with_late_entry_by_hand() -> None:
    """Ages 1 and 3: of 2 + 1 one of the first is lost; then, the late one there too, of 2 + 1 the other side's."""
    one = [Stay(DAY, 0, 1, True), Stay(DAY, 0, 4, False), Stay(DAY, 2, 5, False)]
    other = [Stay(DAY, 0, 3, True)]
    test = log_rank(counts(one), counts(other))
    assert (test.observed, test.expected, test.variance) == (1, Fraction(4, 3), Fraction(4, 9))


def test_ages_count_clamped_months_from_the_first_active_day() -> None:
    made = company(line("edge", "2023-01-01", None, "1"), line("a", "2025-01-31", "2025-02-28", "1"),
                   line("b", "2025-01-31", "2025-03-30", "1"), line("c", "2025-01-31", "2025-03-31", "1"))
    found, left_out = stays(made, day("2025-12-31"))
    assert [(one.duration, one.event) for one in found] == [(1, True), (1, True), (2, True)]
    assert left_out == 1


def test_historys_edge() -> None:
    """Signed before: enters at its age. On the day or (no truth in it) after it: begins there. Not known: left out."""
    signed = {"old": "2022-10-15", "same": "2023-01-01", "after": "2023-05-05", "unknown": None}
    customers = [{"customer_id": name, "signed_on": day(on) if on else None} for name, on in signed.items()]
    made = company(*[line(name, "2023-01-01", "2023-04-01", "1") for name in signed], customers=customers)
    found, left_out = stays(made, day("2023-06-30"))
    assert [(one.entry, one.duration, one.event) for one in found] == [(2, 5, True), (0, 3, True), (0, 3, True)]
    assert left_out == 1
    assert [row["at_risk"] for row in counts(found)] == [2, 2, 2, 3, 1, 1]


def test_what_is_later_than_the_date_does_not_exist() -> None:
    made = company(line("edge", "2022-01-01", None, "1"), line("a", "2023-01-01", "2024-01-01", "1"),
                   line("a", "2024-02-01", None, "1"), line("b", "2024-01-11", None, "1"))
    early, back = (stays(made, day(on))[0] for on in ("2024-01-10", "2024-02-10"))
    assert [(one.duration, one.event) for one in early] == [(12, True)], "the line to come is not known yet"
    assert [(one.duration, one.event) for one in back] == [(13, False), (0, False)]
    assert [len(side) for side in sides(back, day("2024-01-11"))] == [1, 1]


def test_a_free_line_keeps_nobody() -> None:
    made = company(line("edge", "2022-01-01", None, "1"), line("a", "2023-01-01", "2024-01-01", "1"),
                   line("a", "2023-06-01", None, "1", kind="free"))
    assert [(one.duration, one.event) for one in stays(made, day("2024-06-30"))[0]] == [(12, True)]


def test_nobody_one_and_everyone_at_once() -> None:
    assert curve(company(), DAY) == []
    edge = line("edge", "2022-01-01", None, "1")
    single = curve(company(edge, line("a", "2024-10-01", None, "1")), DAY)
    assert [(row["at_risk"], row["survival"], row["low"]) for row in single] == [(1, 1, 1)] * 4
    gone = curve(company(edge, *[line(name, "2024-10-01", "2024-12-01", "1") for name in "abc"]), DAY)
    assert [(row["at_risk"], row["events"], row["survival"], row["low"]) for row in gone] == [
        (3, 0, 1, 1), (3, 0, 1, 1), (3, 3, 0, None)]
