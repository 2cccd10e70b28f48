"""What was decided, beside the loaded rows: the store wins by key, a tombstone hides, and no build goes without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import build, decided, plan
from data.__main__ import main
from data.contract import TABLES
from data.store import StoreUnavailable, open_store
from data.warehouse import current_version
from tests import replay
from tests.loading import tenure_home, write

__all__ = ["tenure_home"]

ASSESSED = {"function": "sales", "capability": "handoff", "assessed_on": "2026-10-05", "level": "2",
            "assessor": "Loaded", "evidence": "file"}
PLAYED = {"playbook_id": "B1", "function": "sales", "name": "Loaded", "has_measure": "true"}
AGREED = {"outcome_id": "G1", "customer_id": "C1", "goal": "Save time", "measure": "hours", "target": "10",
          "agreed_on": "2026-01-01", "status": "open"}
KEY = "sales|handoff|2026-Q4"
SAID = {"function": "sales", "capability": "handoff", "assessed_on": "2026-10-05", "level": 4, "assessor": "Sato"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    return tmp_path


@contextmanager
def draft(is_demo: bool = False, **loaded: list[dict[str, Any]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A draft that holds these tables of the contract and no other."""
    with duckdb.connect() as connection:
        connection.execute("create schema contract; create schema meta")
        connection.execute(f"create table meta.company as select 'Acme' as name, {is_demo} as is_demo")
        for name, rows in loaded.items():
            typed = ", ".join(f"{column} {kind}" for column, kind in plan.types(name).items())
            connection.execute(f"create table contract.{name} ({typed})")
            for row in rows:
                connection.execute(f"insert into contract.{name} ({', '.join(row)}) values"
                                   f" ({', '.join('?' * len(row))})", list(row.values()))
        yield connection


