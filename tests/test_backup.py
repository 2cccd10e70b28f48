"""Backup and restore of a whole home: everything of one moment, nothing replaced before it is verified, all kept."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from data.__main__ import main
from data.audit.log import entries
from data.backup import Manifest, restore, take, verified
from data.backup.manifest import NAME, read, write
from data.backup.restoring import MARK
from data.delivery.log import Log
from data.store import open_store
from data.store.backup import BackupRefused
from data.store.engine import reading
from data.store.tables import AUDIT, DELIVERY, ENTRY
from data.warehouse import current_version
from tests.conftest import ROOT
from tests.home_made import TARGETS, WEEK, company, furnish, publish
from tests.postgres import Cluster


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("TENURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def everything() -> list[list[tuple[object, ...]]]:
    """Every row of the store's three tables."""
    with reading(open_store().engine) as connection:
        return [[tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
                for table in (ENTRY, AUDIT, DELIVERY)]


def closed() -> None:
    """What this process has open of the store is closed, as when a board ends."""
    open_store().engine.dispose()


def test_what_was_backed_up_comes_back_as_it_was(home: Path, tmp_path: Path) -> None:
    furnish(home)
    before, version = everything(), current_version()
    manifest = take(tmp_path / "b")
    assert (manifest.entries, manifest.audit, manifest.deliveries, manifest.version) == (5, 1, 2, version)
    assert manifest.company == "青葉"
    modes = {stat.S_IMODE(at.stat().st_mode) for at in (tmp_path / "b").rglob("*") if at.is_file()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o700
    closed()
    shutil.rmtree(home)
    done = restore(tmp_path / "b")
    assert (everything(), current_version(), done.aside) == (before, version, None)
    assert (home / "targets.toml").read_text(encoding="utf-8") == TARGETS
    assert not (home / MARK).exists()
    assert not list(home.glob(".restoring*"))


def test_what_was_restored_goes_on(home: Path, tmp_path: Path) -> None:
    """Decisions and audit entries follow on what was restored; what was handed over is known to be."""
    furnish(home)
    take(tmp_path / "b")
    closed()
    shutil.rmtree(home)
    restore(tmp_path / "b")
    assert open_store().put("setting", "k1", {"value": 2}, "Abe", 1).version == 2
    assert len(entries()) == 1
    assert [step.state for step in Log("later").standing(WEEK).values()] == ["handing"]


def test_what_stood_before_is_kept_beside(home: Path, tmp_path: Path) -> None:
    furnish(home)
    first = current_version()
    take(tmp_path / "b")
    second = publish("翠")
    open_store().put("setting", "later", {"value": 1}, "Abe", 0)
    (home / "targets.toml").write_text("# changed\n", encoding="utf-8")
    (home / "alerts.toml").write_text("# added\n", encoding="utf-8")
    closed()
    aside = restore(tmp_path / "b").aside
    assert aside is not None
    assert current_version() == first
    assert open_store().current("setting")[-1].key == "k4"
    assert not (home / "alerts.toml").exists()
    kept = {at.name for at in aside.iterdir()}
    assert kept >= {"store.sqlite", "tenure.current", "targets.toml", "alerts.toml"}
    assert (aside / "targets.toml").read_text(encoding="utf-8") == "# changed\n"
    with sqlite3.connect(aside / "store.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (6,)
    assert (aside / "tenure.current").read_text(encoding="utf-8") == f"tenure-{second}.duckdb"


def test_a_store_that_somebody_has_open_is_not_replaced(home: Path, tmp_path: Path) -> None:
    """Another process: the board, with a connection in its pool."""
    furnish(home)
    take(tmp_path / "b")
    closed()
    code = ("import sys; from data.store import open_store; open_store().version(); print('open', flush=True);"
            "sys.stdin.readline()")
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as board:
        assert board.stdout is not None
        assert board.stdout.readline() == "open\n"
        with pytest.raises(BackupRefused, match="in use: stop the board"):
            restore(tmp_path / "b")
        assert not (home / MARK).exists()
        assert not list(home.glob("before-restore-*"))
        board.communicate("\n")
    assert restore(tmp_path / "b").aside is not None


def spoiled(folder: Path, how: str) -> None:
    """One way in which a disk, a copy or a person spoils a backup."""
    data = next((folder / "warehouse").iterdir())
    ways: dict[str, Callable[[], object]] = {
        "store cut short": lambda: os.truncate(folder / "store.jsonl", 700),
        "store a bit flipped": lambda: flip(folder / "store.jsonl"),
        "audit cut short": lambda: os.truncate(folder / "audit.jsonl", 100),
        "data cut short": lambda: os.truncate(data, data.stat().st_size - 1),
        "data a bit flipped": lambda: flip(data),
        "data gone": data.unlink,
        "settings changed": lambda: (folder / "settings" / "targets.toml").write_text("# other\n", encoding="utf-8"),
        "manifest changed": lambda: (folder / NAME).write_text(
            (folder / NAME).read_text(encoding="utf-8").replace('"entries": 5', '"entries": 4'), encoding="utf-8"),
        "manifest cut short": lambda: os.truncate(folder / NAME, 200),
        "manifest gone": (folder / NAME).unlink,
    }
    ways[how]()


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize("how", ["store cut short", "store a bit flipped", "audit cut short", "data cut short",
                                 "data a bit flipped", "data gone", "settings changed", "manifest changed",
                                 "manifest cut short", "manifest gone"])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    home: Path, tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    furnish(home)
    take(tmp_path / "b")
    spoiled(tmp_path / "b", how)
    closed()
    before = {at: at.read_bytes() for at in home.rglob("*") if at.is_file()}
    for asked in (["restore", str(tmp_path / "b"), "--check"], ["restore", str(tmp_path / "b")]):
        assert main(asked) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert {at: at.read_bytes() for at in home.rglob("*") if at.is_file()} == before


def rewritten(folder: Path, **changed: object) -> None:
    manifest = read(folder)
    (folder / NAME).unlink()
    write(folder, Manifest(**{**vars(manifest), **changed}))


def test_a_newer_releases_backup_is_refused(home: Path, tmp_path: Path) -> None:
    furnish(home)
    take(tmp_path / "b")
    rewritten(tmp_path / "b", schema="0999")
    with pytest.raises(BackupRefused, match=r"newer release \(the store's schema is 0999"):
        restore(tmp_path / "b")
    said = json.loads((tmp_path / "b" / NAME).read_text(encoding="utf-8"))
    (tmp_path / "b" / NAME).write_text(json.dumps({**said, "tenure_backup": 2}), encoding="utf-8")
    with pytest.raises(BackupRefused, match="newer release"):
        verified(tmp_path / "b")


def test_a_manifest_that_leads_out_of_its_folder_is_refused(home: Path, tmp_path: Path) -> None:
    furnish(home)
    take(tmp_path / "b")
    rewritten(tmp_path / "b", files={"../home/targets.toml": (1, "0")})
    with pytest.raises(BackupRefused, match="which is not in the folder"):
        restore(tmp_path / "b")


def test_a_backup_overwrites_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(home)
    take(tmp_path / "b")
    with pytest.raises(BackupRefused, match="overwrites nothing"):
        take(tmp_path / "b")
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "none"))
    with pytest.raises(BackupRefused, match="nothing to back up"):
        take(tmp_path / "c")
    assert {at.name for at in tmp_path.iterdir()} == {"home", "b"}


def test_a_version_that_cannot_be_read_is_no_backup(home: Path, tmp_path: Path) -> None:
    furnish(home)
    file = next(home.glob("tenure-*.duckdb"))
    os.truncate(file, 5000)
    with pytest.raises(BackupRefused, match="it would hold no data"):
        take(tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_into_another_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(home)
    take(tmp_path / "b")
    before = {at: at.read_bytes() for at in home.rglob("*") if at.suffix in (".toml", ".duckdb", ".current")}
    assert main(["restore", str(tmp_path / "b"), "--into", str(tmp_path / "other")]) == 0
    assert {at: at.read_bytes() for at in before} == before
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "other"))
    assert len(open_store().current("setting")) == 5
    assert company(tmp_path / "other" / f"tenure-{current_version()}.duckdb") == "青葉"


