"""A damaged warehouse: it is noticed before a figure is read, the newest whole version serves, and it is said."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from data import damage, recovery
from data.__main__ import main
from data.faults import WrongCall
from data.pointing import Files, Standing
from data.warehouse import (
    WarehouseDamaged,
    WarehouseMissing,
    current_version,
    new_version,
    open_warehouse,
    standing,
    wants_demo,
)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Two published versions of this process's warehouse, holding 1 and 2."""
    base = tmp_path / "company.duckdb"
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", f"duckdb:///{base}")
    put(1), put(2)
    return Files(base)


def put(value: int) -> str:
    with new_version() as draft:
        with draft.connect() as connection:
            connection.execute(f"CREATE TABLE t AS SELECT {value} AS n FROM range(1000)")
        draft.publish()
    return draft.version


def value() -> int:
    with open_warehouse().engine.connect() as connection:
        return int(str(connection.execute(text("SELECT max(n) FROM t")).scalar_one()))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("hurt", ["flipped", "cut", "empty", "garbage", "replaced"])
def test_a_damaged_file_is_left_for_the_whole_version_before(files: Files, hurt: str) -> None:
    first, second = files.versions()
    path, size = files.path(second), files.path(second).stat().st_size
    if hurt == "flipped":
        flip(path, size // 2)
    elif hurt == "replaced":
        path.write_bytes(files.path(first).read_bytes())
    else:
        path.write_bytes({"cut": path.read_bytes()[: size // 2], "empty": b"", "garbage": os.urandom(size)}[hurt])
    assert (current_version(), value()) == (first, 1)
    assert standing()[0] == Standing(first, "file", second)
    assert second in recovery.note()
    assert not wants_demo()


def test_damage_while_it_is_served_is_noticed_though_the_clock_of_the_file_says_nothing(files: Files) -> None:
    first, second = files.versions()
    assert value() == 2
    path, before = files.path(second), damage._known[files.path(second)]
    content = bytearray(path.read_bytes())
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(each ^ 255 for each in content[4096 * 3:]))
    damage._known[path] = (damage._stamp(path), before[1])  # as where the disk itself decays
    assert current_version() == second
    assert damage.doubted(path) == "damaged"
    assert (current_version(), value()) == (first, 1)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"company-2.duckdb", b"../../etc/passwd", None])
def test_a_damaged_pointer_is_said_and_the_newest_whole_version_serves(files: Files, content: bytes | None) -> None:
    second = files.versions()[-1]
    files.pointer.unlink()
    if content is not None:
        files.pointer.write_bytes(content)
    assert value() == 2
    assert standing()[0] == Standing(second, "pointer")
    assert str(files.pointer) in recovery.note()
    third = put(3)
    assert (value(), recovery.note()) == (3, "")
    assert files.versions() == [second, third]


def test_a_file_that_is_gone_is_said(files: Files) -> None:
    first, second = files.versions()
    files.path(second).unlink()
    assert standing()[0] == Standing(first, "gone", second)
    assert value() == 1


def test_where_nothing_whole_is_left_nothing_is_made_in_its_place(files: Files) -> None:
    for version in files.versions():
        files.path(version).write_bytes(b"no database")
    assert current_version() is None
    assert not wants_demo()
    with pytest.raises(WarehouseDamaged, match="is damaged"):
        open_warehouse()
    with new_version():  # a build that fails takes nothing away
        pass
    assert len(files.versions()) == 1


def test_a_draft_is_never_taken_for_a_version(files: Files) -> None:
    draft = files.path(files.next())
    draft.write_bytes(files.path(files.versions()[0]).read_bytes())
    files.pointer.unlink()
    assert value() == 2


def test_a_file_without_a_seal_or_with_a_damaged_one_serves(files: Files) -> None:
    path = files.path(files.versions()[-1])
    flip(damage.seal_of(path), 5)
    assert (damage.doubted(path), value()) == ("unproven", 2)
    damage.seal_of(path).unlink()
    assert (damage.doubted(path), value(), recovery.note()) == ("unproven", 2, "")


def test_a_large_file_serves_while_it_is_read(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "AT_ONCE", 0)
    first, second = files.versions()
    flip(files.path(second), files.path(second).stat().st_size // 2)
    current_version()
    for _ in range(200):
        if current_version() == first:
            return
        time.sleep(0.02)
    pytest.fail("the damage was not found")


def test_a_clock_set_back_does_not_reorder_versions(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = files.path("20990101T000000000000")
    files.path(files.versions()[-1]).rename(ahead)
    damage.seal(ahead)
    files.point("20990101T000000000000")
    assert put(3) == "20990101T000000000001"
    assert value() == 3


def test_back_points_at_the_version_before(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = files.versions()
    assert main(["back"]) == 0
    assert first in capsys.readouterr().out
    assert value() == 1
    with pytest.raises(WarehouseMissing, match="no older"):
        recovery.back()
    assert second in recovery.back(second)
    with pytest.raises(WrongCall, match="no such"):
        recovery.back("20200101T000000000000")
    assert value() == 2


def test_a_pointer_that_cannot_be_written_leaves_nothing_behind(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(files.base.parent.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr("data.damage.os.replace", full)
        with pytest.raises(OSError, match="No space"):
            put(3)
    assert sorted(files.base.parent.iterdir()) == before
    assert value() == 2


@pytest.mark.parametrize("done", range(3))
def test_a_clearing_that_was_killed_is_finished_by_the_next(
    files: Files, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """Killed when so many files of a version were deleted: whatever is left of it, the next one finds."""
    first, second = files.versions()
    files.path(first).with_name(f"{files.path(first).name}.wal").touch()
    left, unlink = iter(range(done)), Path.unlink

    def killed(path: Path, missing_ok: bool = False) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            files.clear(keep={second})
    files.clear(keep={second})
    assert {each.name for each in files.base.parent.glob("company-*")} == {
        files.path(second).name, damage.seal_of(files.path(second)).name}
    assert value() == 2
