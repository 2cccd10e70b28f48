"""Targets and landing on the weekly page: with the demo's targets, without any, with a bad file, under a filter."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from components import i18n
from components.i18n import LANGUAGES, Language, text
from components.plan import tables, words
from queries import plan
from tests.conftest import Board
from tests.test_weekly import shown

GOOD = '[[target]]\nkpi = "grr"\nquarter = "{}"\nvalue = 0.92\n'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demos_targets_are_held_against_the_quarter(board: Board, language: Language) -> None:
    app = board(language)
    assert not app.exception
    said = shown(app)
    for key in ("metric.landing.short", "plan.column.verdict", "plan.parts", "plan.rule"):
        assert text(language, key) in said
    assert text(language, "chart.target", value="92%") in said
    assert text(language, "plan.none.title") not in said


def test_without_targets_the_landing_stands(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_TARGETS", str(tmp_path / "targets.toml"))
    app = board("ja")
    assert not app.exception
    said = shown(app)
    assert text("ja", "plan.none.title") in said
    assert text("ja", "metric.landing.short") in said
    assert text("ja", "plan.expected.met") not in said


def test_a_bad_file_is_said_once_and_the_page_stands(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = tmp_path / "targets.toml"
    at.write_text(GOOD.format("2026Q9"), encoding="utf-8")
    monkeypatch.setenv("TENURE_TARGETS", str(at))
    app = board("en")
    assert not app.exception
    said = shown(app)
    assert said.count("targets.toml:3: target 1: quarter: '2026Q9' is no fiscal quarter") == 1
    assert text("en", "metric.event.name") in said


@pytest.mark.parametrize(("params", "key"), [({"segment": "Enterprise"}, "filter"), ({"unit": "contract"}, "unit")])
def test_targets_of_the_company_are_not_those_of_a_part(board: Board, params: dict[str, str], key: str) -> None:
    app = board("ja", **params)
    assert not app.exception
    assert text("ja", f"plan.none.{key}") in shown(app)


def test_the_rule_of_a_status() -> None:
    assert plan.status("grr", 0.92, 0.92) == "met"
    assert plan.status("grr", 0.92, 0.91) == "near"
    assert plan.status("grr", 0.92, 0.9099) == "missed"
    assert plan.status("arr", 100.0, 99.0) == "near"
    assert plan.status("arr", 100.0, 98.9) == "missed"
    assert plan.status("net_new", -100.0, -110.0) == "near"
    assert plan.status("grr", math.nan, 0.9) == "none"
    assert plan.status("grr", 0.9, math.nan) == "unknown"


def test_quarters_in_words() -> None:
    i18n.use("ja")
    assert words.quarter("2026Q3", 4) == "2026年度 第3四半期(10〜12月)"
    i18n.use("en")
    assert words.quarter("2026Q4", 4) == "FY2026 Q4 (Jan–Mar 2027)"


def test_a_figure_that_is_unknown_has_no_bar_and_its_reason() -> None:
    i18n.use("ja")
    assert "width:0.0%" in tables.bar(math.nan, 0.9)
    assert tables.bar(math.nan, -1.0) == ""
    rows = pd.DataFrame([{"kpi": "nrr", "reason": "no_base", "quarters": 0}, {"kpi": "arr", "reason": None,
                                                                             "quarters": 8}])
    assert [line for line in tables.reasons(rows, "customer") if "NRR" in line]