def test_a_killed_restore_is_run_again(home: Path, tmp_path: Path) -> None:
    """The process dies after the store was replaced and before the data were: the mark stays, the second run ends."""
    furnish(home)
    before = everything()
    take(tmp_path / "b")
    publish("翠")
    closed()
    code = ("import os, sys\nfrom pathlib import Path\nfrom data.backup import restore, swapping\n"
            "keep = swapping._keep\ndef dies(target, aside):\n"
            "    os._exit(9) if target.suffix == '.duckdb' else keep(target, aside)\n"
            "swapping._keep = dies; restore(Path(sys.argv[1]))")
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path / "b")], cwd=ROOT, check=False)
    assert died.returncode == 9
    assert (home / MARK).read_text(encoding="utf-8").strip() == str(tmp_path / "b")
    restore(tmp_path / "b")
    assert everything() == before
    assert not (home / MARK).exists()
    assert company(home / f"tenure-{current_version()}.duckdb") == "青葉"


@pytest.mark.parametrize("way", ["to", "from"])
def test_a_store_on_postgresql(
    home: Path, tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """From a file into an empty database and the other way; a database that holds anything is left as it is."""
    urls = [None, postgres.database()][::1 if way == "to" else -1]
    chosen(monkeypatch, urls[0])
    furnish(home)
    before = everything()
    take(tmp_path / "b")
    closed()
    chosen(monkeypatch, urls[1])
    restore(tmp_path / "b")
    assert everything() == before
    closed()
    restore(tmp_path / "b")  # as after a kill: what is there already is done
    assert everything() == before
    open_store().put("setting", "more", {"value": 1}, "Abe", 0)
    if way == "to":
        with pytest.raises(BackupRefused, match="holds 6 entries"):
            restore(tmp_path / "b")
        assert len(everything()[0]) == 6
        write_audit_follows()


def write_audit_follows() -> None:
    """The next number of the audit log is one that is free."""
    from data.audit import Entry
    from data.audit.log import write as audit
    audit(Entry("abe@example.com", "executive", "exported", "weekly", "nrr", {}, "v"))
    assert len(entries()) == 2


def chosen(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    if url is None:
        monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    else:
        monkeypatch.setenv("TENURE_STORE_URL", url)
