"""The audit log: what is added stays as it was, in order, whoever writes; and how it is read."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text, update

from data.__main__ import main
from data.audit import DID, Entry, entries, log, write
from data.audit.entry import LONGEST, cell, shown
from data.store import StoreError, StoreUnavailable, open_store
from data.store.engine import reading, writing
from data.store.tables import AUDIT
from tests.conftest import ROOT

ASKED = {"as_of": "2026-11-22", "unit": "contract", "where": {"segment": ["SMB", None]}}
SEEN = Entry("sato@example.com", "lead", "viewed", "retention", "", ASKED, "20261122T000000")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store of its own, in use."""
    made = (f"sqlite:///{tmp_path / 'store.sqlite'}" if request.param == "sqlite"
            else str(request.getfixturevalue("postgres").database()))
    monkeypatch.setenv("TENURE_STORE_URL", made)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    monkeypatch.delenv("TENURE_AUDIT_DAYS", raising=False)
    log._tidied.clear()
    return made


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty SQLite store, in use."""
    made = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("TENURE_STORE_URL", made)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return made


def put(days_ago: float, who: str = "old@example.com") -> None:
    """An entry as if it had been written then."""
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days_ago)
    with writing(open_store().engine) as connection:
        connection.execute(insert(AUDIT).values(at=at, who=who, role="lead", did="viewed", page="", what="", asked="{}",
                                                version=""))


def test_what_is_written_is_there(url: str) -> None:
    before = datetime.now(UTC)
    write(SEEN)
    write(Entry("佐藤@example.com", "executive", "exported", "charter", "表.csv"))
    found = entries()
    assert [(each.who, each.did, each.page, each.what) for each in found] == [
        ("sato@example.com", "viewed", "retention", ""), ("佐藤@example.com", "exported", "charter", "表.csv")]
    assert found[0].asked == ASKED
    assert found[0].at is not None
    assert before <= found[0].at <= datetime.now(UTC)
    assert open_store().version() == 0, "no decision was made"


def test_the_database_refuses_to_change_an_entry(url: str) -> None:
    write(SEEN)
    for change in (update(AUDIT).values(who="nobody"), delete(AUDIT)):
        with pytest.raises(StoreUnavailable, match="append-only"), writing(open_store().engine) as connection:
            connection.execute(change)
    assert [each.who for each in entries()] == ["sato@example.com"]


def test_how_long_entries_are_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (0.5, 20, 40, 4000):
        put(days, f"{days}@example.com")
    write(SEEN)
    assert len(entries()) == 5, "all, unless it is said how long"
    monkeypatch.setenv("TENURE_AUDIT_DAYS", "30")
    write(SEEN)
    assert len(entries()) == 6, "looked at once a day"
    log._tidied.clear()
    write(SEEN)
    assert [each.who for each in entries()] == ["20@example.com", "0.5@example.com", *["sato@example.com"] * 3]


@pytest.mark.parametrize("given", ["0", "-1", "thirty", "1.5", " "])
def test_a_wrong_number_of_days_removes_nothing(store: str, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_AUDIT_DAYS", given)
    put(4000)
    log._tidied.clear()
    write(SEEN)
    assert len(entries()) == 2


def test_whatever_the_text_it_is_kept(url: str) -> None:
    nasty = "a\x00b\ud800c\x1b[31m\u202e\n" + "x" * 5000
    write(Entry(nasty, "lead", "searched", what=nasty, asked={"where": {nasty: [nasty]}}))
    found = entries()[0]
    assert found.who.startswith("a\ufffdb?c\x1b[31m\u202e\n")
    assert len(found.who) == LONGEST
    assert list(found.asked["where"]) == [nasty.replace("\ud800", "?")]
    write(Entry("a", "lead", "viewed", asked={"as_of": "2026-11-22", "where": {"name": ["x" * 60_000]}}))
    assert entries()[1].asked["as_of"] == "2026-11-22"


def test_what_is_asked_of_it(store: str) -> None:
    for did in DID:
        write(Entry("Sato@example.com", "lead", did))
        write(Entry("Abe@example.com", "lead", did))
    middle = entries()[5].at
    assert middle is not None
    assert len(entries(who=" sato@EXAMPLE.com")) == len(DID)
    assert len(entries(did="exported")) == 2
    assert len(entries(since=middle)) == 2 * len(DID) - 5


WRITER = """
import sys
from data.audit import Entry, write
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    write(Entry(f"{sys.argv[1]}@example.com", "lead", "exported", what=str(number)))
"""


def test_several_processes_write_at_once(url: str) -> None:
    """Two that log and one that decides: nothing is lost, nothing fails, and each one's order is kept."""
    open_store()
    asked = [("a", WRITER), ("b", WRITER), ("c", WRITER.replace(
        "write(Entry(f\"{sys.argv[1]}@example.com\", \"lead\", \"exported\", what=str(number)))",
        "open_store().put('setting', f'phase{number}', {'value': number}, 'Abe', 0)").replace(
        "from data.audit import Entry, write", "from data.store import open_store"))]
    started = [subprocess.Popen([sys.executable, "-c", code, name], cwd=ROOT, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for name, code in asked]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in started] == [""] * 3
    found = entries()
    for name in ("a", "b"):
        assert [each.what for each in found if each.who == f"{name}@example.com"] == [str(n) for n in range(40)]
    assert open_store().version() == 40


