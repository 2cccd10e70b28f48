"""The store's schema: up from empty and from the one before, once, all or nothing; a newer one is left alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from data.__main__ import main
from data.store import StoreNewer, StoreOutdated, open_store
from data.store.backup import damaged
from data.store.engine import connect, parsed, reading, writing
from data.store.migrate import SCRIPTS, head, ready, revision
from data.store.model import moment
from data.store.tables import METADATA
from tests.conftest import ROOT

COVERAGE = '{"measure":"coverage","owner":"佐藤","value":%s}'
ROWS = [("target", "coverage", 1, COVERAGE % 0.8, "Abe", "2026-10-01 09:00:00.000000", False),
        ("target", "coverage", 2, COVERAGE % 0.9, "Ito", "2026-10-02 09:00:00.5", False),
        ("setting", "phase", 1, '{"value":"seed"}', "Abe", "2026-10-03 00:00:00.000001", True)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return (f"sqlite:///{tmp_path / 'store.sqlite'}" if request.param == "sqlite"
            else request.getfixturevalue("postgres").database())


def upgrade(engine: Engine, to: str) -> None:
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def previous(url: str) -> Engine:
    """A store of the schema before, with rows in it."""
    engine = connect(parsed(url))
    upgrade(engine, "0001")
    with writing(engine) as connection:
        for seq, row in enumerate(ROWS, start=1):
            names = ("seq", "kind", "key", "version", "body", "author", "at", "deleted")
            connection.execute(text(f"INSERT INTO entry VALUES ({', '.join(f':{name}' for name in names)})"),
                               dict(zip(names, (seq, *row), strict=True)))
    return engine


def at(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return revision(connection)


def test_up_from_empty(url: str) -> None:
    store = open_store(url)
    assert at(store.engine) == head() == "0004"
    assert store.version() == 0
    with reading(store.engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    names = {each["name"] for each in inspect(store.engine).get_indexes("entry")}
    assert "entry_kind_seq" in names


def test_up_from_the_schema_before_with_its_rows_kept(url: str) -> None:
    previous(url).dispose()
    store = open_store(url)
    assert at(store.engine) == head()
    found = [*store.history("target", "coverage"), *store.history("setting", "phase")]
    assert [(each.kind, each.version, each.author, each.deleted, moment(each.at)) for each in found] == [
        ("target", 1, "Abe", False, "2026-10-01T09:00:00.000000"),
        ("target", 2, "Ito", False, "2026-10-02T09:00:00.500000"),
        ("setting", 1, "Abe", True, "2026-10-03T00:00:00.000001")]
    assert found[1].body == {"measure": "coverage", "owner": "佐藤", "value": 0.9}
    with reading(store.engine) as connection:
        assert damaged(connection) == (3, [])
    assert store.put("target", "coverage", {**found[1].body, "value": 0.95}, "Abe", 2).version == 3
    assert store.version() == 4


def test_an_older_store_is_not_migrated_where_that_is_not_wanted(url: str) -> None:
    engine = previous(url)
    with pytest.raises(StoreOutdated, match="older schema"):
        ready(engine, migrate=False)
    assert at(engine) == "0001"


def test_a_migration_that_fails_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = previous(url)
    def broken(*_: object) -> str:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("data.store.model.digest", broken)
    with pytest.raises(StoreOutdated, match="nothing was changed: the disk is full"):
        open_store(url)
    assert at(engine) == "0001"
    assert "digest" not in {column["name"] for column in inspect(engine).get_columns("entry")}
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM entry")).scalar_one() == 3


def test_a_newer_store_is_refused_and_left_as_it_is(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = previous(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
        connection.execute(text("ALTER TABLE entry ADD COLUMN mood TEXT"))
    with pytest.raises(StoreNewer, match="its schema is 0007, this release knows up to 0004"):
        open_store(url)
    monkeypatch.setenv("TENURE_STORE_URL", url)
    assert main(["store", "status"]) == 1
    assert "update Tenure" in capsys.readouterr().err
    assert at(engine) == "0007"


START = ("import sys; from data.store import open_store; print('ready', flush=True); sys.stdin.readline();"
         " print(open_store(sys.argv[1]).version())")


@pytest.mark.parametrize("begin", [lambda url: None, lambda url: previous(url).dispose()], ids=["empty", "before"])
def test_three_processes_that_start_at_once_migrate_once(url: str, begin: Callable[[str], object]) -> None:
    begin(url)
    started = [subprocess.Popen([sys.executable, "-c", START, url], cwd=ROOT, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:  # all have loaded everything and wait: now they race
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate() for process in started]
    assert [error for _, error in said] == [""] * 3
    assert len({out for out, _ in said}) == 1
    assert [process.returncode for process in started] == [0] * 3


def test_the_revisions_are_one_line() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert [each.revision for each in reversed(list(scripts.walk_revisions()))] == ["0001", "0002", "0003", "0004"]
    assert scripts.get_heads() == [head()]
