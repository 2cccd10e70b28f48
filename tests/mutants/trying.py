"""Tries mutants: a copy of the project for each worker, a test run in a process of its own for each mutant.

The worker has imported the libraries before it forks, so that a run starts in a fraction of a second; the project's own
modules are imported after the fork, from the copy with the mutant in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.made import ROOT
from tests.mutants.making import Mutant

LIBRARIES = ("pytest", "pandas", "pyarrow", "sqlalchemy", "duckdb", "duckdb_engine", "hypothesis", "scipy.stats",
             "statsmodels.api", "sklearn", "lifelines", "streamlit.testing.v1", "babel", "plotly.graph_objects")
KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


def copied(root: Path, into: Path) -> Path:
    """What git tracks of the project, in a folder of the worker's own."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, into / name)
    return into


def tried(mutant: Mutant, tests: tuple[str, ...], tree: Path, limit: float) -> str:
    """What its tests say of it."""
    path = tree / mutant.module
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.code, encoding="utf-8")
    try:
        return _ended(os.fork() or _child(tree, tests), limit)
    finally:
        path.write_text(before, encoding="utf-8")


def passes(tests: tuple[str, ...], tree: Path, limit: float) -> bool:
    """Whether these tests pass on the project as it is: else they tell nothing of a mutant."""
    return _ended(os.fork() or _child(tree, tests), limit) == SURVIVED


def warmed() -> None:
    """Imports the libraries, with no threads that a fork would lose."""
    for name in LIBRARIES:
        __import__(name)


def _child(tree: Path, tests: tuple[str, ...]) -> int:
    """Never returns: it is the test run."""
    import pytest

    os.setsid()
    sys.path[:] = [str(tree), *(each for each in sys.path if Path(each or ".").resolve() != ROOT)]
    os.chdir(tree)
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "queries", "data", "components")]:
        del sys.modules[name]
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    sys.dont_write_bytecode = True
    paths = [f"tests/{test}" for test in tests]
    code = pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", "--no-header", *paths])
    os._exit(int(code))


def _ended(pid: int, limit: float) -> str:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            _swept(pid)
            return SURVIVED if os.waitstatus_to_exitcode(status) == 0 else KILLED
        time.sleep(0.05)
    _swept(pid)
    os.waitpid(pid, 0)
    return TIMED_OUT


def _swept(pid: int) -> None:
    """What the run started goes with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
