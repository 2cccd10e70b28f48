"""The log: one line an event, in either form, and no secret in any: those of the drivers' own errors too."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import sqlalchemy
from streamlit.runtime.scriptrunner import StopException

from components import watch
from data import logs, meters
from data.access import EVERYONE, Viewer
from data.faults import WrongCall
from data.store.engine import connect, parsed
from data.warehouse import _opened

SECRET = "s3cr&t/p@ss wörd"
WRITTEN = "s3cr%26t%2Fp%40ss%20w%C3%B6rd"
URL = f"postgresql+psycopg://board:{WRITTEN}@127.0.0.1:1/none"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a logger of the test wrote; every secret that was hidden is forgotten afterwards."""
    monkeypatch.setenv("TENURE_LOG", "json")
    monkeypatch.setattr(logs, "_hidden", set())
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(each) for each in stream.getvalue().splitlines()]


def test_a_line_is_one_event(line: io.StringIO) -> None:
    logging.getLogger("tenure").warning("two\nlines of %s", "鈴木", extra={"event": "tried", "seconds": 1.5})
    (found,) = told(line)
    assert (found["level"], found["event"], found["said"], found["seconds"]) == (
        "warning", "tried", "two\nlines of 鈴木", 1.5)


def test_text_has_no_line_that_a_message_makes(line: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_LOG", "text")
    logs.set_up(line)
    logging.getLogger("tenure").warning("a\n2026-01-01 INFO forged", extra={"event": "tried"})
    assert line.getvalue().count("\n") == 1


def test_a_form_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_LOG", "xml")
    with pytest.raises(WrongCall):
        logs.form()


@pytest.mark.parametrize("url", [URL, URL.replace("+psycopg", ""), URL + "?sslpassword=s3cr%26t-other"])
def test_a_driver_that_fails(line: io.StringIO, url: str) -> None:
    """Its message and its whole trace, with nothing known beforehand but what stands in the environment."""
    logs.hide_environment({"TENURE_STORE_URL": url})
    try:
        sqlalchemy.create_engine(url.replace("+psycopg", "").replace("postgresql", "postgresql+psycopg")).connect()
    except sqlalchemy.exc.SQLAlchemyError as error:
        logging.getLogger("tenure").exception("it failed at %s: %s", url, error, extra={"url": url})
    assert "s3cr" not in line.getvalue()
    assert told(line)[0]["error"] == "OperationalError"


@pytest.mark.parametrize("given", [
    f"host=127.0.0.1 port=1 user=board password='{SECRET}' connect_timeout=2",
    "host=127.0.0.1 port=1 user=board password=s3cretly connect_timeout=2 nothing=here",
])
def test_a_driver_that_quotes_its_call(line: io.StringIO, given: str) -> None:
    try:
        psycopg.connect(given)
    except psycopg.Error as error:
        logging.getLogger("psycopg").exception("connect(%r): %s", given, error)
    assert "s3cr" not in line.getvalue()


def test_a_statement_that_fails_tells_no_name(line: io.StringIO, tmp_path: Path) -> None:
    """SQLAlchemy writes the bound values into its message: among them are names of accounts and what was decided."""
    duckdb.connect(str(tmp_path / "tenure-20260101T000000000000.duckdb")).close()
    house = _opened(f"duckdb:///{tmp_path}/tenure.duckdb", "20260101T000000000000").engine
    bound = {"name": "株式会社秘密"}
    for engine in (house, connect(parsed(f"sqlite:///{tmp_path}/store.sqlite"))):
        try:
            with engine.connect() as connection:
                connection.execute(sqlalchemy.text("SELECT 1 FROM nowhere WHERE name = :name"), bound)
        except sqlalchemy.exc.SQLAlchemyError:
            logging.getLogger("tenure").exception("it failed")
        engine.dispose()
    assert len(told(line)) == 2
    assert "秘密" not in line.getvalue()
    assert "nowhere" in line.getvalue()


@pytest.mark.parametrize("said", [
    "hive://u:s3cret@h:10000/d", "mailtos://user:s3cr:et@example.com/?to=x", "PGPASSWORD=s3cret psql",
    '{"client_secret": "s3cret", "a": 1}', "Authorization: Bearer s3cretly.abc-def", "--token s3cret".replace(" ", "="),
    "cookie: api_key='s3cret and more'", "password: s3cret", "aws_access_key=s3cret",
])
def test_what_looks_like_a_secret(line: io.StringIO, said: str) -> None:
    logging.getLogger("any").warning("%s", said)
    logging.getLogger("any").warning("fields", extra={"given": {"deep": [said]}})
    assert "s3cr" not in line.getvalue(), line.getvalue()


def test_what_is_no_secret_stays(line: io.StringIO) -> None:
    said = "the board: http://127.0.0.1:8501 version 20261129T231300573923 token-less user@example.com 12:30"
    logging.getLogger("any").warning(said)
    assert told(line)[0]["said"] == said


def test_a_secret_of_the_environment_wherever_it_stands(line: io.StringIO) -> None:
    logs.hide_environment({"TENURE_WAREHOUSE_PASSWORD": SECRET, "PGPASSWORD": "pg-word", "HOME": "/root"})
    logging.getLogger("any").warning("plain %s, in a URL %s, %s at /root", SECRET, WRITTEN, "pg-word")
    assert told(line)[0]["said"] == "plain ***, in a URL ***, *** at /root"


def test_a_slow_question_says_for_whom_and_why(line: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SLOW_SECONDS", "0")
    monkeypatch.setattr(watch, "_began", time.monotonic())
    person = Viewer("suzuki@example.com", "csm", csm="C01", name="鈴木 一郎")
    with watch.run() as ran:
        ran.page, ran.viewer = "retention", person
        with watch.question("queries.retention.kpis", "v1") as asked:
            asked.took(3, 120)
    first, last = told(line)
    assert (first["event"], first["question"], first["statements"], first["rows"], first["page"]) == (
        "slow_question", "queries.retention.kpis", 3, 120, "retention")
    assert (last["event"], last["page"], last["outcome"], last["questions"], last["made"]) == (
        "slow_page", "retention", "shown", 1, 1)
    assert first["why"] == last["why"] == ["cold_start"]
    assert first["role"] == "csm"
    assert first["who"] == last["who"]
    assert "suzuki" not in line.getvalue()
    assert "鈴木" not in line.getvalue()


def test_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Viewer("a@example.com", "executive"), Viewer("b@example.com", "executive")
    assert watch.whom(EVERYONE) == {"role": "everyone"}
    assert watch.whom(one) == watch.whom(one) != watch.whom(two)


def test_an_answer_that_another_run_was_making(line: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SLOW_SECONDS", "0")
    with watch.question("queries.retention.kpis", "v1"):
        pass
    assert told(line)[0]["why"] == ["waited_for_another"]


@pytest.mark.parametrize(("raised", "outcome"), [(None, "shown"), (ValueError, "failed"), ("stop", "stopped")])
def test_how_a_run_ends_is_counted(raised: Any, outcome: str) -> None:
    kinds: dict[Any, type[BaseException]] = {ValueError: ValueError, "stop": StopException}

    def count() -> float:
        found = meters.REGISTRY.get_sample_value("tenure_page_run_seconds_count", {"page": "tried", "outcome": outcome})
        return found or 0.0

    before = count()
    try:
        with watch.run() as ran:
            ran.page = "tried"
            if raised:
                raise kinds[raised]
    except (ValueError, StopException):
        pass
    assert count() == before + 1
    assert meters.REGISTRY.get_sample_value("tenure_page_runs_running") == 0


@pytest.mark.parametrize("given", ["no", "-1", "1e9", "nan"])
def test_seconds_that_are_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SLOW_SECONDS", given)
    with pytest.raises(WrongCall):
        meters.slow_seconds()
