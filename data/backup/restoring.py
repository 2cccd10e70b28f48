"""Restoring a backup: all of it is verified and made ready beside what stands before any of that is replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import configured, damage
from data.backup import swapping
from data.backup.disk import copied, measured
from data.backup.manifest import SETTINGS, WAREHOUSE, Manifest, verified
from data.backup.storing import into_server, made
from data.backup.swapping import Swap
from data.engines.names import is_remote
from data.locking import exclusive
from data.store import store_url
from data.store.backup import BackupRefused
from data.store.engine import file_of, parsed
from data.warehouse import _base, warehouse_url

MARK = "restoring"
"""A file in `home()` while a restore replaces things; one that is left behind says that it did not end."""


@dataclass(frozen=True)
class Restored:
    """What a restore did. `aside`: the folder in which what stood before is kept, null where nothing stood.

    `notes`: what it left to the operator, in words.
    """

    manifest: Manifest
    home: Path
    aside: Path | None
    notes: tuple[str, ...]


def restore(folder: Path, into: Path | None = None) -> Restored:
    """Puts a backup where the settings say that things stand, or all of it as files into another home (`into`).

    Nothing is replaced before everything was verified and written beside it. What stood before is kept. A restore that
    was killed can be run again. Errors: BackupRefused (damaged, of a newer release, the store in use, no room),
    WarehouseBusy while a build runs, StoreError, OSError: until the first file is replaced nothing has changed then.
    """
    manifest = verified(folder)
    home = (into or configured.home()).absolute()
    home.mkdir(parents=True, exist_ok=True)
    _room(home, manifest)
    base = home / "tenure.duckdb" if into or is_remote(warehouse_url()) else _base(None)
    base.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{home / 'store.sqlite'}" if into else store_url()
    store = file_of(parsed(url))
    with exclusive(base.with_name(f"{base.stem}.lock")), _ready(home) as ready:
        swaps = [*_settings(folder, home, ready, manifest), *_warehouse(folder, base, ready, manifest, into)]
        if manifest.schema is not None and store is not None:
            swaps.insert(0, Swap(made(folder, ready), store, is_store=True))
        aside = home / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        with _marked(home, folder):
            if manifest.schema is not None and store is None:
                into_server(folder, url)
            swapping.swap(swaps, aside)
    return Restored(manifest, home, aside if aside.exists() else None, tuple(_notes(manifest, home, into)))


def _settings(folder: Path, home: Path, ready: Path, manifest: Manifest) -> Iterator[Swap]:
    """The settings' files of the backup; one that the backup does not have goes aside, or two states would mix."""
    given = {Path(name).name for name in manifest.of(SETTINGS)}
    for name in sorted(given):
        yield Swap(_copy(folder, f"{SETTINGS}/{name}", ready / name, manifest), home / name)
    for name in (*(f"{each}.toml" for each in configured.FILES), configured.FILE):
        if name not in given and (home / name).is_file():
            yield Swap(None, home / name)


def _warehouse(folder: Path, base: Path, ready: Path, manifest: Manifest, into: Path | None) -> Iterator[Swap]:
    """The version's file first, then its seal, then the pointer to it."""
    if manifest.version is None or manifest.server or (into is None and is_remote(warehouse_url())):
        return
    name = f"{base.stem}-{manifest.version}{base.suffix}"
    yield Swap(_copy(folder, manifest.of(WAREHOUSE)[0], ready / name, manifest), base.with_name(name))
    damage.seal(ready / name)
    yield Swap(damage.seal_of(ready / name), damage.seal_of(base.with_name(name)))
    pointer = ready / f"{base.stem}.current"
    pointer.write_text(name, encoding="utf-8")
    yield Swap(pointer, base.with_name(pointer.name))


def _notes(manifest: Manifest, home: Path, into: Path | None) -> Iterator[str]:
    if manifest.schema is None:
        yield "The backup holds no store: what is there was left as it is."
    if manifest.server:
        yield (f"The warehouse stands on {manifest.server}: its rows are in that server's own backup (version "
               f"{manifest.version} was in use).")
    elif manifest.version and into is None and is_remote(warehouse_url()):
        yield ("The backup's data are a file, and TENURE_WAREHOUSE_URL names a server: they were left in the backup. "
               "Restore with --into FOLDER to look at them.")
    for name in () if into else configured.FILES:
        elsewhere = configured.own_file(name, home)
        if f"{SETTINGS}/{name}.toml" in manifest.files and elsewhere != (home / f"{name}.toml").resolve():
            yield f"TENURE_{name.upper()} names {elsewhere}, which was not touched; the backup's is {home / name}.toml."


def _room(home: Path, manifest: Manifest) -> None:
    """Twice over: the store is written from its lines, and what is replaced stays."""
    free, wanted = shutil.disk_usage(home).free, 2 * manifest.bytes
    if free < wanted:
        raise BackupRefused(f"{home} has {free:,} bytes free and the restore needs {wanted:,}. Nothing was changed.")


@contextmanager
def _marked(home: Path, folder: Path) -> Iterator[None]:
    """The mark for the block. Where the store refuses, which is the first step, nothing was changed: it goes too."""
    (home / MARK).write_text(f"{folder.absolute()}\n", encoding="utf-8")
    try:
        yield
    except BackupRefused:
        (home / MARK).unlink()
        raise
    (home / MARK).unlink()


@contextmanager
def _ready(home: Path) -> Iterator[Path]:
    """A folder on the disk of the home in which everything is written before it moves to its place."""
    folder = home / f".{MARK}-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(folder: Path, name: str, to: Path, manifest: Manifest) -> Path:
    """A file of the backup, written and read back."""
    if measured(copied(folder / name, to)) != manifest.files[name]:
        raise BackupRefused(f"{to} is not what was written to it: the disk is at fault. Nothing was changed.")
    return to
