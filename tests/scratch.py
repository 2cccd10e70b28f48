"""Folders that belong to no single test: gone with whoever uses them, at the latest with the process.

A run makes hundreds of companies of 20 MB: what nobody removes fills the disk.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import weakref
from functools import cache
from pathlib import Path


def folder() -> Path:
    """An empty folder, removed when the process ends."""
    return Path(tempfile.mkdtemp(dir=_root()))


def gone_with(user: object, folder: Path) -> None:
    """The folder is removed as soon as nobody holds `user` any more."""
    weakref.finalize(user, shutil.rmtree, folder, ignore_errors=True)


@cache
def _root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root
