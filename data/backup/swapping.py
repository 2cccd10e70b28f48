"""Files in the place of others, one step each, and what stood there kept aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from data.backup.disk import copied
from data.damage import settled
from data.store.backup import BackupRefused

WAIT_SECONDS = 2
BESIDE = ("-wal", "-shm", "-mark")


@dataclass(frozen=True)
class Swap:
    """`source` goes to `target`; null: what stands there goes aside. `is_store`: it is a SQLite file that others may
    have open."""

    source: Path | None
    target: Path
    is_store: bool = False


def swap(swaps: list[Swap], aside: Path) -> None:
    """Does all of them, in order. Errors: BackupRefused where the store is in use; OSError."""
    for each in swaps:
        with _alone(each.target) if each.is_store else nullcontext():
            _keep(each.target, aside)
            for ending in BESIDE if each.is_store else ():
                beside = each.target.with_name(f"{each.target.name}{ending}")
                if beside.exists():  # of the old file: the new one would take its pages for its own
                    aside.mkdir(exist_ok=True, mode=0o700)
                    shutil.move(beside, aside / beside.name)
            if each.source is None:
                each.target.unlink()
            elif each.source.stat().st_dev == each.target.parent.stat().st_dev:
                os.replace(each.source, each.target)
            else:
                _across(each.source, each.target)
            settled(each.target.parent)


def _keep(target: Path, aside: Path) -> None:
    """A second name for what stands there, or a copy where the file system has none: the place is never empty."""
    if not target.exists():
        return
    aside.mkdir(exist_ok=True, mode=0o700)
    try:
        os.link(target, aside / target.name)
    except OSError:
        shutil.copy2(target, aside / target.name)


def _across(source: Path, target: Path) -> None:
    """From one disk to another: written beside its place first."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        copied(source, beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Nobody else has the store open, and its log is in its file. A file that is no database has no users."""
    if not store.exists():
        yield
        return
    with closing(sqlite3.connect(store, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BackupRefused(f"The store {store} is in use: stop the board and whatever else has it open, then "
                                    "restore. Nothing was changed.") from error
        except sqlite3.DatabaseError:
            pass
        yield
