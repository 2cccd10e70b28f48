"""A loaded company is scored as the oracle says, and no past score changes unsaid: versions, refusals, --rescore."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.__main__ import main
from data.days import day_number
from data.health.reading import DEFAULT, ModelRefused, read
from data.health.record import BEFORE, refuse_rewriting
from data.warehouse import current_version, open_warehouse
from queries.oracle.health import Assumed, Scores
from queries.oracle.health_model import read_versions
from queries.oracle.labels import Tables
from tests.agreement.files import write_csv
from tests.agreement.questions import subject
from tests.health_companies import health_company
from tests.health_replay import USUAL, Both
from tests.health_rows import faults
from tests.loading import refused, write

TEXT = DEFAULT.read_text(encoding="utf-8")
LATER = date(2025, 6, 2)
OTHER = TEXT.replace("version = 1", "version = 2").replace("weight = 25", "weight = 5").replace(
    "settle_weeks = 6", "settle_weeks = 2").replace("green = [70, 100]", "green = [60, 100]").replace(
    "yellow = [40, 70]", "yellow = [40, 60]")


def second(from_on: date, text: str = OTHER) -> str:
    return text.replace("from_on = 2000-01-03", f"from_on = {from_on}")


def company() -> Tables:
    """One with every source, segments, seats and weekly reports."""
    tables = health_company(random.Random(8), 26)
    assert USUAL.sources <= {name for name, rows in tables.items() if rows}
    assert {"segment", "touch_model"} <= tables["customer"][0].keys()
    return tables


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tables]:
    """A home with the company, loaded and built by the model that comes with Tenure."""
    tables, home = company(), tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("given") / "files"
    write_csv(tables, folder)
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, home)
        assert main(["load", str(folder)]) == 0
    return home, tables


def settle(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.setenv("TENURE_HOME", str(home))
    for name in ("TENURE_WAREHOUSE_URL", "TENURE_HEALTH", "TENURE_TIME_ZONE"):
        patch.delenv(name, raising=False)


@pytest.fixture
def home(loaded: tuple[Path, Tables], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that home."""
    shutil.copytree(loaded[0], tmp_path / "home")
    settle(monkeypatch, tmp_path / "home")
    return tmp_path / "home"


def stored() -> list[Any]:
    """The rows of the mart in use."""
    with open_warehouse().engine.connect() as connection:
        return list(connection.exec_driver_sql("select * from marts.health order by all").fetchall())


def seen(tables: Tables, model: Path) -> tuple[Both, date, date]:
    """The company in use beside its oracle, and the first and the last Sunday that are scored."""
    features = sorted({row["feature"] for row in tables["usage_week"]})
    asked = subject({name: rows for name, rows in tables.items() if name not in USUAL.sources})
    scores = Scores(tables, asked.company, read_versions(model), Assumed(tuple(features)))
    both = Both(asked, open_warehouse(), scores)
    days = [sunday for _, sunday in both.rows]
    return both, min(days), max(days)


def test_a_loaded_company_is_scored_as_the_oracle_says(home: Path, loaded: tuple[Path, Tables]) -> None:
    both, first, last = seen(loaded[1], DEFAULT)
    assert faults(both, first, last) == []
    assert {row["band"] for row in both.rows.values()} == {"green", "yellow", "red", "unknown"}


@pytest.mark.parametrize(("text", "rule", "said"), [
    (TEXT.replace("weight = 25", "weight = 24"), "rewritten", "was changed"),
    (TEXT.replace("yellow = [40, 70]", "yellow = [41, 70]").replace("red = [0, 40]", "red = [0, 41]"), "rewritten",
     "was changed"),
    (second(LATER), "rewritten", "is gone"),
    (f"{TEXT}\n{second(LATER)}", "reaches_back", "let it begin on a later Monday"),
    (TEXT.replace("weight = 25", "weight = -1"), "out_of_bounds", "weight"),
])
def test_a_build_that_would_change_past_scores_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], text: str, rule: str, said: str
) -> None:
    before, rows = current_version(), stored()
    (home / "health.toml").write_text(text, encoding="utf-8")
    assert main(["build"]) == 1
    told = capsys.readouterr().err
    assert told.count(f"[{rule}]") == 1 or said == "is gone"
    assert said in told
    assert "health.toml" in told
    assert "Traceback" not in told
    assert ("--rescore" in told) == (rule != "out_of_bounds")
    assert current_version() == before
    assert stored() == rows


def test_rescoring_says_so_and_an_older_version_keeps_its_weeks(home: Path, loaded: tuple[Path, Tables]) -> None:
    old = seen(loaded[1], DEFAULT)[0].rows
    (home / "health.toml").write_text(f"{TEXT}\n{second(LATER)}", encoding="utf-8")
    before = current_version()
    assert main(["build", "--rescore"]) == 0
    assert current_version() != before
    both, first, last = seen(loaded[1], home / "health.toml")
    assert faults(both, first, last) == []
    then = {key: row for key, row in both.rows.items() if key[1] < LATER}
    assert then == {key: row for key, row in old.items() if key[1] < LATER}
    assert then
    assert {row["model"] for key, row in both.rows.items() if key[1] > LATER} == {2}


def judge(tmp_path: Path, text: str, scored: date) -> None:
    """Holds a file to a version 1 that has scored weeks up to a day."""
    file = tmp_path / "health.toml"
    file.write_text(text, encoding="utf-8")
    with duckdb.connect() as draft:
        draft.execute("create schema meta")
        draft.execute(f"create table {BEFORE} as select 1 as version, ? as digest, {day_number(scored)} as last_day",
                      [read(DEFAULT)[0].digest()])
        refuse_rewriting(draft, read(file))


def test_a_version_may_begin_on_the_monday_after_the_last_scored_week(tmp_path: Path) -> None:
    sunday = LATER - timedelta(days=1)
    judge(tmp_path, TEXT, sunday)
    judge(tmp_path, f"{TEXT}\n{second(LATER)}", sunday)
    with pytest.raises(ModelRefused, match="weeks up to 2025-06-08 are scored"):
        judge(tmp_path, f"{TEXT}\n{second(LATER)}", sunday + timedelta(days=7))


def test_comments_and_order_of_keys_change_no_score(tmp_path: Path) -> None:
    text = "# ours\n" + TEXT.replace("weight = 8\npoints = [[1, 0]", "points = [[1, 0]", 1)
    judge(tmp_path, text.replace("[5, 100]]\n", "[5, 100]]\nweight = 8\n", 1), LATER)


@pytest.mark.parametrize(("score", "rule"), [
    ("100.01", "out_of_range"), ("-1", "out_of_range"), ("high", "not_a_number")])
def test_a_given_score_outside_0_to_100_is_refused_with_its_place(tmp_path: Path, score: str, rule: str) -> None:
    rows = f"customer_id,scored_on,component,score\nC1,2024-05-01,,70\nC2,2024-05-01,,{score}\n"
    found = refused(write(tmp_path / "files", {"health_score.csv": rows}), tmp_path)
    assert [(fault.table, fault.file, fault.line, fault.column, fault.value) for fault in found] == [
        ("health_score", "health_score.csv", 3, "score", score)]
    assert found[0].rule == rule
