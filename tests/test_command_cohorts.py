"""`python -m queries cohorts | survival`: the page's figures in JSON, with nulls and reasons where nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import open_warehouse
from queries import cohorts, survival
from queries.__main__ import main
from queries.dimensions import build_info
from queries.scope import Scope

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> dict[str, Any]:
        assert main([*words, "--format", "json"]) == 0
        answer = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        assert isinstance(answer, dict)
        return answer

    return asked


def test_cohorts_end_with_all_of_them_together(ask: Ask) -> None:
    answer = ask("cohorts", "--period", "quarter", "--unit", "contract")
    cells = [row for row in answer["rows"] if row["cohort"]]
    together = {row["age"]: row for row in answer["rows"] if row["cohort"] is None}
    assert {tuple(row) for row in answer["rows"]} == {cohorts.COLUMNS}
    for age, whole in together.items():
        same = [row for row in cells if row["age"] == age]
        assert whole["members"] == sum(row["members"] for row in same)
        assert whole["nrr"] == pytest.approx(sum(row["arr"] for row in same) / sum(row["base"] for row in same))
    assert answer["left_out"] > 0
    assert answer["first_day"] == build_info(open_warehouse()).first_day.isoformat()


def test_the_command_says_what_the_page_is_told(ask: Ask) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of).with_filter("segment", "SMB")
    cut = survival.default_cut(build_info(warehouse), scope.as_of)
    answer = ask("survival", "--where", "segment=SMB", "--cut", cut.isoformat())
    said = survival.verdict(warehouse, scope, cut)
    assert answer["verdict"]["difference"] == said.difference
    assert answer["verdict"]["cut"] == cut.isoformat()
    assert {row["side"] for row in answer["rows"]} == {"older", "newer"}
    assert sum(row["entered"] for row in answer["rows"]) == answer["units"] - answer["no_time"]


def test_before_the_data_nothing_is_made_up(ask: Ask) -> None:
    day = str(build_info(open_warehouse()).first_day - timedelta(days=30))
    assert ask("cohorts", "--as-of", day)["rows"] == []
    answer = ask("survival", "--as-of", day, "--cut", day)
    assert (answer["rows"], answer["units"]) == ([], 0)
    assert answer["verdict"]["reason"] == "no_older"
    assert {answer["verdict"][key] for key in ("older", "newer", "difference", "p", "hazard_ratio")} == {None}


@pytest.mark.parametrize(("words", "named"), [
    (["cohorts", "--by", "segment"], "--where"), (["cohorts", "--period", "week"], "quarter"),
    (["survival", "--by", "segment", "--cut", "2026-01-01"], "--cut"), (["survival", "--by", "segmnet"], "segment"),
])
def test_a_wrong_call_says_what_is_wrong(
    on_demo: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    try:
        status = main(words)
    except SystemExit as left:
        status = int(str(left.code))
    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    assert named in said.err


@pytest.mark.parametrize(("first", "as_of", "start", "cut"), [
    (date(2022, 11, 21), date(2026, 11, 22), 4, date(2025, 1, 1)),
    (date(2022, 11, 21), date(2026, 11, 22), 2, date(2024, 11, 1)),
    (date(2024, 11, 25), date(2026, 11, 22), 4, date(2025, 10, 1)),
    (date(2026, 11, 1), date(2026, 11, 8), 4, date(2026, 10, 1)),
])
def test_the_default_cut_is_a_fiscal_quarters_first_day(
    on_demo: Path, first: date, as_of: date, start: int, cut: date
) -> None:
    build = replace(build_info(open_warehouse()), first_day=first, fiscal_year_start=start)
    assert survival.default_cut(build, as_of) == cut
