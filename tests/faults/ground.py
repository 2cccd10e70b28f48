"""Where faults are injected: homes of a company with two versions, copied for each trial, and what they show."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from data.build import transform_version
from data.pointing import Files
from tests.conftest import ROOT, environment
from tests.faults.witness import Witness

CUSTOMERS, YEARS = 60, 2
PATIENCE = 900


class Ground:
    """A folder in which homes are made. `whole`: the figures of each whole version of the company, by version."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.witness = folder, Witness()
        self.origin = folder / "origin"
        self.whole: dict[str, dict[str, Any]] = {}

    def make(self) -> None:
        """Two versions of the demo company whose figures differ; kept in the folder for the next run."""
        made_by = self.origin / "made"
        if not made_by.exists() or made_by.read_text(encoding="utf-8") != transform_version():
            shutil.rmtree(self.origin, ignore_errors=True)
            for seed in ("8", "7"):
                asked = ["demo", "--customers", str(CUSTOMERS), "--years", str(YEARS), "--seed", seed]
                made = self.data(self.origin, *asked)
                assert made.returncode == 0, made.stdout + made.stderr
            made_by.write_text(transform_version(), encoding="utf-8")
        self.know()

    def know(self) -> None:
        """Asks both versions for their figures."""
        older, newer = self.versions(self.origin)
        with self.home() as home:
            self.whole[newer] = self.figures(home)
            Files(home / "tenure.duckdb").point(older)
            self.whole[older] = self.figures(home)
        assert self.whole[newer] != self.whole[older]

    @property
    def newest(self) -> str:
        """The version that serves where nothing is damaged."""
        return self.versions(self.origin)[-1]

    def versions(self, home: Path) -> list[str]:
        return Files(home / "tenure.duckdb").versions()

    @contextmanager
    def home(self, name: str = "trial") -> Iterator[Path]:
        """A home of its own for one trial."""
        at = self.folder / name
        shutil.rmtree(at, ignore_errors=True)
        shutil.copytree(self.origin, at, ignore=shutil.ignore_patterns("dbt"))
        try:
            yield at
        finally:
            shutil.rmtree(at, ignore_errors=True)

    def figures(self, home: Path) -> dict[str, Any]:
        seen = self.sees(home)
        assert seen.get("status") == [0, 0, 0, 0], seen
        assert seen["page"], seen
        found: dict[str, Any] = seen["figures"]
        return found

    def sees(self, home: Path, **more: str) -> dict[str, Any]:
        """What a home shows to processes that have read nothing before."""
        return self.witness.sees({**environment(home), **more})

    def started(self, home: Path, *command: str, **more: str) -> subprocess.Popen[str]:
        """A command in a home, in a process group of its own: what it starts dies with it."""
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env={**environment(home), **more}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def data(self, home: Path, *asked: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`python -m data …` to its end."""
        process = self.started(home, "-m", "data", *asked, **more)
        out, err = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(asked, process.returncode, out, err)

    def close(self) -> None:
        self.witness.close()


def kill(process: subprocess.Popen[Any]) -> None:
    """SIGKILL to a process and all that it started: as when the machine stops it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
