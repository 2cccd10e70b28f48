"""Companies that take long to make are made once a run, and once for many runs where TESTS_KEEP names a folder.

A kept company goes by the sources it was made from: whoever changes data/ gets a new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = (".py", ".sql", ".toml", ".yml", ".yaml", ".csv")


def made(name: str, make: Callable[[Path], None], factory: pytest.TempPathFactory, *more: str) -> Path:
    """A folder of the caller's own with what `make` writes into an empty one; `more` tells apart what goes by one name.

    Made by the first process that asks; the others wait and copy, so that none sees what another writes into it.
    """
    own = factory.getbasetemp()
    shared = Path(os.environ.get("TESTS_KEEP") or (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own))
    shared.mkdir(parents=True, exist_ok=True)
    kept = shared / f"{name}-{_digest(name, *more)}"
    with _alone(shared / f"{name}.lock"):
        if not kept.exists():
            draft = shared / f"{kept.name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(kept)
    return Path(shutil.copytree(kept, factory.mktemp(name), dirs_exist_ok=True))


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _digest(*told: str) -> str:
    return hashlib.sha256("\n".join([_sources(), *told]).encode()).hexdigest()[:16]


@cache
def _sources() -> str:
    """What builds a company: everything under data/, and the pinned libraries."""
    found = hashlib.sha256()
    files = [file for file in (ROOT / "data").rglob("*") if file.suffix in MADE_OF and "target" not in file.parts]
    for file in [*sorted(files), ROOT / "requirements.txt"]:
        found.update(str(file.relative_to(ROOT)).encode())
        found.update(file.read_bytes())
    return found.hexdigest()
