"""The backtest against scikit-learn, statsmodels, a plain bootstrap and a naive recount, on random companies."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import proportion_confint

from queries.backtest import BANDS, backtest, bands, baselines, calibration, others
from queries.backtest_behind import leavers, sums
from queries.counted import FEW
from queries.discrimination import auc, resampled, wilson
from queries.landmarks import DAYS, Test, landmarks
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.agreement.questions import random_where
from tests.oracle.examples import line, tables
from tests.planted import Case, Planted, naive_interval, planted

NOW = date(2027, 6, 27)
TESTS = (Test(), Test(180, "lost20"), Test(30, "left", "month"), Test(90, "lost20", "month"))


@pytest.fixture(scope="module", params=[(3, 220, 1), (8, 160, -1)], ids=["tenths", "ties"])
def made(request: pytest.FixtureRequest) -> Planted:
    return planted(*request.param)


def sklearn_auc(cases: list[Case], of: str = "score") -> float:
    """That leavers stand lower is that the negative score stands higher."""
    return float(roc_auc_score([case.event for case in cases], [-getattr(case, of) for case in cases]))


def enough(cases: list[Case]) -> bool:
    events = sum(case.event for case in cases)
    return min(events, len(cases) - events) >= FEW


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40))
def test_auc_of_counts_is_scikit_learns(counts: list[tuple[int, int]]) -> None:
    """Leavers and stayers by step are two weighted rows a step; steps with none of either, and ties, count too."""
    left, stayed = (np.array(side) for side in zip(*counts, strict=True))
    mine = auc(left, stayed)
    if not left.sum() or not stayed.sum():
        assert mine is None
        return
    step = np.arange(len(counts))
    whole = np.concatenate([left, stayed])
    theirs = roc_auc_score(np.repeat([1, 0], len(counts)), -np.concatenate([step, step]), sample_weight=whole)
    assert mine == pytest.approx(theirs, abs=1e-12)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_is_statsmodels(events: int, more: int) -> None:
    n = events + more
    low, high = wilson([events], [n])
    assert (low[0], high[0]) == pytest.approx(proportion_confint(events, n, method="wilson"), abs=1e-12)
    assert np.isnan(wilson([0], [0])[0][0])


def test_the_same_draws_serve_every_measure() -> None:
    """So that a difference of two measures is taken within the same resampled customers."""
    rng = np.random.default_rng(5)
    left, stayed = rng.integers(0, 3, (40, 9)), rng.integers(0, 9, (40, 9))
    assert (resampled(left, stayed) == resampled(left, stayed)).all()
    assert resampled(left, stayed[:, ::-1]).std() > 0


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_auc_on_landmarks_is_scikit_learns(made: Planted, test: Test) -> None:
    cases = made.cases(NOW, test)
    known = [case for case in cases if case.score is not None]
    row = backtest(made.warehouse, Scope(NOW), test).iloc[0]
    assert (row.n, row.events) == (len(known), sum(case.event for case in known))
    assert row.unscored == len(cases) - len(known)
    assert row.unscored_events == sum(case.event for case in cases if case.score is None)
    assert enough(known), "the companies are chosen so that this can be judged"
    assert row.auc == pytest.approx(sklearn_auc(known), abs=1e-12)
    assert row.auc_low <= row.auc <= row.auc_high
    other = others(made.warehouse, Scope(NOW), (test,)).iloc[0]
    assert (other.n, other.events, other.auc) == (row.n, row.events, row.auc)


def test_the_interval_is_that_of_a_plain_bootstrap(made: Planted) -> None:
    row = backtest(made.warehouse, Scope(NOW), Test()).iloc[0]
    assert (row.auc_low, row.auc_high) == pytest.approx(naive_interval(made.cases(NOW, Test())), abs=0.02)


def test_baselines_are_compared_where_both_are_known(made: Planted) -> None:
    found = baselines(made.warehouse, Scope(NOW)).set_index("baseline")
    for name in ("usage", "pulse"):
        both = [case for case in made.cases(NOW, Test()) if case.score is not None and getattr(case, name) is not None]
        row = found.loc[name]
        assert (row.n, row.events) == (len(both), sum(case.event for case in both))
        assert row.auc == pytest.approx(sklearn_auc(both), abs=1e-12)
        assert row.baseline_auc == pytest.approx(sklearn_auc(both, name), abs=1e-3 if len(both) > 1000 else 1e-12)
        assert row.difference == pytest.approx(row.auc - row.baseline_auc)
        assert row.difference_low < row.difference < row.difference_high


def test_bands_are_counted_and_unknown_is_one_of_them(made: Planted) -> None:
    cases, found = made.cases(NOW, Test()), bands(made.warehouse, Scope(NOW))
    assert list(found.band) == list(BANDS)
    for row in found.itertuples():
        inside = [case for case in cases if case.band == row.band]
        assert (row.n, row.events) == (len(inside), sum(case.event for case in inside))
        assert row.arr == pytest.approx(sum(case.arr for case in inside) / 10**made.asked.company.digits)
        assert row.retention == pytest.approx(1 - row.events / row.n)


def test_tenths_hold_every_scored_case_and_keep_ties_together(made: Planted) -> None:
    known = [case for case in made.cases(NOW, Test()) if case.score is not None]
    found = calibration(made.warehouse, Scope(NOW))
    assert (found.n.sum(), found.events.sum()) == (len(known), sum(case.event for case in known))
    assert (found.score_low.to_numpy()[1:] > found.score_high.to_numpy()[:-1]).all()
    for row in found.itertuples():
        inside = [case for case in known if row.score_low <= float(case.score or 0) <= row.score_high]
        assert (row.n, row.events) == (len(inside), sum(case.event for case in inside))
        assert row.score == pytest.approx(np.mean([case.score for case in inside]))
    assert found.attrs["monotone"] == bool((np.diff(found.left_share) <= 0).all())


def test_labels_and_filters_are_those_of_the_landmark(made: Planted) -> None:
    rng = random.Random(4)
    keys = [key for key in made.asked.keys if key in ("segment", "region", "plan", "team_id")]
    for key in keys:
        where = random_where(made.asked, rng, [each for each in keys if each != key])
        cases = [case for case in made.cases(NOW, Test(), where) if case.score is not None]
        found = backtest(made.warehouse, Scope(NOW, where=where), Test(), key)
        label = made.asked.company.labels.on
        for row in found.to_dict("records"):
            inside = [case for case in cases if label(case.customer, key, case.day) == row[key]]
            assert (row["n"], row["events"]) == (len(inside), sum(case.event for case in inside)), (where, row)
            if enough(inside):
                assert row["auc"] == pytest.approx(sklearn_auc(inside), abs=1e-12)
            else:
                assert row["auc"] is None or np.isnan(row["auc"])
                assert row["reason"] in ("few_events", "few_stayers")
        assert found.n.sum() == len(cases)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_only_landmarks_whose_days_have_passed(made: Planted, data: st.DataObject) -> None:
    test = Test(data.draw(st.sampled_from(DAYS)), every=data.draw(st.sampled_from(("quarter", "month"))))
    as_of = NOW - timedelta(days=data.draw(st.integers(0, 1500)))
    cases = made.cases(as_of, test)
    row = backtest(made.warehouse, Scope(as_of), test).iloc[0]
    assert row.n + row.unscored == len(cases)
    days, reason = landmarks(made.warehouse, Scope(as_of), test)
    assert all(day + timedelta(days=test.days) <= as_of for day in days)
    assert (reason is None) == bool(days)
    assert days or row.reason == "too_young"


def test_what_no_score_can_answer_is_refused(made: Planted) -> None:
    for answer in (backtest, bands):
        with pytest.raises(ValueError, match="a customer's, not a line's"):
            answer(made.warehouse, Scope(NOW, where=(("product", ("Core",)),)))
        with pytest.raises(UnknownFilter):
            answer(made.warehouse, Scope(NOW), Test(), "no such key")
    with pytest.raises(ValueError, match="unknown days 91"):
        Test(91)


def company_with(*judged: tuple[str, float]) -> Any:
    """Forty customers, every other of which leaves in mid February 2026; a score of 50 in November, then of those who
    leave what was said of them on a day.
    """
    lines = [line(f"c{n:02}", "2025-01-01", "2026-02-14" if n % 2 else None, "100") for n in range(40)]
    said = [(n, "2025-11-01", 50.0) for n in range(40)]
    said += [(n, day, score) for day, score in judged for n in range(1, 40, 2)]
    pulses = [{"customer_id": f"c{n:02}", "csm_id": None, "recorded_on": date.fromisoformat(day),
               "rating": 1 + int(score // 25)} for n, day, score in said]
    scores = [{"customer_id": f"c{n:02}", "scored_on": date.fromisoformat(day), "score": score}
              for n, day, score in said]
    return tables(line("edge", "2023-12-01", None, "1"), *lines, pulse=pulses, health_score=scores)


def test_only_what_was_known_on_the_landmark() -> None:
    """What is said after the landmark, however right about who leaves, changes nothing; on the day itself it counts."""
    scope = Scope(date(2026, 6, 28))
    for later in ((), (("2025-12-29", 5.0),), (("2026-02-13", 0.0), ("2026-03-01", 0.0))):
        warehouse = replay.warehouse(company_with(*later), 0)
        row = baselines(warehouse, scope).set_index("baseline").loc["pulse"]
        assert (row.n, row.events, row.auc, row.baseline_auc) == (40, 20, 0.5, 0.5)
    known = replay.warehouse(company_with(("2025-12-28", 5.0)), 0)
    row = baselines(known, scope).set_index("baseline").loc["pulse"]
    assert (row.auc, row.baseline_auc, row.difference) == (1, 1, 0)


def test_too_few_leavers_are_no_figure() -> None:
    few = [line(f"c{n}", "2025-01-01", "2026-02-14" if n < 9 else None, "100") for n in range(30)]
    made = replay.warehouse(tables(line("edge", "2023-12-01", None, "1"), *few), 0)
    row = backtest(made, Scope(date(2026, 6, 28))).iloc[0]
    assert row.auc is None
    assert row.reason in ("few_events", "no_scores")
    assert backtest(made, Scope(date(2024, 1, 31))).iloc[0].reason in ("too_young", "no_scores")


def test_who_left_is_named_the_healthiest_first(made: Planted) -> None:
    cases = made.cases(NOW, Test())
    left = [case for case in cases if case.event]
    scores = sorted((-1.0 if case.score is None else case.score for case in left), reverse=True)
    found = leavers(made.warehouse, Scope(NOW), Test(), 10_000)
    assert sorted(zip(found.account_id, found.landmark, strict=True)) == sorted((c.customer, c.day) for c in left)
    assert found.score.fillna(-1).tolist() == scores
    known = [case for case in cases if case.score is not None]
    assert sums(made.warehouse, Scope(NOW)) == {
        "n": len(known), "events": sum(case.event for case in known), "unscored": len(cases) - len(known),
        "customers": len({case.customer for case in cases})}
