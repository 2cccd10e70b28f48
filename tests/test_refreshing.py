"""The scheduler of refreshes: on time, patient after failures, one a home, and gone when it is told to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from data.faults import WrongCall
from data.refreshing import Scheduler, wanted
from tests.conftest import ROOT, environment

LINES = """
import sys
from data import refreshing
refreshing.LEAVE_SECONDS = 2.0
refreshing.Scheduler([sys.executable, "-c", sys.argv[1]], float(sys.argv[2]), float(sys.argv[3]), 0.1).go()
"""


def started(code: str, every: float, limit: float = 60.0) -> subprocess.Popen[str]:
    """A scheduler in a process of its own, of a refresh that is this code."""
    return subprocess.Popen([sys.executable, "-c", LINES, code, str(every), str(limit)], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def events(process: subprocess.Popen[str], until: str) -> list[dict[str, Any]]:
    """What it says up to an event."""
    found: list[dict[str, Any]] = []
    assert process.stdout is not None
    while not found or found[-1]["event"] != f"refresh.{until}":
        line = process.stdout.readline()
        assert line, process.communicate()
        if line.startswith("{"):
            found.append(json.loads(line))
    return found


def test_failures_are_tried_again_ever_later_and_forgotten_when_it_goes_well(tmp_path: Path) -> None:
    count = tmp_path / "count"
    code = (f"import pathlib, sys; p = pathlib.Path({str(count)!r}); n = len(p.read_text()) if p.exists() else 0;"
            "p.write_text('x' * (n + 1)); sys.exit(n < 3)")
    process = started(code, 0.25)
    found = events(process, "refreshed")
    assert [each["event"] for each in found] == ["refresh.started", *["refresh.failed"] * 3, "refresh.refreshed"]
    assert [each["failures"] for each in found[1:]] == [1, 2, 3, 0]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_the_pause_grows_up_to_the_usual_one() -> None:
    scheduler = Scheduler(["x"], 3600.0)
    assert [scheduler._pause(1, 5.0) for _ in range(8)] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert scheduler._pause(0, 600.0) == 3000
    assert scheduler._pause(0, 7200.0) == 1
    assert scheduler._pause(1, 5.0) == 60


def test_told_to_end_while_it_waits() -> None:
    process = started("pass", 3600)
    events(process, "refreshed")
    told = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert time.monotonic() - told < 10
    assert json.loads(out.splitlines()[-1])["event"] == "refresh.ended"


@pytest.mark.parametrize("deaf", [False, True])
def test_told_to_end_while_a_refresh_runs(tmp_path: Path, deaf: bool) -> None:
    """It is interrupted as by Ctrl+C; one that does not hear is killed."""
    note = tmp_path / "pid"
    heard = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN);" if deaf else ""
    code = f"import os, pathlib, time; {heard} pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)"
    process = started(code, 3600)
    end = time.monotonic() + 30
    while not (note.exists() and note.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_a_refresh_that_hangs_is_ended_and_counts_as_failed() -> None:
    process = started("import time; time.sleep(60)", 3600, limit=0.5)
    found = events(process, "failed")
    assert [each["event"] for each in found] == ["refresh.started", "refresh.too_long", "refresh.failed"]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_the_command_one_scheduler_a_home(tmp_path: Path) -> None:
    """A folder that is not there fails, says so, and the scheduler goes on; a second one of this home is refused."""
    asked = [sys.executable, "-m", "data", "refresh", str(tmp_path / "none"), "--every", "1h"]
    process = subprocess.Popen(asked, cwd=ROOT, env=environment(tmp_path / "home"), text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert events(process, "failed")[-1]["status"] in (1, 2)
    second = subprocess.run(asked, cwd=ROOT, env=environment(tmp_path / "home"), capture_output=True, text=True,
                            check=False)
    assert second.returncode == 1
    assert f"process {process.pid} on" in second.stderr
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "none" in said


def test_what_is_refreshed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in os.environ if name.startswith("TENURE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    with pytest.raises(WrongCall, match="nothing to refresh from"):
        wanted(None)
    assert main(["refresh"]) == 2
    assert "nothing to refresh from" in capsys.readouterr().err
    assert wanted(tmp_path) == ["load", str(tmp_path)]
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")
    assert wanted(None) == ["load"]
    monkeypatch.setenv("TENURE_WAREHOUSE_URL", "postgresql://u@h/d")
    monkeypatch.setenv("TENURE_CONTRACT_SCHEMA", "own")
    assert wanted(tmp_path) == ["build"]
    for wrong in ("0s", "1", "1w", "h", "-1s"):
        with pytest.raises(SystemExit):
            main(["refresh", "--every", wrong])
