"""The record of the last reconciliation (docs/reconciliation.md), and the run that a build ends with.

The figures are the layer's above, so a build asks for them as anybody does: by the command, in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.configured import home
from data.faults import WrongCall

FILE = "reconciled.json"
SECONDS = 300
CUSTOMERS = 5_000
PATIENCE = 120
"""Seconds beyond the setting's for the family that is running when they are up; then the process is stopped."""

COMMAND = (sys.executable, "-m", "queries", "reconcile", "--record")
BEHIND = 10
"""How far it steps back (nice) where nobody waits for it."""

Record = dict[str, Any]


def path() -> Path:
    """Where the record stands: reconciled.json in `home()`."""
    return home() / FILE


def read(version: str) -> Record | None:
    """The record of a version, not to be changed; null where this version was not reconciled, or the record cannot be
    read. Every run of a page asks: the file is read again only where the system says that it changed.
    """
    found = _standing()
    return found if found and found.get("version") == version else None


def _standing() -> Record | None:
    """The record that stands, of whichever version."""
    try:
        stamp = path().stat()
    except FileNotFoundError:
        return None
    found = _parsed(path(), (stamp.st_ino, stamp.st_size, stamp.st_mtime_ns))
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=2)
def _parsed(file: Path, stamp: tuple[int, int, int]) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return None


def write(record: Record) -> None:
    """Replaces the record in one step. That of a newer version stays: this one was slow, and the next is in use."""
    standing = _standing()
    if standing and str(standing.get("version", "")) > record["version"]:
        return
    draft = path().with_name(f"{FILE}.{os.getpid()}")
    draft.write_text(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    os.replace(draft, path())


def wanted() -> bool:
    """Whether a build is followed by a reconciliation: TENURE_RECONCILE, on (the default) or off. Errors: WrongCall."""
    said = os.environ.get("TENURE_RECONCILE") or "on"
    if said not in ("on", "off"):
        raise WrongCall(f"TENURE_RECONCILE={said}: on or off.")
    return said == "on"


def seconds() -> int:
    """After how many seconds no further family of figures is begun: TENURE_RECONCILE_SECONDS. Errors: WrongCall."""
    return _whole("TENURE_RECONCILE_SECONDS", SECONDS)


def customers() -> int:
    """Above how many customers a build recomputes but a part, and the headline figures: TENURE_RECONCILE_CUSTOMERS.
    Errors: WrongCall.
    """
    return _whole("TENURE_RECONCILE_CUSTOMERS", CUSTOMERS)


def _whole(name: str, default: int) -> int:
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or not int(said):
        raise WrongCall(f"{name}={said}: a whole number above 0.")
    return int(said)


def after_build(version: str) -> None:
    """Reconciles the version just published and says how it went, in one line. A difference is a warning on standard
    error, and the build stands: what the figures rest on serves, and every page says that they differ.
    """
    if not wanted():
        return
    try:
        made = subprocess.run(COMMAND, capture_output=True, text=True, encoding="utf-8", check=False,
                              timeout=seconds() + PATIENCE)
    except subprocess.TimeoutExpired:
        print(f"warning: the figures were not recomputed within {seconds() + PATIENCE:,} s (docs/reconciliation.md)",
              file=sys.stderr)
        return
    record = read(version)
    if record is None:
        last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"warning: the figures were not recomputed: {last}", file=sys.stderr)
    elif record["differ"]:
        print(f"warning: {said(record)} `python -m queries reconcile` lists them.", file=sys.stderr)
    else:
        print(said(record))


def beside() -> None:
    """Reconciles the version just published in a process that goes on by itself, behind whoever looks at the board."""
    if not wanted():
        return
    nobody = subprocess.DEVNULL
    begun = subprocess.Popen(COMMAND, stdin=nobody, stdout=nobody, stderr=nobody, start_new_session=True)
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, begun.pid, BEHIND)
    print("Its figures are being recomputed a second way: every page's header will say how that went.")


def said(record: Record) -> str:
    """A record in one sentence; of a company too large to hold in two."""
    verdict = f"{record['differ']:,} differ" if record["differ"] else "all equal"
    part = record.get("sample")
    more = "" if not part else (
        f" Of {part['of']:,} customers a part was recomputed, {part['customers']:,} customers ({part['where']});"
        f" NRR, GRR, logos and bridges over all ({part['all']:,} numbers).")
    return (f"Recomputed a second way: {record['recomputed']:,} of {record['figures']:,} figures"
            f" ({record['values']:,} numbers), {verdict}.{more}")
