"""Weights proposed from history: scikit-learn called directly, tried only on what came later, readable as a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from data.health.reading import DEFAULT, read
from queries import logistic
from queries.__main__ import main
from queries.landmarks import Test
from queries.reweight import model_on, next_version, reweight, split, statement
from queries.runner import run
from queries.scope import Scope
from tests.planted import Planted, planted
from tests.test_backtest import NOW

CAUSES = ("usage_trend", "pulse")
Ask = Callable[..., dict[str, Any]]


def some_components(seed: int = 1, n: int = 900) -> tuple[np.ndarray, np.ndarray]:
    """Four components: a cause, noise, one that goes the wrong way, one hardly ever known; a third unknown."""
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0, 100, (n, 4))
    left = (rng.uniform(size=n) < 1 / (1 + np.exp(1 + scores[:, 0] / 25 - scores[:, 2] / 40))).astype(np.int64)
    scores[rng.uniform(size=(n, 4)) < 0.3] = np.nan
    scores[rng.uniform(size=n) < 0.95, 3] = np.nan
    return scores, left


def test_the_fit_is_scikit_learns() -> None:
    scores, left = some_components()
    made = logistic.fit(scores, left)
    direct = make_pipeline(SimpleImputer(strategy="mean"), LogisticRegression(C=logistic.STRENGTH, tol=1e-9))
    direct.fit(scores[:, :3] / 100, left)
    assert made.coefficients[:3] == pytest.approx(direct[-1].coef_[0], abs=1e-6)
    assert np.isnan(made.coefficients[3])
    assert made.known == pytest.approx(np.isfinite(scores).mean(axis=0))


def test_what_speaks_for_leaving_gets_nothing_and_the_total_stays() -> None:
    present = np.array([40.0, 30.0, 20.0, 10.0])
    weights = logistic.proposed(present, logistic.fit(*some_components()).coefficients)
    assert weights is not None
    assert weights.sum() == pytest.approx(present.sum())
    assert weights[2] == 0
    assert weights[3] == 10
    assert weights[0] > weights[1]
    assert logistic.proposed(present, np.array([0.2, 0.0, np.nan, 1.0])) is None


def test_a_score_is_the_mean_of_the_known_by_weight() -> None:
    components = np.array([[50.0, 100.0], [np.nan, 100.0], [50.0, np.nan], [np.nan, np.nan]])
    found = logistic.scored(components, np.array([3.0, 1.0]), 0.5)
    assert found[[0, 2]].tolist() == [62.5, 50.0]
    assert np.isnan(found[[1, 3]]).all()


@given(st.lists(st.floats(0.01, 3), min_size=3, max_size=3))
def test_half_of_the_weight_is_half_however_it_was_shared(slopes: list[float]) -> None:
    """Learned weights add up to the present ones but for a bit: what was scored before still is."""
    present = np.array([25.0, 15.0, 10.0, 50.0])
    weights = logistic.proposed(present, -np.array([*slopes, np.nan]))
    assert weights is not None
    assert np.isfinite(logistic.scored(np.array([[50.0, 60.0, 70.0, np.nan]]), weights, 0.5)).all()


def test_learned_landmarks_are_over_before_the_tried_ones_begin() -> None:
    days = [date(2024, 3, 31) + timedelta(weeks=13 * number) for number in range(9)]
    assert split(days, 90) == (tuple(days[:6]), tuple(days[6:]))
    assert split(days, 180) == (tuple(days[:5]), tuple(days[6:]))
    assert split(days[:1], 90)[0] == ()
    assert split([], 90) == ((), ())


@pytest.fixture(scope="module")
def company() -> Planted:
    """Components by lot; two of them are lower where the customer leaves within 90 days."""
    made = planted(21, 200)
    cases = made.cases(NOW, Test(every="month"))
    leaving = [(case.customer, (case.day - date(1970, 1, 1)).days) for case in cases if case.event]
    with duckdb.connect(str(made.warehouse.engine.url.database)) as connection:
        gone = pd.DataFrame(leaving, columns=["customer_id", "week_day"])
        connection.register("gone", gone)
        connection.execute("select setseed(0.3)")
        parts = ", ".join(f"c_{key} = case when random() < 0.9 then 100 * random() end"
                          for key in ("usage_depth", "usage_breadth", "features", "contact", *CAUSES))
        connection.execute(f"update marts.health set {parts}")
        down = ", ".join(f"c_{key} = c_{key} / 3" for key in CAUSES)
        connection.execute(f"update marts.health set {down} where (customer_key, week_day) in (select customer_key,"
                           " week_day from gone join marts.customer using (customer_id))")
    return made


def test_the_causes_are_found_and_tried_out_of_time(company: Planted) -> None:
    test = Test(every="month")
    found = reweight(company.warehouse, Scope(NOW), test)
    trial, weights = found.attrs["trial"], found.set_index("component")
    assert trial.reason is None
    assert max(trial.learned) + timedelta(days=90) <= min(trial.tried)
    assert set(weights.proposed.nlargest(2).index) == set(CAUSES)
    assert weights.proposed.sum() == pytest.approx(weights.present.sum())
    assert trial.better
    assert trial.proposed_low <= trial.proposed_auc <= trial.proposed_high


def test_the_trial_is_scikit_learns_auc(company: Planted) -> None:
    test, scope = Test(every="month"), Scope(NOW)
    found = reweight(company.warehouse, scope, test)
    trial, model = found.attrs["trial"], model_on(company.warehouse, NOW)
    assert model is not None
    columns = [f"c_{key}" for key in found.component]
    rows = run(company.warehouse, statement(scope, test, trial.tried, columns, 1))
    components = rows[columns].apply(pd.to_numeric).to_numpy(float, na_value=np.nan)
    now, then = (logistic.scored(components, found[name].to_numpy(float), model["least_known"])
                 for name in ("present", "proposed"))
    both = np.isfinite(now) & np.isfinite(then)
    assert (trial.n, trial.events) == (both.sum(), rows.event[both].sum())
    assert trial.present_auc == pytest.approx(roc_auc_score(rows.event[both], -now[both]), abs=1e-12)
    assert trial.proposed_auc == pytest.approx(roc_auc_score(rows.event[both], -then[both]), abs=1e-12)


def test_the_proposal_is_a_next_version_that_the_model_file_takes(company: Planted, tmp_path: Path) -> None:
    found = reweight(company.warehouse, Scope(NOW), Test(every="month"))
    made = next_version(company.warehouse, Scope(date(2027, 1, 31)), found)
    file = tmp_path / "health.toml"
    file.write_text(f"{DEFAULT.read_text(encoding='utf-8')}\n{made}", encoding="utf-8")
    old, new = read(file)
    assert (new.version, new.from_on.weekday()) == (old.version + 1, 0)
    assert new.from_on > NOW
    assert replace(new, version=old.version, from_on=old.from_on, components=old.components) == old
    points = {each.key: (each.points, each.segment) for each in old.components}
    proposed = found.set_index("component").proposed
    for each in new.components:
        assert (each.points, each.segment) == points[each.key]
        assert each.weight == pytest.approx(proposed[each.key], abs=0.051)
    assert len(new.components) == (proposed.round(1) > 0).sum()


def test_a_fresh_company_has_nothing_to_learn_from() -> None:
    made = planted(2, 6)
    found = reweight(made.warehouse, Scope(NOW))
    assert found.attrs["trial"].reason == "few_events"
    assert found.proposed.isna().all()
    assert reweight(made.warehouse, Scope(date(2023, 10, 31))).attrs["trial"].reason in ("too_young", "no_scores")


@pytest.fixture
def answers(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> dict[str, Any]:
        assert main(["backtest", *words, "--format", "json"]) == 0
        answer = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        assert isinstance(answer, dict)
        return answer

    return asked


def test_the_command_has_its_keys(answers: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    asked = answers
    (row,) = asked("--as-of", "2026-11-22")["rows"]
    assert {"auc", "auc_low", "auc_high", "n", "events", "baseline", "baseline_auc"} <= row.keys()
    assert {each["band"] for each in asked("--view", "bands")["rows"]} == {"green", "yellow", "red", "unknown"}
    assert [each["baseline"] for each in asked("--view", "baselines", "--days", "180")["rows"]] == ["usage", "pulse"]
    assert asked("--view", "calibration", "--outcome", "lost20")["outcome"] == "lost20"
    assert asked("--view", "weights")["trial"].keys() >= {"present_auc", "proposed_auc", "better"}
    assert {each["segment"] for each in asked("--by", "segment")["rows"]} >= {"SMB", "Enterprise"}
    assert main(["backtest", "--where", "product=Core"]) == 2
    assert main(["backtest", "--view", "weights", "--by", "segment"]) == 2
    assert "not split" in capsys.readouterr().err