def counts(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[tuple[Any, ...]]:
    """What counts of a table, in the order of its first column."""
    return connection.execute(f"select {columns} from {decided.source(connection, table)} order by 1").fetchall()


def test_the_store_wins_by_key_and_the_loaded_rows_stay() -> None:
    open_store().put("assessment", KEY, SAID, "Sato", 0)
    with draft(assessment=[ASSESSED, {**ASSESSED, "capability": "pricing"}]) as connection:
        decided.copy(connection)
        assert counts(connection, "assessment", "capability, level, assessor, evidence, assessed_on") == [
            ("handoff", 4, "Sato", "file", date(2026, 10, 5)), ("pricing", 2, "Loaded", "file", date(2026, 10, 5))]
        assert connection.execute("select level from contract.assessment order by 1").fetchall() == [(2,), (2,)]
        assert connection.execute("select kind, rows, removed, incomplete, store_version from meta.decided"
                                  " where rows > 0").fetchall() == [("assessment", 1, 0, 0, 1)]


def test_another_day_is_another_row() -> None:
    open_store().put("assessment", KEY, {**SAID, "assessed_on": "2026-11-20"}, "Sato", 0)
    with draft(assessment=[ASSESSED]) as connection:
        decided.copy(connection)
        assert counts(connection, "assessment", "assessed_on, level") == [
            (date(2026, 10, 5), 2), (date(2026, 11, 20), 4)]


def test_a_removal_hides_the_loaded_row_of_its_key_and_no_other() -> None:
    store = open_store()
    store.put("playbook", "B1", {"playbook_id": "B1", "function": "it", "name": "Mine"}, "Sato", 0)
    store.remove("playbook", "B1", "Sato", 1)
    with draft(playbook=[PLAYED, {**PLAYED, "playbook_id": "B2"}]) as connection:
        decided.copy(connection)
        assert counts(connection, "playbook", "playbook_id") == [("B2",)]
        assert connection.execute("select count(*) from contract.playbook").fetchall() == [(2,)]
    store.put("playbook", "B1", {"playbook_id": "B1", "function": "it", "name": "Again"}, "Sato", 0)
    with draft(playbook=[PLAYED]) as connection:
        decided.copy(connection)
        assert counts(connection, "playbook", "playbook_id, name") == [("B1", "Again")]


def test_what_a_conversation_filled_in_is_added_to_the_loaded_row(capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store()
    store.put("outcome", "G1", {"outcome_id": "G1", "actual": 12.5, "status": "reached"}, "Sato", 0)
    store.put("outcome", "G9", {"outcome_id": "G9", "actual": 1}, "Sato", 0)
    with draft(outcome=[AGREED]) as connection:
        decided.copy(connection)
        assert counts(connection, "outcome", "outcome_id, customer_id, target, actual, status") == [
            ("G1", "C1", 10.0, 12.5, "reached")]
        assert connection.execute("select incomplete from meta.decided where kind = 'outcome'").fetchall() == [(1,)]
    assert "warning: 1 records of outcome" in capsys.readouterr().err


def test_a_table_that_was_never_loaded_can_be_decided_alone() -> None:
    open_store().put("assessment", KEY, SAID, "Sato", 0)
    with draft(customer=[]) as connection:
        decided.copy(connection)
        assert counts(connection, "assessment", "level, evidence") == [(4, None)]
        assert decided.given(connection) == ["assessment"]


def test_a_loaded_table_without_optional_columns_is_merged_too() -> None:
    open_store().put("assessment", KEY, SAID, "Sato", 0)
    with draft() as connection:
        connection.execute("create table contract.assessment as select 'sales' as function, 'pricing' as capability,"
                           " date '2026-10-05' as assessed_on, 1 as level, 'x' as assessor")
        decided.copy(connection)
        assert counts(connection, "assessment", "capability, level, evidence") == [
            ("handoff", 4, None), ("pricing", 1, None)]


def test_the_demos_decisions_count_for_no_other_company() -> None:
    open_store().put("assessment", KEY, {**SAID, "demo": True}, "Sato", 0)
    for is_demo in (True, False):
        with draft(is_demo, assessment=[]) as connection:
            decided.copy(connection)
            assert len(counts(connection, "assessment", "level")) == is_demo


def test_without_a_store_nothing_is_made_and_nothing_changes(home: Path) -> None:
    with draft(assessment=[ASSESSED]) as connection:
        decided.copy(connection)
        assert decided.source(connection, "assessment") == 'contract."assessment"'
        assert counts(connection, "assessment", "level") == [(2,)]
    assert not (home / "home" / "store.sqlite").exists()


def test_a_store_that_is_down_stops_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://u:secret@127.0.0.1:1/d")
    with draft(assessment=[ASSESSED]) as connection, pytest.raises(StoreUnavailable):
        decided.copy(connection)


def test_a_build_without_the_store_is_refused_and_the_old_data_serve(
    tenure_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["load", str(write(tmp_path / "in", {}))]) == 0
    before = current_version()
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://u:secret@127.0.0.1:1/d")
    for command in (["build"], ["load", str(tmp_path / "in")]):
        capsys.readouterr()
        assert main(command) == 1
        said = capsys.readouterr().err
        assert said.count("error:") == 1
        assert "without the store what was decided would be missing" in said
        assert "secret" not in said
    assert current_version() == before


def test_the_transform_reads_what_counts(tmp_path: Path) -> None:
    """Through dbt: staging is what every page and every mart reads."""
    store = open_store()
    store.put("assessment", KEY, SAID, "Sato", 0)
    store.put("playbook", "B1", {"playbook_id": "B1", "function": "it", "name": "Mine"}, "Sato", 0)
    store.remove("playbook", "B1", "Sato", 1)
    path = tmp_path / "company.duckdb"
    replay.load(path, {"assessment": [ASSESSED], "playbook": [PLAYED], "outcome": [AGREED]})
    with duckdb.connect(str(path)) as connection:
        decided.copy(connection)
    names = ["stg_assessment", "stg_playbook", "stg_outcome"]
    build.run_dbt(path, replay.variables(2), work=tmp_path, select=names)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {name: connection.execute(f"select * from staging.{name}").fetchall() for name in names}
    assert found["stg_assessment"] == [("sales", "handoff", date(2026, 10, 5), 4, "Sato", "file")]
    assert found["stg_playbook"] == []
    assert [row[0] for row in found["stg_outcome"]] == ["G1"]


NAMES, DAYS = st.sampled_from(["handoff", "pricing"]), st.sampled_from(["2026-10-05", "2026-11-20", "2026-07-01"])
LOADED = st.dictionaries(st.tuples(NAMES, DAYS), st.integers(1, 5), max_size=6)
WRITTEN = st.lists(st.tuples(NAMES, DAYS, st.integers(0, 5)), max_size=8)  # level 0: removed


@settings(max_examples=30, deadline=None)
@given(loaded=LOADED, written=WRITTEN)
def test_any_mixture_agrees_with_merging_by_hand(
    tmp_path_factory: pytest.TempPathFactory, loaded: dict[tuple[str, str], int],
    written: list[tuple[str, str, int]]
) -> None:
    kept: dict[str, tuple[str, str, int, int]] = {}  # by key: capability, day, level (0: removed), version
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path_factory.mktemp('store') / 's.sqlite'}")
        store = open_store()
        for name, day, level in written:
            key = f"sales|{name}|2026-Q{4 if day > '2026-10' else 3}"
            before = kept.get(key, ("", "", 0, 0))
            if level:
                body = {**SAID, "capability": name, "assessed_on": day, "level": level}
                made = store.put("assessment", key, body, "Sato", before[3])
                kept[key] = (name, day, level, made.version)
            elif before[2]:
                kept[key] = (*before[:2], 0, store.remove("assessment", key, "Sato", before[3]).version)
        rows = [{**ASSESSED, "capability": name, "assessed_on": day, "level": level}
                for (name, day), level in loaded.items()]
        with draft(assessment=rows) as connection:
            decided.copy(connection)
            found = connection.execute("select capability, cast(assessed_on as text), level from "
                                       + decided.source(connection, "assessment")).fetchall()
    expected = {**loaded, **{(name, day): level for name, day, level, _ in kept.values()}}
    assert sorted(found) == sorted((*key, level) for key, level in expected.items() if level)


def test_what_can_be_decided_is_in_the_contract() -> None:
    assert set(decided.KINDS) <= set(TABLES)
