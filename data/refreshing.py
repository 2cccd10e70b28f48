"""`python -m data refresh`: loads what the sources give, once or again and again, in a process of its own each time.

A process of its own gives its memory back, and one that is killed for want of it takes no scheduler with it. What a
refresh says goes on to this command's own output; what the scheduler says is one line of JSON an event.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.configured import ROOT, home
from data.engines.names import own_contract
from data.faults import WrongCall
from data.locking import exclusive
from data.sources.settings import path as sources_path

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FIRST_SECONDS = 60.0
"""The pause after a first failure, doubled with each further one, up to the usual pause."""
LIMIT_SECONDS = 6 * 3600.0
LEAVE_SECONDS = 30.0
"""How long a refresh that was told to end may take for it."""
FAILED, KILLED = 1, -9


def add_to(commands: Any) -> None:
    """The command and its options, for data/__main__.py."""
    own = commands.add_parser("refresh", help="load what sources.toml names, or DIR, or the company's own tables: "
                              "once or, with --every, until it is told to end")
    own.add_argument("directory", type=Path, nargs="?", metavar="DIR")
    own.add_argument("--every", type=_span, metavar="1h", help="again after so long: 30s, 15m, 1h, 1d")
    own.add_argument("--limit", type=_span, default=LIMIT_SECONDS, metavar="6h",
                     help="end a refresh that takes longer (default 6h)")


def run(asked: argparse.Namespace) -> int:
    """One refresh, its exit status; with --every 0 when SIGTERM or Ctrl+C ends it.

    Errors: WrongCall where there is nothing to refresh from; WarehouseBusy where another scheduler of this home runs.
    """
    command = [sys.executable, "-m", "data", *wanted(asked.directory)]
    if asked.every is None:
        return subprocess.run(command, cwd=Path.cwd(), check=False).returncode
    home().mkdir(parents=True, exist_ok=True)
    with exclusive(home() / "refresh.lock"):
        Scheduler(command, asked.every, asked.limit).go()
    return 0


def wanted(directory: Path | None) -> list[str]:
    """The command of `python -m data` that refreshes here. Errors: WrongCall."""
    if own_contract():
        return ["build"]
    if directory is not None:
        return ["load", str(directory)]
    if not sources_path().exists():
        raise WrongCall(f"There is nothing to refresh from: {sources_path()} is not there. Name a folder of files, or "
                        "write down the sources (`python -m data connect`, docs/sources.md).")
    return ["load"]


class Scheduler:
    """Runs a command again and again until it is told to end; after failures first soon, then ever later."""

    def __init__(self, command: Sequence[str], every: float, limit: float = LIMIT_SECONDS,
                 first: float = FIRST_SECONDS) -> None:
        self.command, self.every, self.limit, self.first = command, every, limit, first
        self.ending = threading.Event()
        self.failures = 0

    def go(self) -> None:
        """Until SIGTERM or SIGINT. A refresh that runs then is told to end: it leaves the version in use as it was."""
        before = {each: signal.signal(each, self._end) for each in (signal.SIGTERM, signal.SIGINT)}
        _said("started", every=self.every, command=self.command[2:])
        try:
            while not self.ending.is_set():
                began = time.monotonic()
                status = self._once()
                if self.ending.is_set():
                    break
                pause = self._pause(status, time.monotonic() - began)
                _said("refreshed" if status == 0 else "failed", status=status, failures=self.failures,
                      seconds=round(time.monotonic() - began, 1),
                      next=(datetime.now(UTC) + timedelta(seconds=pause)).isoformat(timespec="seconds"))
                self.ending.wait(pause)
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            _said("ended")

    def _once(self) -> int:
        """One refresh; its exit status. It counts from its beginning: a slow one is not late for the next."""
        try:
            process = subprocess.Popen(self.command, cwd=ROOT)
        except OSError as error:
            _said("not_started", error=str(error))
            return FAILED
        end = time.monotonic() + self.limit
        while True:
            try:
                return process.wait(0.2)
            except subprocess.TimeoutExpired:
                if self.ending.is_set():
                    return _left(process)
                if time.monotonic() > end:
                    _said("too_long", seconds=self.limit)
                    return _left(process) or FAILED

    def _pause(self, status: int, took: float) -> float:
        """Seconds until the next one."""
        self.failures = self.failures + 1 if status else 0
        if self.failures:
            return min(self.every, self.first * 2.0 ** (self.failures - 1))
        return max(self.every - took, 1.0)

    def _end(self, _signal: int, _frame: object) -> None:
        self.ending.set()


def _left(process: subprocess.Popen[bytes]) -> int:
    """Ends a refresh as Ctrl+C does, which drops its draft; where it does not hear that, for good."""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return KILLED


def _said(event: str, **more: Any) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    print(json.dumps({"at": at, "event": f"refresh.{event}", **more}, ensure_ascii=False), flush=True)


def _span(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text)
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no span of time: write 30s, 15m, 1h or 1d")
    return float(found[1]) * UNITS[found[2]]
