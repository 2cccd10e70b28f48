"""The warehouse on PostgreSQL: made, loaded, built, checked and published by the commands that an embedded one has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from data import decided, plan, status
from data.__main__ import main
from data.engines import published
from data.engines.draft import RemoteDraft
from data.engines.place import Embedded
from data.health.record import carry
from data.store import open_store
from data.warehouse import Warehouse, current_version, new_version, open_itself, open_warehouse
from queries import tables
from tests.conftest import CUSTOMERS
from tests.postgres import Cluster
from tests.remote import Overheard, files, leaks, overheard, run, same, settings


@dataclass(frozen=True)
class Built:
    url: str
    home: Path
    heard: Overheard


@pytest.fixture(scope="module")
def built(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo company, made on a database of its own by a user who needs a password."""
    url, home = postgres.guarded(), tmp_path_factory.mktemp("remote")
    with settings(home, url), overheard() as heard:
        assert main(["demo", "--customers", str(CUSTOMERS), "--years", "2"]) == 0
    return Built(url, home, heard)


@pytest.fixture
def on_built(built: Built) -> Iterator[Built]:
    with settings(built.home, built.url):
        yield built


@pytest.fixture
def local(demo_home: Path) -> Warehouse:
    """The same company, built in a DuckDB file."""
    return open_warehouse(f"duckdb:///{demo_home / 'tenure.duckdb'}")


@contextmanager
def file_of(local: Warehouse) -> Iterator[Embedded]:
    """A copy in memory that reads the file's contract and marts, and can be written beside them."""
    path = local.engine.url.database
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as used (read_only)")
        for room in ("contract", "marts", "meta"):
            connection.execute(f"create schema {room}")
            for name in Embedded(connection, "used").names(room):
                kind = "table" if room == "meta" else "view"
                connection.execute(f'create {kind} {room}."{name}" as from used.{room}."{name}"')
        yield Embedded(connection)


def test_status_tells_what_stands_there(on_built: Built, local: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    assert f"version {current_version()}" in capsys.readouterr().out
    there = open_itself()
    assert status.loaded(there) == status.loaded(local)
    assert status.company(there) == status.company(local)
    changing = {"version", "built_at", "seconds", "how"}
    assert {k: v for k, v in status.built(there).items() if k not in changing} == \
        {k: v for k, v in status.built(local).items() if k not in changing}


def test_the_marts_are_those_of_the_file(on_built: Built, local: Warehouse) -> None:
    for name in ("total_customer", "profile", "health_cube", "journey_cube", "cube_product"):
        with status.reading(open_itself()) as there, status.reading(local) as here:
            assert there.value(f"select count(*) from {there.table('marts', name)}") == \
                here.value(f"select count(*) from {here.table('marts', name)}") > 0
    for name in ("total_customer", "total_contract"):
        with status.reading(open_itself()) as there, status.reading(local) as here:
            asked = "select as_of, arr, logos, churn, expansion, new_arr from {} order by as_of"
            rows = [[tuple(map(str, row)) for row in at.rows(asked.format(at.table("marts", name)))]
                    for at in (there, here)]
            assert rows[0] == rows[1]


def test_records_of_the_build_are_those_of_the_file(on_built: Built, local: Warehouse) -> None:
    with status.reading(open_itself()) as there, status.reading(local) as here:
        for name in ("dimension", "dimension_value", "given", "health_model", "health_feature", "journey"):
            same(there, here, "meta", name)


def test_rooms_are_found_by_the_names_of_the_metric_layer(on_built: Built) -> None:
    with open_itself().engine.connect() as connection:
        profile = tables.mart("profile", "profile_id")
        assert connection.execute(select(func.count()).select_from(profile)).scalar_one() > 0


def test_a_plan_is_the_same_wherever_the_tables_stand(on_built: Built, local: Warehouse) -> None:
    with status.reading(open_itself()) as there, file_of(local) as here:
        assert plan.plan(there) == plan.plan(here)


def test_weeks_that_were_scored_are_carried_on(on_built: Built, local: Warehouse) -> None:
    with new_version() as draft, file_of(local) as here:
        assert isinstance(draft, RemoteDraft)
        draft.copy_loaded()
        draft.carry()
        carry(here, Embedded(here.connection, "used"))
        with draft.there() as there:
            same(there, here, "meta", "health_before")
            same(there, here, "meta", "health_past")


def test_what_people_decided_is_copied_alike(on_built: Built, local: Warehouse) -> None:
    said = {"function": "sales", "capability": "handoff", "assessed_on": "2026-10-05", "level": 4,
            "assessor": "O'Brien \\ ${x} %s", "evidence": "two\nlines", "demo": True}
    open_store().put("assessment", "sales|handoff|2026-Q4", said, "Sato", 0)
    with new_version() as draft, file_of(local) as here:
        assert isinstance(draft, RemoteDraft)
        draft.copy_loaded()
        decided.copy(here)
        with draft.there() as there:
            decided.copy(there)
            assert decided.given(there) == decided.given(here)
            same(there, here, "decided", "assessment")
            assert there.rows(f"select assessor, evidence from {there.table('decided', 'assessment')}"
                              " where level = 4 and function = 'sales' and capability = 'handoff'"
                              " and assessed_on = date '2026-10-05'") == [("O'Brien \\ ${x} %s", "two\nlines")]


def test_readers_cannot_write_and_have_a_time_limit(on_built: Built) -> None:
    with open_itself().engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("create table public.x as select 1 as a"))
    with open_itself(limit=0.2).engine.connect() as connection, pytest.raises(DBAPIError, match="statement timeout"):
        connection.execute(text("select pg_sleep(5)"))


