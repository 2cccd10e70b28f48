"""A Spark SQL of the tests' own: the thrift server of the pyspark package in local mode, started once for a whole run.

Needs Java 17 (Debian: openjdk-17-jre-headless) and pyspark. Where there is none its tests are skipped, and said to be;
with TESTS_SKIP_NOTHING set, as .ci/run does, they fail instead. The processes of a run (pytest-xdist) share one server:
the first that asks starts it; each keeps to schemas of its own.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 180.0
MEMORY = "3g"
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Most of what runs here runs once: compiling it well costs more than it saves."""


def home() -> Path | None:
    """The folder of Spark's own programs inside the package."""
    found = importlib.util.find_spec("pyspark")
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


def launched(at: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A server on loopback, everything that it writes in `folder`. Returned when it answers."""
    ours = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1",
            "spark.sql.warehouse.dir": str(folder / "warehouse"), "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1", "spark.sql.session.timeZone": "UTC"}
    theirs = {"hive.server2.thrift.bind.host": "127.0.0.1", "hive.server2.thrift.port": str(port),
              "javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder}/metastore;create=true"}
    asked = [str(at / "bin" / "spark-submit"), "--master", "local[2]", "--driver-memory", MEMORY,
             *(part for pair in ours.items() for part in ("--conf", "=".join(pair))),
             "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal",
             *(part for pair in theirs.items() for part in ("--hiveconf", "=".join(pair)))]
    said, own = folder / "log", folder / "tmp"
    own.mkdir()
    given = {**os.environ, "TMPDIR": str(own), "SPARK_LOCAL_DIRS": str(own),
             "SPARK_SUBMIT_OPTS": f"-Djava.io.tmpdir={own} {SHORT}"}
    with said.open("wb") as log:
        process = subprocess.Popen(asked, cwd=folder, stdout=log, stderr=log, start_new_session=True, env=given)
    end = time.monotonic() + PATIENCE
    while "HiveThriftServer2 started" not in (text := said.read_text(encoding="utf-8", errors="replace")):
        assert process.poll() is None, text[-3000:]
        assert time.monotonic() < end, text[-3000:]
        time.sleep(0.2)
    return process


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The SQLAlchemy URL of one server for all tests of a run, in every process of it."""
    at = home()
    if at is None or shutil.which("java") is None:
        missing = "Spark cannot run: it needs pyspark and Java 17 (Debian: openjdk-17-jre-headless)"
        if os.environ.get("TESTS_SKIP_NOTHING"):
            pytest.fail(missing)
        pytest.skip(missing)
    with shared(at, tmp_path_factory) as port:
        yield f"hive://127.0.0.1:{port}/default"


@contextmanager
def shared(at: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the run's server; the last process that leaves ends it."""
    own = tmp_path_factory.getbasetemp()
    root = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    note = root / "spark.json"
    with _alone(root):
        held = json.loads(note.read_text()) if note.exists() else _begun(at, root / "spark")
        note.write_text(json.dumps({**held, "users": held["users"] + 1}))
    try:
        yield held["port"]
    finally:
        with _alone(root):
            held = json.loads(note.read_text())
            note.write_text(json.dumps({**held, "users": held["users"] - 1}))
            if held["users"] == 1:
                os.killpg(held["pid"], signal.SIGKILL)
                note.unlink()


def _begun(at: Path, folder: Path) -> dict[str, int]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    return {"port": port, "pid": launched(at, folder, port).pid, "users": 0}


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / "spark.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
