"""A damaged store: it is noticed, nothing is read from it or written to it, and one message says what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from data.__main__ import main
from data.store import Store, configured, open_store
from data.store import store as opened
from data.store.damage import mark_of, marked
from data.store.model import StoreDamaged

ENTRIES = 30


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_STORE_URL", raising=False)
    store = open_store()
    for number in range(ENTRIES):
        store.put("setting", f"s{number}", {"value": number}, "a", 0)
    return tmp_path


def anew() -> Store:
    """The store, as a process that starts now opens it."""
    for _, store in opened._opened.values():
        store.engine.dispose()
    opened._opened.clear()
    return open_store()


def without_log(file: Path) -> None:
    """What is in the log beside the file goes into it."""
    anew().engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def older(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM entry WHERE seq = ?", [ENTRIES])
        connection.commit()


def between(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM entry WHERE seq = 5")
        connection.commit()


def noise(file: Path) -> None:
    file.write_bytes(os.urandom(20_000))


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize("hurt", [older, between, noise, emptied, cut, Path.unlink])
def test_damage_is_refused_when_the_store_is_opened(home: Path, hurt: Callable[[Path], object],
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "store.sqlite"
    without_log(file)
    assert main(["store", "backup", str(home / "kept.jsonl")]) == 0
    anew().engine.dispose()
    hurt(file)
    with pytest.raises(StoreDamaged, match=r"kept\.jsonl"):
        anew()
    assert configured(), "a build does not go on without it"
    assert main(["store", "status"]) == 1
    assert capsys.readouterr().err.count("error: ") == 1
    for beside in home.glob("store.sqlite*"):
        beside.rename(home / f"aside-{beside.name}")
    assert main(["store", "restore", str(home / "kept.jsonl")]) == 0
    assert len(anew().current("setting")) == ENTRIES


def test_a_changed_entry_is_not_given_and_nothing_more_is_written(home: Path) -> None:
    store = anew()
    with closing(sqlite3.connect(home / "store.sqlite")) as connection:
        connection.execute("""UPDATE entry SET body = '{"value":99}' WHERE seq = 7""")
        connection.commit()
    with pytest.raises(StoreDamaged, match="entry 7"):
        store.current("setting")
    with pytest.raises(StoreDamaged, match="entry 7"):
        store.put("setting", "more", {"value": 1}, "a", 0)


def test_the_mark_follows_the_writes_and_a_damaged_one_counts_for_nothing(home: Path) -> None:
    file = home / "store.sqlite"
    assert marked(file) == ENTRIES
    anew().put("setting", "more", {"value": 1}, "a", 0)
    assert marked(file) == ENTRIES + 1
    mark_of(file).write_text("999 000000000000\n", encoding="utf-8")
    assert marked(file) == 0
    anew()
    assert marked(file) == ENTRIES + 1
