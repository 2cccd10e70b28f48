"""The folder of what Tenure keeps: room, permissions, what a dead process left, who holds a lock."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data import configured
from data.backup.restoring import MARK
from data.doctor.line import Line, fault, ok, warn
from data.locking import WarehouseBusy, exclusive

LOW, TOO_LOW = 2 << 30, 200 << 20
"""Bytes free: a build writes a whole new version beside the one in use."""
SECRETS = ("*.toml", "tenure.env", "store.sqlite*", "*.duckdb")
FREE = "Free some, or set TENURE_HOME to a larger disk."


def lines() -> Iterator[Line]:
    """All of them."""
    home = configured.home()
    if not home.is_dir():
        yield warn("home.folder", f"{home} is not there yet", "It is made by the first load, demo or decision.")
        return
    yield _writes(home)
    yield _room("home.disk", home)
    yield _room("home.scratch", Path(tempfile.gettempdir()))
    yield _readers(home)
    yield from _left(home)
    yield from _locks(home)


def _writes(home: Path) -> Line:
    """By writing: what permissions say and what a mount allows are two things."""
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        return fault("home.folder", f"{home} cannot be written: {error.strerror}", "Nothing can be loaded or decided: "
                     f"give it to user {os.getuid() if os.name != 'nt' else ''} or mount it writable.")
    return ok("home.folder", f"{home} can be written")


def _room(check: str, place: Path) -> Line:
    free = shutil.disk_usage(place).free
    said = f"{free / (1 << 30):,.1f} GiB free in {place}"
    if free < TOO_LOW:
        return fault(check, said, FREE)
    return warn(check, said, FREE) if free < LOW else ok(check, said)


def _readers(home: Path) -> Line:
    """Who else of this machine may read or change what holds customers' names."""
    open_to = [at.name for pattern in SECRETS for at in home.glob(pattern) if _mode(at) & 0o077] if os.name != "nt" \
        else []
    closed = os.name == "nt" or not _mode(home) & 0o077
    if os.name != "nt" and _mode(home) & 0o002:
        return fault("home.permissions", f"everybody on this machine may change {home}", f"chmod 700 {home}")
    if open_to and not closed:
        return warn("home.permissions", f"others on this machine may read {len(open_to)} files in {home}: "
                    f"{', '.join(sorted(open_to)[:3])} …", f"chmod 700 {home}")
    return ok("home.permissions", f"only its owner reads {home}")


def _mode(at: Path) -> int:
    return stat.S_IMODE(at.stat().st_mode)


def _left(home: Path) -> Iterator[Line]:
    if (home / MARK).exists():
        yield fault("home.restore", "a restore began and did not end", "Run it again: `python -m data restore "
                    f"{(home / MARK).read_text(encoding='utf-8').strip()}`.")
    left = sorted(at.name for at in home.iterdir() if (at.name.endswith((".tmp", ".read", ".wal")) and
                  ".duckdb" in at.name) or at.name.startswith(f".{MARK}-"))
    if left and not _held(home):
        yield warn("home.leftovers", f"a process that died left {', '.join(left[:4])}",
                   "The next build clears them; or delete them now.")
    elif not left:
        yield ok("home.leftovers", "nothing was left behind by a process that died")


def _locks(home: Path) -> Iterator[Line]:
    held = _held(home)
    yield ok("home.locks", "; ".join(held) if held else "no build, delivery or refresh runs")


def _held(home: Path) -> list[str]:
    """Who holds which lock, by trying: a file of a dead holder holds nothing."""
    found = []
    for at in sorted(home.glob("*.lock")):
        try:
            with exclusive(at):
                continue
        except WarehouseBusy as error:
            found.append(f"{at.name}: {str(error).partition(': ')[2].partition('. ')[0]}")
        except OSError as error:
            found.append(f"{at.name}: {error.strerror}")
    return found
