"""Whether a published file is still what was published: a checksum beside it, written when it is and held against it
before it is opened.

The seal of `NAME-<version>.duckdb` is `NAME-<version>.duckdb.seal`, one line: digest, size, name, and a checksum of the
line itself. A file without one, or with one that is damaged itself, is unproven: DuckDB's own checksums hold each block
of it that is read, so it serves. docs/reliability.md
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

AT_ONCE = 1 << 30
"""Bytes up to which a file is read through before it is opened; a larger one serves while a thread reads it."""
KEPT = 16
DRAFT = ".new"
"""How the name of a small file ends while it is written."""
Verdict = Literal["whole", "damaged", "unproven", "checking"]
Stamp = tuple[int, int, int, int]
"""What the system says of a file: it is read through again only where one of these changed."""


@dataclass(frozen=True)
class Seal:
    """What a file was when it was published."""

    digest: str
    size: int


_known: dict[Path, tuple[Stamp | None, Verdict]] = {}
_reading: set[Path] = set()
_lock = threading.RLock()


def seal_of(path: Path) -> Path:
    """Where the seal of a file stands."""
    return path.with_name(f"{path.name}.seal")


def seal(path: Path) -> None:
    """Writes a file's seal, on the disk when it returns as is the file. Errors: OSError; then there is no seal."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        size = os.fstat(file.fileno()).st_size
    line = f"{digest} {size} {path.name}"
    durable(seal_of(path), f"{line} {_short(line)}\n")


def durable(path: Path, text: str) -> None:
    """Replaces a small file in one step, on the disk when it returns. Errors: OSError; then the old one stands."""
    draft = path.with_name(f"{path.name}.{os.getpid()}{DRAFT}")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    settled(path.parent)


def sealed(path: Path) -> Seal | None:
    """The seal of a file; null where there is none, or it is not as it was written."""
    try:
        line, _, check = seal_of(path).read_text(encoding="utf-8").strip().rpartition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    parts = line.split(" ", 2)
    if check != _short(line) or len(parts) != 3 or parts[2] != path.name:
        return None
    return Seal(parts[0], int(parts[1]))


def verdict(path: Path) -> Verdict:
    """Whether a file is what was published. Reads it through once a process, and again where the system says that it
    changed; afterwards the cost of a look at the folder. One above AT_ONCE is `checking` until a thread has read it.
    """
    with _lock:
        stamp = _stamp(path)
        known = _known.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        found = _first(path, stamp)
        _keep(path, stamp, found)
        return found


def doubted(path: Path) -> Verdict:
    """The same after a reader stumbled: read through whole, now, whatever was known of it."""
    with _lock:
        wanted, stamp = sealed(path), _stamp(path)
        found = _compared(path, wanted) if wanted is not None else "unproven"
        _keep(path, stamp, found)
        return found


def _first(path: Path, stamp: Stamp | None) -> Verdict:
    wanted = sealed(path)
    if stamp is None:
        return "damaged"
    if wanted is None:
        return "unproven"
    if wanted.size != stamp[1]:
        return "damaged"
    if stamp[1] <= AT_ONCE:
        return _compared(path, wanted)
    if path not in _reading:
        _reading.add(path)
        threading.Thread(target=_read, args=(path, stamp, wanted), daemon=True, name="tenure: checksum").start()
    return "checking"


def _read(path: Path, stamp: Stamp, wanted: Seal) -> None:
    found = _compared(path, wanted)
    with _lock:
        _reading.discard(path)
        _keep(path, stamp, found)


def _compared(path: Path, wanted: Seal) -> Verdict:
    try:
        with path.open("rb") as file:
            return "whole" if hashlib.file_digest(file, "sha256").hexdigest() == wanted.digest else "damaged"
    except OSError:  # a disk that cannot give it back
        return "damaged"


def _keep(path: Path, stamp: Stamp | None, found: Verdict) -> None:
    _known.pop(path, None)
    _known[path] = (stamp, found)
    for old in list(_known)[:-KEPT]:
        del _known[old]


def _stamp(path: Path) -> Stamp | None:
    try:
        said = path.stat()
    except OSError:
        return None
    return said.st_ino, said.st_size, said.st_mtime_ns, said.st_ctime_ns


def _short(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]


def settled(folder: Path) -> None:
    """The names in a folder, on the disk when this returns; Windows has no such call. Errors: OSError."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
