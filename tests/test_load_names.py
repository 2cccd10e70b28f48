"""What a folder may hold besides files with sound names: pipes, folders, links to nothing, names in no encoding."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loading import read, refused, write


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo, lambda at: at.symlink_to("nowhere.csv")],
                         ids=["folder", "pipe", "link to nothing"])
@pytest.mark.parametrize("name", ["subscription.csv", "touch.parquet"])
def test_what_is_no_file_is_refused_and_not_waited_for(put: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"subscription.csv": None} if name == "subscription.csv" else {})
    put(folder / name)
    found = refused(folder, tmp_path)
    assert [(each.rule, each.file, each.table) for each in found] == [
        ("not_a_file", name, name.partition(".")[0])]


@pytest.mark.parametrize(("name", "shown"), [(b"\xff\xfe.csv", "\\xff\\xfe.csv"), (b"a\nb.csv", "a\\nb.csv"),
                                             ("顧客.csv".encode(), "顧客.csv")])
def test_a_name_in_no_encoding_is_told_on_one_line(name: bytes, shown: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {})
    (folder / os.fsdecode(name)).write_bytes(b"x")
    found, connection = read(folder, tmp_path)
    connection.close()
    assert [each.file for each in found if each.rule == "unknown_file"] == [shown]
    assert shown.encode() in str(found[0]).encode()


def test_rows_that_were_lost_are_told_with_their_line(tmp_path: Path) -> None:
    rates = b'\xef\xbb\xbf"\x1b[31mcurren\ny","to_reporti\xe2\x80\xa8g"\n"JPY","1"\n"USD","149.5025"\n'
    found = refused(write(tmp_path / "in", {"fx_rate.csv": rates}), tmp_path)
    assert [(each.file, each.line) for each in found if each.rule == "rows_lost"] == [("fx_rate.csv", 3)]
