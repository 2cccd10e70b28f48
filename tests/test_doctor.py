"""What the doctor finds: each fault an operator may meet is made, and must be told with what to do; never a secret."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from data import configured
from data.__main__ import main
from data.backup.restoring import MARK
from data.doctor import Line, examined, stores
from data.doctor.asked import FAULTS, unknown
from data.doctor.machine import differing
from data.locking import exclusive
from data.store import open_store
from tests.conftest import ROOT
from tests.home_made import furnish, publish
from tests.postgres import SECRET, Cluster

INTERNAL = {"TENURE_BUILD_PATH", "TENURE_BUILD_TARGET", "TENURE_SOURCES_PATH", "TENURE_SOURCES_SCHEMA",
            "TENURE_SOURCES_MODELS"}
"""Set for dbt by a build itself."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A furnished home that its owner alone reads."""
    for name in [name for name in os.environ if name.startswith("TENURE_")]:
        monkeypatch.delenv(name)
    at = tmp_path / "home"
    at.mkdir(mode=0o700)
    monkeypatch.setenv("TENURE_HOME", str(at))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(tmp_path / "secrets.toml"))
    furnish(at)
    return at


def found(check: str) -> Line:
    """The worst line of one check."""
    lines = [line for line in examined() if line.check == check]
    return max(lines, key=lambda line: ("ok", "warn", "fault").index(line.state))


def test_a_home_that_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert said.endswith(" 0 faults\n")
    assert "fault " not in said
    assert main(["doctor", "--format", "json"]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert {line["check"] for line in lines if line["state"] == "warn"} <= {"machine.packages", "home.disk",
                                                                           "home.scratch"}
    assert {"warehouse.release", "store.whole", "store.pages", "settings.targets", "machine.clock"} <= {
        line["check"] for line in lines}


def test_nothing_is_made_where_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "none"))
    for name in ("TENURE_STORE_URL", "TENURE_WAREHOUSE_URL"):
        monkeypatch.delenv(name, raising=False)
    examined()
    assert not (tmp_path / "none").exists()


def set_back(home: Path) -> None:
    with open_store().engine.connect().execution_options(writes=True) as connection, connection.begin():
        later = (datetime.now(UTC) + timedelta(days=2)).replace(tzinfo=None)
        connection.execute(text("UPDATE entry SET at = :at WHERE seq = 1"), {"at": later})


def scribbled(home: Path) -> None:
    """A page in the middle of the store's file is another one's."""
    open_store().engine.dispose()
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry'").fetchone()[0]
    with (home / "store.sqlite").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\x00" * 4096)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def newer(home: Path) -> None:
    with open_store().engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))


FAULTY: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "an entry changed behind the store's back": (set_back, "store.whole", "1 of 5 entries are damaged"),
    "a clock set back": (set_back, "machine.clock", "the newest decision was written at"),
    "a store's page overwritten": (scribbled, "store.reachable|store.pages", "malformed|page|cannot be used"),
    "a store of a newer release": (newer, "store.schema", "0999 is of a newer release"),
    "a data file cut short": (lambda home: os.truncate(next(home.glob("tenure-*.duckdb")), 5000), "warehouse.whole",
                              "is damaged"),
    "a bit flipped in the data": (lambda home: flip(next(home.glob("tenure-*.duckdb"))), "warehouse.whole",
                                  "is damaged"),
    "a restore that did not end": (lambda home: (home / MARK).write_text("/b\n"), "home.restore", "did not end"),
    "a file with a fault": (lambda home: (home / "targets.toml").write_text("[[target]]\nkpi = 'x'\n"),
                            "settings.targets", "faults"),
    "a file that is no TOML": (lambda home: (home / "health.toml").write_text("= ="), "settings.health", "faults"),
    "tenure.env with an unknown name": (lambda home: (home / "tenure.env").write_text("X=1\n"), "settings.file",
                                        "a line is NAME=VALUE"),
    "a home everybody may change": (lambda home: home.chmod(0o777), "home.permissions", "everybody"),
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_fault_is_told_with_what_to_do(home: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    make, check, said = FAULTY[what]
    make(home)
    assert main(["doctor", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "fault"
    hit = [line for line in told["lines"] if line["state"] == "fault" and re.fullmatch(check, line["check"])]
    assert hit, told
    assert re.search(said, hit[0]["said"])
    assert hit[0]["do"]


def test_warnings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_TARGET", "/x")
    monkeypatch.setenv("TENURE_COLOUR", "blue")
    assert unknown() == [("TENURE_COLOUR", None), ("TENURE_TARGET", "TENURE_TARGETS")]
    publish(newest=date(2026, 1, 1))
    assert found("warehouse.age").state == "warn"
    home.chmod(0o755)
    assert "others on this machine may read" in found("home.permissions").said
    (home / "tenure-20260101T000000000000.duckdb.tmp").mkdir()
    assert "a process that died left" in found("home.leftovers").said
    with exclusive(home / "tenure.lock"):
        assert f"tenure.lock: process {os.getpid()}" in found("home.locks").said


def test_the_sign_in(home: Path, tmp_path: Path) -> None:
    """A value of the settings is never shown."""
    assert found("signin.settings").state == "ok"
    (tmp_path / "secrets.toml").write_text('[auth]\ncookie_secret = "hunter2"\n', encoding="utf-8")
    line = found("signin.settings")
    assert line.state == "fault"
    assert "hunter2" not in f"{examined()}"
    (tmp_path / "secrets.toml").write_text("= =", encoding="utf-8")
    assert "cannot be read" in found("signin.settings").said


def test_servers_that_do_not_answer_are_told_without_their_passwords(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", "postgresql://u:hunter2@127.0.0.1:1/d")
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "postgresql://u:hunter2@127.0.0.1:1/d")
    assert [found(check).state for check in ("store.reachable", "warehouse.reachable")] == ["fault", "fault"]
    assert "hunter2" not in f"{examined()}"
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "hunter2://///")
    assert found("warehouse.reachable").state == "fault"


def test_a_store_on_postgresql(home: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_STORE_URL", postgres.guarded())
    assert [line.state for line in stores.lines()] == ["ok", "warn", "ok"]  # empty: the next start makes its tables
    open_store().put("setting", "a", {"value": 1}, "Abe", 0)
    lines = list(stores.lines())
    assert {line.state for line in lines} == {"ok"}
    assert SECRET not in f"{lines}"


def test_every_setting_of_the_code_is_known() -> None:
    """A name that is read and not listed would be called unknown."""
    code = "".join(path.read_text(encoding="utf-8") for layer in ("data", "queries", "components")
                   for path in (ROOT / layer).rglob("*.py") if path.name != "configured.py")
    read = set(re.findall(r"[\"'](TENURE_[A-Z_]+)[\"']", code)) - INTERNAL
    assert read <= configured.KNOWN, read - configured.KNOWN
    assert set(FAULTS) == set(configured.FILES)


def test_packages_that_are_not_as_pinned(tmp_path: Path) -> None:
    pins = 'pytest==0.0.1\nnone-such==1.0 # why\npytest>1\nwinpkg==1 ; sys_platform == "never"\n\n# words\n'
    (tmp_path / "pins.txt").write_text(pins, encoding="utf-8")
    assert [line.split()[0] for line in differing(tmp_path / "pins.txt")] == ["pytest", "none-such"]
