"""Backup and restore: whole while others write, from one database to the other, and never over anything."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data.__main__ import main
from data.store import Record, Store, open_store
from data.store.backup import BackupRefused, backup, entries, restore
from tests.postgres import Cluster

ENGINES = ("sqlite", "postgresql")
Make = Callable[[str], Store]
MOST = 500
"""Backups until another one has written: on a busy machine a writer waits longer than five of them take."""


@pytest.fixture
def make(tmp_path: Path, request: pytest.FixtureRequest) -> Make:
    """An empty store of either engine."""
    def made(engine: str) -> Store:
        if engine == "sqlite":
            return open_store(f"sqlite:///{tmp_path / f'{os.urandom(4).hex()}.sqlite'}")
        cluster: Cluster = request.getfixturevalue("postgres")
        return open_store(cluster.database())

    return made


def fill(store: Store, keys: int = 7) -> None:
    for at in range(keys):
        store.put("setting", f"k{at}", {"value": f"<b>{at}</b> あ\n🙂 \u2028 \\u0041", "note": "x" * at}, "Abe", 0)
    store.put("setting", "k1", {"value": [1, {"a": 0.1 + 0.2}]}, "O'Neill", 1)
    store.remove("setting", "k2", "伊藤", 1)
    store.put("target", "coverage", {"measure": "coverage", "value": 1e-17, "owner": "Sato"}, "Abe", 0)


def everything(store: Store) -> dict[str, tuple[Record, ...]]:
    names = [*(f"k{at}" for at in range(7)), "coverage"]
    return {name: store.history("target" if name == "coverage" else "setting", name) for name in names}


@pytest.mark.parametrize("to", ENGINES)
@pytest.mark.parametrize("source", ENGINES)
def test_what_was_backed_up_is_restored_as_it_was(make: Make, tmp_path: Path, source: str, to: str) -> None:
    store, file = make(source), tmp_path / "store.jsonl"
    fill(store)
    assert backup(store, file) == 10
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = make(to)
    assert restore(other, file) == 10
    assert everything(other) == everything(store)
    assert (other.version(), other.current("setting")) == (10, store.current("setting"))
    again = tmp_path / "again.jsonl"
    backup(other, again)
    assert file.read_text().splitlines()[1:] == again.read_text().splitlines()[1:]
    assert other.put("setting", "k1", {"value": 2}, "Abe", 2).version == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_store_that_holds_anything_is_not_restored_into(make: Make, tmp_path: Path, engine: str) -> None:
    store, file = make(engine), tmp_path / "store.jsonl"
    fill(store)
    backup(store, file)
    other = make(engine)
    other.put("setting", "mine", {"value": 1}, "Ito", 0)
    with pytest.raises(BackupRefused, match="holds 1 entries"):
        restore(other, file)
    assert [each.key for each in other.current("setting")] == ["mine"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_backup_is_one_moment_while_four_others_write(make: Make, tmp_path: Path, engine: str) -> None:
    store, going = make(engine), threading.Event()
    going.set()

    def write(name: str) -> None:
        at = 0
        while going.is_set():
            store.put("setting", f"{name}{at}", {"value": at}, name, 0)
            at += 1

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    try:
        counts = [backup(store, tmp_path / "0.jsonl")]
        while len(counts) < 5 or (counts[-1] == counts[0] and len(counts) < MOST):
            counts.append(backup(store, tmp_path / f"{len(counts)}.jsonl"))
    finally:
        going.clear()
        for thread in threads:
            thread.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    for at, count in enumerate(counts):
        assert [entry["seq"] for entry in entries(tmp_path / f"{at}.jsonl")] == list(range(1, count + 1))


def changed(lines: list[str], what: str) -> list[str]:
    """One way to spoil a backup."""
    one = json.loads(lines[3])
    ways: dict[str, Callable[[], list[str]]] = {
        "cut within a line": lambda: [*lines[:5], lines[5][:40]],
        "cut between lines": lambda: lines[:6],
        "a line gone": lambda: [*lines[:3], *lines[4:]],
        "the last entry gone": lambda: [*lines[:-2], lines[-1]],
        "another author": lambda: [*lines[:3], json.dumps({**one, "author": "Eve"}), *lines[4:]],
        "a field gone": lambda: [*lines[:3], json.dumps({**one, "author": None}), *lines[4:]],
        "not an entry": lambda: [*lines[:3], "[1, 2]", *lines[4:]],
        "two lines changed places": lambda: [*lines[:3], lines[4], lines[3], *lines[5:]],
        "something behind the end": lambda: [*lines, lines[3]],
        "no head": lambda: lines[1:],
        "another file": lambda: ["customer_id,name", "C1,Aoba"],
        "empty": list,
    }
    return ways[what]()


@pytest.mark.parametrize("what", ["cut within a line", "cut between lines", "a line gone", "the last entry gone",
                                  "another author", "a field gone", "not an entry", "two lines changed places",
                                  "something behind the end", "no head", "another file", "empty"])
def test_a_backup_that_was_changed_or_cut_short_is_refused(make: Make, tmp_path: Path, what: str) -> None:
    store, file = make("sqlite"), tmp_path / "store.jsonl"
    fill(store)
    backup(store, file)
    file.write_text("\n".join(changed(file.read_text().split("\n")[:-1], what)) + "\n", encoding="utf-8")
    other = make("sqlite")
    with pytest.raises(BackupRefused):
        restore(other, file)
    assert other.version() == 0


def test_a_newer_releases_backup_is_refused(make: Make, tmp_path: Path) -> None:
    store, file = make("sqlite"), tmp_path / "store.jsonl"
    backup(store, file)
    file.write_text(file.read_text().replace('"schema": "0', '"schema": "9'), encoding="utf-8")
    with pytest.raises(BackupRefused, match="newer release"):
        restore(store, file)


def test_bytes_that_are_no_text_are_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00" * 50)
    with pytest.raises(BackupRefused, match="no backup"):
        restore(make("sqlite"), tmp_path / "x")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    return tmp_path


def test_the_commands(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(open_store())
    assert main(["store", "status"]) == 0
    said = capsys.readouterr().out
    assert "schema 0004, 10 entries" in said
    assert said.splitlines()[2].split()[:3] == ["setting", "6", "9"]
    assert "every entry is whole" in said
    assert main(["store", "history", "setting", "k1"]) == 0
    lines = capsys.readouterr().out.split("\n")[:-1]
    assert [(line.split()[0], line.split()[3]) for line in lines] == [("1", "Abe"), ("2", "O'Neill")]
    assert main(["store", "history", "setting", "k2"]) == 0
    assert capsys.readouterr().out.endswith("伊藤  removed\n")
    assert main(["store", "backup", str(home / "b.jsonl")]) == 0
    assert "10 entries" in capsys.readouterr().out
    assert main(["store", "backup", str(home / "b.jsonl")]) == 1
    assert "overwrites nothing" in capsys.readouterr().err
    assert main(["store", "restore", str(home / "b.jsonl")]) == 1
    assert "only restored into an empty one" in capsys.readouterr().err
    monkeypatch.setenv("TENURE_HOME", str(home / "other"))
    assert main(["store", "restore", str(home / "b.jsonl")]) == 0
    assert open_store().version() == 10
    assert main(["store", "restore", str(home / "none.jsonl")]) == 1
    assert main(["store", "history", "setting", "none"]) == 1


def test_the_status_finds_what_was_changed_behind_the_stores_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(open_store())
    with open_store().engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE entry SET author = 'Eve' WHERE seq = 3"))
    assert main(["store", "status"]) == 1
    said = capsys.readouterr()
    assert "1 entries are damaged" in said.out
    assert "entry 3 (setting k2): its checksum does not match" in said.err
    assert main(["store", "backup", str(home / "b.jsonl")]) == 1
    assert not (home / "b.jsonl").exists()


def test_a_store_that_cannot_be_reached_is_one_message(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://u:secret@127.0.0.1:1/d")
    assert main(["store", "status"]) == 1
    said: Any = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "secret" not in said.err
