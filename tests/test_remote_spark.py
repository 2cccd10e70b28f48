"""The warehouse on Spark SQL: the demo made there by the commands, read by the metric layer, and published anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data import status
from data.__main__ import main
from data.engines import published
from data.engines.connecting import engine_for
from data.engines.names import parsed, rooms, versions
from data.warehouse import current_version, new_version, open_itself, warehouse_url
from queries.__main__ import main as queries
from tests.loading import write
from tests.remote import quick, settings

__all__ = ["quick"]

pytestmark = pytest.mark.thorough

ASKED = ["demo", "--customers", "12", "--years", "1", "--usage-weeks", "4"]


@pytest.fixture(scope="module")
def on_spark(spark: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small demo company in a DuckDB file under `file`, and on the server; its schemas there go in the end.

    Other tests of the run share the server: theirs are of the year 2999, so that no publication takes them for old.
    """
    folder = tmp_path_factory.mktemp("spark")
    with settings(folder / "file", f"duckdb:///{folder / 'file' / 'tenure.duckdb'}"):
        assert main(ASKED) == 0
    try:
        with settings(folder / "there", spark):
            assert main(ASKED) == 0
            yield folder
    finally:
        with published.place(engine_for(parsed(spark), writes=True), parsed(spark), published.ROOM) as at:
            published.drop(at, [name for name in published.schemas(at) if versions([name]) and name < "tenure_2999"])
            published.drop(at, ["tenure"])


def answered(capsys: pytest.CaptureFixture[str], *asked: str) -> object:
    capsys.readouterr()
    assert queries(asked) == 0
    return json.loads(capsys.readouterr().out)


def test_the_demo_gives_the_figures_of_the_file(on_spark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    assert f"version {current_version()}" in capsys.readouterr().out
    assert main(["check"]) == main(["targets"]) == 0
    there = open_itself()
    found = [answered(capsys, *each, "--format", "json") for each in (["kpis"], ["health", "--by", "segment"])]
    with settings(on_spark / "file", f"duckdb:///{on_spark / 'file' / 'tenure.duckdb'}"):
        here = open_itself()
        told = [answered(capsys, *each, "--format", "json") for each in (["kpis"], ["health", "--by", "segment"])]
        assert status.loaded(there) == status.loaded(here)
    assert json.dumps(found, sort_keys=True) == json.dumps(told, sort_keys=True)
    assert '"arr": 0' not in json.dumps(found[0])


def test_a_load_is_published_and_older_versions_go(
        on_spark: Path, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By Parquet files that the server reads, where a folder is named for them; the demo came by INSERT."""
    first, staging = current_version(), tmp_path / "staging"
    quick.setenv("TENURE_SPARK_STAGING", str(staging))
    folder = str(write(tmp_path / "New", {"touch.csv": "touch_id,customer_id,occurred_on,function,kind\n"
                                                       "T1,C1,2024-03-01,cs,email\n"
                                                       "T2,C9,2024-03-01,cs,email\n"}))
    assert main(["load", folder, "--company", "O'Brien \\ ${spark.app.name}"]) == 0
    second = current_version()
    assert staging.is_dir()
    assert list(staging.iterdir()) == []
    assert status.company(open_itself()) == ("O'Brien \\ ${spark.app.name}", False)
    with new_version() as draft:
        assert current_version() == second
        assert main(["build"]) == 1
        assert "Another build is running" in capsys.readouterr().err
    assert main(["build"]) == 0
    assert [row.quarantined for row in status.loaded(open_itself()) if row.table == "touch"] == [1]
    with status.reading(open_itself()) as at:
        left = versions(published.schemas(at))
        assert list(left) == [second, current_version()]
        assert first not in left
        assert draft.version not in left
        found = at.rows(f"select occurred_on, customer_id from {at.table('contract', 'touch')}")
        assert found == [(date(2024, 3, 1), "C1")]


def test_own_tables_are_held_against_the_contract(
        on_spark: Path, quick: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    own = rooms(current_version() or "")["contract"]
    quick.setenv("TENURE_CONTRACT_SCHEMA", own)
    assert main(["check"]) == 0
    assert main(["build", "--company", "Own"]) == 0
    assert status.company(open_itself()) == ("Own", False)
    with published.place(engine_for(parsed(warehouse_url()), writes=True), parsed(warehouse_url()),
                         rooms(current_version() or "", own)) as at:
        at.run(f"create or replace view {at.table('contract', 'pulse')} as select 1 as customer_id")
    capsys.readouterr()
    assert main(["build"]) == 1
    said = capsys.readouterr().err
    assert f"{own}.pulse: " in said
    assert "is missing; the contract requires this column" in said
