"""Proposed weights a second way: the most likely slopes, the trial pair by pair; a wrong one is named."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from data.warehouse import open_itself
from queries import landmarks, logistic, reweight
from queries.oracle.compared import slopes
from queries.oracle.proof import cases
from queries.oracle.weights import shared, split
from queries.reconcile.pair import Pair
from queries.reconcile.ways import proof_weights as way
from queries.reconcile.ways.health import scores
from tests.test_reconcile import asked_of
from tests.test_reweight import some_components


def test_the_fit_is_the_most_likely_one() -> None:
    components, left = some_components()
    filled = logistic.impute(components)[:, :3] / 100
    found = logistic.fit(components, left).coefficients
    assert found[:3] == pytest.approx(slopes(filled.tolist(), left.tolist()), abs=1e-8)
    present = {name: Fraction(5) for name in "abcd"}
    assert shared(present, {**dict(zip("abcd", map(float, found), strict=True)), "d": None})["d"] == 5


def test_a_score_at_a_tie_is_rounded_as_the_pages_round_it() -> None:
    """(50 + 52.5) / 2 = 51.25, which every page shows as 51.3."""
    found = logistic.scored(np.array([[50.0, 52.5], [50.0, 51.5]]), np.array([0.1, 0.1]), 0.5)
    assert found.tolist() == [51.3, 50.8]


def test_what_is_learned_from_is_over_before_what_is_tried() -> None:
    days = [date(2024, 3, 31) + timedelta(weeks=13 * number) for number in range(7)]
    for count in range(8):
        for after in (90, 180):
            assert tuple(map(tuple, split(days[:count], after))) == reweight.split(days[:count], after)


def test_a_company_too_small_to_try_them_says_so_twice(on_demo: Path) -> None:
    asked = asked_of(open_itself())
    days, _ = landmarks.landmarks(asked.warehouse, asked.scope, landmarks.USUAL)
    every = cases(scores(asked), days, landmarks.USUAL.days, ())
    assert [pair for pair in way.pairs(asked, days, every) if not pair.equal] == []


def test_wrong_weights_and_a_wrong_trial_are_named(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(open_itself())
    test = landmarks.Test(outcome="lost20", every="month")
    days, _ = landmarks.landmarks(asked.warehouse, asked.scope, test)
    every = cases(scores(asked), days, test.days, (), lost=True)

    def differ() -> list[Pair]:
        return [pair for pair in way.pairs(asked, days, every, test) if not pair.equal]

    told = {pair.check: pair for pair in way.pairs(asked, days, every, test) if pair.ours is not None}
    assert differ() == []
    assert set(told) == {"proof.weights", "proof.trial"}
    right = logistic.fit
    monkeypatch.setattr(logistic, "fit", lambda components, left: right(components, 1 - left))
    assert "proof.weights" in {pair.check for pair in differ()}
    monkeypatch.setattr(logistic, "fit", right)
    monkeypatch.setattr(reweight, "auc", lambda leavers, stayers: 0.5)
    assert {pair.check for pair in differ()} == {"proof.trial"}
