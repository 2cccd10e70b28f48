"""What can happen to a build on a server while it runs: the old version serves on, and nothing half-made is in use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

import data.build
from data import status
from data.__main__ import main
from data.engines.draft import RemoteDraft
from data.warehouse import current_version, new_version, open_itself
from tests.conftest import ROOT
from tests.loading import write
from tests.postgres import GUARDED, SECRET
from tests.remote import empty, failed, files, guarded, leaks, loaded, own, quick, run, schemas, serving

__all__ = ["empty", "guarded", "loaded", "own", "quick"]

RUN_DBT = data.build.run_dbt


def test_a_table_that_vanishes_while_dbt_reads_it(own: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    version, before = current_version(), schemas(own)

    def vanishing(*asked: Any, **named: Any) -> None:
        run(own, "drop table crm.touch")
        RUN_DBT(*asked, **{**named, "select": ["stg_touch"]})

    monkeypatch.setattr(data.build, "run_dbt", vanishing)
    said = failed(capsys, "build")
    assert "the table, view or column touch was there when the build began and is gone: see that nothing drops" in said
    assert "tables of the schema crm" in said
    serving(own, version, before)


@pytest.mark.thorough
def test_a_table_that_comes_back_while_dbt_reads_it(own: str, quick: pytest.MonkeyPatch,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    """As a tool does it that replaces its tables: what was not there for a moment is not taken for never given."""
    version, before = current_version(), schemas(own)

    def replaced(*asked: Any, **named: Any) -> None:
        run(own, "alter table crm.touch rename column kind to sort")
        try:
            RUN_DBT(*asked, **{**named, "select": ["stg_touch"]})
        finally:
            run(own, "alter table crm.touch rename column sort to kind")

    quick.setattr(data.build, "run_dbt", replaced)
    assert "the table, view or column touch.kind was there when the build began and is gone" in failed(capsys, "build")
    serving(own, version, before)


def test_a_table_that_vanishes_when_it_has_been_read(own: str, quick: pytest.MonkeyPatch,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    version, before = current_version(), schemas(own)
    quick.setattr(data.build, "run_dbt", lambda *asked, **named: run(own, "drop table crm.touch"))
    assert "the table or view touch of the schema crm was there when the build began" in failed(capsys, "build")
    serving(own, version, before)


@pytest.mark.thorough
def test_a_password_that_is_changed_while_a_build_runs(
        guarded: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """dbt is refused, says so, and the password is in nothing that it wrote."""

    def refused(*asked: Any, **named: Any) -> None:
        run(guarded, f"alter role {GUARDED} password 'another'")
        RUN_DBT(*asked, **named)

    quick.setattr(data.build, "run_dbt", refused)
    try:
        said = failed(capsys, "load", str(write(tmp_path / "in", {})))
    finally:
        run(guarded, f"alter role {GUARDED} password '{SECRET}'")
    assert "password authentication failed" in said
    assert [path for path in files(tmp_path / "home") if leaks(path.read_bytes())] == []
    assert current_version() is None


def test_while_it_is_rebuilt_readers_read_and_a_second_builder_is_told(
        loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    version, before = current_version(), schemas(loaded)
    with new_version() as draft:
        assert isinstance(draft, RemoteDraft)
        draft.copy_loaded()
        assert len(schemas(loaded)) > len(before)
        assert (current_version(), status.company(open_itself())[0]) == (version, "Old")
        monkeypatch.setenv("TENURE_HOME", str(tmp_path / "another machine"))
        assert "Another build is running: process" in failed(capsys, "build")
        assert main(["status"]) == 0
    serving(loaded, version, before)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_a_killed_builder_leaves_nothing_in_use(loaded: str, tmp_path: Path) -> None:
    version, before = current_version(), schemas(loaded)
    asked = [sys.executable, "-m", "data", "load", str(write(tmp_path / "New", {}))]
    builder = subprocess.Popen(asked, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 60
    while not any(name.endswith("_meta") for name in set(schemas(loaded)) - set(before)):
        assert builder.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()
    left = set(schemas(loaded)) - set(before)
    assert left
    assert (current_version(), status.company(open_itself())[0]) == (version, "Old")
    assert main(["load", str(tmp_path / "Old")]) == 0
    assert main(["build"]) == 0
    assert not left & set(schemas(loaded))
    assert current_version() != version


def test_a_server_that_goes_while_a_build_runs(
        loaded: str, quick: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = current_version()
    name = make_url(loaded).database

    def gone(*asked: Any, **named: Any) -> None:
        run(loaded.replace(f"/{name}?", "/postgres?"), f'alter database "{name}" allow_connections false',
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")

    quick.setattr(data.build, "run_dbt", gone)
    try:
        said = failed(capsys, "load", str(tmp_path / "Old"))
    finally:
        run(loaded.replace(f"/{name}?", "/postgres?"), f'alter database "{name}" allow_connections true')
    assert "warning: the schemas tenure_" in said
    assert "were not dropped" in said
    assert (current_version(), status.company(open_itself())[0]) == (version, "Old")


def test_published_schemas_that_somebody_dropped(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    version = current_version()
    run(loaded, *(f"drop schema {name} cascade" for name in schemas(loaded) if name != "tenure"))
    for command in ("status", "build"):
        said = failed(capsys, command)
        assert f"{version}" in said
        assert "python -m data load DIR" in said
