"""`python -m data`: what each command writes, prints and leaves alone. The build itself is stubbed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import data.build
import data.demo
from data.__main__ import main
from data.warehouse import current_version, new_version, open_warehouse
from tests.loading import customers, load, subscription, tenure_home, write

__all__ = ["tenure_home"]


def test_load_says_what_was_loaded(tmp_path: Path, tenure_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "acme", {"notes.txt": "x"})
    assert main(["load", str(folder), "--company", "Acme"]) == 0
    said = capsys.readouterr()
    assert "Acme, version " in said.out
    assert "subscription                  3          0  2025-01-01  subscription.csv" in said.out
    assert "warning: notes.txt: is no table of the contract; it was ignored [unknown_file]" in said.err
    assert main(["check"]) == 0
    assert "[unknown_file]" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "Acme, version " in capsys.readouterr().out


def test_check_loads_nothing(tmp_path: Path, tenure_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(write(tmp_path / "good", {}))]) == 0
    assert "0 findings" in capsys.readouterr().out
    bad = write(tmp_path / "bad", {"subscription.csv": subscription((2, "100", "x"))})
    assert main(["check", str(bad)]) == 1
    assert "[not_a_number]" in capsys.readouterr().err
    assert current_version() is None


def test_build_takes_the_loaded_tables_along(tmp_path: Path, tenure_home: Path) -> None:
    usage = "customer_id,week_on,feature,events\nC1,2024-01-01,a,1\nC9,2024-01-01,a,1\n"
    assert load(write(tmp_path / "in", {"usage_week.csv": usage})) == 0
    before = dump(current_version())
    assert main(["build"]) == 0
    assert dump(current_version()) == before
    assert [table for table, _ in before] == [
        "contract.customer", "contract.subscription", "contract.usage_week", "meta.company", "meta.finding",
        "meta.source", "quarantine.usage_week"]


def dump(version: str | None) -> list[tuple[str, list[tuple[object, ...]]]]:
    warehouse = open_warehouse()
    assert warehouse.version == version
    with warehouse.engine.connect() as connection:
        tables = sorted(f"{row[0]}.{row[1]}" for row in connection.exec_driver_sql(
            "SELECT schema_name, table_name FROM duckdb_tables()"))
        return [(table, sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}")), key=str))
                for table in tables]


def test_a_build_that_fails_leaves_the_old_version(tmp_path: Path, tenure_home: Path, monkeypatch: pytest.MonkeyPatch,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    assert load(write(tmp_path / "in", {})) == 0
    version = current_version()

    def fail(*_given: object) -> None:
        raise data.build.BuildFailed("The model x failed.")

    monkeypatch.setattr(data.build, "build", fail)
    for command in (["load", str(tmp_path / "in")], ["build"]):
        assert main(command) == 1
        assert "error: The model x failed. The version in use stays" in capsys.readouterr().err
    assert current_version() == version
    assert customers() == 3


def test_the_build_finds_the_draft_closed(tmp_path: Path, tenure_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(path: Path, *_given: object) -> None:
        with duckdb.connect(str(path), config={"threads": 1}) as connection:  # refused while open with other settings
            seen.append(connection.execute("SELECT count(*) FROM contract.customer").fetchall())

    monkeypatch.setattr(data.build, "build", look)
    assert load(write(tmp_path / "in", {})) == 0
    assert seen == [[(3,)]]


def test_demo_passes_its_options_on(tenure_home: Path, monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def fake(connection: duckdb.DuckDBPyConnection, *sizes: int, **options: object) -> None:
        asked.append((*sizes, options))
        connection.execute("CREATE SCHEMA contract; CREATE SCHEMA meta; CREATE TABLE contract.customer AS "
                           "SELECT 'C1' AS customer_id; CREATE TABLE meta.company AS SELECT 'Demo' AS name, "
                           "true AS is_demo, 3 AS seed, now() AS loaded_at")

    monkeypatch.setattr(data.demo, "write", fake)
    assert main(["demo", "--customers", "50", "--years", "2", "--seed", "3"]) == 0
    assert main(["demo", "--usage-weeks", "9"]) == main(["demo", "--no-activity"]) == 0
    assert asked == [(50, 2, 3, {"activity": True, "usage_weeks": None}),
                     (2000, 4, 7, {"activity": True, "usage_weeks": 9}),
                     (2000, 4, 7, {"activity": False, "usage_weeks": None})]
    assert "Demo (demo), version " in capsys.readouterr().out


def test_a_second_build_is_refused(tmp_path: Path, tenure_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "in", {})
    with new_version():
        assert load(folder) == 1
    assert "error: Another build is running: process " in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("TENURE_TIME_ZONE", "Mars/Base"),
                                             ("TENURE_WAREHOUSE_URL", "mysql://u:secret@h/d"),
                                             ("TENURE_WAREHOUSE_URL", "nonsense")])
def test_settings_that_cannot_be(name: str, value: str, tmp_path: Path, tenure_home: Path,
                                 monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(name, value)
    assert load(write(tmp_path / "in", {})) == 2
    said = capsys.readouterr().err
    assert "error: " in said
    assert "secret" not in said