def test_the_version_is_asked_for_every_few_seconds(on_built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(published, "FRESH_SECONDS", 60.0)

    def answer(url: object) -> list[str]:
        asked.append(url)
        return ["v"]

    monkeypatch.setattr(published, "_asked", answer)
    published.forget(on_built.url)
    assert [current_version() for _ in range(50)] == ["v"] * 50
    assert len(asked) == 1
    assert published.current(on_built.url, fresh=True) == "v"
    assert len(asked) == 2
    published.forget(on_built.url)


def test_the_password_stands_nowhere(on_built: Built) -> None:
    """Not in what was printed, in no file that was kept (dbt's among them), and in no command line."""
    assert leaks(on_built.url)
    assert "Published version" in on_built.heard.said.getvalue()
    assert not leaks(on_built.heard.said.getvalue())
    assert any(b"data.transformer" in line for line in on_built.heard.lines)
    assert not any(map(leaks, on_built.heard.lines))
    kept = files(on_built.home)
    assert {"dbt.log", "partial_parse.msgpack"} <= {path.name for path in kept}
    assert [path for path in kept if leaks(path.read_bytes())] == []
    assert not leaks(repr(open_itself()))


def test_a_company_s_own_tables_give_the_same_marts(on_built: Built, local: Warehouse) -> None:
    """Last in this file: the loaded tables become somebody's own."""
    run(on_built.url, f"alter schema tenure_{current_version()}_contract rename to crm",
        "create table crm.something_else (a bytea)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_CONTRACT_SCHEMA", "crm")
        assert main(["check"]) == 0
        assert main(["build", "--company", "Own"]) == 0
        assert status.company(open_itself()) == ("Own", False)
        assert {row.file for row in status.loaded(open_itself())} >= {"crm.customer", "crm.subscription"}
        with status.reading(open_itself()) as there, status.reading(local) as here:
            for name in ("total_customer", "total_contract", "health_cube", "cube_product"):
                asked = "select count(*), sum(arr) from {}" if name.startswith("total") else "select count(*) from {}"
                rows = [tuple(map(str, at.rows(asked.format(at.table("marts", name)))[0])) for at in (there, here)]
                assert rows[0] == rows[1]
    version = current_version()
    assert main(["build"]) == 1
    assert current_version() == version
    with status.reading(open_itself()) as there:
        assert there.filled("contract", "customer")
