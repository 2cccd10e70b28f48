"""Kill -9 in the middle of 200 writes by four writers: what was acknowledged is there, whole; half of nothing is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.store import Store, open_store
from data.store.backup import damaged
from data.store.engine import reading
from tests.conftest import ROOT
from tests.postgres import Cluster, installed, own_cluster
from tests.store_writer import SHARED, acknowledged, body

WRITERS, WRITES = "abcd", 200
MIDDLE = 90
PATIENCE = 60


class Writers:
    """Four processes that write to a store, each with its file of what was acknowledged."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.files = url, {name: folder / f"{name}.acknowledged" for name in WRITERS}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        self.running = [subprocess.Popen([sys.executable, "-m", "tests.store_writer", self.url, name, str(file),
                                          str(WRITES // len(WRITERS))], cwd=ROOT, stderr=subprocess.DEVNULL)
                        for name, file in self.files.items()]

    def until(self, count: int) -> None:
        """So many are acknowledged."""
        end = time.monotonic() + PATIENCE
        while len(self.noted()) < count:
            assert time.monotonic() < end, f"{len(self.noted())} writes in {PATIENCE} s"
            time.sleep(0.005)

    def kill(self) -> None:
        for process in self.running:
            os.kill(process.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> list[int]:
        return [process.wait(PATIENCE) for process in self.running]

    def noted(self) -> list[list[Any]]:
        return [each for file in self.files.values() for each in acknowledged(file)]


def holds(store: Store, noted: list[list[Any]], unknown: int) -> None:
    """Every acknowledged write is there as it was; besides them at most `unknown` whose answer was lost, whole too."""
    with reading(store.engine) as connection:
        count, wrong = damaged(connection)
    assert wrong == []
    assert len(noted) <= count <= len(noted) + unknown
    keys = {key for key, *_ in noted} | {each.key for each in store.current("setting")}
    kept = {key: store.history("setting", key) for key in keys}
    for key, version, said, author in noted:
        found = kept[key][version - 1]
        assert (found.version, found.body, found.author, found.deleted) == (version, said, author, False)
    for key, versions in kept.items():
        assert [each.version for each in versions] == list(range(1, len(versions) + 1)), key
        for each in versions:
            written = each.get("value")
            assert each.body == body(written["writer"], written["number"]), "half a write"
    assert len({(key, version) for key, version, *_ in noted}) == len(noted), "one version was acknowledged twice"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (f"sqlite:///{tmp_path / 'store.sqlite'}" if request.param == "sqlite"
            else request.getfixturevalue("postgres").database())


def test_killed_writers_lose_nothing_that_was_acknowledged(url: str, tmp_path: Path) -> None:
    writers = Writers(url, tmp_path)
    writers.start()
    writers.until(MIDDLE)
    writers.kill()
    noted = writers.noted()
    assert MIDDLE <= len(noted) < WRITES, "it was the middle"
    holds(open_store(url), noted, unknown=len(WRITERS))

    writers.start()  # and the store still takes writes: nothing that a dead writer held is in the way
    assert writers.wait() == [0] * len(WRITERS)
    assert len(writers.noted()) == WRITES
    holds(open_store(url), writers.noted(), unknown=len(WRITERS))
    assert len(open_store(url).history("setting", SHARED)) >= WRITES // 3


@pytest.fixture
def own() -> Iterator[Cluster]:
    """A server of the test's own, to be crashed."""
    with own_cluster(installed()) as cluster:
        yield cluster


def test_a_crashed_server_loses_nothing_that_was_acknowledged(
    postgres: Cluster, own: Cluster, tmp_path: Path
) -> None:
    """Server and writers go at once. `postgres` comes first: it says so where there is no server to test with."""
    url = own.database()
    before = open_store(url)
    writers = Writers(url, tmp_path)
    writers.start()
    writers.until(MIDDLE)
    own.crash()
    assert all(status != 0 for status in writers.wait()), "a writer that cannot write says so"
    noted = writers.noted()
    assert MIDDLE <= len(noted) < WRITES
    own.start()
    holds(open_store(url), noted, unknown=len(WRITERS))
    assert before.version() == open_store(url).version(), "an engine from before the crash finds the server again"
    writers.start()
    assert writers.wait() == [0] * len(WRITERS)
    holds(open_store(url), writers.noted(), unknown=len(WRITERS))


def test_the_proof_can_fail(tmp_path: Path) -> None:
    """A store that forgot one write, or kept half of one, is found out."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    record = store.put("setting", "a-1", body("a", 1), "a", 0)
    noted = [[record.key, record.version, record.body, record.author]]
    holds(store, noted, unknown=0)
    for spoiled in ([*noted, ["a-2", 1, body("a", 2), "a"]], [["a-1", 1, body("a", 2), "a"]], [*noted, *noted]):
        with pytest.raises((AssertionError, IndexError)):
            holds(store, spoiled, unknown=5)
    store.put("setting", "b-1", {"value": {**body("b", 1)["value"], "bulk": "x"}}, "b", 0)
    with pytest.raises(AssertionError, match="half a write"):
        holds(store, noted, unknown=5)