def test_a_store_that_cannot_be_reached_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}/inside.sqlite")
    (tmp_path / "store.sqlite").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError):
        write(SEEN)


def test_an_entry_of_a_newer_release_is_told(store: str) -> None:
    with writing(open_store().engine) as connection:
        connection.execute(text("INSERT INTO audit (at, who, role, did, page, what, asked, version) VALUES "
                                "('2026-11-22 00:00:00', 'x', 'lead', 'dreamt', '', '', '{}', '')"))
    with pytest.raises(StoreUnavailable, match="update Tenure"):
        entries()


@pytest.mark.parametrize(("given", "said"), [
    ("=1+1", "'=1+1"), ("  =1", "'  =1"), ("+81", "'+81"), ("-1", "'-1"), ("@x", "'@x"), ("＝1", "'＝1"),
    ("a=1", "a=1"),
    ("\t=1", "\\u0009=1"), ("\x1b[2J", "\\u001b[2J"), ("a\u202eb", "a\\u202eb"), ("\ufeff=1", "\\ufeff=1"), ("", ""),
    ("\u3000=1", "'\u3000=1"), ("\r\n=1", "\\u000d\\u000a=1"),
])
def test_a_cell_is_neither_a_formula_nor_a_command(given: str, said: str) -> None:
    assert cell(given) == said
    assert not any(ord(each) < 32 for each in shown(given))


def test_the_command(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(SEEN)
    write(Entry("=cmd()", "none", "refused", what="\x1b]0;x\x07", asked={"where": {"@a": ["+1"]}}))
    assert main(["audit"]) == 0
    table = capsys.readouterr().out
    assert "2026-11-22 contract segment=SMB segment=" in table
    assert "2 entries (UTC)" in table
    assert "\x1b" not in table
    assert main(["audit", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [row["who"] for row in rows] == ["sato@example.com", "'=cmd()"]
    assert rows[1]["what"] == "\\u001b]0;x\\u0007"
    assert main(["audit", "--format", "json", "--did", "viewed", "--who", "SATO@example.com"]) == 0
    found = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["who"], row["asked"]) for row in found] == [("sato@example.com", ASKED)]
    assert main(["audit", "--since", "2999-01-01"]) == 0
    assert capsys.readouterr().out == "0 entries (UTC)\n"
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--since", "yesterday"])
    assert ended.value.code == 2


def test_it_is_not_in_the_backup_of_decisions(store: str, tmp_path: Path) -> None:
    write(SEEN)
    assert main(["store", "backup", str(tmp_path / "kept.jsonl")]) == 0
    assert "sato@example.com" not in (tmp_path / "kept.jsonl").read_text(encoding="utf-8")


def test_its_order_by_number_too(store: str) -> None:
    """A number is never given twice, whatever went: a gap shows that something is missing."""
    put(40)
    with writing(open_store().engine) as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.who == "old@example.com"))
    write(SEEN)
    with reading(open_store().engine) as connection:
        assert connection.execute(text("SELECT seq FROM audit")).scalar_one() == 2
