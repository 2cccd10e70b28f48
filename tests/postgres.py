"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by a socket in it, stopped when they end.

Needs the server's programs (Debian: postgresql-15, found in /usr/lib/postgresql/*/bin). Where there are none its tests
are skipped, and said to be; with TESTS_SKIP_NOTHING set, as .ci/run does, they fail instead. PostgreSQL refuses to run
as root: there it runs as `postgres`, else as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy.engine import make_url

PATIENCE = 30.0
GUARDED, SECRET = "guarded", "p@ss/w:rd#%1 é"
"""A user who needs a password, and that: hard to write in a URL, and easy to find wherever it should not be."""


class Cluster:
    """A running server. `folder` is short: a socket's path may have 107 characters."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.user = _user() if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        if self.user is not None:
            os.chown(self.folder, self.user, -1)
        asked = [str(self.programs / "initdb"), "-D", str(self.folder / "data"), "-U", "tenure", "-A", "trust", "-E",
                 "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(asked, user=self.user, cwd=self.folder, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text(encoding='utf-8')}", encoding="utf-8")

    def start(self) -> None:
        """Started and answering."""
        with (self.folder / "log").open("ab") as log:
            asked = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), "-c",
                     "listen_addresses="]
            self.process = subprocess.Popen(asked, user=self.user, cwd=self.folder, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
                assert self.process.poll() is None, said
                assert time.monotonic() < end, said
                time.sleep(0.05)

    def stop(self) -> None:
        """Ends this cluster's own process, and its sessions with it; what it holds is thrown away anyway."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.crash()

    def crash(self) -> None:
        """The server and every process of it are gone at once, as when the machine loses power; nothing is written."""
        assert self.process is not None
        killed = [self.process.pid, *_children(self.process.pid)]
        for pid in killed:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE)
        end = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{pid}").exists() for pid in killed[1:]) and time.monotonic() < end:
            time.sleep(0.02)

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://tenure@/{name}?host={self.folder}"

    def guarded(self) -> str:
        """The URL of a new, empty database whose owner needs a password."""
        url = self.database()
        name = make_url(url).database
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [GUARDED]).fetchone() is None:
                connection.execute(f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{SECRET}'")
            connection.execute(f'ALTER DATABASE "{name}" OWNER TO {GUARDED}')
        return url.replace("tenure@", f"{GUARDED}:{quote(SECRET, safe='')}@", 1)

    def dsn(self, name: str) -> str:
        return f"host={self.folder} user=tenure dbname={name}"


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = [Path(at).parent for at in [shutil.which("postgres")] if at]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda at: int(at.parts[-3]))
    return next(iter([*(at.parent for at in reversed(debian)), *found]), None)


def installed() -> Path:
    """The folder of the newest server; without one the test that asks is skipped, or fails where nothing may be."""
    found = programs()
    if found is not None:
        return found
    missing = "no PostgreSQL server is installed (Debian: apt-get install postgresql-15)"
    if os.environ.get("TESTS_SKIP_NOTHING"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One cluster for all tests of a run; each asks it for a database of its own."""
    with own_cluster(installed()) as cluster:
        yield cluster


@contextmanager
def own_cluster(found: Path) -> Iterator[Cluster]:
    """A cluster for the block."""
    cluster = Cluster(found, Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


def _user() -> int:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise LookupError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _children(pid: int) -> list[int]:
    """The processes that one has started, where the system can say."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
