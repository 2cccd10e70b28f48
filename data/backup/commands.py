"""`python -m data backup DIR` and `python -m data restore DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data.backup.manifest import Manifest, verified
from data.backup.restoring import restore
from data.backup.taking import take
from data.recovery import note


def add_to(commands: Any) -> None:
    """Both commands and their options, for data/__main__.py."""
    taken = commands.add_parser("backup", help="write the store, the version in use and the settings to a new folder, "
                                "while the board goes on")
    taken.add_argument("directory", type=Path, metavar="DIR")
    put = commands.add_parser("restore", help="put such a folder back; what stood there is kept beside it")
    put.add_argument("directory", type=Path, metavar="DIR")
    how = put.add_mutually_exclusive_group()
    how.add_argument("--into", type=Path, metavar="HOME", help="all of it as files into this folder, whatever the "
                     "settings say")
    how.add_argument("--check", action="store_true", help="only see whether the backup is whole")


def run_backup(asked: argparse.Namespace) -> int:
    """Takes one; its exit status. Errors: as data.backup.taking.take."""
    manifest = take(asked.directory)
    print(f"Wrote {_said(manifest)} to {asked.directory}; all of it read back.")
    print(note(), end="", file=sys.stderr)
    if manifest.server:
        print(f"note: the warehouse stands on {manifest.server}: back it up there; this holds none of its rows.")
    return 0


def run_restore(asked: argparse.Namespace) -> int:
    """Restores one, or checks it; its exit status. Errors: as data.backup.restoring.restore."""
    if asked.check:
        found = verified(asked.directory)
        print(f"{asked.directory} is whole: {_said(found)}, taken at {found.taken_at}.")
        return 0
    done = restore(asked.directory, asked.into)
    print(f"Restored {_said(done.manifest)} into {done.home}.")
    if done.aside:
        print(f"What stood there before is in {done.aside}.")
    for each in done.notes:
        print(f"note: {each}")
    return 0


def _said(manifest: Manifest) -> str:
    decided = ("no store" if manifest.schema is None else
               f"{manifest.entries:,} entries, {manifest.audit:,} audit entries and {manifest.deliveries:,} delivery "
               f"steps of the store (schema {manifest.schema})")
    data = "no data" if manifest.version is None or manifest.server else \
        f"version {manifest.version} of {manifest.company}"
    return f"{decided}; {data}; {len(manifest.of('settings')):,} settings files; {manifest.bytes:,} bytes"

