"""Every metric is in docs/metrics.md with a worked case; tests/test_docs_commands.py asks the product for the same."""

from __future__ import annotations

import pytest

from components.i18n import LANGUAGES
from queries.metrics import METRICS
from tests.conftest import ROOT
from tests.documented import worked


def test_every_metric_has_a_worked_case() -> None:
    assert set(worked.WORKINGS) == set(METRICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_is_in_the_definitions(language: str) -> None:
    ending = ".md" if language == "en" else f".{language}.md"
    text = (ROOT / "docs" / f"metrics{ending}").read_text(encoding="utf-8")
    assert [key for key in METRICS if f"{{ #{key} }}" not in text] == []


def test_a_working_reads_as_arithmetic() -> None:
    assert worked.shown("nrr") == "(26.46 − 5.76 − 0.66 + 1.68) ÷ 26.46"
    assert worked.shown("logo_churn") == "1 − (14 − 3) ÷ 14"
