"""A warehouse on a server for tests: its own database and home, and what stands there."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
import pytest
from sqlalchemy.engine import make_url

import data.build
from data import status
from data.__main__ import main
from data.built import BUILD
from data.engines import published
from data.engines.place import Place
from data.warehouse import DEFAULT_TIME_ZONE, current_version, open_itself
from tests.loading import write
from tests.postgres import SECRET, Cluster

CRM = """create schema crm;
create table crm.customer (customer_id text, name text);
create table crm.subscription (subscription_id text, customer_id text, contract_id text, product text, start_on date,
    end_on date, mrr numeric, currency text);
insert into crm.customer values ('C1', 'Aoba'), ('C2', 'Beni');
insert into crm.subscription values ('S1', 'C1', 'K1', 'core', date '2024-01-01', null, 100, 'JPY'),
    ('S2', 'C2', 'K2', 'core', date '2024-02-01', date '2025-02-01', 50.5, 'JPY');
create table crm.touch (touch_id text, customer_id text, occurred_on date,
    function text, kind text);
insert into crm.touch values ('T1', 'C1', date '2024-03-01', 'cs', 'email');
create table crm.noise (a bytea)"""
UNSET = ("TENURE_STORE_URL", "TENURE_CONTRACT_SCHEMA", "TENURE_SPARK_STAGING")


@contextmanager
def settings(home: Path, url: str) -> Iterator[pytest.MonkeyPatch]:
    """This process's warehouse is at `url`, its home in `home`; no extract: what is asked is the warehouse itself."""
    with pytest.MonkeyPatch.context() as patch:
        for name in UNSET:
            patch.delenv(name, raising=False)
        patch.setenv("TENURE_HOME", str(home))
        patch.setenv("TENURE_WAREHOUSE_URL", url)
        patch.setenv("TENURE_TIME_ZONE", DEFAULT_TIME_ZONE)
        patch.setenv("TENURE_EXTRACT", "off")
        patch.setattr(published, "FRESH_SECONDS", 0.0)
        yield patch


@pytest.fixture
def empty(postgres: Cluster, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of its own, with nothing in it."""
    url = postgres.database()
    with settings(tmp_path / "home", url):
        yield url


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Builds end after planning and shipping: what dbt makes is not asked."""
    monkeypatch.setattr(data.build, "run_dbt", lambda *asked, **named: None)
    monkeypatch.setattr(data.build, "record_built", _little)
    return monkeypatch


def _little(at: Place, version: str, *rest: object) -> None:
    told = {"version": version, "built_at": datetime(2026, 1, 1), "reporting_currency": "JPY", "seconds": 0.0}
    at.create("meta", "build", BUILD, [[told.get(name) for name in BUILD]])


@pytest.fixture
def loaded(empty: str, quick: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database in which a small company is published."""
    assert main(["load", str(write(tmp_path / "Old", {}))]) == 0
    return empty


@pytest.fixture
def own(loaded: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, and the tables of a company of its own beside them."""
    run(loaded, *CRM.split(";"))
    monkeypatch.setenv("TENURE_CONTRACT_SCHEMA", "crm")
    return loaded


@pytest.fixture
def guarded(postgres: Cluster, tmp_path: Path) -> Iterator[str]:
    url = postgres.guarded()
    with settings(tmp_path / "home", url):
        yield url


@contextmanager
def sql(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The database itself, as its owner."""
    at = make_url(url)
    with psycopg.connect(f"host={at.query['host']} user=tenure dbname={at.database}", autocommit=True) as connection:
        yield connection


def run(url: str, *statements: str) -> None:
    with sql(url) as connection:
        for statement in statements:
            connection.execute(statement)


def schemas(url: str) -> list[str]:
    with sql(url) as connection:
        return [str(row[0]) for row in connection.execute(
            "select nspname from pg_namespace where nspname like 'tenure%' order by 1").fetchall()]


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def leaks(text: str | bytes) -> bool:
    """Whether a password stands in it, plainly or as a URL has it."""
    given = text.encode() if isinstance(text, str) else text
    return any(spelling.encode() in given for spelling in (SECRET, quote(SECRET, safe=""), quote_plus(SECRET)))


@dataclass
class Overheard:
    """What this process printed, and the command lines that ran meanwhile."""

    said: io.StringIO = field(default_factory=io.StringIO)
    lines: set[bytes] = field(default_factory=set)


@contextmanager
def overheard() -> Iterator[Overheard]:
    """Listens for the block. Command lines are read where the system shows them (/proc)."""
    heard, over = Overheard(), threading.Event()

    def listen() -> None:
        while not over.wait(0.02):
            for at in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    heard.lines.add(at.read_bytes())
                except OSError:
                    continue

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        with redirect_stdout(heard.said), redirect_stderr(heard.said):
            yield heard
    finally:
        over.set()
        thread.join()


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says that ends with 1: one sentence, without a password and without a stack."""
    capsys.readouterr()
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert said.count("error: ") == 1
    assert "Traceback" not in said
    assert not leaks(said)
    assert "s3cret" not in said
    return said


def serving(url: str, version: str | None, before: Sequence[str]) -> None:
    """The old version is in use as it was, and nothing else stands there."""
    assert (current_version(), schemas(url)) == (version, before)
    assert status.company(open_itself())[0] == "Old"


def same(there: Place, here: Place, room: str, name: str) -> None:
    """A table holds the same rows in both places, and some."""
    found = [sorted(map(str, at.rows(f"select * from {at.table(room, name)}"))) for at in (there, here)]
    assert found[0] == found[1]
    assert found[0]
