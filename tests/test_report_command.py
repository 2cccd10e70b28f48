"""`python -m components.report weekly`: its files, and what it refuses, without anything half written."""

from __future__ import annotations

import contextvars
import io
import stat
import subprocess
import sys
import threading
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from components import export, i18n, loaders
from components.i18n import text
from components.report import content, headless, made, weekly, xlsx
from components.report.commands import main
from components.report.model import Column, Head, Part, Report, Section, Sentence, Table
from queries import retention
from tests.conftest import ROOT, Board, environment


def run(*argv: str | Path | date) -> int:
    return main(["weekly", *map(str, argv)])


def newest() -> date:
    return loaders.build().default_as_of


def test_a_file_a_form_under_names_that_tell(on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "folder"
    assert run("--format", "xlsx", "--lang", "en", "--where", "segment=SMB", "--out", out) == 0
    assert [each.name for each in out.iterdir()] == [f"tenure-weekly-{newest()}-smb-en.xlsx"]
    assert capsys.readouterr().out == f"{out / f'tenure-weekly-{newest()}-smb-en.xlsx'}\n"
    assert run("--format", "xlsx", "--format", "xlsx", "--as-of", newest() - timedelta(days=7), "--out", out) == 0
    assert (out / f"tenure-weekly-{newest() - timedelta(days=7)}-ja.xlsx").exists()
    assert len(list(out.iterdir())) == 2


def test_all_is_every_form() -> None:
    assert weekly.wanted(["all"]) == weekly.wanted(["xlsx", "pdf", "pptx", "pdf"]) == made.FORMS
    assert weekly.wanted(["xlsx"]) == ("xlsx",)


@pytest.mark.parametrize(("argv", "says"), [
    (("--as-of", "2026-11-20"), "is no week of these data: Sundays from"),
    (("--as-of", "1999-01-03"), "is no week of these data"),
    (("--where", "segment=Nobody"), "unknown value 'Nobody' of segment; known: "),
    (("--where", "colour=red"), "unknown filter 'colour'; known: segment"),
    (("--where", "as_of=red"), "unknown filter 'as_of'"),
])
def test_what_the_data_do_not_have(on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                   argv: tuple[str, ...], says: str) -> None:
    assert run("--format", "xlsx", *argv, "--out", tmp_path / "out") == 2
    assert says in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("argv", [("--as-of", "tomorrow"), ("--format", "docx"), ("--where", "segment"),
                                  ("--lang", "fr")])
def test_a_call_that_cannot_be_read(tmp_path: Path, argv: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--format", "xlsx", *argv, "--out", tmp_path)
    assert ended.value.code == 2


def test_an_empty_scope_is_refused(on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = nothing()
    pairs = [part for key, value in where for part in ("--where", f"{key}={value}")]
    assert run("--format", "xlsx", "--lang", "en", *pairs, "--out", tmp_path) == 2
    assert "there is nothing to report" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def nothing() -> list[tuple[str, str]]:
    """Filters that nobody is inside of."""
    known = loaders.dimensions()
    values = [[(key, each.value) for each in known[key].values if each.value] for key in ("segment", "region", "plan",
                                                                                        "industry") if key in known]
    for where in product(*(reversed(each) for each in values)):  # the rarest first
        now = loaders.load(retention.kpis, headless.frame(None, "en", where).scope).iloc[0]
        if not now["arr"] and not now.logos_base:
            return list(where)
    raise AssertionError("every combination has somebody")


def test_nothing_loaded_is_the_datas_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                           capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TENURE_WAREHOUSE_URL", raising=False)
    assert run("--format", "xlsx", "--out", tmp_path / "out") == 1
    assert "Nothing is loaded" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to(on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert run("--format", "xlsx", "--out", tmp_path / "file" / "out") == 2
    assert "cannot be written to" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_form_that_cannot_be_made_leaves_no_other(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    def make(report: Report, form: made.Form) -> bytes:
        if form == "xlsx":
            raise made.Unmade("no font")
        return b"made"

    monkeypatch.setattr(made, "make", make)
    assert run("--format", "all", "--out", tmp_path) == 1
    assert capsys.readouterr().err == "error: no font\n"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.write_bytes

    def full(self: Path, body: bytes) -> int:
        if "b.pptx" in self.name:
            real(self, body[:1])
            raise OSError(28, "No space left on device")
        return real(self, body)

    (tmp_path / "a.pdf").write_bytes(b"last week's")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(headless.Refused, match="No space left"):
        weekly.written(tmp_path, {"a.pdf": b"new", "b.pptx": b"new"})
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.pdf", b"last week's")]


def test_a_person_who_may_see_nothing(on_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--format", "xlsx", "--viewer", "stranger@example.com", "--out", tmp_path) == 2
    assert "stranger@example.com may see nothing" in capsys.readouterr().err


def test_as_a_command_it_says_nothing_else(on_demo: Path, tmp_path: Path) -> None:
    """In a process of its own: no warning of Streamlit's, the file's path alone on stdout."""
    asked = ["weekly", "--format", "xlsx", "--lang", "en", "--out", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "components.report", *asked],
        cwd=ROOT, env=environment(on_demo), capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == str(next(tmp_path.iterdir()))
    assert stat.S_ISREG(next(tmp_path.iterdir()).stat().st_mode)


def test_the_first_sheet_says_what_it_is_of(on_demo: Path) -> None:
    frame = headless.frame(None, "en", [("segment", "SMB")])
    book = load_workbook(io.BytesIO(xlsx.render(content.report([frame], "https://board.example/"))))
    said = {row[0]: row[1] for row in book.worksheets[0].iter_rows(max_row=9, max_col=2, values_only=True)}
    assert said[text("en", "report.xlsx.version")] == frame.build.version
    assert "SMB" in said[text("en", "report.xlsx.scope")]
    link = f"https://board.example/?as_of={frame.scope.as_of}&segment=SMB&lang=en"
    assert said[text("en", "report.xlsx.link")] == link
    assert [sheet.freeze_panes for sheet in book.worksheets[1:-1]] == ["A2"] * (len(book.worksheets) - 2)
    assert all(sheet.auto_filter.ref for sheet in book.worksheets[1:-1])
    words = " ".join(str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row)
    assert text("en", "metric.grr.definition") in words


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "-2", "@cmd", "=HYPERLINK(\"http://x\")"])
def test_a_name_like_a_formula_is_text(name: str) -> None:
    rows = pd.DataFrame({"account": [name], "arr": [5.0]})
    table = Table("saves", "t", (Column("account", name, "text"), Column("arr", "ARR", "money")), rows)
    section = Section("risk", "r", name, (Sentence(name),), tables=(table,))
    now = pd.Timestamp("2026-11-22").to_pydatetime()
    head = Head("t", name, date(2026, 11, 22), "en", "u", "JPY", name, "v", now, "https://board.example")
    book = load_workbook(io.BytesIO(xlsx.render(Report((Part(head, (section,), ()),)))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert len(cells) >= 5
    assert {cell.data_type for cell in cells} == {"s"}


def test_parts_stand_side_by_side(on_demo: Path) -> None:
    frames = [headless.frame(None, "ja"), headless.frame(None, "ja", [("segment", "SMB")])]
    book = load_workbook(io.BytesIO(xlsx.render(content.report(frames, "https://board.example"))))
    first, second = ([sheet.title for sheet in book.worksheets if sheet.title.startswith(f"{n} ")] for n in (1, 2))
    assert len(first) >= 10
    assert {each[2:] for each in second} <= {each[2:] for each in first}
    with pytest.raises(ValueError, match="one part at least"):
        content.report([], "https://board.example")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_button_gives_the_pages_language(board: Board, language: i18n.Language,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """Made on a thread that knows nothing of the run: neither its language nor its frame."""
    offered: dict[str, Any] = {}
    monkeypatch.setattr(export, "button", lambda place, label, file, make, *more: offered.update(
        {file: (label, make)}))
    assert not board(language).exception
    day = newest()
    names = [f"tenure-weekly-{day}-{language}.{form}" for form in made.FORMS]
    assert [name for name in offered if name in names] == names
    label, make = offered[names[-1]]
    assert label == text(language, "report.export.xlsx")
    given: list[bytes] = []
    thread = threading.Thread(target=contextvars.Context().run, args=(lambda: given.append(make()),))
    thread.start()
    thread.join()
    book = load_workbook(io.BytesIO(given[0]))
    assert book.worksheets[0].title == text(language, "report.xlsx.first")
