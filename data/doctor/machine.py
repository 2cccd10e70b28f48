"""The machine: Python, the packages, the time zone, typefaces for the report."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import InvalidRequirement, Requirement

from data.configured import ROOT
from data.doctor.line import Line, fault, ok, warn
from data.typefaces import JAPANESE, families
from data.warehouse import time_zone

OLDEST = (3, 11)
INSTALL = "Run `pip install -r requirements.txt` in the environment that the board runs in."


def lines() -> Iterator[Line]:
    """All of them."""
    yield _python()
    yield _packages()
    yield _time_zone()
    yield _report()


def _python() -> Line:
    said = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST:
        return fault("machine.python", said, f"Tenure needs Python {'.'.join(map(str, OLDEST))} or newer.")
    return ok("machine.python", said)


def _packages() -> Line:
    wrong = list(differing(ROOT / "requirements.txt"))
    if wrong:
        shown = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return warn("machine.packages", f"{len(wrong)} packages are not as pinned: {shown}", INSTALL)
    return ok("machine.packages", "all packages are as requirements.txt pins them")


def differing(file: Path) -> Iterator[str]:
    """The packages that a file of pins names and that are not installed in that version, where they apply here."""
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            wanted = Requirement(line.partition("#")[0].strip())
        except InvalidRequirement:
            continue
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            yield f"{wanted.name} is missing"
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            yield f"{wanted.name} {found} ({wanted.specifier})"


def _time_zone() -> Line:
    try:
        here = datetime.now(ZoneInfo(time_zone()))
    except (ZoneInfoNotFoundError, ValueError):
        return fault("machine.time_zone", f"TENURE_TIME_ZONE={time_zone()}: no such time zone",
                     "Write one as Asia/Tokyo; where it is right, install the package tzdata.")
    return ok("machine.time_zone", f"a day ends in {time_zone()}: it is {here:%Y-%m-%d %H:%M} there")


def _report() -> Line:
    found = [name for name in JAPANESE if name in families()]
    if not found:
        return warn("machine.report", f"{len(families())} typefaces, none of them Japanese",
                    "Install one (Debian: fonts-noto-cjk): a Japanese report is refused without it.")
    return ok("machine.report", f"typst {metadata.version('typst')}, Japanese in {found[0]}")
