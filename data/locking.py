"""One build at a time: a lock that the operating system releases when its holder ends, however it ends."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

BYTE = 1 << 30  # Windows keeps others from reading a locked byte: lock one beyond the text


class WarehouseBusy(Exception):
    """Another build holds the lock. The message says who."""


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Holds the lock file while the block runs. WarehouseBusy, at once, while another process or thread holds it.

    The file stays behind, empty: deleting it could take the name from under a process that is about to lock it.
    A holder that died holds nothing, so there are no stale locks to clear.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            _lock(file)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise WarehouseBusy(f"Another build is running: {holder}. Wait until it has ended.") from error
        try:
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            _write(file, f"process {os.getpid()} on {socket.gethostname()}, since {since}")
            yield
        finally:
            _write(file, "")
            _unlock(file)


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


if sys.platform == "win32":
    def _lock(file: IO[str]) -> None:
        file.seek(BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _unlock(file: IO[str]) -> None:
        file.seek(BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
