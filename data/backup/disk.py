"""Files that are on the disk when it is said so, and what they hold."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

CHUNK = 1 << 20


def copied(source: Path, to: Path) -> Path:
    """A copy that its owner alone may read, on the disk when this returns. A file that somebody drops meanwhile stays
    whole as long as it is open."""
    to.parent.mkdir(mode=0o700, exist_ok=True)
    with source.open("rb") as read, open(os.open(to, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as written:
        shutil.copyfileobj(read, written, CHUNK)
        written.flush()
        os.fsync(written.fileno())
    return to


def measured(file: Path) -> tuple[int, str]:
    """A file's length in bytes and SHA-256. Errors: OSError."""
    total, size = sha256(), 0
    with file.open("rb") as source:
        while block := source.read(CHUNK):
            total.update(block)
            size += len(block)
    return size, total.hexdigest()
