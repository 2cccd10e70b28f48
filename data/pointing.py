"""The files of an embedded warehouse: its versions, the pointer to the one in use, what serves where one is damaged.

For a base `/dir/NAME.duckdb` the versions are `/dir/NAME-<version>.duckdb`, the pointer is `/dir/NAME.current`.
Whatever is damaged, the newest whole version serves, and `Standing` says so: nothing is mended by reading.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from data import damage

VERSION = "%Y%m%dT%H%M%S%f"
Why = Literal["", "pointer", "file", "gone"]
WORDS: dict[Why, str] = {
    "": "", "pointer": "the pointer {pointer} is damaged or missing, and does not say which version is in use",
    "file": "the file of version {lost} is damaged (it is not what was published)",
    "gone": "the file of version {lost} is gone"}


@dataclass(frozen=True)
class Standing:
    """What serves: null where nothing can. `why`: what is damaged, empty where nothing is; `lost`: the version that
    should be in use, where that is known.
    """

    version: str | None
    why: Why = ""
    lost: str = ""


@dataclass(frozen=True)
class Files:
    """Where the versions of one warehouse stand."""

    base: Path

    @property
    def pointer(self) -> Path:
        return self.base.with_name(f"{self.base.stem}.current")

    def path(self, version: str) -> Path:
        """The file of a version."""
        return self.base.with_name(f"{self.base.stem}-{version}{self.base.suffix}")

    def versions(self) -> list[str]:
        """Every version of which there is a file, drafts too, oldest first."""
        name = self._name()
        if not self.base.parent.is_dir():
            return []
        found = (name.fullmatch(file.name) for file in self.base.parent.iterdir())
        return sorted(each[1] for each in found if each)

    def published(self) -> list[str]:
        """Those that were published and are whole, as far as their seals say, oldest first; a draft has no seal."""
        return [each for each in self.versions() if damage.sealed(self.path(each)) is not None
                and damage.verdict(self.path(each)) != "damaged"]

    def pointed(self) -> str | None:
        """The version that the pointer names: null where there is no pointer, empty where it names none."""
        try:
            said = self._name().fullmatch(self.pointer.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            return ""
        return said[1] if said else ""

    def standing(self) -> Standing:
        """What serves now. Cheap: one small file is read, one looked at, once `damage.verdict` knows it."""
        named = self.pointed()
        if named and self.path(named).is_file():
            if damage.verdict(self.path(named)) != "damaged":
                return Standing(named)
            why: Why = "file"
        else:
            why = "gone" if named else "pointer"
        spare = next((each for each in reversed(self.published()) if each != named), None)
        if named is None and spare is None:
            return Standing(None)  # nothing was ever published
        return Standing(spare, why, named or "")

    def next(self) -> str:
        """A name for a new version: the moment, and after every other one though the clock was set back."""
        now, last = datetime.now(UTC).strftime(VERSION), max([*self.versions(), self.pointed() or ""])
        if last < now:
            return now
        return (datetime.strptime(last, VERSION) + timedelta(microseconds=1)).strftime(VERSION)

    def point(self, version: str) -> None:
        """Moves the pointer to a version in one step; on the disk when it returns. Errors: OSError."""
        damage.durable(self.pointer, self.path(version).name)

    def clear(self, keep: Iterable[str]) -> None:
        """Deletes the versions but these: older ones, drafts and halves of small files that a killed build left."""
        for version in set(self.versions()) - set(keep):
            drop(self.path(version), whole=True)
        for name in (f"{self.pointer.name}.*{damage.DRAFT}", f"{self.base.stem}-*.seal.*{damage.DRAFT}"):
            for half in self.base.parent.glob(name):
                half.unlink(missing_ok=True)

    def kept(self) -> set[str]:
        """What a build that begins leaves alone: what serves and the whole version before it, which a reader may still
        follow, and the one that the pointer names, whatever became of it.
        """
        serves, whole = self.standing().version, self.published()
        before = [each for each in whole if serves is not None and each < serves]
        return {each for each in (serves, self.pointed(), *before[-1:]) if each}

    def told(self, standing: Standing) -> str:
        """What is damaged, in words; empty where nothing is."""
        return WORDS[standing.why].format(pointer=self.pointer, lost=standing.lost)

    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"{re.escape(self.base.stem)}-(\d{{8}}T\d{{12}}){re.escape(self.base.suffix)}")


def drop(path: Path, whole: bool) -> None:
    """Deletes a version's leftovers, and with `whole` the file: last, since by it the next build finds what one
    that was killed left. Windows refuses while a reader holds it: next time.
    """
    for folder in ("tmp", "read"):
        shutil.rmtree(f"{path}.{folder}", ignore_errors=True)
    beside = [path.with_name(f"{path.name}.wal"), damage.seal_of(path)]
    for file in [*beside, path] if whole else []:
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            continue
