"""`python -m queries health | migration`: keys, what they add up to, reasons where nothing is known, exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main as data_main
from data.warehouse import open_warehouse
from queries import health
from queries.__main__ import main
from queries.dimensions import build_info
from queries.scope import Scope
from tests.loading import write

Ask = Callable[..., dict[str, Any]]
BANDS = list(health.BANDS)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*words, "--format", "json"]) == 0
    said = capsys.readouterr()
    answer = json.loads(said.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert isinstance(answer, dict)
    return answer


@pytest.fixture
def ask(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """What a command says of the demo company."""
    return lambda *words: asked(capsys, *words)


def total(rows: list[dict[str, Any]]) -> tuple[int, Any]:
    return sum(row["customers"] for row in rows), pytest.approx(sum(row["arr"] for row in rows))


@pytest.mark.parametrize("words", [
    (), ("--unit", "contract"), ("--unit", "group", "--where", "segment=SMB"), ("--where", "segment=SMB"),
    ("--where", "segment=SMB", "--where", "segment=Enterprise", "--as-of", "2026-10-07"), ("--unit", "product"),
])
def test_all_bands_together_are_the_weekly_reviews(ask: Ask, words: tuple[str, ...]) -> None:
    answer, kpis = ask("health", *words), ask("kpis", *words)["rows"][0]
    assert {"as_of", "unit", "where", "rows", "week"} <= answer.keys()
    assert "reason" not in answer
    assert [tuple(row) for row in answer["rows"]] == [("band", "customers", "arr")] * 4
    assert [row["band"] for row in answer["rows"]] == BANDS
    assert (kpis["logos"], kpis["arr"]) == total(answer["rows"])
    assert kpis["logos"] > 0


def test_a_label_splits_the_bands(ask: Ask) -> None:
    whole, split = ask("health")["rows"], ask("health", "--by", "segment")["rows"]
    assert {tuple(row) for row in split} == {("segment", "band", "customers", "arr")}
    labels = list(dict.fromkeys(row["segment"] for row in split))
    assert [row["band"] for row in split] == BANDS * len(labels)
    for band in BANDS:
        one = next(row for row in whole if row["band"] == band)
        assert (one["customers"], one["arr"]) == total([row for row in split if row["band"] == band])
    for label in labels:
        alone = ask("health", "--where", f"segment={label}")["rows"]
        assert alone == [{key: row[key] for key in row if key != "segment"} for row in split if row["segment"] == label]


def test_a_day_in_the_week_has_the_scores_of_the_sunday_before(ask: Ask) -> None:
    assert ask("health", "--as-of", "2026-10-07")["week"] == "2026-10-04"
    assert ask("health", "--as-of", "2026-10-04")["week"] == "2026-10-04"


@pytest.mark.parametrize("words", [(), ("--unit", "department"), ("--where", "segment=SMB"), ("--weeks", "13")])
def test_a_migration_ends_in_the_bands(ask: Ask, words: tuple[str, ...]) -> None:
    answer = ask("migration", *words)
    assert {tuple(row) for row in answer["rows"]} == {("band_from", "band_to", "customers", "arr")}
    assert answer["weeks"] == (13 if words[:1] == ("--weeks",) else 4)
    now = ask("health", *(words if answer["weeks"] == 4 else ()))["rows"]
    for band in now:
        assert (band["customers"], band["arr"]) == total([row for row in answer["rows"]
                                                          if row["band_to"] == band["band"]])
    assert {row["band_from"] for row in answer["rows"]} <= {*BANDS, "new"}
    assert {row["band_to"] for row in answer["rows"]} <= {*BANDS, "gone"}


def test_why_adds_up_to_the_change(ask: Ask) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    moved = health.moved(warehouse, scope, 4, 3)
    assert len(moved)
    for row in moved.to_dict("records"):
        answer = ask("health", "--account", row["account_id"])
        assert {tuple(each) for each in answer["rows"]} == {("component", "old", "new", "weight", "points")}
        points = sum(each["points"] for each in answer["rows"])
        assert points == pytest.approx(answer["change"], abs=1e-9)
        assert answer["change"] == pytest.approx(answer["score"] - answer["score_from"], abs=1e-9)
        assert (answer["account"], answer["weeks"], answer["reason"]) == (row["account_id"], 4, None)


def test_before_the_data_nobody_is_in_a_band(ask: Ask) -> None:
    day = build_info(open_warehouse()).first_day - timedelta(days=30)
    assert total(ask("health", "--as-of", str(day))["rows"]) == (0, 0)
    assert ask("migration", "--as-of", str(day))["rows"] == []


@pytest.mark.parametrize(("words", "named"), [
    (["health", "--by", "segmnet"], "segment"), (["health", "--where", "segment=Huge"], "SMB"),
    (["health", "--unit", "plant"], "customer"), (["health", "--as-of", "yesterday"], "YYYY-MM-DD"),
    (["health", "--account", "nobody"], "nobody"), (["migration", "--by", "segment"], "--where"),
    (["migration", "--weeks", "0"], "weeks"), (["migration", "--weeks", "-4"], "weeks"),
    (["health", "--account", "x", "--weeks", "four"], "weeks"),
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
    assert "Traceback" not in said.err


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the two required tables alone: no source of health at all."""
    home, folder = tmp_path_factory.mktemp("bare"), write(tmp_path_factory.mktemp("given"), {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(home))
        for name in ("TENURE_WAREHOUSE_URL", "TENURE_HEALTH"):
            patch.delenv(name, raising=False)
        assert data_main(["load", str(folder)]) == 0
    return home


def test_without_any_source_everybody_is_unknown_and_it_is_said(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENURE_HOME", str(bare))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    warehouse = open_warehouse()
    with warehouse.engine.connect() as connection:
        for mart in ("health", "health_cube", "usage"):
            assert connection.exec_driver_sql(f"select count(*) from marts.{mart}").scalar_one() == 0
    assert health.known_weeks(warehouse) == ()
    assert not any(health.sources(warehouse).values())
    for words in ((), ("--by", "product"), ("--unit", "contract"), ("--as-of", "2024-12-31")):
        answer = asked(capsys, "health", *words)
        assert "usage_week" in answer["reason"]
        assert {row["band"] for row in answer["rows"] if row["customers"]} == {"unknown"}
    kpis, rows = asked(capsys, "kpis")["rows"][0], asked(capsys, "health")["rows"]
    assert total(rows) == (kpis["logos"], kpis["arr"])
    moves = asked(capsys, "migration", "--weeks", "52", "--as-of", "2025-02-02")
    assert "usage_week" in moves["reason"]
    assert {row["band_from"] for row in moves["rows"]} <= {"unknown", "new"}
    assert health.trend(warehouse, Scope(date(2024, 12, 31)), [date(2024, 12, 29)]).customers.sum() > 0
    assert main(["health", "--account", "C1"]) == 2
    assert "no customer 'C1' with a score" in capsys.readouterr().err
