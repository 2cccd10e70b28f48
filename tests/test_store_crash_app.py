"""Kill -9 of the app: a Streamlit server that four sessions save through, in the middle of 200 saves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from data.store import Store, open_store
from data.store.backup import damaged
from data.store.engine import reading
from tests.conftest import ROOT, environment
from tests.store_writer import body

WRITERS, EACH, MIDDLE, PATIENCE = "abcd", 50, 90, 240
Saved = set[tuple[str, str, int]]
"""Key, writer and number of what a session was told to be saved."""


@contextmanager
def serving(home: Path, url: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server that answers: its process and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = [sys.executable, "-m", "streamlit", "run", "tests/store_app.py", "--server.port", str(port),
             "--server.fileWatcherType", "none"]
    with (home / "log").open("ab") as log:
        server = subprocess.Popen(asked, cwd=ROOT, env={**environment(home), "TENURE_STORE_URL": url}, stdout=log,
                                  stderr=log)
    try:
        end = time.monotonic() + PATIENCE
        while not answers(port):
            assert server.poll() is None, (home / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.1)
        yield server, port
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(PATIENCE)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as found:
            return bool(found.status == 200)
    except OSError:
        return False


def session(port: int, writer: str, saved: Saved) -> None:
    """One browser: it saves what is not saved yet, again where somebody was faster, until the server is gone."""
    try:
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"],  # type: ignore[list-item]
                     max_size=None) as page:
            for number in range(EACH):
                while not any((name, at) == (writer, number) for _, name, at in saved):
                    said = run(page, f"writer={writer}&number={number}")
                    saved |= {(key, writer, number) for key in said}
    except (WebSocketException, OSError):
        return


def run(page: ClientConnection, query: str) -> list[str]:
    """One run of the page: the keys that it says are saved."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    page.send(asked.SerializeToString())
    said: list[str] = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(page.recv(timeout=PATIENCE))
        text = message.delta.new_element.text.body
        if text.startswith("saved "):
            said.append(text.split()[1])
        if message.WhichOneof("type") == "script_finished":
            return said


def started(port: int, saved: dict[str, Saved]) -> list[threading.Thread]:
    threads = [threading.Thread(target=session, args=(port, writer, saved[writer])) for writer in WRITERS]
    for thread in threads:
        thread.start()
    return threads


def holds(store: Store, saved: Saved) -> None:
    """What a session was told is there, whole; of each key every version; at most one more write for each session."""
    with reading(store.engine) as connection:
        count, wrong = damaged(connection)
    assert wrong == []
    assert len(saved) <= count <= len(saved) + len(WRITERS)
    found: Saved = set()
    for record in store.current("setting"):
        versions = store.history("setting", record.key)
        assert [each.version for each in versions] == list(range(1, len(versions) + 1))
        for each in versions:
            written = each.get("value")
            assert each.body == body(written["writer"], written["number"]), "half a write"
            assert each.author == written["writer"]
            found.add((record.key, written["writer"], written["number"]))
    assert saved <= found


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.e2e)])
def test_a_killed_app_loses_nothing_that_it_said_was_saved(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (f"sqlite:///{tmp_path / 'store.sqlite'}" if engine == "sqlite"
           else request.getfixturevalue("postgres").database())
    saved: dict[str, Saved] = {writer: set() for writer in WRITERS}
    with serving(tmp_path, url) as (server, port):
        threads = started(port, saved)
        end = time.monotonic() + PATIENCE
        while sum(map(len, saved.values())) < MIDDLE:
            assert time.monotonic() < end
            time.sleep(0.01)
        os.kill(server.pid, signal.SIGKILL)
        server.wait(PATIENCE)
        for thread in threads:
            thread.join(PATIENCE)
    told = set().union(*saved.values())
    assert MIDDLE <= len(told) < EACH * len(WRITERS), "it was the middle"
    holds(open_store(url), told)

    with serving(tmp_path, url) as (_, port):
        for thread in started(port, saved):
            thread.join(PATIENCE)
    told = set().union(*saved.values())
    assert len(told) == EACH * len(WRITERS)
    holds(open_store(url), told)
