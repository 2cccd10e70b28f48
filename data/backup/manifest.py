"""What a backup's folder holds, and whether it is as it was written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from data.backup.disk import measured
from data.store.backup import BackupRefused
from data.store.migrate import head, known

FORMAT = 1
NAME = "manifest.json"
STORE, AUDIT, DELIVERY = "store.jsonl", "audit.jsonl", "delivery.jsonl"
SETTINGS, WAREHOUSE = "settings", "warehouse"


@dataclass(frozen=True)
class Manifest:
    """`schema`: the store's revision, null where there was no store. `version`: of the warehouse, null where nothing
    was published; `company`: whose it is. `server`: the warehouse's URL without its password where it stands on a
    server, whose own backup holds it; else null. `files`: by path in the folder, bytes and SHA-256.
    """

    taken_at: str
    schema: str | None
    entries: int
    audit: int
    deliveries: int
    version: str | None
    company: str | None
    server: str | None
    files: Mapping[str, tuple[int, str]]

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(size for size, _ in self.files.values())

    def of(self, folder: str) -> list[str]:
        """The files in a folder of the backup, by path, sorted."""
        return sorted(name for name in self.files if name.startswith(f"{folder}/"))


def write(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest with a checksum over itself; on the disk when this returns."""
    said = {"tenure_backup": FORMAT, **asdict(manifest)}
    with open(os.open(folder / NAME, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as to:
        json.dump({**said, "digest": _digest(said)}, to, ensure_ascii=False, indent=1, sort_keys=True)
        to.flush()
        os.fsync(to.fileno())


def read(folder: Path) -> Manifest:
    """What a folder says it holds. Errors: BackupRefused where it is no backup, damaged, or of a newer release."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        form = said["tenure_backup"]
    except FileNotFoundError as error:
        raise BackupRefused(f"{folder} is no backup: it has no {NAME}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{folder}: its {NAME} is damaged. Take another backup.") from error
    if isinstance(form, int) and form > FORMAT:
        raise BackupRefused(f"{folder} was written by a newer release (form {form}, this one knows {FORMAT}): update "
                            "Tenure to restore it.")
    found = {name: value for name, value in said.items() if name != "digest"}
    if said.get("digest") != _digest(found):
        raise BackupRefused(f"{folder}: its {NAME} was changed or damaged. Take another backup.")
    return _manifest(folder, {name: value for name, value in found.items() if name != "tenure_backup"})


def verified(folder: Path) -> Manifest:
    """The manifest of a folder whose every file is there and is what it was, in the length and the checksum.

    Errors: BackupRefused with the first that is not; OSError.
    """
    manifest = read(folder)
    for name, (size, digest) in sorted(manifest.files.items()):
        try:
            found = measured(folder / name)
        except FileNotFoundError as error:
            raise BackupRefused(f"{folder} is not whole: {name} is missing. Take another backup.") from error
        if found != (size, digest):
            raise BackupRefused(f"{folder / name} was cut short, changed or damaged ({found[0]:,} bytes, "
                                f"{size:,} were written). Take another backup.")
    if manifest.schema is not None and manifest.schema not in known():
        raise BackupRefused(f"{folder} was written by a newer release (the store's schema is {manifest.schema}, this "
                            f"release knows up to {head()}): update Tenure to restore it.")
    return manifest


def _digest(said: Mapping[str, Any]) -> str:
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _manifest(folder: Path, said: Mapping[str, Any]) -> Manifest:
    """A path that leads out of the folder is nothing that a backup wrote."""
    files = said["files"]
    out = [name for name in files if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if out:
        raise BackupRefused(f"{folder}: its {NAME} names {out[0]}, which is not in the folder.")
    return Manifest(**{**said, "files": {name: (int(size), str(digest)) for name, (size, digest) in files.items()}})
