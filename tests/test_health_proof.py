"""The proof on the health page: honest claims, in both languages, from what the backtest found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from components import i18n
from components.health import proof_rows, proof_words
from components.i18n import Language
from queries.reweight import Trial
from tests.conftest import Board
from tests.test_charts import check

DAYS = (date(2025, 12, 28), date(2026, 3, 29))
FOUND: dict[str, Any] = {
    "auc": 0.78, "auc_low": 0.72, "auc_high": 0.83, "n": 900, "events": 77, "unscored": 12, "unscored_events": 1,
    "baseline": "usage", "baseline_auc": 0.71, "joint_auc": 0.78, "difference": 0.07, "difference_low": 0.03,
    "difference_high": 0.11, "reason": None, "landmarks": DAYS,
}
TOLD = Trial(None, DAYS[:1], DAYS[1:], 400, 40, 500, 37, 1, 0.7, 0.6, 0.8, 0.75, 0.65, 0.85, 0.05, -0.01, 0.11)
CASES = {
    "better": {}, "same": {"difference_low": -0.01}, "worse": {"difference_high": -0.01, "difference_low": -0.2},
    "alone": {"baseline": None, "baseline_auc": None, "difference": None, "difference_low": None,
              "difference_high": None},
    "chance": {"auc": 0.55, "auc_low": 0.49}, "few_events": {"reason": "few_events", "auc": None, "events": 9},
    "few_stayers": {"reason": "few_stayers", "auc": None}, "no_scores": {"reason": "no_scores", "auc": None},
    "too_young": {"reason": "too_young", "auc": None},
}
WIDEST = {"ja": 42, "en": 90}


@pytest.fixture(params=i18n.LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    i18n.use(request.param)
    spoken: Language = request.param
    return spoken


def width(words: str, language: Language) -> float:
    """Full-width characters in Japanese, characters in English."""
    return sum(1 if ord(c) > 0x2FF else 0.5 for c in words) if language == "ja" else len(words)


@pytest.mark.parametrize(("said", "changed"), CASES.items(), ids=CASES)
def test_the_title_says_what_was_found(said: str, changed: dict[str, Any], language: Language) -> None:
    found = FOUND | changed
    assert proof_words.verdict(found) == said
    title = proof_words.title(found)
    assert width(title, language) <= WIDEST[language], title
    assert ("0.78" in title) == (said in ("better", "same", "worse", "alone"))
    assert "nan" not in (title + proof_words.base(found)).lower()


def test_without_landmarks_the_base_says_what_would_be_compared(language: Language) -> None:
    assert proof_words.base(FOUND | {"landmarks": ()}) == i18n.t("proof.base.none")


def bands(red: float, n: int = 50) -> pd.DataFrame:
    rates = {"green": 0.98, "yellow": 0.95, "red": red, "unknown": float("nan")}
    return pd.DataFrame({"band": list(rates), "n": [800, 200, n, 0], "events": [16, 10, 5, 0],
                         "retention": list(rates.values()), "low": [0.97, 0.9, red - 0.1, float("nan")],
                         "high": [0.99, 0.97, min(red + 0.1, 1), float("nan")]})


def test_bands_upside_down_are_said_to_be(language: Language) -> None:
    said = {red: proof_words.bands_title(bands(red)) for red in (0.8, 0.99)}
    assert said[0.8] == i18n.t("proof.bands.title", green="98.0%", low=i18n.t("health.band.red"), rate="80.0%")
    assert said[0.99] == i18n.t("proof.bands.upside_down", green="98.0%", low=i18n.t("health.band.red"), rate="99.0%")
    assert "95.0%" in proof_words.bands_title(bands(0.8, 0))


@pytest.mark.parametrize("red", [0.3, 0.99])
def test_the_charts_are_drawn_in_both_modes(red: float, language: Language) -> None:
    tenths = pd.DataFrame({"score": [30.0, 60.0], "left_share": [0.1, 0.02], "low": [0.05, 0.01], "high": [0.2, 0.05],
                           "n": [100, 100], "events": [10, 2]})
    few = {"baseline": "pulse", "n": 30, "auc": None, "reason": "few_events"}
    lift = pd.DataFrame([{**FOUND, "baseline_low": 0.66, "baseline_high": 0.76}, few])
    for mode in ("light", "dark"):
        check(proof_rows.bands(bands(red, 5), mode))
        check(proof_rows.tenths(tenths, mode))
        check(proof_rows.lift(lift, mode))


def test_other_weights_are_called_better_only_beyond_chance(language: Language) -> None:
    assert proof_words.weights_title(TOLD).startswith(i18n.t("proof.weights.same", proposed="0.75", present="0.70",
                                                             gap="+0.05", low=proof_words.gap(-0.01), high="+0.11"))
    sure = Trial(**{**vars(TOLD), "difference_low": 0.01})
    assert sure.better
    assert proof_words.weights_title(sure) == i18n.t("proof.weights.better", proposed="0.75", present="0.70")
    worse = Trial(**{**vars(TOLD), "difference": -0.2, "difference_high": -0.1, "difference_low": -0.3})
    assert not worse.better
    for reason in ("no_scores", "too_young", "no_model", "one_landmark", "few_events", "no_signal"):
        assert proof_words.weights_title(Trial(reason))


def test_the_page_ends_with_the_proof(board: Board, language: Language) -> None:
    app = board(language, "pages/health.py")
    assert not app.exception
    drawn = " ".join(str(block.proto.body) for block in app.get("html"))
    assert i18n.text(language, "proof.base.cause") in drawn
    refused = board(language, "pages/health.py", product="Core")
    assert not refused.exception
