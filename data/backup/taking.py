"""Taking a backup while the board and a build go on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data import configured
from data.backup import logs
from data.backup.disk import copied, measured
from data.backup.manifest import AUDIT, DELIVERY, SETTINGS, STORE, WAREHOUSE, Manifest, write
from data.damage import settled
from data.engines.names import is_remote, parsed, shown
from data.store import configured as has_store
from data.store import open_store
from data.store.backup import BackupRefused, export
from data.store.damage import backed_up
from data.store.engine import reading
from data.store.migrate import head
from data.store.tables import AUDIT as AUDIT_LOG
from data.store.tables import DELIVERY as DELIVERY_LOG
from data.warehouse import _base, current_version, standing, warehouse_url

TRIES = 3


def take(folder: Path) -> Manifest:
    """Writes a backup of the store with its logs (one moment of it), the version in use and the settings' files.

    The folder appears whole or not at all, readable by its owner alone, and every file of it was read back by then. A
    store or a warehouse that is not there yet is left out. Errors: BackupRefused where the folder is there already,
    or where nothing is to be backed up; StoreError; WarehouseUnavailable; OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(f"{folder} is there already: a backup overwrites nothing; give another name.")
    draft = folder.absolute().with_name(f".{folder.absolute().name}.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir(mode=0o700)
    try:
        manifest = _filled(draft)
        if not manifest.files:
            raise BackupRefused(f"There is nothing to back up in {configured.home()}: no store, no data, no settings.")
        write(draft, manifest)
        settled(draft)
        os.rename(draft, folder)
        backed_up(folder)
        settled(folder.absolute().parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def settings() -> Iterator[tuple[str, Path]]:
    """The settings' files that are there, by the name that they have in `home()`: the company's TOML files, wherever
    TENURE_<NAME> says that they stand, and tenure.env."""
    for name in configured.FILES:
        at = configured.own_file(name, configured.home() / f"{name}.toml")
        if at.is_file():
            yield f"{name}.toml", at
    if (configured.home() / configured.FILE).is_file():
        yield configured.FILE, configured.home() / configured.FILE


def _filled(draft: Path) -> Manifest:
    taken_at = datetime.now(UTC).isoformat(timespec="seconds")
    counts = _store(draft) if has_store() else (0, 0, 0)
    for name, at in settings():
        copied(at, draft / SETTINGS / name)
    url = warehouse_url()
    server = shown(parsed(url)) if is_remote(url) else None
    version = current_version(url) if server else _version(url, draft)
    company = None if server or version is None else _company(next((draft / WAREHOUSE).iterdir()), version)
    files = {str(at.relative_to(draft)): measured(at) for at in sorted(draft.rglob("*")) if at.is_file()}
    return Manifest(taken_at, head() if has_store() else None, *counts, version, company, server, files)


def _store(draft: Path) -> tuple[int, int, int]:
    """All three tables from one transaction: the same moment of all."""
    with reading(open_store().engine) as connection:
        return (export(connection, draft / STORE), logs.export(connection, AUDIT_LOG, draft / AUDIT),
                logs.export(connection, DELIVERY_LOG, draft / DELIVERY))


def _version(url: str, draft: Path) -> str | None:
    """Copies the file of the version in use; a build may publish another one, and drop it, between the two steps."""
    base = _base(url)
    for attempt in range(TRIES):
        serves, damaged = standing(url)
        version = serves.version
        if version is None and damaged:
            raise BackupRefused(f"{damaged}, and no whole version stands beside it. No backup was written: it would "
                                "hold no data. `python -m data doctor` says more.")
        if version is None:
            _refuse_damaged(url)
            return None
        name = f"{base.stem}-{version}{base.suffix}"
        try:
            copied(base.with_name(name), draft / WAREHOUSE / name)
            return version
        except FileNotFoundError:
            if attempt == TRIES - 1:
                raise
    return None


def _refuse_damaged(url: str) -> None:
    found, said = standing(url)
    if said:
        raise BackupRefused(f"The version in use, {found.lost or 'unknown'}, cannot be read: {said}. No backup was "
                            "written. `python -m data doctor` says more.")


def _company(file: Path, version: str) -> str:
    """The name of whose the data are. A file that is not the whole version it is named for is no backup of it."""
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute("SELECT b.version, c.name FROM meta.build b, meta.company c").fetchall()
    except duckdb.Error as error:
        raise BackupRefused(f"The version in use, {version}, cannot be read: {str(error).splitlines()[0]}. No backup "
                            "was written. `python -m data doctor` says more.") from error
    if [row[0] for row in found] != [version]:
        raise BackupRefused(f"The version in use, {version}, is not what its name says. No backup was written.")
    return str(found[0][1])
